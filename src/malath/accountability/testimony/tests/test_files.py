"""A file on which a testimony rests is shared only as its person allowed, and no longer (SC1, SC2)."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from malath.accountability.evidence import sharing
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.receiving import Told, receive
from malath.accountability.testimony.consenting import withdraw_consent
from malath.accountability.testimony.errors import FileNamesError, MayNotLeaveError, MayNotLeaveUntilError
from malath.accountability.testimony.models import Passing
from malath.accountability.testimony.rules import NameUse, Purpose
from malath.accountability.testimony.tests.conftest import Room, Seated, in_days, take
from malath.accountability.violations.leaving import write_export
from malath.accountability.violations.models import Change, Information
from malath.accountability.violations.recording import recording
from malath.accountability.violations.tests.pages import tell_all
from malath.platform.access.models import Grant, Organisation
from malath.platform.access.rules import ABILITIES
from malath.platform.sealed.fields import reveal
from tests.people import member

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(room: Room) -> Evidence:
    """A recording of the witness, which may be used openly but for what they say themselves; revealed."""
    return rests_on(room.documenters, room.told)


def rests_on(d: Any, told: Any) -> Evidence:
    """The file with which the source of an event told it."""
    found = received(d, b"a voice")
    Information.objects.unscoped(reason="test").filter(pk=told.information.pk).update(evidence=found)
    return found


def received(d: Any, body: bytes) -> Evidence:
    """An item of the archive, revealed."""
    told = Told(use="open", title="A voice")
    found = receive(io.BytesIO(body), name="voice.txt", organisation=d.archive, by=d.hala, told=told)
    assert found is not None
    reveal(found, by=d.hala, why="test")
    return found


def share(room: Room, item: Evidence, to: Organisation, days: int = 7) -> Grant:
    ends_at, by = timezone.now() + timedelta(days=days), room.documenters.hala
    return sharing.share_evidence(item, reason="A joint dossier", ends_at=ends_at, by=by, organisation=to)


def stands(grant: Grant) -> bool:
    return bool(Grant.objects.unscoped(reason="test").filter(pk=grant.pk, withdrawn_on=None).exists())


def test_whoever_was_not_asked_is_heard_by_nobody_else(room: Room, item: Evidence) -> None:
    haven = room.documenters.lea.home_organisation
    with pytest.raises(MayNotLeaveError):
        share(room, item, haven)
    assert not Grant.objects.unscoped(reason="test").filter(subject=item.pk).exists()


def test_a_recording_shows_more_than_initials(room: Room, item: Evidence) -> None:
    haven = room.documenters.lea.home_organisation
    room.say(Purpose.SHARING, str(haven.pk), name_use=NameUse.INITIALS)
    with pytest.raises(FileNamesError):
        share(room, item, haven)


def test_it_is_shared_no_longer_than_the_consent_stands(room: Room, item: Evidence) -> None:
    haven = room.documenters.lea.home_organisation
    room.say(Purpose.SHARING, str(haven.pk), name_use=NameUse.NAME, until=in_days(3))
    with pytest.raises(MayNotLeaveUntilError):
        share(room, item, haven)


def test_a_withdrawal_ends_it_and_says_who_must_be_told(room: Room, item: Evidence) -> None:
    d = room.documenters
    consent = room.share_with(d.lea.home_organisation)
    grant = share(room, item, d.lea.home_organisation)
    assert Passing.objects.visible_to(d.hala).filter(grant=grant, testimony=room.testimony).exists()

    withdraw_consent(consent, by=d.yara)

    assert not stands(grant)
    assert Passing.objects.visible_to(d.hala).filter(grant=grant, to_tell=True).exists()


def test_what_an_association_refuses_ends_and_what_it_allows_lasts_as_long(seated: Seated, item: Any) -> None:
    room, haven = seated.room, seated.room.documenters.lea.home_organisation
    room.share_with(haven)
    with pytest.raises(MayNotLeaveError):
        share(room, item, haven)
    seated.answer(seated.propose(Purpose.SHARING, str(haven.pk)), agrees=True, days=30)
    proposal = seated.propose(Purpose.SHARING, str(haven.pk), days=90)
    grant = share(room, item, haven)

    seated.answer(proposal, agrees=True, days=2)
    now = Grant.objects.unscoped(reason="test").get(pk=grant.pk)
    assert stands(grant) and timezone.localdate(now.ends_at - timedelta(seconds=1)) == in_days(2)

    seated.answer(proposal, agrees=False, reason="No")
    assert not stands(grant)


def test_a_file_goes_out_of_no_package_on_which_a_testimony_rests(room: Room, item: Evidence) -> None:
    d = room.documenters
    inner = received(d, b"a page of it")
    Evidence.objects.unscoped(reason="test").filter(pk=inner.pk).update(package=item)
    inner.package_id = item.pk
    with pytest.raises(MayNotLeaveError):
        share(room, inner, d.lea.home_organisation)
    consent = room.share_with(d.lea.home_organisation)
    grant = share(room, inner, d.lea.home_organisation)
    withdraw_consent(consent, by=d.yara)
    assert not stands(grant)


def test_a_file_of_somebody_left_out_is_in_no_copy_and_in_no_package_there(
    room: Room, item: Evidence, tmp_path: Path
) -> None:
    """A second source told it with the package in which the recording came, and with a page of the recording."""
    d, event = room.documenters, room.told.event
    around, inner = received(d, b"a package with a voice"), received(d, b"a page of it")
    rows = Evidence.objects.unscoped(reason="test")
    rows.filter(pk=item.pk).update(package=around)
    rows.filter(pk=inner.pk).update(package=item)
    with recording(organisation=d.archive, by=d.hala, kind=Change.Kind.EDIT) as change:
        for file in (item, around, inner, received(d, b"a map")):
            change.information(event, {"text": "Another told it"}, evidence=file.pk)
    write_export(tmp_path / "before", viewer=d.hala)
    consent = room.say(Purpose.ARCHIVE, name_use=NameUse.NAME)

    withdraw_consent(consent, by=d.hala)

    write_export(tmp_path / "after", viewer=d.hala)
    assert carried(tmp_path / "before") == {b"a voice", b"a package with a voice", b"a page of it", b"a map"}
    assert carried(tmp_path / "after") == {b"a map"}


def carried(folder: Path) -> set[bytes]:
    """The files of an export."""
    return {path.read_bytes() for path in (folder / "files").iterdir()}


def test_what_was_shared_before_anybody_was_asked_ends_with_the_taking(documenters: Any) -> None:
    d, told = documenters, tell_all(documenters)
    grant = share(Room(d, told, None), rests_on(d, told), d.lea.home_organisation)  # type: ignore[arg-type]
    assert stands(grant)
    take(d, told)
    assert not stands(grant)


def test_a_later_yes_with_an_earlier_day_ends_it_then(room: Room, item: Evidence) -> None:
    haven = room.documenters.lea.home_organisation
    room.share_with(haven)
    grant = share(room, item, haven, days=30)
    room.say(Purpose.SHARING, str(haven.pk), name_use=NameUse.NAME, until=in_days(2))
    now = Grant.objects.unscoped(reason="test").get(pk=grant.pk)
    assert stands(grant) and timezone.localdate(now.ends_at - timedelta(seconds=1)) == in_days(2)


def test_a_member_who_received_it_stands_among_those_to_be_told(room: Room, item: Evidence) -> None:
    d = room.documenters
    consent = room.share_with(d.lea.home_organisation)
    role = next(role for role, abilities in ABILITIES.items() if "work_evidence" in abilities)
    worker, ends_at = member("worker", d.lea.home_organisation, role), timezone.now() + timedelta(days=7)
    grant = sharing.share_evidence(item, reason="A joint dossier", ends_at=ends_at, by=d.hala, member=worker)

    withdraw_consent(consent, by=d.yara)

    assert not stands(grant)
    assert Passing.objects.visible_to(d.hala).filter(grant=grant, to_tell=True).exists()
