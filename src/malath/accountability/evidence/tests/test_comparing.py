"""Near-duplicates: found by a machine among all items, shown to whoever sees both, judged by a member."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from malath.accountability.evidence import erasing
from malath.accountability.evidence.alike import alike_for
from malath.accountability.evidence.comparing import Marks, compare_new, distance_between, marks_of, say_likeness
from malath.accountability.evidence.looking_jobs import keep_look, look_at_new
from malath.accountability.evidence.models import Evidence, Likeness
from malath.accountability.evidence.receiving import Told, receive
from malath.accountability.evidence.tests.conftest import Room
from malath.engines.looking import ImageHash, KeyFrame, Look, Verdict
from malath.platform.access.models import Grant
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal
from tests.evidence import samples

AsMember = Callable[..., Client]
GATE = int("0123456789abcdef" * 4, 16)


def bits(*changed: int, base: int = GATE) -> str:
    """A hash in which so many of the lowest bits were turned."""
    for place in range(*changed):
        base ^= 1 << place
    return f"{base:064x}"


def looked(room: Room, title: str, hash: str, quality: int = 90, **given: object) -> Evidence:
    """An item whose look gave this hash."""
    told: dict[str, Any] = {"organisation": room.coalition.haven, "by": room.amal, **given}
    item = receive(io.BytesIO(title.encode()), name=f"{title}.jpg", told=Told(title=title), **told)
    assert item is not None
    keep_look(item, Look(Verdict.LOOKED, kind="image/jpeg", hash=ImageHash(hash, quality)))
    return item


def likenesses() -> list[Likeness]:
    return list(Likeness.objects.unscoped(reason="a test looks"))


# ── distance ──
FILM = Marks((0, GATE, 7), is_film=True)
CASES = [
    (Marks((GATE,)), Marks((GATE,)), 0),
    (Marks((GATE,)), Marks((GATE ^ 0x7,)), 3),
    (Marks((GATE,)), Marks((GATE ^ ((1 << 31) - 1),)), 31),
    (Marks((GATE,)), Marks((GATE ^ ((1 << 32) - 1),)), None),
    (Marks(), Marks((GATE,)), None),
    (Marks((GATE ^ 1,)), FILM, 1),
    (FILM, Marks((GATE, (1 << 200) - 1), is_film=True), None),
    (FILM, Marks((GATE ^ 3, 1), is_film=True), 2),
]


@pytest.mark.parametrize(("one", "other", "distance"), CASES)
def test_how_near_two_items_are(one: Marks, other: Marks, distance: int | None) -> None:
    assert distance_between(one, other) == distance


def test_hashes_of_poor_quality_say_nothing() -> None:
    assert marks_of({"hash": [bits(0), 49]}) == Marks()
    assert marks_of({"hash": [], "frames": [[bits(0), 10], [bits(0), 80]]}) == Marks((GATE,), is_film=True)
    assert marks_of({}) == Marks()


# ── the job ──
def test_a_copy_of_a_picture_is_found_by_a_real_look(room: Room) -> None:
    original = room.receive(samples.photo(), "gate.jpg")
    copy = room.receive(samples.photo(samples.scene().resize((600, 400)), quality=40), "forwarded.jpg")

    assert look_at_new() == 2 and compare_new() == 2 and compare_new() == 0

    (found,) = likenesses()
    assert {found.one_id, found.other_id} == {original.pk, copy.pk}


def test_a_film_and_a_picture_out_of_it_are_alike(room: Room) -> None:
    film = room.receive(b"film", "film.mp4")
    frames = [KeyFrame(None, float(at), ImageHash(bits(at * 40), 90)) for at in range(3)]
    reveal(film, by=room.amal, why="a test")
    keep_look(film, Look(Verdict.LOOKED, kind="video/mp4", key_frames=frames))
    still = looked(room, "still", bits(2))
    compare_new()

    (line,) = alike_for(room.amal, still)
    assert line.other == film


def test_pictures_that_are_far_are_not_kept(room: Room) -> None:
    for title, hash in (("gate", bits(0)), ("road", bits(0, 200)), ("sky", "0" * 64)):
        looked(room, title, hash)
    compare_new()

    assert likenesses() == []


# ── who sees it ──
@pytest.fixture
def pair(room: Room) -> tuple[Evidence, Evidence]:
    """Two pictures of haven that differ in four marks."""
    one, other = looked(room, "The gate", bits(0)), looked(room, "The gate again", bits(4))
    compare_new()
    return one, other


def test_the_page_says_it_in_words_and_as_a_guess(
    room: Room, pair: tuple[Evidence, Evidence], as_member: AsMember
) -> None:
    page = as_member(room.amal).get(reverse("evidence_item", args=[pair[0].pk])).content.decode()

    assert "Looks like" in page and "The gate again" in page and "a machine’s guess, unverified" in page
    assert "Almost the same picture" in page and "4 of 256 marks differ" in page


def test_only_items_that_the_viewer_sees_are_named(room: Room, as_member: AsMember) -> None:
    mine = looked(room, "The gate", bits(0))
    theirs = looked(room, "Of the archive", bits(1), by=room.boris, organisation=room.coalition.archive)
    compare_new()
    assert len(likenesses()) == 1

    assert alike_for(room.amal, mine) == []
    assert "Of the archive" not in as_member(room.amal).get(reverse("evidence_item", args=[mine.pk])).content.decode()
    Grant(
        subject=mine.pk, member=room.boris, reason="A joint case", given_by=room.amal,
        owner_organisation=room.coalition.haven, since=timezone.localdate(),
        ends_at=timezone.now() + timedelta(days=1),
    ).save()  # fmt: skip
    assert [line.other for line in alike_for(room.boris, theirs)] == [mine]


def test_the_page_asks_no_more_when_there_are_more(
    room: Room, pair: tuple[Evidence, Evidence], as_member: AsMember
) -> None:
    client, url = as_member(room.amal), reverse("evidence_item", args=[pair[0].pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for n in range(3, 9):
        looked(room, f"Copy {n}", bits(n))
    compare_new()
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(many) == len(few)


# ── what a member says ──
@pytest.mark.parametrize(("said", "shown"), [("same", "The same"), ("different", "Different")])
def test_a_member_says_what_it_is_and_takes_it_back(
    room: Room, pair: tuple[Evidence, Evidence], as_member: AsMember, said: str, shown: str
) -> None:
    client, url = as_member(room.amal), reverse("evidence_likeness", args=[pair[0].pk, likenesses()[0].pk])

    assert client.post(url, {"said": said}).status_code == 303

    page = client.get(reverse("evidence_item", args=[pair[1].pk])).content.decode()
    assert shown in page and "Amal of haven" in page and "Take it back" in page
    (entry,) = OutboxEntry.objects.filter(verb="evidence.likeness_said")
    assert (entry.member, entry.facts["said"]) == (room.amal.pk, said)
    assert client.post(url, {"said": ""}).status_code == 303
    assert likenesses()[0].said == "" and likenesses()[0].said_by is None


def test_what_makes_no_sense_or_is_not_theirs_is_refused(
    room: Room, pair: tuple[Evidence, Evidence], as_member: AsMember
) -> None:
    url = reverse("evidence_likeness", args=[pair[0].pk, likenesses()[0].pk])

    assert as_member(room.amal).post(url, {"said": "perhaps"}).status_code == 404
    assert as_member(room.boris).post(url, {"said": "same"}).status_code == 404
    with pytest.raises(NotAllowedError):
        say_likeness(likenesses()[0], said="same", by=room.boris)


def test_an_erased_item_leaves_no_likeness(room: Room, pair: tuple[Evidence, Evidence]) -> None:
    erasure = erasing.ask_erasure(pair[0], ground="wish", by=room.lea)

    erasing.carry_out_erasure(erasure, pair[0], by=room.dalia)

    assert likenesses() == []
    compare_new()
    assert likenesses() == []
