"""Letters as records: who reads them, how they are settled, when they are forgotten, who may be written to."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from malath.voice.letters import actions
from malath.voice.letters.errors import LetterSettledError, NoReaderError, NotPublicKeyError, PrivateKeyError
from malath.voice.letters.models import Desk, Letter
from malath.voice.letters.rules import KEPT, Kind, State, is_public_key
from malath.voice.letters.selectors import addressees, fingerprint, readers_of
from malath.voice.letters.tests.conftest import AGE, WORDS, Desks, sent
from malath.voice.letters.today import letters_today

pytestmark = pytest.mark.django_db
PGP = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEZ\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----"


def readers(letter: Letter) -> set[str]:
    """Who sees it, by the rule; the same are told of it."""
    seeing = {
        one.handle for one in Member.objects.all() if Letter.objects.visible_to(one).filter(pk=letter.pk).exists()
    }
    told = Notice.objects.unscoped(reason="test").filter(path=f"/letters/{letter.pk}/")
    assert set(told.values_list("member__handle", flat=True)) == seeing
    assert set(readers_of(letter).values_list("handle", flat=True)) == seeing
    return seeing


def test_a_letter_to_a_city_is_read_by_those_who_run_its_network_and_nobody_else(desks: Desks) -> None:
    assert readers(desks.letter("accompany", city="lyon")) == {"nadim", "rima", "dalia"}
    assert readers(desks.letter("take-part", city="ghent")) == {"ghassan", "rima", "dalia"}


def test_a_letter_to_the_organisation_is_read_by_those_who_speak_for_it(desks: Desks) -> None:
    assert readers(desks.letter("contact", to="haven")) == {"hala", "dalia"}
    assert readers(desks.letter("accompany", city="elsewhere")) == {"hala", "dalia"}


def test_a_letter_to_nobody_known_goes_to_whoever_took_letters_first_also_when_closed(desks: Desks) -> None:
    actions.set_desk(desks.coalition.haven, is_open=False, public_key="", by=desks.coalition.dalia)

    assert desks.letter("contact", to="atlantis").organisation_id == desks.coalition.haven.pk


def test_without_any_desk_or_city_there_is_no_reader(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    Desk.objects.unscoped(reason="test").delete()
    monkeypatch.setattr(actions, "cities", list)

    with pytest.raises(NoReaderError):
        desks.letter("contact")
    assert desks.all() == []


def test_a_letter_that_comes_twice_is_one_record(desks: Desks) -> None:
    letter = sent(to="haven")
    for _ in range(2):
        actions.receive_letter(Kind.CONTACT, letter)

    (row,) = desks.all()
    assert row.pk == letter.id and Notice.objects.unscoped(reason="test").filter(code="letters.arrived").count() == 2


def test_a_settled_letter_is_settled_once_and_forgotten_after_its_time(desks: Desks) -> None:
    row = actions.settle_letter(desks.letter(), outcome="answered", note="Called back", by=desks.officer)
    with pytest.raises(LetterSettledError):
        actions.settle_letter(row, outcome="spam", by=desks.officer)

    with time_machine.travel(timezone.now() + KEPT):
        assert actions.forget_old_letters() == 0
    with time_machine.travel(timezone.now() + KEPT + timedelta(days=1)):
        assert actions.forget_old_letters() == 1 and actions.forget_old_letters() == 0
    row = desks.now(row.pk)
    assert row.state == State.ANSWERED and row.details == {} and row.note == "" and row.cleared_on


def test_who_may_answer_a_letter_that_waits_too_long_hears_of_it_again(desks: Desks) -> None:
    late, settled = desks.letter("contact", to="haven"), desks.letter("contact", to="haven")
    actions.settle_letter(settled, outcome="answered", by=desks.officer)
    told = Notice.objects.unscoped(reason="test").filter(code="letters.late")

    for days, rows, section in ((6, 0, "week"), (7, 2, "week"), (8, 2, "urgent"), (9, 2, "urgent")):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            assert actions.remind_of_letters() == bool(rows) and told.count() == rows
            (matter,) = letters_today(desks.officer, timezone.now())
            assert matter.section == section and list(letters_today(desks.elsewhere, timezone.now())) == []
    assert set(told.values_list("member__handle", "path")) == {(h, f"/letters/{late.pk}/") for h in ("hala", "dalia")}
    told.update(read_on=timezone.localdate())
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        assert actions.remind_of_letters() == 1 and told.count() == 4


@pytest.mark.parametrize("outcome", ["spam", "withdrawn"])
def test_what_is_no_letter_and_what_is_to_be_forgotten_goes_at_once(desks: Desks, outcome: str) -> None:
    letter = desks.letter()
    with connection.cursor() as cursor:
        cursor.execute("select details from letters_letter")
        blob = bytes(cursor.fetchone()[0])

    row = desks.now(actions.settle_letter(letter, outcome=outcome, note="x", by=desks.officer).pk)
    assert row.details == {} and row.note == "" and row.cleared_on == timezone.localdate()
    # Its key is gone: what an old backup holds stays shut.
    Letter.objects.unscoped(reason="test").filter(pk=row.pk).update(details=b"")
    with connection.cursor() as cursor:
        cursor.execute("update letters_letter set details = %s", [blob])
    kept = desks.now(row.pk)
    reveal(kept, by=desks.officer, why="test")
    assert kept.details == {}


def test_who_does_not_read_a_letter_does_not_settle_it(desks: Desks) -> None:
    local, ours = desks.letter("accompany", city="lyon"), desks.letter()

    for letter, by in ((local, desks.ghent_keeper), (local, desks.officer), (ours, desks.coalition.nadim), (ours, desks.elsewhere)):  # fmt: skip
        with pytest.raises(NotAllowedError):
            actions.settle_letter(letter, outcome="spam", by=by)
    assert {row.state for row in desks.all()} == {State.WAITING}


def test_only_a_director_says_who_may_write_and_to_which_key(desks: Desks) -> None:
    c, before = desks.coalition, fingerprint()
    for by in (desks.officer, desks.elsewhere, c.rima, c.boris):
        with pytest.raises(NotAllowedError):
            actions.set_desk(c.haven, is_open=True, public_key=PGP, by=by)
    assert [one.public_key for one in addressees()] == [AGE] and fingerprint() == before

    actions.set_desk(c.haven, is_open=True, public_key=PGP, by=c.dalia)
    assert [one.public_key for one in addressees()] == [PGP] and fingerprint() != before
    c.haven.in_coalition = False
    c.haven.save()
    assert addressees() == []


@pytest.mark.parametrize("text", ["AGE-SECRET-KEY-1QQ", f"{AGE}\n-----BEGIN PGP PRIVATE KEY BLOCK-----"])
def test_a_private_key_is_not_kept(desks: Desks, text: str) -> None:
    with pytest.raises(PrivateKeyError):
        actions.set_desk(desks.coalition.haven, is_open=True, public_key=text, by=desks.coalition.dalia)
    assert [one.public_key for one in addressees()] == [AGE]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [(AGE, True), (f" {PGP}\n", True), ("age1short", False), (f"{AGE} {AGE}", False), (f"<b>{PGP}", False), ("x", False)],
)  # fmt: skip
def test_a_public_key_is_known_by_its_form(text: str, is_one: bool) -> None:
    assert is_public_key(text) is is_one


def test_what_is_no_key_is_refused(desks: Desks) -> None:
    with pytest.raises(NotPublicKeyError):
        actions.set_desk(desks.coalition.haven, is_open=True, public_key="call us instead", by=desks.coalition.dalia)


def test_every_act_leaves_its_entry_and_nothing_stands_in_clear(desks: Desks) -> None:
    row = desks.letter("accompany", city="lyon")
    actions.settle_letter(row, outcome="declined", note="Zumurruda moved", by=desks.coalition.nadim)

    entries = list(OutboxEntry.objects.filter(verb__startswith="letters.").order_by("number"))
    assert [entry.verb for entry in entries] == ["letters.desk-set", "letters.received", "letters.settled"]
    with connection.cursor() as cursor:
        cursor.execute("select * from letters_letter")
        held = b"".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in cursor.fetchone())
    for word in ("Zumurruda", WORDS, "example.org"):
        assert word.encode() not in held and word not in str([entry.facts for entry in entries])
