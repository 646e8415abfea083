"""One item that fails keeps no other waiting, and what was erased while a job was at work gets no new rows."""

from __future__ import annotations

import shutil
import uuid

import pytest

from malath.accountability.evidence import erasing, giving_away, looking_jobs, packages_job, uploading
from malath.accountability.evidence.errors import NoRoomError
from malath.accountability.evidence.models import Evidence, WorkingCopy
from malath.accountability.evidence.selectors import still_stands
from malath.accountability.evidence.tests.conftest import Room
from malath.accountability.evidence.tests.test_packages_job import zipped
from malath.engines.looking import Derived, Verdict
from malath.platform.interface.jobs import Later
from malath.platform.keeper.client import home
from malath.platform.sealed import intake
from malath.platform.sealed.models import Intake
from tests.evidence.makers import wacz


def stored(item: Evidence) -> Evidence:
    return Evidence.objects.unscoped(reason="a test looks").get(pk=item.pk)


def test_items_that_cannot_be_read_do_not_keep_the_others_from_being_looked_at(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_jobs, "later", Later())
    lost = [room.receive(bytes([n]), f"{n}.txt") for n in range(looking_jobs.AT_ONCE)]
    for item in lost:
        Evidence.objects.unscoped(reason="a test spoils").filter(pk=item.pk).update(item=uuid.uuid4().hex)
    last = room.receive(b"in the end", "last.txt")

    looking_jobs.look_at_new()
    looking_jobs.look_at_new()

    assert stored(last).looked_on is not None
    assert all(stored(item).looked_on is None for item in lost)


def test_what_was_taken_in_and_does_not_open_keeps_no_other_waiting(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[dict[str, str]] = []
    monkeypatch.setattr(intake, "later", Later())
    monkeypatch.setattr(intake, "_handlers", {"a test": lambda _by, _where, payload: taken.append(payload)})
    first, second = (intake.take_in("a test", room.amal, room.coalition.haven, {"n": n}) for n in "12")
    Intake.objects.filter(pk=first.pk).update(blob=b"damaged", received_on="2026-01-01")

    assert intake.hand_over_intake() == 1

    assert taken == [{"n": "2"}] and list(Intake.objects.values_list("pk", flat=True)) == [first.pk]
    assert second.pk != first.pk


def test_what_fails_is_tried_again_later_and_ever_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later, now = Later(), [0.0]
    monkeypatch.setattr("malath.platform.interface.jobs.time.monotonic", lambda: now[0])
    pauses = []
    for _try in range(14):
        try:
            raise ValueError("no")
        except ValueError:
            later.put_off("row", "a test")
        started = now[0]
        while later.waiting():
            now[0] += 30
        pauses.append(now[0] - started)

    assert pauses[:3] == [60, 120, 240] and pauses[-1] == Later.LONGEST
    later.done("row")
    assert later.waiting() == []


def erase(room: Room, item: Evidence) -> None:
    erasure = erasing.ask_erasure(item, ground="wish", by=room.lea)
    erasing.carry_out_erasure(erasure, item, by=room.dalia)


def test_an_item_that_was_erased_meanwhile_gets_no_copy_no_picture_and_no_contents(room: Room) -> None:
    item = room.receive(b"a photograph", "gate.jpg")
    held = stored(item)
    erase(room, item)

    giving_away._keep(held, Derived(b"clean", "image/jpeg", Verdict.LOOKED))
    packages_job._keep(held, packages_job._Taken({"kind": "zip", "checks": []}))

    assert not still_stands(held)
    assert not WorkingCopy.objects.unscoped(reason="a test looks").filter(evidence=item.pk).exists()
    assert stored(item).opened_on is None


def test_all_that_is_on_its_way_needs_room_together(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(home())._replace(free=uploading.SPARE_ROOM + (9 << 30))
    monkeypatch.setattr(uploading.shutil, "disk_usage", lambda _path: usage)
    uploading.begin_upload(b"1" * 32, 4 << 30, by=room.amal)

    with pytest.raises(NoRoomError):
        uploading.begin_upload(b"2" * 32, 4 << 30, by=room.amal)
    uploading.begin_upload(b"3" * 32, 1 << 20, by=room.amal)


def test_a_package_that_the_disk_cannot_hold_waits_with_nothing_taken_in(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages_job, "later", Later())
    monkeypatch.setattr(packages_job, "room_left", lambda: 10)
    taken: list[object] = []
    monkeypatch.setattr(packages_job, "take_in", lambda *given, **told: taken.append(given))
    item = room.receive(zipped(dict(wacz())), "post.wacz")
    Evidence.objects.unscoped(reason="it was looked at").filter(pk=item.pk).update(media="application/zip")

    assert packages_job.open_new_packages() == 0

    assert not taken and stored(item).opened_on is None
