"""Who agreed to their initials alone stands under these in what is shared and in what leaves; their own organisation reads the name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from malath.accountability.testimony.rules import NameUse, Purpose
from malath.accountability.testimony.tests.conftest import Room
from malath.accountability.testimony.tests.test_leaving import mentions, name_them_everywhere
from malath.accountability.violations.leaving import write_export
from malath.accountability.violations.models import Change
from malath.accountability.violations.naming import by_initials, events_not_by_words
from malath.accountability.violations.recording import recording
from malath.accountability.violations.searching.words import people_called
from malath.accountability.violations.sharing import share_event
from malath.accountability.violations.tests.pages import OFFICER, SOURCE
from tests.people import Coalition

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def share(room: Room, organisation: Any) -> None:
    grant = {
        "organisation": organisation,
        "reason": "they work on it too",
        "ends_at": timezone.now() + timedelta(days=9),
    }
    share_event(room.told.event, by=room.documenters.hala, **grant)


@pytest.fixture
def shared(room: Room, coalition: Coalition) -> Room:
    """The witness, named in every text, agreed that haven reads their initials; the event is shared with haven."""
    name_them_everywhere(room)
    with recording(organisation=room.documenters.archive, by=room.documenters.karim, kind=Change.Kind.EDIT) as change:
        change.state(room.told.victim, {"remarks": f"Neighbour of {SOURCE}"})
        change.state(room.told.tie, {"remarks": f"{SOURCE} raised him"})
    room.say(Purpose.SHARING, str(coalition.haven.pk), name_use=NameUse.INITIALS)
    share(room, coalition.haven)
    return room


def test_those_with_whom_it_is_shared_read_initials_everywhere(
    shared: Room, coalition: Coalition, as_member: AsMember
) -> None:
    guest, owner = as_member(coalition.lea), as_member(shared.documenters.yara)
    event, source = f"/violations/{shared.told.event.pk}/", f"/violations/people/{shared.told.source.pk}/"
    victim = f"/violations/people/{shared.told.victim.pk}/"

    pages = [guest.get(address).content.decode() for address in (event, source, victim)]

    for page in pages:
        assert SOURCE not in page and "the tailor" not in page
        assert "U." in page
    assert "U. stood at the gate." in pages[0] and OFFICER in pages[0]
    assert SOURCE in owner.get(event).content.decode() and SOURCE in owner.get(source).content.decode()


def test_a_name_finds_nobody_who_stands_by_initials(shared: Room, coalition: Coalition) -> None:
    guest, source, event = coalition.lea, shared.told.source.pk, shared.told.event.pk

    assert by_initials(guest, {source, shared.told.officer.pk}) == {source}
    assert by_initials(shared.documenters.karim, {source}) == set()
    assert source not in people_called(guest, SOURCE)
    assert events_not_by_words(guest, [event]) == frozenset()
    assert events_not_by_words(shared.documenters.karim, [event]) == {event}


def test_the_guests_own_copy_holds_initials_and_no_name(shared: Room, coalition: Coalition, tmp_path: Path) -> None:
    write_export(tmp_path / "out", viewer=coalition.lea)

    assert mentions(tmp_path / "out", SOURCE, "the tailor") == []
    assert "They beat U." in (tmp_path / "out" / "statements.jsonl").read_text()


def test_a_copy_for_the_archive_holds_initials_where_these_were_agreed_to(room: Room, tmp_path: Path) -> None:
    d = room.documenters
    name_them_everywhere(room)
    with recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT, note=f"{SOURCE} said so") as change:
        change.state(room.told.event, {"title": f"{SOURCE.upper()} at the gate"})
    room.say(Purpose.ARCHIVE, name_use=NameUse.INITIALS, note=f"{SOURCE} agreed at home")

    write_export(tmp_path / "out", viewer=d.yara)

    assert mentions(tmp_path / "out", SOURCE, SOURCE.upper(), "the tailor") == []
    assert mentions(tmp_path / "out", str(room.told.source.pk), room.told.source.number)
    assert "U. agreed at home" in (tmp_path / "out" / "consents.jsonl").read_text()
    assert "U. at the gate" in (tmp_path / "out" / "tables" / "en" / "event.csv").read_text()
    assert "Records were withheld" in (tmp_path / "out" / "README.txt").read_text()
