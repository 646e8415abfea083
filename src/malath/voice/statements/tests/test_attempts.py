"""What somebody who means harm, or is in haste, would try."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.models import Membership
from malath.platform.access.rules import Role
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal
from malath.voice.statements import errors
from malath.voice.statements.actions.answering import answer_by_link, answer_text
from malath.voice.statements.actions.drafting import write_translation
from malath.voice.statements.actions.freezing import bind_translation, freeze_text, judge_change, note_release
from malath.voice.statements.actions.inviting import (
    invite_organisation,
    link_of,
    make_link,
    pass_for,
    remove_signatory,
)
from malath.voice.statements.canon import digest_of
from malath.voice.statements.models import Answer, Edition, SigningLink, Version
from malath.voice.statements.pages import page_of
from malath.voice.statements.rules import State
from malath.voice.statements.selectors import bound_texts, newest_version
from malath.voice.statements.tests.conftest import BODY, NAMES, Room, signing, soon
from tests.people import member

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def url(name: str, *args: object) -> str:
    return reverse(name, args=args)


def newest(room: Room) -> Version:
    found = newest_version(room.officer, room.statement, "en")
    assert found is not None
    return found


def test_the_lead_makes_no_link_for_an_organisation_that_has_members_here(room: Room, as_member: AsMember) -> None:
    room.freeze()
    for row in (room.archive, room.own):
        with pytest.raises(NotAllowedError):
            make_link(row, by=room.officer)
    client = as_member(room.officer)
    assert client.post(url("statement_link", room.archive.pk)).status_code == 404

    page = client.get(url("statement", room.statement.pk)).content.decode()

    assert url("statement_link", room.outside.pk) in page
    assert url("statement_link", room.archive.pk) not in page
    assert not SigningLink.objects.visible_to(room.officer).exists()


def test_a_link_of_an_organisation_that_has_members_here_answers_nothing(room: Room) -> None:
    edition = room.freeze()
    secret, _code = make_link(room.outside, by=room.officer)
    link = link_of(secret)
    SigningLink.objects.visible_to(room.officer).update(signatory=room.archive)
    link.signatory = room.archive

    with pytest.raises(errors.LinkOverError):
        link_of(secret)
    with pytest.raises(errors.LinkOverError):
        answer_by_link(link, signing(edition))
    assert room.row(room.archive).state == State.WAITING


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


def test_an_answer_by_a_link_is_shown_as_one(room: Room, as_member: AsMember) -> None:
    edition = room.freeze()
    room.archive_signs(names={code: "Archive" for code in ("ar", "en", "fr")})
    secret, _code = make_link(room.outside, by=room.officer)
    answer_by_link(link_of(secret), signing(edition))

    assert [line.is_by_link for line in page_of(room.officer, room.statement).sheet.lines] == [False, True]
    page = as_member(room.officer).get(url("statement", room.statement.pk)).content.decode()
    assert page.count("by a link, without an account") == 2, "under the text, and on the board"
    other = as_member(room.archive_director).get(url("statement", room.statement.pk)).content.decode()
    assert other.count("by a link, without an account") == 1


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
def test_a_code_is_read_in_the_digits_of_every_keyboard(room: Room, digits: str) -> None:
    room.freeze()
    secret, code = make_link(room.outside, by=room.officer)
    link = link_of(secret)

    assert pass_for(link, code.translate(str.maketrans("0123456789", digits)))
    assert link.tries == 0


def fields(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(digest|seen|pass)" value="([^"]*)"', page))


def given(act: str = "sign", **more: str) -> dict[str, str]:
    names = {f"name_{code}": name for code, name in NAMES.items()}
    return {"act": act, "signed_by": "Hind", "mandate": "body", **names, **more}


def test_of_two_answers_the_stale_form_does_not_win(room: Room, as_member: AsMember) -> None:
    room.freeze()
    client, place = as_member(room.archive_director), url("statement_answer", room.archive.pk)
    stale = fields(client.get(place).content.decode())
    room.archive_signs("reserve", words="Not the number")

    late = client.post(place, given(words="", **stale))

    assert late.status_code == 422 and room.row(room.archive).state == State.RESERVED
    assert fields(late.content.decode())["seen"] == State.RESERVED
    assert "checked" not in late.content.decode(), "no answer is chosen on the page of now"
    again = client.post(place, given("withdraw", **fields(late.content.decode())))
    assert again.status_code == 303 and room.row(room.archive).state == State.WITHDRAWN


def test_after_a_new_text_the_form_asks_for_the_answer_anew(room: Room, as_member: AsMember) -> None:
    room.freeze()
    secret, code = make_link(room.outside, by=room.officer)
    client, link = as_member(room.archive_director), Client(headers={"accept-language": "en"})
    inside, outside = url("statement_answer", room.archive.pk), url("statement_sign", secret)
    old = fields(client.get(inside).content.decode())
    old_link = fields(link.post(outside, {"code": code}).content.decode())
    room.rewrite("We ask for more.")
    edition = room.freeze()

    for who, place, sent in ((client, inside, old), (link, outside, old_link)):
        late = who.post(place, given(**sent))
        page = late.content.decode()
        assert late.status_code == 422 and "We ask for more." in page and "Nothing was signed" in page
        assert fields(page)["digest"] == edition.digest and "checked" not in page and 'value="Hind"' in page
    assert {room.row(room.archive).state, room.row(room.outside).state} == {State.WAITING}


def test_a_withdrawal_after_the_release_stays_under_the_text(room: Room, as_member: AsMember) -> None:
    edition = room.freeze(answer_by=soon(9))
    room.archive_signs()
    note_release(room.statement, on=timezone.localdate(), by=room.officer)
    room.archive_signs("withdraw")

    with pytest.raises(errors.AnswerNotOpenError):
        answer_text(room.archive, signing(edition), by=room.archive_director)
    with pytest.raises(errors.WithdrawalStandsError):
        remove_signatory(room.archive, by=room.officer)

    page = as_member(room.officer).get(url("statement", room.statement.pk)).content.decode()
    assert "Signatures withdrawn" in page and url("statement_remove", room.archive.pk) not in page
    place = url("statement_answer", room.archive.pk)
    assert "There is nothing to answer now" in as_member(room.archive_director).get(place).content.decode()


@pytest.mark.parametrize(("ago", "shown"), [(2, True), (0, False)])
def test_a_release_that_is_noted_late_shows_who_withdrew_since(room: Room, ago: int, shown: bool) -> None:
    edition = room.freeze(answer_by=soon(9))
    answer_text(room.own, signing(edition), by=room.director)
    room.archive_signs()
    room.archive_signs("withdraw")
    later = timezone.now() + timedelta(days=3)
    with time_machine.travel(later, tick=True):
        if ago:
            Answer.objects.visible_to(room.officer).filter(act="withdraw").update(on=timezone.localdate())
        note_release(room.statement, on=timezone.localdate() - timedelta(days=ago), by=room.officer)
        sheet = page_of(room.officer, room.statement).sheet
        assert [line.withdrawn_on for line in sheet.withdrawn] == ([timezone.localdate()] if shown else [])


def test_a_reservation_does_not_go_away_from_a_text_that_is_out(room: Room) -> None:
    edition = room.freeze(answer_by=soon(9))
    room.archive_signs("reserve", words="Not the number")
    note_release(room.statement, on=timezone.localdate(), by=room.officer)

    with pytest.raises(errors.AnswerNotOpenError):
        answer_text(room.archive, signing(edition), by=room.archive_director)
    assert room.row(room.archive).state == State.RESERVED


@pytest.mark.parametrize("named", [True, False])
def test_whoever_signs_unnamed_is_not_given_away_by_judging_a_change(
    room: Room, as_member: AsMember, named: bool
) -> None:
    third = invite_organisation(room.statement, room.coalition.partner, by=room.officer)
    farid = as_member(member("farid", room.coalition.partner, Role.DIRECTOR))
    assert third.pk
    room.freeze()
    room.archive_signs(named=named, names=dict.fromkeys(("ar", "en", "fr"), "Archive house"))
    room.rewrite("We ask.")
    edition = room.freeze(lead_says="form")
    judge_change(edition, signatory=room.archive, says="form", by=room.archive_director)
    reveal(room.archive_director, by=None, why="test")

    page = farid.get(url("statement", room.statement.pk)).content.decode()

    assert "said what it is:" in page and str(room.archive_director.display_name) not in page
    assert ("Archive house" in page) == named and ("an organisation that is not named" in page) != named
    assert "Archive house" in as_member(room.officer).get(url("statement", room.statement.pk)).content.decode()


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


def test_a_reservation_without_a_name_is_shown_and_counted(room: Room, as_member: AsMember) -> None:
    edition = room.freeze()
    answer_text(room.own, signing(edition), by=room.director)
    room.archive_signs("reserve", words="Not the number", named=False, names=dict.fromkeys(NAMES, "Archive house"))
    third = invite_organisation(room.statement, room.coalition.partner, by=room.officer)
    farid = member("farid", room.coalition.partner, Role.DIRECTOR)
    assert third.pk

    sheet = page_of(farid, room.statement).sheet
    page = as_member(farid).get(url("statement", room.statement.pk)).content.decode()

    assert (sheet.count, sheet.reserved, sheet.unnamed_reservations) == (2, 1, ["Not the number"])
    assert "2 organisations signed this text, 1 of them with a reservation" in page
    assert "Reservation of an organisation that is not named" in page and "Not the number" in page
    assert "Archive house" not in page


def test_words_beside_a_plain_signature_are_refused(room: Room) -> None:
    room.freeze()
    with pytest.raises(errors.WordsNotShownError):
        room.archive_signs(words="Not the number")
    assert room.row(room.archive).state == State.WAITING


def test_one_person_is_not_both_who_say_what_a_change_is(room: Room, as_member: AsMember) -> None:
    both = member("both", room.coalition.archive, Role.DIRECTOR)
    Membership.objects.create(
        member=both, organisation=room.coalition.haven, role=Role.COMMUNICATIONS_OFFICER, since=date(2026, 1, 1)
    )
    room.freeze()
    room.archive_signs()
    room.rewrite("We ask.")
    edition = freeze_text(room.statement, answer_by=soon(), lead_says="form", by=room.officer)

    with pytest.raises(NotAllowedError):
        judge_change(edition, signatory=room.archive, says="form", by=both)
    page = as_member(both).get(url("statement_judge", edition.pk)).content.decode()
    assert 'value="substance"' in page and 'value="form"' not in page
    judge_change(edition, signatory=room.archive, says="substance", by=room.archive_director)
    entry = OutboxEntry.objects.filter(verb="statement.asked").order_by("number").last()
    assert entry is not None and entry.member == room.archive_director.pk
