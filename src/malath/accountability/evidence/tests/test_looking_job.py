"""The job that has new items looked at: its own custody event, working copies, and words that a machine read."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from malath.accountability.evidence.custody import custody_of
from malath.accountability.evidence.left_out_words import LEFT_OUT
from malath.accountability.evidence.looking_jobs import look_at_new
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.rules import Proof
from malath.accountability.evidence.selectors import copies_of, evidence_for
from malath.accountability.evidence.tests.conftest import Room
from malath.engines.looking.codes import REASONS
from malath.platform.keeper.errors import VaultDamagedNowError
from malath.platform.sealed.fields import reveal

AsMember = Callable[..., Client]


def picture(width: int = 64, height: int = 48) -> bytes:
    """A PNG of one grey."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * 3 * width for _row in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def seen(room: Room) -> Evidence:
    item = room.receive(picture(), "courtyard.txt")
    assert look_at_new() == 1
    return evidence_for(room.amal, item.pk)


def test_a_new_item_is_looked_at_once_and_its_copies_are_kept_apart(room: Room, seen: Evidence) -> None:
    copies = copies_of(room.amal, seen)

    assert (seen.media, seen.kind, seen.verdict) == ("image/png", "image", "looked")
    assert {"thumbnail", "viewing"} <= {copy.kind for copy in copies}
    assert seen.item not in {copy.item for copy in copies}
    assert look_at_new() == 0


def test_the_look_and_each_opened_copy_stand_in_the_custody(room: Room, seen: Evidence, as_member: AsMember) -> None:
    client, copy = as_member(room.amal), next(one for one in copies_of(room.amal, seen) if one.kind == "viewing")

    page = client.get(reverse("evidence_look", args=[seen.pk]))
    shown = client.get(reverse("evidence_picture", args=[copy.pk]))
    body = b"".join(shown.streaming_content)  # type: ignore[attr-defined]

    assert reverse("evidence_picture", args=[copy.pk]) in page.content.decode()
    assert "media-src 'self'" in page["Content-Security-Policy"]
    assert body[:3] == b"\xff\xd8\xff" and shown["Content-Type"] == "image/jpeg"
    newest = custody_of(room.amal, seen)[0]
    assert (newest[0].verb, newest[0].is_copy, newest[0].member) == ("vault.view", True, room.amal)
    assert "looking" in {event.why for event in newest}


def test_what_the_machine_found_is_told_as_unverified(room: Room, seen: Evidence, as_member: AsMember) -> None:
    page = as_member(room.amal).get(reverse("evidence_item", args=[seen.pk])).content.decode()

    assert "The content is of another kind than the name says." in page
    assert "unverified" in page


def test_a_text_of_a_paper_is_kept_as_a_working_copy(room: Room) -> None:
    item = room.receive("نُقلوا في الليل إلى مكان آخر.".encode(), "order.txt")

    look_at_new()

    (text,) = [copy for copy in copies_of(room.amal, item) if copy.kind == "text"]
    reveal(text, by=room.amal, why="a test")
    assert "نُقلوا في الليل" in text.text and not text.item


def test_an_item_that_cannot_be_read_is_broken_and_not_tried_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    item = room.receive()

    def damaged(*args: object, **kwargs: object) -> None:
        raise VaultDamagedNowError

    monkeypatch.setattr("malath.accountability.evidence.looking_jobs.read_item", damaged)

    assert look_at_new() == 0
    assert evidence_for(room.amal, item.pk).proof == Proof.BROKEN


def test_films_are_played_only_as_types_that_are_known(room: Room, as_member: AsMember) -> None:
    item = room.receive(b"<html>", "film.mp4")
    Evidence.objects.unscoped(reason="a test").filter(pk=item.pk).update(media="text/html")

    assert as_member(room.amal).get(reverse("evidence_play", args=[item.pk])).status_code == 404


def test_what_was_not_looked_at_is_said(room: Room, as_member: AsMember) -> None:
    item = room.receive(b"\x7fELF" + bytes(100), "tool.bin")
    look_at_new()

    page = as_member(room.amal).get(reverse("evidence_item", args=[item.pk])).content.decode()
    assert "What was not looked at" in page and "Programs are not opened." in page


def test_every_reason_for_leaving_out_has_its_words() -> None:
    assert {code for code in REASONS if not code.startswith("strip.")} == set(LEFT_OUT)
