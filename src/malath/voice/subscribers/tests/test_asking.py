"""Asking, confirming, leaving: what the form promises about an address is what becomes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone

from malath.platform.access.rules import Role
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import Keeper, keeper
from malath.platform.keeper.errors import SealedError
from malath.platform.sealed.fields import reveal
from malath.voice.subscribers import rules
from malath.voice.subscribers.actions import erase_address, forget_unconfirmed, keep_list
from malath.voice.subscribers.errors import ListKeptElsewhereError, ListStillOpenError
from malath.voice.subscribers.models import Subscriber
from malath.voice.subscribers.sending import send_news
from malath.voice.subscribers.tests.conftest import Readers, link_in, to
from tests.people import member

pytestmark = pytest.mark.django_db
RANA = "rana@example.org"
TABLES = (
    "select * from subscribers_subscriber", "select * from subscribers_quiet",
    "select * from subscribers_mailing", "select * from subscribers_piece",
)  # fmt: skip


def raw() -> tuple[bytes, bytes]:
    """All that the database holds, as bytes, and the sealed part alone."""
    held, sealed = b"", b""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table)
            for row in cursor.fetchall():
                held += b"|".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
        cursor.execute("select details from subscribers_subscriber")
        sealed = b"".join(bytes(row[0]) for row in cursor.fetchall())
    return held, sealed


def test_who_asks_is_asked_back_and_only_the_button_confirms(readers: Readers) -> None:
    readers.ask(kinds=["news"], language="ar")
    (row,) = readers.all()
    assert row.state == rules.State.WAITING and mail.outbox == []

    assert send_news() == 1 and send_news() == 0
    (asked,) = to(RANA)
    assert "العربية" in asked.body and "news@example.org" in asked.from_email
    readers.press(link_in(asked, "confirm"))
    (row,) = readers.all()
    assert (row.state, row.language, row.kinds, row.subjects) == (rules.State.CONFIRMED, "ar", ["news"], [])


def test_an_address_that_nobody_confirms_is_erased_after_seven_days(readers: Readers) -> None:
    readers.ask()
    send_news()
    _held, blob = raw()
    context = f"subscribers.subscriber|{readers.all()[0].pk}|details".encode()
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert forget_unconfirmed() == 0
    with time_machine.travel(timezone.now() + timedelta(days=7)):
        assert forget_unconfirmed() == 1 and forget_unconfirmed() == 0
        readers.press(link_in(to(RANA)[0], "confirm"))

    assert readers.all() == [] and readers.quiet() == 0
    # What an old backup of the database holds stays shut: the key is gone too.
    assert keeper().open([(blob, context)], by=None, why="test") == [None]


def test_it_is_erased_on_its_day_also_while_the_server_is_sealed(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers.ask()

    def sealed(_self: object, op: str, **_asked: object) -> object:
        if op == "status":
            return {"sealed": True}
        raise SealedError

    with monkeypatch.context() as closed, time_machine.travel(timezone.now() + timedelta(days=8)):
        closed.setattr(Keeper, "ask", sealed)
        assert forget_unconfirmed() == 1
        assert raw()[1] == b"" and [row.state for row in readers.all()] == [rules.State.GONE]
    forget_unconfirmed()
    assert readers.all() == []


def test_leaving_erases_the_address_and_its_key_and_it_may_come_back(readers: Readers) -> None:
    readers.subscribe()
    readers.ask(language="fr")
    send_news()
    _held, blobs = raw()
    leaving = link_in(to(RANA)[0], "leave")
    readers.press(leaving)
    readers.press(leaving)

    assert blobs and readers.all() == [] and readers.quiet() == 0
    mail.outbox.clear()
    readers.ask()
    assert send_news() == 1


def test_who_was_typed_by_somebody_else_and_says_so_is_left_alone_whoever_asks(readers: Readers) -> None:
    readers.ask()
    send_news()
    readers.press(link_in(to(RANA)[0], "leave"))
    assert readers.all() == [] and readers.quiet() == 1

    for address in (RANA, "RANA@Example.org", "rana+x@example.org"):
        readers.ask(address)
    assert readers.all() == [] and send_news() == 0
    with time_machine.travel(timezone.now() + rules.QUIET + timedelta(days=1)):
        forget_unconfirmed()
        assert readers.quiet() == 0


def test_nobody_is_flooded_through_us(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = timezone.now() - timedelta(days=7)
    for hours in range(0, 6 * 24, 5):
        with time_machine.travel(begun + timedelta(hours=hours)):
            for address in (RANA, "Rana+1@example.org"):
                readers.ask(address)
            send_news()
    assert len(mail.outbox) == rules.MOST_ASKED

    monkeypatch.setattr("malath.voice.subscribers.sending.MOST_AN_HOUR", 2)
    mail.outbox.clear()
    for name in "abc":
        readers.ask(f"{name}@example.org")
    assert send_news() + send_news() == 2
    with time_machine.travel(timezone.now() + timedelta(hours=1, minutes=1)):
        assert send_news() == 1


def test_whoever_types_an_address_changes_nothing_of_what_its_owner_wished(readers: Readers) -> None:
    readers.subscribe(kinds=["news"])
    readers.ask(language="fr", kinds=["law"])
    send_news()
    assert sorted((row.state, row.language) for row in readers.all()) == [("confirmed", "en"), ("waiting", "fr")]

    readers.press(link_in(to(RANA)[0], "confirm"))
    (row,) = readers.all()
    assert (row.language, row.kinds) == ("fr", ["law"])


HOSTILE: list[dict[str, list[str]]] = [
    {"mail": ["no address"], "language": ["en"]}, {"mail": ["a@example.org\nBcc: b@example.org"], "language": ["en"]},
    {"mail": ["a@example.org"], "language": ["xx"]}, {"mail": ["a@example.org"], "language": ["en"], "kinds": ["x"]},
    {"mail": ["a@example.org,b@example.org"], "language": ["en"]}, {},
]  # fmt: skip


def test_what_makes_no_sense_is_dropped(readers: Readers) -> None:
    for given in HOSTILE:
        readers.post("by-mail", **given)
    for token in ([], [""], ["x"], ["x", "y"], ["é" * 60]):
        readers.post("by-mail/confirm", t=token)
        readers.post("by-mail/leave", t=token)

    assert readers.all() == [] and readers.quiet() == 0
    assert [path.name for path in readers.letterbox.folder.iterdir()] == []


def test_nothing_stands_in_clear_and_every_act_leaves_its_entry_without_an_address(readers: Readers) -> None:
    readers.subscribe()
    readers.out()
    readers.ask("omar@example.org")
    held, _sealed = raw()
    readers.press(link_in_row(readers))
    erase_address("omar@example.org", quiet=True, by=readers.officer)

    entries = list(OutboxEntry.objects.filter(verb__startswith="subscribers.").order_by("number"))
    assert [entry.verb.partition(".")[2] for entry in entries] == [
        "list-set", "asked", "confirmed", "asked", "erased", "erased",
    ]  # fmt: skip
    for word in ("rana", "omar", "example.org"):
        assert word.encode() not in held and word not in str([entry.facts for entry in entries])


def link_in_row(readers: Readers) -> str:
    """The way out of whoever confirmed, as any mail to them has it."""
    (row,) = [one for one in readers.all() if one.state == rules.State.CONFIRMED]
    reveal(row, by=None, why="test")
    return f"https://voices.example.org/en/by-mail/leave/?t={row.details['token']}"


def test_an_address_is_erased_by_hand_by_those_who_keep_the_list_alone(readers: Readers) -> None:
    readers.subscribe()
    for by in (readers.elsewhere, readers.coalition.amal, readers.coalition.boris):
        with pytest.raises(NotAllowedError):
            erase_address(RANA, quiet=False, by=by)

    assert erase_address(" Rana@Example.org", quiet=False, by=readers.officer)
    assert not erase_address(RANA, quiet=False, by=readers.officer)
    assert Subscriber.objects.unscoped(reason="test").count() == 0


def test_one_organisation_keeps_the_list_and_a_director_opens_it(readers: Readers) -> None:
    c = readers.coalition
    for house, by in ((c.haven, readers.officer), (c.archive, c.dalia), (c.haven, c.boris)):
        with pytest.raises(NotAllowedError):
            keep_list(house, is_open=False, by=by)
    head = member("hanin", c.archive, Role.DIRECTOR)
    with pytest.raises(ListKeptElsewhereError):
        keep_list(c.archive, is_open=True, by=head)
    readers.ask()
    keep_list(c.haven, is_open=False, by=c.dalia)
    keep_list(c.archive, is_open=True, by=head)
    readers.ask()
    # What was asked of Haven, which asks back no more, is asked of Archive now.
    assert {row.organisation_id for row in readers.all() if row.state == rules.State.WAITING} == {c.archive.pk}
    assert send_news() == 1


def test_a_list_that_ends_erases_every_address(readers: Readers) -> None:
    readers.subscribe()
    readers.ask("omar@example.org")
    with pytest.raises(ListStillOpenError):
        keep_list(readers.coalition.haven, is_open=True, end=True, by=readers.coalition.dalia)
    keep_list(readers.coalition.haven, is_open=False, end=True, by=readers.coalition.dalia)

    assert raw()[1] == b"" and {row.state for row in readers.all()} == {rules.State.GONE}
    forget_unconfirmed()
    assert readers.all() == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Rana@Example.org", "rana@example.org", True), ("a+news@example.org", "a@example.org", True),
        ("r.a@gmail.com", "ra@googlemail.com", True), ("r.a@example.org", "ra@example.org", False),
        ("+a@example.org", "+b@example.org", False),
    ],
)  # fmt: skip
def test_spellings_of_one_mailbox(one: str, other: str, same: bool) -> None:
    assert (rules.mailbox_of(one) == rules.mailbox_of(other)) is same
