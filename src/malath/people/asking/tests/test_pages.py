"""The pages, in three languages: what they show, to whom, and what they do not."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from malath.people.asking.models import Question
from malath.people.asking.rounds import asking_round
from malath.people.asking.tests.conftest import AsMember, Days, answers, ask, known
from malath.people.models import Person
from malath.platform.keeper.client import Keeper
from malath.platform.keeper.errors import SealedError
from tests.people import Coalition

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "ar", "fr")
ASKED = {"purpose": "family", "words": "A sister looks for her", "ground": "consent", "days": "7"}
THEIR_NAMES = ("Salma Khalid Hadad", "Hadad")


def text_of(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return response.content.decode()


def test_asking_from_the_persons_page(coalition: Coalition, salma: Person, as_member: AsMember) -> None:
    client = as_member(coalition.rima)
    assert f"/asking/about/{salma.pk}/" in text_of(client, f"/people/{salma.pk}/")

    sent = client.post(f"/asking/about/{salma.pk}/", ASKED)

    assert (sent.status_code, sent["Location"]) == (303, "/asking/")
    page = text_of(client, "/asking/")
    assert "1 question waits" in page
    assert "سلمى خالد حداد" in page
    assert "No answer so far" in text_of(client, f"/people/{salma.pk}/")
    assert client.post(f"/asking/about/{salma.pk}/", ASKED).status_code == 422


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_in_every_language(
    coalition: Coalition, salma: Person, their_salma: Person, as_member: AsMember, days: Days, language: str
) -> None:
    ours, theirs = as_member(coalition.rima, language), as_member(coalition.boris, language)
    question = ask(salma, coalition.rima)
    asking_round()
    answer = answers()[0]
    for path in ("/asking/", f"/asking/{question.pk}/", "/today/"):
        assert f'lang="{language}"' in text_of(ours, path)
    for path in ("/asking/to-us/", f"/asking/to-us/{answer.pk}/", "/today/"):
        assert "Haven Association" in (page := text_of(theirs, path)) or path == "/today/"
        assert not any(name in page for name in THEIR_NAMES)
        assert "سلمى" not in page


def test_the_asked_look_agree_and_both_see(
    coalition: Coalition, salma: Person, their_salma: Person, as_member: AsMember, days: Days
) -> None:
    question = ask(salma, coalition.rima)
    asking_round()
    boris, page = as_member(coalition.boris), f"/asking/to-us/{answers()[0].pk}/"
    agreed = {"reply": "agree", "ground": "consent", "ground_words": "", "days": "14"}
    assert boris.post(page, agreed).status_code == 422

    assert boris.post(f"{page}look/").status_code == 303
    assert "Salma Khalid Hadad" in text_of(boris, page)
    assert boris.post(page, agreed).status_code == 303
    days.go_on()

    asked = text_of(as_member(coalition.rima), f"/asking/{question.pk}/")
    assert "Witness Archive agreed to talk" in asked
    assert "Salma Khalid Hadad" in asked
    assert "Boris of archive" in asked
    told = text_of(as_member(coalition.boris), page)
    assert "سلمى خالد حداد" in told
    assert "Rima of haven" in told
    assert "agreed to talk" in text_of(as_member(coalition.rima), "/today/")


def test_an_answer_by_an_empty_form_is_refused(
    coalition: Coalition, salma: Person, their_salma: Person, as_member: AsMember
) -> None:
    ask(salma, coalition.rima)
    asking_round()
    client = as_member(coalition.boris)

    assert client.post(f"/asking/to-us/{answers()[0].pk}/", {}).status_code == 422
    assert as_member(coalition.rima).post(f"/asking/about/{salma.pk}/", {}).status_code == 422


@pytest.mark.parametrize("who", ["amal", "lea", "omar", "tariq", "boris", "bilal", "chadia"])
def test_a_question_is_a_missing_page_to_others(
    coalition: Coalition, salma: Person, as_member: AsMember, who: str
) -> None:
    question = ask(salma, coalition.rima)
    client = as_member(getattr(coalition, who))

    for path in (f"/asking/{question.pk}/", f"/asking/about/{salma.pk}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/asking/{question.pk}/withdraw/").status_code == 404


def test_a_sealed_server_asks_nothing(
    coalition: Coalition, salma: Person, as_member: AsMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sealed(*_given: Any, **_more: Any) -> Any:
        raise SealedError

    client = as_member(coalition.rima)
    for name in ("open", "seal", "encode"):
        monkeypatch.setattr(Keeper, name, sealed)

    assert client.post(f"/asking/about/{salma.pk}/", ASKED).status_code == 503
    assert not Question.objects.unscoped(reason="a test looks").exists()


def test_pages_ask_no_more_of_many_questions(
    coalition: Coalition, salma: Person, their_salma: Person, as_member: AsMember
) -> None:
    ask(salma, coalition.rima)
    asking_round()
    few = {path: queries(as_member(member), path) for member, path in pages(coalition)}
    for n, name in enumerate(("Rana Sami Khoury", "Omar Nasser Darwish", "Huda Amin Jabri")):
        person = known(coalition.haven, coalition.rima, name, birth=f"198{n}")
        known(coalition.archive, coalition.boris, name, birth=f"198{n}")
        ask(person, coalition.rima)
    asking_round()

    assert len(answers()) == 4
    assert {path: queries(as_member(member), path) for member, path in pages(coalition)} == few
    assert max(few.values()) <= 12


def pages(coalition: Coalition) -> list[tuple[Any, str]]:
    return [(coalition.rima, "/asking/"), (coalition.boris, "/asking/to-us/")]


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
