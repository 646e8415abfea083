"""An item shared with a member or an organisation: for a reason, until a day, withdrawn in one step; nobody else sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.accountability.evidence import sharing
from malath.accountability.evidence.erasing import set_hold
from malath.accountability.evidence.errors import ConditionsOfUseError, OwnOrganisationError, ReasonMissingError
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.reviewing import change_facts, move_status
from malath.accountability.evidence.selectors import evidence_for
from malath.accountability.evidence.tests.conftest import Room
from malath.platform.access.errors import GrantEndsInPastError
from malath.platform.access.models import Grant, Member
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal

AsMember = Callable[..., Client]


@pytest.fixture
def item(room: Room) -> Evidence:
    """An item that may be used openly, revealed."""
    found = room.receive(told={"use": "open"})
    reveal(found, by=room.lea, why="a test")
    return found


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def share(room: Room, item: Evidence, **given: Any) -> Grant:
    told: dict[str, Any] = {"reason": "A joint dossier", "ends_at": in_days(7), "by": room.lea, **given}
    return sharing.share_evidence(item, **told)


def sees(member: Any, item: Evidence) -> bool:
    try:
        evidence_for(member, item.pk)
    except NotFoundError:
        return False
    return True


def test_a_member_of_another_organisation_sees_it_until_it_is_withdrawn(room: Room, item: Evidence) -> None:
    assert not sees(room.boris, item)

    grant = share(room, item, member=room.boris)
    assert sees(room.boris, item)
    assert Notice.objects.unscoped(reason="a test looks").filter(member=room.boris, code="evidence.shared").exists()

    sharing.withdraw_share(grant, item, by=room.lea)
    sharing.withdraw_share(grant, item, by=room.lea)
    assert not sees(room.boris, item)
    verbs = list(OutboxEntry.objects.filter(subject=item.pk).values_list("verb", flat=True))
    assert verbs == ["evidence.received", "evidence.shared", "evidence.share_withdrawn"]


def test_an_organisation_means_all_who_work_on_evidence_there_and_nobody_else(room: Room, item: Evidence) -> None:
    share(room, item, organisation=room.coalition.archive)

    assert sees(room.boris, item)
    others = [one for one in vars(room.coalition).values() if getattr(one, "handle", "") and one.pk != room.boris.pk]
    outside = [one for one in others if one.home_organisation_id != room.coalition.haven.pk]
    assert outside and not any(sees(one, item) for one in outside)


def test_it_ends_by_itself(room: Room, item: Evidence, time_machine: Any) -> None:
    share(room, item, member=room.boris)

    time_machine.move_to(in_days(8))

    assert not sees(room.boris, item)


def test_who_holds_it_gives_it_back(room: Room, item: Evidence, as_member: AsMember) -> None:
    grant, client = share(room, item, member=room.boris), as_member(room.boris)

    page = client.get(reverse("evidence_item", args=[item.pk])).content.decode()
    assert "A joint dossier" in page and "Lea of haven" in page and "Give it back" in page
    assert reverse("evidence_change", args=[item.pk]) not in page
    assert client.post(reverse("evidence_share_withdraw", args=[item.pk, grant.pk])).status_code == 303

    assert not sees(room.boris, item)


@pytest.mark.parametrize("told", [{"use": "confidential"}, {"use": "consent"}, {"use": "consent", "consent": "  "}])
def test_what_is_confidential_or_lacks_its_consent_goes_to_no_one(room: Room, told: dict[str, str]) -> None:
    item = room.receive(told=told)
    reveal(item, by=room.lea, why="a test")

    with pytest.raises(ConditionsOfUseError):
        share(room, item, member=room.boris)


def test_with_a_noted_consent_it_may_go(room: Room) -> None:
    item = room.receive(told={"use": "consent", "consent": "In writing, May 2026"})
    reveal(item, by=room.lea, why="a test")

    assert share(room, item, member=room.boris)


def test_what_a_share_needs(room: Room, item: Evidence) -> None:
    refusals: list[tuple[type[Exception], dict[str, Any]]] = [
        (ReasonMissingError, {"member": room.boris, "reason": " "}),
        (GrantEndsInPastError, {"member": room.boris, "ends_at": in_days(-1)}),
        (GrantEndsInPastError, {"member": room.boris, "ends_at": in_days(400)}),
        (OwnOrganisationError, {"member": room.dalia}),
        (OwnOrganisationError, {"organisation": room.coalition.haven}),
        (NotAllowedError, {"organisation": room.coalition.partner}),
        (NotAllowedError, {"member": room.coalition.chadia}),
        (NotAllowedError, {}),
        (NotAllowedError, {"member": room.boris, "by": room.amal}),
        (NotAllowedError, {"member": room.boris, "by": room.boris}),
    ]

    for refusal, given in refusals:
        with pytest.raises(refusal):
            share(room, item, **given)


def test_the_page_shares_lists_and_withdraws(room: Room, item: Evidence, as_member: AsMember) -> None:
    client, url = as_member(room.lea), reverse("evidence_share", args=[item.pk])
    form = {"to": f"m:{room.boris.pk}", "reason": "A joint dossier", "until": f"{in_days(7):%Y-%m-%d}"}

    assert "Boris" in client.get(url).content.decode()
    assert client.post(url, {**form, "reason": ""}).status_code == 422
    assert client.post(url, form).status_code == 303

    page = client.get(url).content.decode()
    grant = Grant.objects.unscoped(reason="a test looks").get(subject=item.pk)
    withdraw = reverse("evidence_share_withdraw", args=[item.pk, grant.pk])
    assert "A joint dossier" in page and withdraw in page
    assert as_member(room.amal).post(withdraw).status_code == 404
    assert client.post(withdraw).status_code == 303
    assert "withdrawn" in client.get(url).content.decode()


def test_only_those_who_answer_for_it_see_the_page(room: Room, item: Evidence, as_member: AsMember) -> None:
    for member in (room.amal, room.boris):
        assert as_member(member).get(reverse("evidence_share", args=[item.pk])).status_code == 404


def test_an_end_that_is_near_is_told_once(room: Room, item: Evidence) -> None:
    share(room, item, member=room.boris, ends_at=in_days(2))

    assert sharing.remind_of_shares() == 1
    sharing.remind_of_shares()

    told = Notice.objects.unscoped(reason="a test looks").filter(code="access.grant_ending")
    assert {(one.member_id, one.path) for one in told} == {
        (room.boris.pk, f"/evidence/{item.pk}/"), (room.lea.pk, f"/evidence/{item.pk}/"),
    }  # fmt: skip
    assert told.count() == 2


FACTS: dict[str, str] = {
    "title": "The courtyard", "source": "", "obtained": "handed", "use": "open", "consent": "", "shows": "", "notes": "",
    "claimed_time": "", "claimed_place": "", "verified_time": "", "verified_place": "",
}  # fmt: skip


@pytest.mark.parametrize("facts", [{"use": "confidential"}, {"use": "consent", "consent": " "}])
def test_when_the_conditions_change_whoever_had_it_has_it_no_more(
    room: Room, item: Evidence, facts: dict[str, str]
) -> None:
    share(room, item, member=room.boris)
    change_facts(item, facts={**FACTS, "notes": "a comma"}, by=room.amal)
    assert sees(room.boris, item)

    change_facts(item, facts={**FACTS, **facts}, by=room.amal)

    assert not sees(room.boris, item)
    told = Notice.objects.unscoped(reason="a test looks").filter(member=room.boris, code="evidence.share_withdrawn")
    assert told.count() == 1


def test_a_package_is_given_only_with_all_that_is_in_it(room: Room, item: Evidence) -> None:
    inside = room.receive(b"the roof", "roof.txt", told={"use": "open"})
    Evidence.objects.unscoped(reason="it came in the package").filter(pk=inside.pk).update(package=item.pk)
    inside.package = item
    share(room, item, member=room.boris)

    reveal(inside, by=room.amal, why="a test")
    change_facts(inside, facts={**FACTS, "use": "confidential"}, by=room.amal)

    assert not sees(room.boris, item)
    with pytest.raises(ConditionsOfUseError):
        share(room, item, member=room.boris)


@pytest.mark.parametrize("to", ["member", "organisation"])
def test_an_organisation_that_leaves_the_coalition_sees_nothing_more(room: Room, item: Evidence, to: str) -> None:
    archive = room.coalition.archive
    share(room, item, **({"member": room.boris} if to == "member" else {"organisation": archive}))
    assert sees(room.boris, item)

    archive.in_coalition = False
    archive.save(update_fields=["in_coalition"])

    assert not sees(Member.objects.get(pk=room.boris.pk), item)


def test_a_share_shows_the_item_and_not_what_its_people_say_among_themselves(
    room: Room, item: Evidence, as_member: AsMember
) -> None:
    move_status(item, to="reviewing", note="Compared with the mason’s map", by=room.amal)
    set_hold(item, held=True, reason="Order of the court of Lyon", by=room.lea)
    share(room, item, member=room.boris)
    address = reverse("evidence_item", args=[item.pk])
    reveal(room.amal, by=room.lea, why="a test")
    inner = ("Compared with the mason’s map", "Order of the court of Lyon", room.amal.display_name)

    own, shared = (as_member(who).get(address).content.decode() for who in (room.lea, room.boris))

    assert all(text in own for text in inner)
    assert not any(text in shared for text in inner) and "a member of another organisation" in shared
