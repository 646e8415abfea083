"""What an organisation answers, and what a change of the text does to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal
from malath.voice.statements import errors
from malath.voice.statements.actions.answering import answer_by_link, answer_text
from malath.voice.statements.actions.freezing import bind_translation, judge_change, note_release
from malath.voice.statements.actions.inviting import (
    invite_organisation,
    is_passed,
    link_of,
    make_link,
    open_again,
    pass_for,
    remove_signatory,
)
from malath.voice.statements.canon import digest_of
from malath.voice.statements.models import Answer, BoundText, Statement
from malath.voice.statements.pages import page_of
from malath.voice.statements.rules import Nature, State
from malath.voice.statements.selectors import edition_for
from malath.voice.statements.tests.conftest import BODY, NAMES, Room, signing, soon

pytestmark = pytest.mark.django_db


def names_shown(room: Room, viewer: object = None) -> list[str]:
    page = page_of(viewer or room.officer, room.statement)  # type: ignore[arg-type]
    return [line.name for line in page.sheet.lines]


def test_nothing_can_be_signed_before_the_text_is_frozen(room: Room) -> None:
    with pytest.raises(errors.NotFrozenError):
        answer_text(room.archive, signing(None), by=room.archive_director)


def test_a_signature_says_which_bytes_who_and_by_which_mandate(room: Room) -> None:
    edition = room.freeze()

    room.archive_signs(mandate="body", signed_by="Hind, director", mandate_words="Minutes of 3 November")

    answer = Answer.objects.visible_to(room.archive_director).get()
    reveal(answer, by=room.officer, why="test")
    assert (answer.mandate, answer.by, answer.edition_id) == ("body", room.archive_director, edition.pk)
    assert answer.words == {"signed_by": "Hind, director", "mandate_words": "Minutes of 3 November"}
    entry = OutboxEntry.objects.get(verb="statement.answered")
    assert entry.facts["digest"] == edition.digest and entry.row == room.archive.pk
    text = BoundText.objects.visible_to(room.officer).get()
    reveal(text, by=room.officer, why="test")
    assert digest_of(text.content.encode()) == edition.digest == text.digest


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"mandate": ""}, errors.MandateMissingError),
        ({"signed_by": " "}, errors.MandateMissingError),
        ({"names": {"en": "Only one"}}, errors.NameMissingError),
        ({"act": "reserve"}, errors.WordsMissingError),
        ({"act": "change"}, errors.WordsMissingError),
    ],
)
def test_what_lacks_in_an_answer_is_refused(room: Room, changes: dict[str, object], refusal: type[Exception]) -> None:
    edition = room.freeze()
    with pytest.raises(refusal):
        answer_text(room.archive, signing(edition, **{"act": "sign", **changes}), by=room.archive_director)  # type: ignore[arg-type]
    assert room.row(room.archive).state == State.WAITING


def test_only_the_director_of_the_organisation_itself_answers(room: Room) -> None:
    edition = room.freeze()
    for stranger in (room.archive_officer, room.officer, room.director):
        with pytest.raises(NotAllowedError):
            answer_text(room.archive, signing(edition), by=stranger)


def test_an_answer_to_a_text_that_was_replaced_signs_nothing(room: Room) -> None:
    old = room.freeze()
    room.rewrite(BODY + "\n\nAnd we ask for an answer by December.")
    room.freeze()

    with pytest.raises(errors.TextReplacedError):
        answer_text(room.archive, signing(old), by=room.archive_director)
    assert room.row(room.archive).state == State.WAITING


def test_silence_at_the_deadline_is_no_signature_and_the_lead_may_open_it_again(room: Room) -> None:
    edition = room.freeze(answer_by=soon(2))
    with time_machine.travel(timezone.now() + timedelta(days=3), tick=True):
        with pytest.raises(errors.AnswerOverError):
            answer_text(room.archive, signing(edition), by=room.archive_director)
        page = page_of(room.officer, room.statement)
        assert page.sheet.count == 0 and page.board.count(State.LAPSED) == 3

        open_again(room.archive, answer_by=soon(1), by=room.officer)
        answer_text(room.archive, signing(edition), by=room.archive_director)
    assert names_shown(room) == [NAMES["en"]]


def test_a_change_of_substance_asks_everybody_again(room: Room) -> None:
    room.freeze()
    room.archive_signs("reserve", words="Not the second demand")

    room.rewrite(BODY + "\n\nWe ask for sanctions.")
    second = room.freeze()

    row = room.row(room.archive)
    assert (second.nature, row.state, row.signed_edition_id) == (Nature.SUBSTANCE, State.WAITING, None)
    assert names_shown(room) == [] and not row.reservation


def test_a_change_of_form_waits_for_one_that_signed_and_then_carries_signatures(room: Room) -> None:
    first = room.freeze()
    room.archive_signs()
    room.rewrite(BODY.replace("opened", "open"))

    second = room.freeze(lead_says="form")
    assert second.nature == Nature.OPEN
    assert page_of(room.officer, room.statement).edition == first

    judge_change(second, signatory=room.archive, says="form", by=room.archive_director)

    page = page_of(room.officer, room.statement)
    (line,) = page.sheet.lines
    assert page.edition == second and line.is_carried and line.signed == first
    judged = edition_for(room.archive_director, second.pk)
    assert (judged.judged_for_id, judged.lead_says) == (room.archive.pk, "form")


def test_one_that_signed_may_say_that_a_change_is_of_substance(room: Room) -> None:
    room.freeze()
    room.archive_signs()
    room.rewrite(BODY.replace("nobody", "everybody"))
    second = room.freeze(lead_says="form")

    judge_change(second, signatory=room.archive, says="substance", by=room.archive_director)

    assert names_shown(room) == [] and room.row(room.archive).state == State.WAITING
    assert room.row(room.archive).answer_by > timezone.now()  # type: ignore[operator]


def test_neither_the_lead_nor_one_that_did_not_sign_says_that_a_change_is_of_form(room: Room) -> None:
    first = room.freeze()
    answer_text(room.own, signing(first), by=room.director)
    room.rewrite(BODY.replace("opened", "open"))
    second = room.freeze(lead_says="form")

    with pytest.raises(NotAllowedError):
        judge_change(second, signatory=room.own, says="form", by=room.director)
    with pytest.raises(NotAllowedError):
        judge_change(second, signatory=room.archive, says="form", by=room.archive_director)
    with pytest.raises(errors.ChangeWaitsError):
        room.freeze()

    judge_change(second, signatory=None, says="form", by=room.officer)
    assert edition_for(room.officer, second.pk).nature == Nature.SUBSTANCE and names_shown(room) == []


def test_a_withdrawal_before_the_release_leaves_no_trace_under_the_text_and_after_it_its_date(room: Room) -> None:
    edition = room.freeze()
    room.archive_signs()
    room.archive_signs("withdraw")
    assert names_shown(room) == [] and page_of(room.officer, room.statement).sheet.withdrawn == []

    room.archive_signs()
    note_release(room.statement, on=timezone.localdate(), by=room.officer)
    answer_text(room.archive, signing(edition, "withdraw"), by=room.archive_director)

    sheet = page_of(room.officer, room.statement).sheet
    assert sheet.lines == [] and [line.withdrawn_on for line in sheet.withdrawn] == [timezone.localdate()]


def test_a_released_text_changes_no_more_and_takes_signatures_that_are_shown_as_added_later(room: Room) -> None:
    room.freeze(answer_by=soon(10))
    note_release(room.statement, on=timezone.localdate(), by=room.officer)

    with pytest.raises(errors.TextReleasedError):
        room.rewrite("Something else")
    statement = Statement.objects.visible_to(room.officer).get()
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=True):
        with pytest.raises(errors.AnswerNotOpenError):
            room.archive_signs("change", words="too late")
        room.archive_signs()
    reveal(statement, by=room.officer, why="test")
    (line,) = page_of(room.officer, statement).sheet.lines
    assert line.is_late


def test_whoever_signs_unnamed_is_counted_and_named_to_the_lead_alone(room: Room) -> None:
    third = invite_organisation(room.statement, room.coalition.partner, by=room.officer)
    edition = room.freeze()
    room.archive_signs(named=False)
    sheet = page_of(room.officer, room.statement).sheet
    assert (sheet.lines, sheet.unnamed, sheet.count) == ([], 1, 1)
    board = page_of(room.officer, room.statement).board
    assert [place.state for place in board.places if place.row == room.archive] == [State.SIGNED]

    from malath.platform.access.rules import Role
    from malath.voice.statements.models import Signatory
    from tests.people import member

    other = member("farid", room.coalition.partner, Role.DIRECTOR)
    answer_text(third, signing(edition, names={**NAMES, "en": "Pen"}), by=other)
    assert {row.pk for row in Signatory.objects.visible_to(other)} == {third.pk}
    assert page_of(other, room.statement).sheet.unnamed == 1


def test_a_translation_is_bound_only_when_it_follows_every_paragraph(room: Room) -> None:
    room.translate()
    room.rewrite(BODY.replace("opened", "open"))
    edition = room.freeze()
    with pytest.raises(errors.TranslationBehindError):
        bind_translation(room.statement, language="fr", by=room.officer)

    room.translate(p1="Nous demandons que les portes s’ouvrent.[^1]")
    bound = bind_translation(room.statement, language="fr", by=room.officer)

    assert f"translates: sha256:{edition.digest}" in bound.content
    with pytest.raises(errors.TranslationBoundError):
        bind_translation(room.statement, language="fr", by=room.officer)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ("See [this](https://example.org/a).", errors.LinksUndatedError),
        ("As we counted.[^1]", errors.NotesBrokenError),
        ("Text.\n\n[^1]: A note that nothing names.", errors.NotesBrokenError),
    ],
)
def test_a_text_that_is_not_sound_is_not_frozen(room: Room, body: str, refusal: type[Exception]) -> None:
    room.rewrite(body)
    with pytest.raises(refusal):
        room.freeze()


def test_a_link_answers_once_after_its_code(room: Room) -> None:
    edition = room.freeze()
    secret, code = make_link(room.outside, by=room.officer)
    link = link_of(secret)
    with pytest.raises(errors.CodeWrongError):
        pass_for(link, "00000000" if code != "00000000" else "11111111")

    given = pass_for(link, f"{code[:4]} {code[4:]}")
    assert is_passed(link, given) and not is_passed(link, given + "x")
    answer_by_link(link, signing(edition))

    assert names_shown(room) == [NAMES["en"]]
    with pytest.raises(errors.LinkOverError):
        link_of(secret)
    with pytest.raises(errors.AnswerNotOpenError):
        answer_by_link(link, signing(edition))


def test_a_link_cannot_be_used_twice_even_for_answers_that_could_follow(room: Room) -> None:
    edition = room.freeze()
    secret, _code = make_link(room.outside, by=room.officer)
    link = link_of(secret)
    answer_by_link(link, signing(edition))
    with pytest.raises(errors.LinkOverError):
        answer_by_link(link, signing(edition, "withdraw"))
    assert room.row(room.outside).state == State.SIGNED


def test_five_wrong_codes_end_a_link(room: Room) -> None:
    room.freeze()
    secret, code = make_link(room.outside, by=room.officer)
    link = link_of(secret)
    wrong = "00000000" if code != "00000000" else "11111111"
    for _ in range(5):
        with pytest.raises(errors.CodeWrongError):
            pass_for(link, wrong)
    with pytest.raises(errors.LinkOverError):
        pass_for(link, code)
    with pytest.raises(errors.LinkOverError):
        link_of(secret)


@pytest.mark.parametrize("end", ["another", "removed", "time", "maker"])
def test_a_link_ends(room: Room, end: str) -> None:
    room.freeze()
    secret, _code = make_link(room.outside, by=room.officer)
    later = timezone.now()
    if end == "another":
        make_link(room.outside, by=room.officer)
    elif end == "removed":
        remove_signatory(room.outside, by=room.officer)
    elif end == "maker":
        room.officer.is_active = False
        room.officer.save(update_fields=["is_active"])
    else:
        later += timedelta(days=6)
    with time_machine.travel(later, tick=True), pytest.raises(errors.LinkOverError):
        link_of(secret)


def test_whoever_signed_is_not_removed_and_whoever_is_removed_sees_nothing_more(room: Room) -> None:
    room.freeze()
    room.archive_signs()
    with pytest.raises(errors.SignatureStandsError):
        remove_signatory(room.archive, by=room.officer)
    room.archive_signs("withdraw")

    remove_signatory(room.archive, by=room.officer)

    assert not Statement.objects.visible_to(room.archive_director).exists()
    assert not Statement.objects.visible_to(room.archive_officer).exists()
