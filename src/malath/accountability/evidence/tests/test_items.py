"""An item: who sees it, its custody, its review, its hold and its erasure."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from malath.accountability.evidence import erasing, reviewing
from malath.accountability.evidence.custody import custody_of
from malath.accountability.evidence.errors import HeldError, ReasonMissingError, StatusMoveError, WrongEraserError
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.rules import MOVES, Proof, Status, check_move, kind_of, proof_of
from malath.accountability.evidence.selectors import evidence_for
from malath.accountability.evidence.tests.conftest import Room
from malath.platform.access.models import Grant
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.keeper.client import keeper
from malath.platform.keeper.errors import NoTicketError, VaultDamagedNowError, VaultHeldError, VaultItemGoneError
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.vault import read_item, vault

AsMember = Callable[..., Client]
PAGES = ("evidence_item", "evidence_look", "evidence_review", "evidence_change")
GUARDED = ("evidence_hold", "evidence_erase", "evidence_original")


@pytest.fixture
def item(room: Room) -> Evidence:
    return room.receive(told={"notes": "Ask before use", "place": "Near the market", "source": "A neighbour"})


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_every_page_opens(room: Room, item: Evidence, proved: AsMember, language: str) -> None:
    client = proved(room.lea, language)

    for name in PAGES + GUARDED:
        page = client.get(reverse(name, args=[item.pk]))
        assert page.status_code == 200, name
        assert "The courtyard" in page.content.decode(), name
    for name in ("evidence", "evidence_add", "evidence_links", "evidence_kept", "evidence_find"):
        assert client.get(reverse(name)).status_code == 200, name


def test_the_wall_says_what_can_be_proved(room: Room, item: Evidence, as_member: AsMember) -> None:
    room.receive(b"hashed", "hashed.txt", title="A hashed one", hashed_at_source=True)
    client = as_member(room.amal)

    everything = client.get(reverse("evidence")).content.decode()
    waiting = client.get(reverse("evidence") + "?proof=waiting").content.decode()
    number = client.get(reverse("evidence") + f"?number={item.number.lower()}").content.decode()

    assert "2 items are kept; none is proved in full yet" in everything
    assert "1 was never hashed at source" in everything
    assert "A hashed one" in waiting and "The courtyard" not in waiting
    assert "The courtyard" in number and "A hashed one" not in number


def test_the_wall_goes_on_by_keyset_and_asks_no_more_of_a_long_one(room: Room, as_member: AsMember) -> None:
    client = as_member(room.amal)
    for n in range(2):
        room.receive(b"%d" % n, f"{n}.txt")
    client.get(reverse("evidence"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("evidence"))
    for n in range(2, 53):
        room.receive(b"%d" % n, f"{n}.txt")
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("evidence"))

    assert len(many) == len(few) <= 12
    assert len(page.context["cards"]) == 50
    assert len(client.get(reverse("evidence") + page.context["older"]).context["cards"]) == 3


def test_the_other_organisation_and_those_who_do_not_document_see_nothing(
    room: Room, item: Evidence, as_member: AsMember
) -> None:
    others = [room.boris, room.coalition.rima, room.coalition.chadia, room.coalition.omar, room.coalition.tariq]

    for member in others:
        assert not Evidence.objects.visible_to(member).exists(), member.handle
        for name in PAGES:
            assert as_member(member).get(reverse(name, args=[item.pk])).status_code == 404, (member.handle, name)


def test_a_grant_lets_a_documenter_of_another_organisation_read_and_not_write(room: Room, item: Evidence) -> None:
    Grant(
        subject=item.pk, member=room.boris, reason="A joint case", given_by=room.amal,
        owner_organisation=room.coalition.haven, since=timezone.localdate(),
        ends_at=timezone.now() + timedelta(days=1),
    ).save()  # fmt: skip

    assert evidence_for(room.boris, item.pk) == item
    with pytest.raises(NotAllowedError):
        reviewing.move_status(item, to="reviewing", note="looked", by=room.boris)


# ── custody ──
def test_each_opening_stands_in_the_custody_with_who_and_why(room: Room, item: Evidence, proved: AsMember) -> None:
    answer = proved(room.lea).post(reverse("evidence_original", args=[item.pk]), {"reason": "For the court"})
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]

    events, older = custody_of(room.amal, item)
    page = proved(room.amal).get(reverse("evidence_item", args=[item.pk])).content.decode()
    assert body == b"a courtyard"
    assert answer["Content-Disposition"] == 'attachment; filename="courtyard.txt"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert [(event.verb, event.member) for event in events] == [("vault.view", room.lea), ("vault.ingest", room.amal)]
    assert events[0].own_words == "For the court" and not older
    assert "Lea of haven" in page and "For the court" in page


def test_the_original_asks_for_a_reason_and_a_fresh_proof(room: Room, item: Evidence, as_member: AsMember) -> None:
    stale = as_member(room.lea).get(reverse("evidence_original", args=[item.pk]))

    assert stale.status_code == 303 and stale["Location"].startswith("/account/again/")


def test_a_download_without_a_reason_is_refused(room: Room, item: Evidence, proved: AsMember) -> None:
    answer = proved(room.lea).post(reverse("evidence_original", args=[item.pk]), {"reason": " "})

    assert answer.status_code == 422
    assert len(custody_of(room.amal, item)[0]) == 1


def test_the_vaults_own_log_holds_no_name_of_a_member(room: Room, item: Evidence) -> None:
    b"".join(read_item(item.item, by=room.lea, why="look").parts)

    told = str(keeper().vault_events([item.item]))
    assert str(room.lea.pk) in told and "Lea" not in told and "lea" not in told.replace("released", "")


def test_no_part_is_given_without_an_opening(room: Room, item: Evidence) -> None:
    for ticket, number in ((b"x" * 16, 0), (keeper().vault_open(item.item, by=room.amal.pk, why="t")["ticket"], 1)):
        with pytest.raises(NoTicketError):
            keeper().vault_part(ticket, number)


def test_members_of_an_organisation_where_the_viewer_holds_no_role_stay_unnamed(room: Room, item: Evidence) -> None:
    b"".join(read_item(item.item, by=room.boris, why="look").parts)

    newest = custody_of(room.amal, item)[0][0]
    assert newest.member is None and "another organisation" in str(newest.by)


# ── review ──
def test_a_review_goes_step_by_step_each_with_its_reason(room: Room, item: Evidence, as_member: AsMember) -> None:
    client, url = as_member(room.lea), reverse("evidence_review", args=[item.pk])

    assert client.post(url, {"to": "verified", "note": "sure"}).status_code == 422
    assert client.post(url, {"to": "reviewing", "note": ""}).status_code == 422
    assert client.post(url, {"to": "reviewing", "note": "Compared with the map"}).status_code == 303
    assert client.post(url, {"to": "verified", "note": "Two sources agree"}).status_code == 303

    page = client.get(reverse("evidence_item", args=[item.pk])).content.decode()
    assert "Two sources agree" in page and "Verified" in page
    verbs = list(OutboxEntry.objects.filter(subject=item.pk).values_list("verb", flat=True))
    assert verbs == ["evidence.received", "evidence.reviewed", "evidence.reviewed"]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("to", Status)
def test_only_the_moves_of_the_table_are_allowed(status: Status, to: Status) -> None:
    if to in MOVES[status]:
        check_move(status, to)
    else:
        with pytest.raises(StatusMoveError):
            check_move(status, to)


def test_who_verified_time_and_place_is_noted(room: Room, item: Evidence, as_member: AsMember) -> None:
    facts = {
        "title": "The courtyard", "obtained": "third", "use": "consent", "consent": "By voice, May 2024",
        "time": "March 2019", "place": "Near the market", "verified_time": "12 March 2019", "verified_place": "",
    }  # fmt: skip

    assert as_member(room.lea).post(reverse("evidence_change", args=[item.pk]), facts).status_code == 303

    changed = evidence_for(room.amal, item.pk)
    reveal(changed, by=room.amal, why="a test")
    assert changed.verified == {"time": "12 March 2019", "place": ""} and changed.verified_by == room.lea
    assert changed.claimed["time"] == "March 2019" and changed.consent == "By voice, May 2024"


CASES = [
    ({"hashed_at_source": True, "entry": 5, "stamped": 6, "is_broken": False}, Proof.PROVED),
    ({"hashed_at_source": True, "entry": 6, "stamped": 6, "is_broken": False}, Proof.WAITING),
    ({"hashed_at_source": False, "entry": 5, "stamped": 6, "is_broken": False}, Proof.NEVER_HASHED),
    ({"hashed_at_source": True, "entry": 5, "stamped": 6, "is_broken": True}, Proof.BROKEN),
]


@pytest.mark.parametrize(("given", "proof"), CASES)
def test_the_state_of_proof(given: dict[str, object], proof: Proof) -> None:
    assert proof_of(**given) == proof  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "media", "kind"),
    [("a.JPG", "", "image"), ("a.jpg", "video/mp4", "video"), ("a", "", "other"), ("x.pdf", "", "document"),
     ("a.bin", "application/pdf", "document"), ("voice.m4a", "", "audio"), ("a.zip", "application/zip", "other")],
)  # fmt: skip
def test_the_kind_of_an_item(name: str, media: str, kind: str) -> None:
    assert kind_of(name, media) == kind


# ── hold and erasure ──
def test_what_is_held_is_not_erased_even_by_the_vault_itself(room: Room, item: Evidence, proved: AsMember) -> None:
    assert proved(room.lea).post(reverse("evidence_hold", args=[item.pk]), {"reason": "An order"}).status_code == 303

    held = evidence_for(room.lea, item.pk)
    assert held.held and "vault.hold" in {event.verb for event in custody_of(room.lea, held)[0]}
    with pytest.raises(HeldError):
        erasing.ask_erasure(held, ground="wish", by=room.lea)
    with pytest.raises(VaultHeldError):
        keeper().vault_erase([item.item], by=room.lea.pk, reason="wish")
    erasing.set_hold(held, held=False, reason="The order ended", by=room.lea)
    assert erasing.ask_erasure(held, ground="wish", by=room.lea)


def test_a_hold_asks_for_a_reason(room: Room, item: Evidence) -> None:
    with pytest.raises(ReasonMissingError):
        erasing.set_hold(item, held=True, reason=" ", by=room.lea)


def test_an_erasure_takes_two_and_then_nobody_reads_it(room: Room, item: Evidence, proved: AsMember) -> None:
    url = reverse("evidence_erase", args=[item.pk])
    assert proved(room.lea).post(url, {"ground": "wish"}).status_code == 303
    erasure = item.erasures.unscoped(reason="a test looks").get()
    with pytest.raises(WrongEraserError):
        erasing.carry_out_erasure(erasure, item, by=room.lea)

    assert proved(room.dalia).post(reverse("evidence_erase_now", args=[item.pk])).status_code == 303

    with pytest.raises(NotFoundError):
        evidence_for(room.amal, item.pk)
    with pytest.raises(VaultItemGoneError):
        read_item(item.item, by=room.amal, why="look")
    row = Evidence.objects.unscoped(reason="a test looks").get(pk=item.pk)
    assert (row.title, row.notes, row.claimed) == ("", "", {})
    erasure = item.erasures.unscoped(reason="a test looks").get()
    assert erasure.done_by == room.dalia and erasure.backups_end_on
    with pytest.raises(VaultItemGoneError):
        keeper().vault_open(uuid.uuid4().hex, by=room.amal.pk, why="look")


def test_a_documenter_neither_holds_nor_erases(room: Room, item: Evidence, proved: AsMember) -> None:
    for name in ("evidence_hold", "evidence_erase"):
        assert proved(room.amal).get(reverse(name, args=[item.pk])).status_code == 404
    with pytest.raises(NotAllowedError):
        erasing.ask_erasure(item, ground="wish", by=room.amal)


def test_bytes_that_were_changed_are_not_given_and_the_item_is_broken(
    room: Room, item: Evidence, proved: AsMember
) -> None:
    pack = max(vault().packs.iterdir(), key=lambda path: path.stat().st_mtime_ns)
    body = pack.read_bytes()
    pack.write_bytes(bytes(byte ^ 1 for byte in body))

    try:
        answer = proved(room.lea).post(reverse("evidence_original", args=[item.pk]), {"reason": "For the court"})
        with pytest.raises(VaultDamagedNowError):
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    finally:
        pack.write_bytes(body)

    assert evidence_for(room.amal, item.pk).proof == Proof.BROKEN
