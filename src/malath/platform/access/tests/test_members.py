"""Members: roles, lock-out; who may do it, and what it ends."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from malath.platform.access import sight
from malath.platform.access.actions import change_roles, end_membership, let_in_again, lock_out_member
from malath.platform.access.errors import (
    AlreadyLockedOutError,
    NetworkMissingError,
    OnlyYourselfError,
    RolesConflictError,
)
from malath.platform.access.models import Grant, Member, Membership
from malath.platform.access.rules import LockOutReason, check_roles_together
from malath.platform.access.session_store import stored_key
from malath.platform.access.tests.doors import fresh
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.notices.selectors import unread_count
from tests.people import PASSWORD, Coalition


def again(member: Member) -> Member:
    """The member as the next request sees them."""
    return Member.objects.get(pk=member.pk)


def grant_to(member: Member, coalition: Coalition) -> Grant:
    keeper().create_subject(coalition.lyon.pk, coalition.archive.pk)
    grant = Grant(
        subject=coalition.lyon.pk,
        member=member,
        reason="for the hearing",
        given_by=coalition.boris,
        owner_organisation=coalition.archive,
        since=timezone.localdate(),
        ends_at=timezone.now() + timedelta(days=9),
    )
    grant.save(force_insert=True)
    return grant


# Roles


@pytest.mark.parametrize(
    ("roles", "sound"),
    [
        ({"administrator"}, True),
        ({"auditor"}, True),
        ({"administrator", "auditor"}, False),
        ({"administrator", "case_worker"}, False),
        ({"auditor", "director"}, False),
        ({"victims_delegate"}, True),
        ({"victims_delegate", "documenter"}, False),
        ({"victims_delegate", "director"}, False),
        ({"case_worker", "coordinator", "documenter"}, True),
        (set(), True),
    ],
)
def test_who_reads_no_case_holds_no_other_role(roles: set[str], sound: bool):
    if sound:
        check_roles_together(roles)
    else:
        with pytest.raises(RolesConflictError):
            check_roles_together(roles)


def test_roles_change_at_once_and_leave_an_entry(coalition: Coalition):
    change_roles(coalition.amal, coalition.haven, roles={"coordinator"}, by=coalition.dalia)

    assert again(coalition.amal).standing.all_roles == {"coordinator"}
    entry = OutboxEntry.objects.get(verb="access.roles_changed")
    assert (entry.member, entry.row, entry.facts) == (coalition.dalia.pk, coalition.amal.pk, {"roles": ["coordinator"]})
    assert unread_count(coalition.amal) == 1


def test_a_role_given_back_on_the_same_day_holds(coalition: Coalition):
    for roles in ({"coordinator"}, {"case_worker"}, {"coordinator"}):
        change_roles(coalition.amal, coalition.haven, roles=roles, by=coalition.dalia)

    assert again(coalition.amal).standing.all_roles == {"coordinator"}


def test_the_conflict_counts_in_other_organisations_too(coalition: Coalition):
    Membership.objects.create(
        member=coalition.amal, organisation=coalition.archive, role="documenter", since=timezone.localdate()
    )

    with pytest.raises(RolesConflictError):
        change_roles(coalition.amal, coalition.haven, roles={"auditor"}, by=coalition.dalia)


def test_who_becomes_an_auditor_keeps_no_grant(coalition: Coalition):
    grant = grant_to(coalition.amal, coalition)

    change_roles(coalition.amal, coalition.haven, roles={"auditor"}, by=coalition.dalia)

    assert Grant.objects.unscoped(reason="test").get(pk=grant.pk).withdrawn_on == timezone.localdate()


def test_a_network_coordinator_has_a_network(coalition: Coalition):
    with pytest.raises(NetworkMissingError):
        change_roles(coalition.amal, coalition.haven, roles={"network_coordinator"}, by=coalition.dalia)

    change_roles(
        coalition.amal, coalition.haven, roles={"network_coordinator"}, network=coalition.lyon, by=coalition.tariq
    )

    assert again(coalition.amal).standing.networks == {coalition.lyon.pk}


def test_nobody_changes_their_own_roles_nor_those_of_another_organisation(coalition: Coalition):
    with pytest.raises(OnlyYourselfError):
        change_roles(coalition.dalia, coalition.haven, roles={"administrator"}, by=coalition.dalia)
    with pytest.raises(NotAllowedError):
        change_roles(coalition.bilal, coalition.archive, roles=set(), by=coalition.dalia)
    with pytest.raises(NotAllowedError):
        change_roles(coalition.amal, coalition.haven, roles=set(), by=coalition.rima)


def test_a_membership_ends_at_once(coalition: Coalition):
    end_membership(coalition.amal, coalition.haven, by=coalition.dalia)

    assert again(coalition.amal).standing.roles == {}


# Lock-out


def test_a_lock_out_ends_everything_in_one_step(coalition: Coalition, as_member):
    client = as_member(coalition.amal)
    assert client.get("/notices/").status_code == 200
    grant = grant_to(coalition.amal, coalition)

    ended = lock_out_member(coalition.amal, reason=LockOutReason.DEVICE, by=coalition.dalia)

    assert (ended.sessions, ended.memberships, ended.grants) == (1, 1, 1)
    assert client.get("/notices/").status_code == 302
    assert not Session.objects.filter(session_key=stored_key(client.session.session_key)).exists()
    assert again(coalition.amal).standing.roles == {}
    assert Grant.objects.unscoped(reason="test").get(pk=grant.pk).withdrawn_on
    assert Client().post("/account/sign-in/", {"login": "amal", "password": PASSWORD}).status_code == 422
    facts = OutboxEntry.objects.get(verb="access.member_locked_out").facts
    assert facts == {"reason": "device", "sessions": 1, "memberships": 1, "grants": 1}


def test_the_other_managers_hear_of_a_lock_out(coalition: Coalition):
    lock_out_member(coalition.amal, reason=LockOutReason.LEFT, by=coalition.dalia)

    assert unread_count(coalition.tariq) == 1
    assert unread_count(coalition.dalia) == 0


def test_a_lock_out_can_be_undone_but_grants_stay_withdrawn(coalition: Coalition):
    grant = grant_to(coalition.amal, coalition)
    lock_out_member(coalition.amal, reason=LockOutReason.OTHER, by=coalition.dalia)

    let_in_again(again(coalition.amal), by=coalition.tariq)

    member = again(coalition.amal)
    assert member.is_active
    assert member.standing.all_roles == {"case_worker"}
    assert Grant.objects.unscoped(reason="test").get(pk=grant.pk).withdrawn_on


def test_what_had_ended_before_the_lock_out_does_not_come_back(coalition: Coalition):
    change_roles(coalition.amal, coalition.haven, roles={"documenter"}, by=coalition.dalia)
    lock_out_member(coalition.amal, reason=LockOutReason.OTHER, by=coalition.dalia)

    let_in_again(again(coalition.amal), by=coalition.dalia)

    assert again(coalition.amal).standing.all_roles == {"documenter"}


def test_who_may_lock_out(coalition: Coalition):
    for by in (coalition.rima, coalition.boris, coalition.amal):
        with pytest.raises(NotAllowedError):
            lock_out_member(coalition.lea, reason=LockOutReason.LEFT, by=by)
    with pytest.raises(OnlyYourselfError):
        lock_out_member(coalition.dalia, reason=LockOutReason.LEFT, by=coalition.dalia)
    lock_out_member(coalition.lea, reason=LockOutReason.LEFT, by=coalition.dalia)
    with pytest.raises(AlreadyLockedOutError):
        lock_out_member(coalition.lea, reason=LockOutReason.LEFT, by=coalition.dalia)


def test_the_page_tells_what_the_member_could_see_before_and_after(coalition: Coalition, as_member, monkeypatch):
    def cases(member: Member, viewer: Member) -> sight.Sight:
        covers = bool(member.standing.covered_organisations)
        seen = [sight.Seen("2026-041", "/cases/1/", "team", leads=True)] if viewer.can("work_cases") else []
        return sight.Sight("Cases", 12 if covers else 1, seen)

    monkeypatch.setattr(sight, "_sources", [cases])
    director, administrator = fresh(coalition.dalia, as_member), fresh(coalition.tariq, as_member)
    address = f"/members/{coalition.rima.pk}/lock-out/"

    before = director.get(address).content.decode()
    hidden = administrator.get(address).content.decode()
    answer = director.post(address, {"reason": "left"})
    after = director.get(answer["Location"]).content.decode()

    assert answer.status_code == 303
    assert "2026-041" in before and "hand over" in before
    assert "2026-041" not in hidden and "a coordinator can" in hidden and "12" in hidden
    assert "2026-041" in after and "12" in after


def test_locking_out_asks_for_a_proof_and_a_reason(coalition: Coalition, as_member):
    address = f"/members/{coalition.amal.pk}/lock-out/"

    assert as_member(coalition.dalia).post(address, {"reason": "left"})["Location"].startswith("/account/again/")
    assert fresh(coalition.dalia, as_member).post(address).status_code == 422
    assert again(coalition.amal).is_active


def test_a_member_of_another_organisation_answers_as_a_missing_one(coalition: Coalition, as_member):
    client = fresh(coalition.dalia, as_member)

    def words(member: object, rest: str) -> tuple[int, str]:
        path = f"/members/{member}/{rest}"
        answer = client.get(path)
        return answer.status_code, re.sub(r'(value|content)="[^"]*"', "", answer.content.decode().replace(path, ""))

    for rest in ("", "lock-out/", f"roles/{coalition.archive.pk}/"):
        other = words(coalition.bilal.pk, rest)
        assert other[0] == 404
        assert other == words("00000000-0000-4000-8000-000000000000", rest)
    assert "bilal" not in client.get("/members/").content.decode()
    assert as_member(coalition.rima).get("/members/").status_code == 404


def test_the_list_does_not_ask_more_of_the_database_when_it_grows(
    coalition: Coalition, as_member, django_assert_max_num_queries
):
    client = as_member(coalition.dalia)
    client.get("/members/")

    with django_assert_max_num_queries(12):
        page = client.get("/members/")

    assert "Amal of haven" in page.content.decode()


def test_roles_are_changed_on_the_page(coalition: Coalition, as_member):
    client = fresh(coalition.dalia, as_member)
    address = f"/members/{coalition.amal.pk}/roles/{coalition.haven.pk}/"

    refused = client.post(address, {"roles": ["auditor", "case_worker"]})
    taken = client.post(address, {"roles": ["legal_officer", "case_worker"]})

    assert (refused.status_code, taken.status_code) == (422, 303)
    assert again(coalition.amal).standing.all_roles == {"legal_officer", "case_worker"}
