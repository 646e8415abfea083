"""A pack of the real vault is altered on the disk: the sweep finds it, the room says it, and a repair takes it back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.accountability.evidence.breaking import mind_broken_packs
from malath.accountability.evidence.models import BrokenPack, Evidence, WorkingCopy
from malath.accountability.evidence.rules import Proof
from malath.accountability.evidence.selectors import evidence_for
from malath.accountability.evidence.tests.conftest import Room
from malath.platform.audit.models import OutboxEntry
from malath.platform.keeper.client import keeper
from malath.platform.keeper.errors import VaultDamagedNowError
from malath.platform.notices.models import Notice
from malath.platform.sealed.vault import take_in, vault
from malath.platform.sealed.vouching import copy_vault, sweep_vault

AsMember = Callable[..., Client]
Commits = Callable[..., Any]


@pytest.fixture
def item(room: Room) -> Evidence:
    return room.receive(b"a film of the gate " * 500, "gate.mp4", hashed_at_source=True)


@pytest.fixture
def pack(item: Evidence) -> Iterator[Path]:
    """The pack in which the item lies; whole again after the test, for the vault outlives it."""
    path = vault().packs / keeper().vault_pack_of(item.item)
    whole = path.read_bytes()
    yield path
    path.write_bytes(whole)


@pytest.fixture
def swept(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, commits: Commits) -> Callable[[], int]:
    """A sweep that looks at every pack, with a copy of the vault beside it or without."""
    monkeypatch.setattr("malath.platform.sealed.vouching.SWEEP_DAYS", 1)
    settings.REPLICA = ""

    def sweep() -> int:
        with commits():
            return sweep_vault()

    return sweep


def alter(pack: Path) -> None:
    body = bytearray(pack.read_bytes())
    body[len(body) // 2] ^= 1
    pack.write_bytes(body)


def state(room: Room, item: Evidence) -> str:
    return evidence_for(room.amal, item.pk).proof


def test_what_a_sweep_found_stands_on_the_wall_and_those_who_answer_for_it_are_told(
    room: Room, item: Evidence, pack: Path, swept: Callable[[], int], as_member: AsMember
) -> None:
    alter(pack)

    assert swept() == 1
    assert mind_broken_packs() == 1 and mind_broken_packs() == 0

    assert state(room, item) == Proof.BROKEN
    page = as_member(room.amal).get(reverse("evidence")).content.decode()
    assert "1 item is broken: look at it first" in page and "?proof=broken" in page
    told = Notice.objects.unscoped(reason="a test looks").filter(code="evidence.broken")
    assert {notice.member_id for notice in told} == {room.lea.pk, room.dalia.pk}
    assert OutboxEntry.objects.filter(verb="evidence.broken", row=item.pk).count() == 1


def test_when_the_pack_is_whole_again_the_state_of_proof_returns(
    room: Room, item: Evidence, pack: Path, swept: Callable[[], int]
) -> None:
    whole = pack.read_bytes()
    alter(pack)
    swept()
    mind_broken_packs()

    pack.write_bytes(whole)

    assert mind_broken_packs() == 1
    assert state(room, item) == Proof.WAITING
    assert not BrokenPack.objects.exists()
    assert Notice.objects.unscoped(reason="a test looks").filter(code="evidence.mended", member=room.lea).exists()


def test_what_a_copy_mended_in_the_same_sweep_is_not_called_broken(
    room: Room, item: Evidence, pack: Path, swept: Callable[[], int], settings: Any, tmp_path: Path
) -> None:
    settings.REPLICA = str(tmp_path / "copy")
    assert copy_vault() > 0
    alter(pack)

    assert swept() == 0

    assert not BrokenPack.objects.exists() and mind_broken_packs() == 0
    assert state(room, item) == Proof.WAITING


def test_a_lost_pack_is_found_too(room: Room, item: Evidence, pack: Path, swept: Callable[[], int]) -> None:
    pack.unlink()

    swept()
    mind_broken_packs()

    assert state(room, item) == Proof.BROKEN


def test_a_damaged_working_copy_does_not_make_its_original_broken(
    room: Room, item: Evidence, as_member: AsMember
) -> None:
    drawn = take_in(io.BytesIO(b"pixels " * 300), "viewing.jpg", by="the system")
    copy = WorkingCopy(
        evidence=item, kind="viewing", item=drawn.id, media="image/jpeg", made_on=timezone.localdate(), size=drawn.size
    )
    copy.save(force_insert=True)
    path = vault().packs / keeper().vault_pack_of(drawn.id)
    whole = path.read_bytes()
    alter(path)

    try:
        answer = as_member(room.amal).get(reverse("evidence_picture", args=[copy.pk]))
        with pytest.raises(VaultDamagedNowError):
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        mind_broken_packs()
        page = as_member(room.amal).get(reverse("evidence_item", args=[item.pk])).content.decode()
    finally:
        path.write_bytes(whole)

    assert state(room, item) == Proof.WAITING and "damaged" in page
    mind_broken_packs()
    assert not WorkingCopy.objects.unscoped(reason="a test").get(pk=copy.pk).is_broken
