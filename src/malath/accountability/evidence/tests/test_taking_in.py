"""Taking in: by the form, in pieces, by a link, and while the server is sealed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.accountability.evidence import arriving
from malath.accountability.evidence.errors import LinkEndError
from malath.accountability.evidence.links import make_link
from malath.accountability.evidence.models import Evidence, IntakeLink, Upload
from malath.accountability.evidence.rules import PIECE, Proof
from malath.accountability.evidence.tests.conftest import Room, Sender
from malath.accountability.evidence.uploading import drop_old_uploads
from malath.platform.access.models import Member
from malath.platform.keeper.client import Keeper, keeper
from malath.platform.keeper.errors import SealedError
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.intake import hand_over_intake
from malath.platform.sealed.models import Intake
from malath.platform.sealed.vault import read_item
from tests.people import PASSPHRASE

AsMember = Callable[..., Client]
BODY = os.urandom(2 * PIECE + 12_345)


def all_evidence() -> list[Evidence]:
    return list(Evidence.objects.unscoped(reason="a test looks").order_by("received_on", "number"))


def bytes_of(evidence: Evidence, member: Member) -> bytes:
    return b"".join(read_item(evidence.item, by=member, why="a test").parts)


@pytest.fixture
def amals(room: Room, as_member: AsMember) -> Sender:
    return Sender(as_member(room.amal), reverse("evidence_piece"), reverse("evidence_finish"))


def test_a_form_with_two_files_keeps_two_items(room: Room, as_member: AsMember) -> None:
    files = [SimpleUploadedFile(f"{n}.txt", f"paper {n}".encode()) for n in (1, 2)]

    answer = as_member(room.amal).post(
        reverse("evidence_add"), {"files": files, "obtained": "source", "use": "confidential", "title": ""}
    )

    found = all_evidence()
    reveal(found, by=room.amal, why="a test")
    assert answer.status_code == 303
    assert sorted(one.title for one in found) == ["1.txt", "2.txt"]
    assert {one.proof for one in found} == {Proof.NEVER_HASHED}
    assert sorted(bytes_of(one, room.amal) for one in found) == [b"paper 1", b"paper 2"]


def test_an_upload_that_was_cut_goes_on_where_it_stopped(room: Room, amals: Sender) -> None:
    assert amals.piece(b"", len(BODY), None).json() == {"at": 0}
    assert amals.piece(BODY[:PIECE], len(BODY), 0).json() == {"at": PIECE}

    # The page was loaded again: the key is the same, and it asks where it stands.
    at = amals.piece(b"", len(BODY), None).json()["at"]
    while at < len(BODY):
        at = amals.piece(BODY[at : at + PIECE], len(BODY), at).json()["at"]
    answer = amals.finish(BODY, "film.mp4", title="At the crossing").json()

    (evidence,) = all_evidence()
    assert answer == {"number": evidence.number, "url": f"/evidence/{evidence.pk}/"}
    assert evidence.hashed_at_source and evidence.proof == Proof.WAITING
    assert bytes_of(evidence, room.amal) == BODY
    assert not list(arriving.folder().iterdir())
    assert not Upload.objects.unscoped(reason="a test looks").exists()


def test_a_piece_that_comes_twice_or_from_elsewhere_is_answered_with_the_right_place(amals: Sender) -> None:
    amals.piece(BODY[:PIECE], len(BODY), 0)

    for body, at in ((BODY[:PIECE], 0), (BODY[:PIECE], 2 * PIECE), (BODY[:10], PIECE), (b"", PIECE)):
        answer = amals.piece(body, len(BODY), at)
        assert (answer.status_code, answer.json()) == (409, {"at": PIECE})


def test_what_has_arrived_cannot_be_read_from_the_disk(room: Room, amals: Sender) -> None:
    amals.piece(b"A" * PIECE, len(BODY), 0)

    (path,) = arriving.folder().iterdir()
    assert b"AAAAAAAA" not in path.read_bytes()


def test_what_arrived_otherwise_than_it_was_hashed_is_not_taken_in(amals: Sender) -> None:
    amals.piece(b"small", 5, 0)

    answer = amals.finish(b"small", "note.txt", sha256=hashlib.sha256(b"other").hexdigest())

    assert answer.status_code == 422
    assert "Nothing was taken in" in answer.json()["error"]
    assert all_evidence() == []


def test_a_file_of_which_a_part_is_missing_is_not_taken_in(amals: Sender) -> None:
    amals.piece(BODY[:PIECE], len(BODY), 0)

    assert amals.finish(BODY, "film.mp4").status_code == 409
    assert all_evidence() == []


@pytest.mark.parametrize("size", ["0", "-1", "x", "", str(5 << 30), "9" * 40])
def test_a_size_that_makes_no_sense_is_refused(amals: Sender, size: str) -> None:
    headers = {"X-Upload-Key": amals.key, "X-Upload-Size": size}

    assert amals.client.post(amals.piece_url, headers=headers).status_code in {400, 422}


def test_a_file_for_which_there_is_no_room_is_refused_before_it_is_sent(
    amals: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("malath.accountability.evidence.uploading.SPARE_ROOM", 1 << 60)

    answer = amals.piece(b"", len(BODY), None)

    assert answer.status_code == 409 and "no room left" in answer.json()["error"]


def test_another_member_cannot_go_on_with_an_upload(room: Room, amals: Sender, as_member: AsMember) -> None:
    amals.piece(BODY[:PIECE], len(BODY), 0)
    boris = Sender(as_member(room.boris), amals.piece_url, amals.finish_url)
    boris.key = amals.key

    assert boris.piece(b"", len(BODY), None).status_code == 404


def test_uploads_that_nobody_finished_are_forgotten_after_a_week(room: Room, amals: Sender) -> None:
    amals.piece(BODY[:PIECE], len(BODY), 0)
    rows = Upload.objects.unscoped(reason="a test ages it")
    rows.update(begun_on=timezone.localdate() - timedelta(days=8))

    drop_old_uploads()

    assert not rows.exists() and not list(arriving.folder().iterdir())


# ── by a link ──
@pytest.fixture
def secret(room: Room) -> str:
    return make_link(room.coalition.haven, ends_on=timezone.localdate(), note="A colleague", by=room.amal)[1]


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_the_page_of_a_link_names_nobody(room: Room, secret: str, language: str, client: Client) -> None:
    client.cookies["malath-language"] = language

    page = client.get(reverse("give", args=[secret]))

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert f'lang="{language}"' in page.content.decode()
    assert not [word for word in ("Haven", "haven", "Amal", "colleague") if word in page.content.decode()]


def test_a_link_takes_files_and_then_is_over(room: Room, secret: str, client: Client) -> None:
    giver = Sender(client, reverse("give_piece", args=[secret]), reverse("give_finish", args=[secret]))
    giver.piece(b"what I saw", 10, 0)
    assert giver.finish(b"what I saw", "saw.txt", shows="The gate").json() == {"kept": True}

    assert client.get(reverse("give", args=[secret])).status_code == 200
    assert client.post(reverse("give", args=[secret]), {"done": "1"}).status_code == 303

    (evidence,) = all_evidence()
    reveal(evidence, by=room.amal, why="a test")
    assert (evidence.shows, evidence.use, evidence.organisation) == ("The gate", "confidential", room.coalition.haven)
    assert client.get(reverse("give", args=[secret])).status_code == 404
    assert giver.piece(b"more", 4, 0).status_code == 404


def test_a_link_takes_files_from_a_browser_without_scripts(secret: str, client: Client) -> None:
    answer = client.post(reverse("give", args=[secret]), {"files": [SimpleUploadedFile("a.txt", b"a")]})

    assert answer.status_code == 303
    assert len(all_evidence()) == 1
    assert client.get(reverse("give", args=[secret])).status_code == 404


def test_a_link_ends_with_its_day_and_with_the_day_of_its_first_use(secret: str, client: Client) -> None:
    rows, yesterday = IntakeLink.objects.unscoped(reason="a test"), timezone.localdate() - timedelta(days=1)

    rows.update(ends_on=yesterday)
    assert client.get(reverse("give", args=[secret])).status_code == 404
    rows.update(ends_on=timezone.localdate(), first_used_on=yesterday)
    assert client.get(reverse("give", args=[secret])).status_code == 404


def test_a_link_rests_while_its_maker_is_locked_out(room: Room, secret: str, client: Client) -> None:
    for is_active, status in ((False, 404), (True, 200)):
        Member.objects.filter(pk=room.amal.pk).update(is_active=is_active)

        assert client.get(reverse("give", args=[secret])).status_code == status


def test_a_link_lives_two_months_at_most(room: Room) -> None:
    for days in (-1, 61):
        with pytest.raises(LinkEndError):
            make_link(room.coalition.haven, ends_on=timezone.localdate() + timedelta(days=days), note="", by=room.amal)


def test_the_files_on_their_way_by_a_link_count_like_those_that_came(
    room: Room, secret: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("malath.accountability.evidence.uploading.MOST_FILES", 3)
    urls = reverse("give_piece", args=[secret]), reverse("give_finish", args=[secret])
    givers = [Sender(client, *urls) for _n in range(4)]
    IntakeLink.objects.unscoped(reason="a test").update(files=1)

    answers = [giver.piece(b"", 10, None).status_code for giver in givers]

    assert answers == [200, 200, 404, 404]
    assert givers[0].piece(b"what I saw", 10, 0).json() == {"at": 10}, "what was begun may go on"


def test_what_is_announced_by_a_link_takes_no_room_from_others(
    amals: Sender, secret: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("malath.accountability.evidence.uploading.room_left", lambda: 10 * PIECE)
    urls = reverse("give_piece", args=[secret]), reverse("give_finish", args=[secret])

    begun = [Sender(client, *urls).piece(b"", 5 * PIECE, None).status_code for _n in range(4)]

    assert begun == [200, 200, 200, 200]
    assert amals.piece(BODY[:PIECE], len(BODY), 0).json() == {"at": PIECE}


def test_what_came_without_being_announced_stops_where_the_room_ends(
    secret: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = {"bytes": 6}
    monkeypatch.setattr("malath.accountability.evidence.uploading.room_left", lambda: left["bytes"])
    giver = Sender(client, reverse("give_piece", args=[secret]), reverse("give_finish", args=[secret]))
    giver.piece(b"", 3, None)

    left["bytes"] = 2
    assert "no room left" in giver.piece(b"saw", 3, 0).json()["error"]
    left["bytes"] = 3
    assert giver.piece(b"saw", 3, 0).json() == {"at": 3}
    left["bytes"] = 2
    assert "no room left" in giver.finish(b"saw", "saw.txt").json()["error"]
    assert all_evidence() == []


def test_links_are_listed_a_page_at_a_time(room: Room, as_member: AsMember) -> None:
    for _n in range(52):
        make_link(room.coalition.haven, ends_on=timezone.localdate(), note="", by=room.amal)
    client, url = as_member(room.amal), reverse("evidence_links")

    first = client.get(url).context
    rest = client.get(url + first["older"]).context

    assert (len(first["links"]), len(rest["links"]), rest["older"]) == (50, 2, "")


# ── sealed ──
@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keeper answers as a sealed one does; what needs no key still works."""

    def refuse(self: Keeper, op: str, **arguments: Any) -> Any:
        if op not in {"status", "append"}:
            raise SealedError
        return real(self, op, **arguments) | {"sealed": True} if op == "status" else real(self, op, **arguments)

    real = Keeper.ask
    monkeypatch.setattr(Keeper, "ask", refuse)


def test_a_sealed_server_takes_in_and_shows_it_when_it_is_opened(
    room: Room, secret: str, amals: Sender, client: Client, sealed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert amals.client.get(reverse("evidence_add")).status_code == 200
    assert client.get(reverse("give", args=[secret])).status_code == 200
    amals.piece(BODY[:PIECE], PIECE, 0)
    assert amals.finish(BODY[:PIECE], "film.mp4", title="Sealed").json() == {"kept": True}
    client.post(reverse("give", args=[secret]), {"files": [SimpleUploadedFile("a.txt", b"by link")]})
    assert all_evidence() == []
    assert Intake.objects.count() == 2
    with pytest.raises(SealedError):
        read_item("0" * 32, by=room.amal, why="a test")

    monkeypatch.undo()
    keeper().unseal(PASSPHRASE)
    assert hand_over_intake() == 2

    found = all_evidence()
    assert sorted(bytes_of(one, room.amal) for one in found) == sorted([BODY[:PIECE], b"by link"])


def test_a_sealed_server_shows_no_item(room: Room, as_member: AsMember, sealed: None) -> None:
    assert as_member(room.amal).get(reverse("evidence")).status_code == 200  # an empty wall opens nothing
    with pytest.raises(SealedError):
        keeper().vault_events(["0" * 32])
