"""Changing one record: values with their source, dates as people write them, two members at once, hostile inputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from malath.accountability.violations.models import Act, Change, Event, Statement
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.tests.pages import TITLE, first_code, opened, tell_all

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def said(documenters: Any, row: Any, code: str) -> Any:
    return said_of(documenters.hala, [row])[row.pk].main(code)


def changes(documenters: Any) -> int:
    return int(Change.objects.visible_to(documenters.hala).count())


def test_only_what_was_changed_is_said_with_its_source_and_confidence(documenters: Any, as_member: AsMember) -> None:
    told, sure = tell_all(documenters), first_code("confidence")
    url, form = opened(as_member(documenters.karim), "event", told.event, title="Arrest at the gate")

    response = as_member(documenters.karim).post(url, {**form, "source": str(told.source.pk), "sure": sure})

    assert response.status_code == 303
    known = said_of(documenters.yara, [told.event])[told.event.pk].by_field
    assert known["title"][0].value["v"] == "Arrest at the gate"
    assert (known["title"][0].source_id, known["title"][0].confidence) == (told.source.pk, sure)
    assert known["title"][0].made_in.by == documenters.karim
    newest = Change.objects.visible_to(documenters.yara).latest("pk")
    assert Statement.objects.visible_to(documenters.yara).filter(made_in=newest).count() == 1


def test_what_is_sent_as_it_was_changes_nothing(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters, methods=[first_code("methods")], age=30), as_member(documenters.yara, "ar")
    before = changes(documenters)

    for kind, record in (("event", told.event), ("act", told.act), ("person", told.victim), ("body", told.site)):
        url, form = opened(client, kind, record)
        assert client.post(url, form).status_code == 303
    for kind in ("involvement", "information", "intervention", "holding", "tie"):
        url, form = opened(client, kind, getattr(told, kind))
        assert client.post(url, form).status_code == 303

    assert changes(documenters) == before


def test_an_account_may_stand_beside_what_stands(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.karim)
    url, form = opened(client, "act", told.act, when="April 2013", how="beside", source_name="A neighbour")

    assert client.post(url, form).status_code == 303

    known = said_of(documenters.yara, [told.act])[told.act.pk]
    assert known.main("when") == "2013-03-XX" and known.others("when")[0].value["v"] == "2013-04"
    assert known.others("when")[0].source_id is not None


@pytest.mark.parametrize(
    ("written", "kept", "shown"),
    [
        ("spring 2012", "2012-21", "spring 2012"),
        ("حوالي 2013", "2013~", "about 2013"),
        ("entre le 3 et le 9 mai 2012", None, "between 3 and 9 May 2012"),
        ("2013-03-XX", "2013-03-XX", "March 2013, day unknown"),
    ],
)
def test_a_date_is_written_as_people_say_it_and_shown_as_it_was_understood(
    documenters: Any, as_member: AsMember, written: str, kept: str | None, shown: str
) -> None:
    told, client = tell_all(documenters, when="2011"), as_member(documenters.yara)
    url, form = opened(client, "act", told.act, when=written)

    page = client.post(url, form, follow=True).content.decode()

    assert shown in page
    assert kept is None or said(documenters, told.act, "when") == kept


def test_a_date_with_two_readings_is_shown_back_and_kept_when_confirmed(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    url, form = opened(client, "act", told.act, when="03/04/2012")

    asked = client.post(url, form)
    assert asked.status_code == 422 and "Understood as 3 April 2012" in asked.content.decode()
    assert said(documenters, told.act, "when") == "2013-03-XX"

    again = {**form, "when-understood": asked.context["form"]["when-understood"].value()}
    assert client.post(url, again).status_code == 303
    assert said(documenters, told.act, "when") == "2012-04-03"


@pytest.mark.parametrize(
    "written", ["tomorrowish", "31/02/2013", "0000-00-00", "9999999-01-01", "12 May 2199", "5" * 280]
)
def test_an_absurd_date_is_refused_in_words_and_the_text_stays(
    documenters: Any, as_member: AsMember, written: str
) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    url, form = opened(client, "act", told.act, when=written, place_words="by the bakery")

    response = client.post(url, form)

    assert response.status_code == 422
    page = response.content.decode()
    assert written in page and "by the bakery" in page and "nothing was saved" in page
    assert said(documenters, told.act, "when") == "2013-03-XX"


def test_two_members_change_the_same_value_and_nothing_is_lost(documenters: Any, as_member: AsMember) -> None:
    told = tell_all(documenters)
    first, second = as_member(documenters.karim), as_member(documenters.yara)
    url, mine = opened(second, "event", told.event, title="Arrest by the bakery", place_words="Baker street")
    _url, theirs = opened(first, "event", told.event, title="Arrest by the mosque")
    assert first.post(url, theirs).status_code == 303

    response = second.post(url, mine)

    page = response.content.decode()
    assert response.status_code == 409
    assert "Arrest by the mosque" in page and "Arrest by the bakery" in page and "Karim of archive" in page
    assert "Baker street" in page and said(documenters, told.event, "title") == "Arrest by the mosque"
    assert said(documenters, told.event, "place_words") is None


@pytest.mark.parametrize(
    ("choice", "first", "others"),
    [
        ("mine", "Arrest by the bakery", []),
        ("theirs", "Arrest by the mosque", []),
        ("both", "Arrest by the mosque", ["Arrest by the bakery"]),
    ],
)
def test_the_second_chooses_what_stands(
    documenters: Any, as_member: AsMember, choice: str, first: str, others: list[str]
) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    url, mine = opened(client, "event", told.event, title="Arrest by the bakery", place_words="Baker street")
    _url, theirs = opened(client, "event", told.event, title="Arrest by the mosque")
    as_member(documenters.karim).post(url, theirs)
    refused = client.post(url, mine).context["form"]

    again = {**mine, "based_on": refused["based_on"].value(), "keep-title": choice}
    assert client.post(url, again).status_code == 303

    known = said_of(documenters.yara, [told.event])[told.event.pk]
    assert known.main("title") == first and [one.value["v"] for one in known.others("title")] == others
    assert known.main("place_words") == "Baker street"


def test_other_fields_of_one_record_may_be_changed_at_once(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    url, mine = opened(client, "event", told.event, place_words="Baker street")
    _url, theirs = opened(client, "event", told.event, title="Arrest by the mosque")
    assert as_member(documenters.karim).post(url, theirs).status_code == 303

    assert client.post(url, mine).status_code == 303
    assert said(documenters, told.event, "place_words") == "Baker street"


@pytest.mark.parametrize("words", ["a\x00b", "safe \u202egnp.exe", "x" * 400])
def test_hidden_marks_and_endless_lines_are_refused_in_words(documenters: Any, as_member: AsMember, words: str) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    url, form = opened(client, "event", told.event, title=words)

    assert client.post(url, form).status_code == 422
    assert said(documenters, told.event, "title") == TITLE


def test_a_formula_and_markup_are_kept_as_words_and_shown_as_words(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    words = '=HYPERLINK("https://example.org") <script>alert(1)</script> {{ 7 }}'
    url, form = opened(client, "event", told.event, title=words, narrative="n" * 90_000)

    page = client.post(url, form, follow=True).content.decode()

    assert said(documenters, told.event, "title") == words
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    "typed",
    [
        {"place": "XX-99"},
        {"rights": ["nothing"]},
        {"status": "'; --"},
        {"source": "00000000-0000-0000-0000-000000000000"},
        {"source_number": "P-222222"},
        {"source_number": "P-222222", "source_name": "Somebody"},
        {"sure": "very"},
        {"how": "over"},
        {"based_on": "x"},
        {"narrative": "n" * 100_001},
    ],
)
def test_what_no_form_offers_is_refused(documenters: Any, as_member: AsMember, typed: dict[str, Any]) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    url, form = opened(client, "event", told.event, title="Another")
    before = changes(documenters)

    assert client.post(url, {**form, **typed}).status_code == 422
    assert changes(documenters) == before


@pytest.mark.parametrize("was", ["", "[]", "{", "[1]", '{"title": 3}', "x" * 3000])
def test_a_broken_memory_of_what_was_shown_does_no_harm(documenters: Any, as_member: AsMember, was: str) -> None:
    told, client = tell_all(documenters), as_member(documenters.yara)
    url, form = opened(client, "event", told.event, title="Another", was=was)

    assert client.post(url, form).status_code == 303
    assert said(documenters, told.event, "title") == "Another"
    assert Event.objects.visible_to(documenters.yara).get().when == "2013~"


def test_an_act_that_turns_out_to_be_against_a_minor_is_restricted(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.karim)
    url, form = opened(client, "act", told.act, age="١٥")

    assert client.post(url, form).status_code == 303

    assert client.get(url).status_code == 404
    assert not Act.objects.visible_to(documenters.karim).exists()
    assert Event.objects.visible_to(documenters.hala).get().is_restricted
