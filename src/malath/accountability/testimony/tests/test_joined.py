"""Consents of somebody whose records were joined: what they forbid under the one holds for the other."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from malath.accountability.testimony.checking import may_leave
from malath.accountability.testimony.consenting import withdraw_consent
from malath.accountability.testimony.errors import MayNotLeaveError
from malath.accountability.testimony.rules import NameUse, Purpose
from malath.accountability.testimony.tests.conftest import Room
from malath.accountability.testimony.tests.test_leaving import mentions
from malath.accountability.violations.joining.actions import take_apart
from malath.accountability.violations.leaving import write_export
from malath.accountability.violations.sharing import share_event
from malath.accountability.violations.tests.test_joining import again, join, tell
from malath.platform.access.models import Grant

pytestmark = pytest.mark.django_db


def share(room: Room, event: Any) -> Grant:
    d, until = room.documenters, timezone.now() + timedelta(days=9)
    return share_event(again(event), organisation=d.lea.home_organisation, reason="both", ends_at=until, by=d.hala)


def test_whoever_has_a_narrower_consent_stays_narrow_under_every_record(room: Room) -> None:
    d = room.documenters
    person, event, _act = tell(d, "The witness under another name")
    grant = share(room, event)

    joined = join(d, room.told.source, person)

    # The testimony asks nobody to share yet: the access that stood ends, and no other is given.
    grant.refresh_from_db(from_queryset=Grant.objects.unscoped(reason="test"))
    assert grant.withdrawn_on is not None
    with pytest.raises(MayNotLeaveError):
        share(room, event)
    assert not may_leave(again(person), Purpose.SHARING, str(d.lea.home_organisation_id)).allowed
    consent = room.share_with(d.lea.home_organisation)
    standing = share(room, event)
    withdraw_consent(consent, by=d.karim)
    standing.refresh_from_db(from_queryset=Grant.objects.unscoped(reason="test"))
    assert standing.withdrawn_on is not None
    take_apart(joined, why="Two people.", by=d.karim)
    assert share(room, event).withdrawn_on is None


def test_whoever_is_left_out_is_left_out_under_every_record(room: Room, tmp_path: Path) -> None:
    d = room.documenters
    person, _event, _act = tell(d, "Known elsewhere as Hanan")
    join(d, room.told.source, person)
    withdraw_consent(room.say(Purpose.ARCHIVE, name_use=NameUse.NAME), by=d.karim)

    write_export(tmp_path / "out", viewer=d.karim)

    assert mentions(tmp_path / "out", "Hanan", str(person.pk), person.number, "Same mother") == []
