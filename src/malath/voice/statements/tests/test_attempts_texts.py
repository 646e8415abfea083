"""Texts that would be frozen or bound without having been shown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.voice.statements import errors
from malath.voice.statements.actions.drafting import write_translation
from malath.voice.statements.actions.freezing import bind_translation
from malath.voice.statements.canon import digest_of
from malath.voice.statements.models import Edition, Version
from malath.voice.statements.selectors import bound_texts, newest_version
from malath.voice.statements.tests.conftest import BODY, Room, soon

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def newest(room: Room) -> Version:
    found = newest_version(room.officer, room.statement, "en")
    assert found is not None
    return found


def write_french(room: Room, keys: str) -> None:
    """A translation of a text with one more paragraph, its paragraphs in another order."""
    source = newest(room)
    words = {part["key"]: part["text"] for part in source.text["parts"]}
    source.text = {"title": "Open the doors", "parts": [{"key": key, "text": words[key]} for key in keys]}
    texts = {key: f"fr {words[key]}" for key in keys}
    write_translation(
        room.statement, language="fr", source=source, title="Ouvrez", texts=texts, after=0, by=room.officer
    )


def test_what_a_page_draws_is_what_was_frozen(room: Room, as_member: AsMember) -> None:
    room.rewrite("One.\n\nTwo.")
    edition = room.freeze()
    room.rewrite("One.\n\nTwo.\n\nThe ministry admits it.")
    keys = [part["key"] for part in newest(room).text["parts"]]
    write_french(room, "".join(reversed(keys)))

    bound = bind_translation(room.statement, language="fr", by=room.officer)

    for text in bound_texts(room.officer, edition):
        drawn = "\n\n".join([f"# {text.text['title']}", *(part["text"] for part in text.text["parts"])])
        assert text.content.split("\n\n", 1)[1] == drawn + "\n"
        assert digest_of(text.content.encode()) == text.digest
    assert [part["text"] for part in bound.text["parts"]] == ["fr One.", "fr Two."]
    page = as_member(room.archive_director).get(url("statement_answer", room.archive.pk)).content.decode()
    assert "fr Two." in page and "admits it" not in page


def test_nothing_is_frozen_that_its_page_did_not_show(room: Room, as_member: AsMember) -> None:
    client, place = as_member(room.officer), url("statement_freeze", room.statement.pk)
    page = client.get(place).content.decode()
    assert "ask for the doors to be opened" in page and 'name="read" value="1"' in page
    room.rewrite("Sanctions now.")
    until = timezone.localtime(soon()).strftime("%Y-%m-%dT%H:%M")

    late = client.post(place, {"answer_by": until, "order": "date", "read": 1})

    assert late.status_code == 422 and not Edition.objects.visible_to(room.officer).exists()
    assert "Sanctions now." in late.content.decode() and 'name="read" value="2"' in late.content.decode()
    assert client.post(place, {"answer_by": until, "order": "date"}).status_code == 422
    assert client.post(place, {"answer_by": until, "order": "date", "read": 2}).status_code == 303


def test_nothing_is_bound_that_its_page_did_not_show(room: Room, as_member: AsMember) -> None:
    client, place = as_member(room.officer), url("statement_bind", room.statement.pk, "fr")
    room.translate()
    room.freeze()
    page = client.get(url("statement", room.statement.pk)).content.decode()
    assert 'name="read" value="1"' in page
    room.translate(p1="Nous ne demandons rien.[^1]")

    assert [client.post(place, sent).status_code for sent in ({"read": "1"}, {}, {"read": "x"})] == [409] * 3
    assert client.post(place, {"read": "2"}).status_code == 303


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("Nous demandons [tout](https://example.org/a).[^1]", errors.LinksUndatedError),
        ("Nous demandons.[^1][^2]", errors.NotesBrokenError),
    ],
)
def test_a_translation_that_is_not_sound_is_not_bound(room: Room, words: str, refusal: type[Exception]) -> None:
    room.translate(p1=words)
    room.freeze()
    with pytest.raises(refusal):
        bind_translation(room.statement, language="fr", by=room.officer)


def test_a_translation_is_behind_when_the_title_was_rewritten(room: Room, as_member: AsMember) -> None:
    room.translate()
    room.rewrite(BODY, title="Close the doors")
    room.freeze()
    client, place = as_member(room.officer), url("statement_translate", room.statement.pk, "fr")
    assert "behind the text" in client.get(url("statement", room.statement.pk)).content.decode()
    with pytest.raises(errors.TranslationBehindError):
        bind_translation(room.statement, language="fr", by=room.officer)
    room.translate()
    with pytest.raises(errors.TranslationBehindError):
        bind_translation(room.statement, language="fr", by=room.officer)

    page = client.get(place).content.decode()
    assert "The title still says the same" in page
    kept = newest_version(room.officer, room.statement, "fr")
    assert kept is not None
    sent = {f"p_{part['key']}": part["text"] for part in kept.text["parts"]} | {"title": "Ouvrez", "same_title": "on"}
    assert client.post(place, {**sent, "after": 2, "source": 2}).status_code == 303
    assert bind_translation(room.statement, language="fr", by=room.officer).text["title"] == "Ouvrez"


def test_what_was_said_of_a_paragraph_that_is_gone_does_not_come_to_another(room: Room) -> None:
    room.rewrite("One.\n\nTwo.")
    last = newest(room).text["parts"][-1]["key"]
    room.rewrite("One.")
    room.rewrite("One.\n\nAnother.")
    assert last not in {part["key"] for part in newest(room).text["parts"]}
