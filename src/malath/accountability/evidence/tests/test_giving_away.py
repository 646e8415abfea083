"""Copies without metadata: asked for, made behind walls, taken out as a custody event. The original is never touched."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from malath.accountability.evidence.custody import custody_of
from malath.accountability.evidence.giving_away import ask_copy, make_copies
from malath.accountability.evidence.looking_jobs import look_at_new
from malath.accountability.evidence.models import Evidence, WorkingCopy
from malath.accountability.evidence.selectors import copies_of, evidence_for
from malath.accountability.evidence.tests.conftest import Room
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.vault import read_item
from tests.evidence import samples

AsMember = Callable[..., Client]


def stripped(room: Room, item: Evidence) -> WorkingCopy:
    (copy,) = [one for one in copies_of(room.amal, item) if one.kind == "stripped"]
    reveal(copy, by=room.amal, why="a test")
    return copy


def test_a_copy_is_asked_for_made_and_taken_out(room: Room, as_member: AsMember) -> None:
    item, client = room.receive(samples.photo(), "gate.jpg"), as_member(room.amal)
    look_at_new()
    page = reverse("evidence_item", args=[item.pk])

    assert client.post(reverse("evidence_copy", args=[item.pk])).status_code == 303
    assert "A copy without metadata is being made." in client.get(page).content.decode()
    assert make_copies() == 1 and make_copies() == 0

    copy = stripped(room, item)
    url = reverse("evidence_copy_file", args=[copy.pk])
    assert url in client.get(page).content.decode()
    answer = client.get(url)
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == f'attachment; filename="{item.number}.jpg"'
    assert not Image.open(io.BytesIO(body)).getexif()
    newest = custody_of(room.amal, item)[0][0]
    assert (newest.why, newest.member, newest.is_copy) == ("stripped", room.amal, True)
    original = b"".join(read_item(item.item, by=room.amal, why="a test").parts)
    assert original == samples.photo()


def test_what_cannot_be_cleaned_is_not_given_and_the_reason_is_said(room: Room, as_member: AsMember) -> None:
    item = room.receive(b"PK\x03\x04 nothing that is known", "thing.zip")
    look_at_new()
    ask_copy(item, by=room.amal)

    make_copies()

    copy = stripped(room, item)
    page = as_member(room.amal).get(reverse("evidence_item", args=[item.pk])).content.decode()
    assert not copy.item and "The metadata of this kind of file cannot be removed here." in page
    assert as_member(room.amal).get(reverse("evidence_copy_file", args=[copy.pk])).status_code == 404


def test_only_those_who_keep_an_item_have_a_copy_made(room: Room, as_member: AsMember) -> None:
    item = room.receive()

    with pytest.raises(NotAllowedError):
        ask_copy(item, by=room.boris)
    assert as_member(room.boris).post(reverse("evidence_copy", args=[item.pk])).status_code == 404
    assert evidence_for(room.amal, item.pk).copy_asked_on is None
