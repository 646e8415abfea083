"""Members: roles, lock-out, invitations; who may do it, and what it ends."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.utils import timezone

from malath.platform.access import sight
from malath.platform.access.actions import change_roles, end_membership, let_in_again, lock_out_member
from malath.platform.access.errors import (
    AlreadyLockedOutError,
    AlreadyMemberError,
    DirectorNeededError,
    HandleTakenError,
    InvitationEndedError,
    LinkEndedError,
    NetworkMissingError,
    OnlyYourselfError,
    RolesConflictError,
)
from malath.platform.access.inviting import accept_invitation, invite_member, join_by_invitation, withdraw_invitation
from malath.platform.access.models import Grant, Invitation, Member, Membership
from malath.platform.access.renewing import offer_renewal, renew_password
from malath.platform.access.rules import LockOutReason, Role, check_roles_together
from malath.platform.access.selectors import members_with, screening_organisations
from malath.platform.access.tests.doors import fresh
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError, NotFoundError
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
    assert not Session.objects.filter(session_key=client.session.session_key).exists()
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


# Invitations


def accepted(secret: str, handle: str = "salma") -> Member:
    return accept_invitation(
        secret, handle=handle, display_name="Salma Haddad", password="three words and more", language="ar"
    )


def test_an_invitation_makes_an_account_once(coalition: Coalition):
    invitation, secret = invite_member(coalition.haven, role="case_worker", by=coalition.dalia)

    member = accepted(secret)

    assert member.standing.roles == {coalition.haven.pk: frozenset({"case_worker"})}
    assert secret.encode() not in bytes(invitation.secret_digest)
    assert unread_count(coalition.dalia) == 1
    with pytest.raises(InvitationEndedError):
        accepted(secret, "another")


def test_a_taken_handle_leaves_the_invitation_open(coalition: Coalition):
    _invitation, secret = invite_member(coalition.haven, role="case_worker", by=coalition.dalia)

    with pytest.raises(HandleTakenError):
        accepted(secret, "amal")

    assert accepted(secret).handle == "salma"


def test_used_ended_withdrawn_and_invented_links_answer_the_same(coalition: Coalition, as_member):
    used, ended, withdrawn, orphaned = (
        invite_member(coalition.haven, role="case_worker", by=by)
        for by in (coalition.dalia, coalition.dalia, coalition.dalia, coalition.tariq)
    )
    accepted(used[1])
    Invitation.objects.filter(pk=ended[0].pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    withdraw_invitation(withdrawn[0].pk, by=coalition.dalia)
    lock_out_member(coalition.tariq, reason=LockOutReason.TRUST, by=coalition.dalia)

    def words(secret: str) -> tuple[int, str]:
        answer = Client(headers={"accept-language": "en"}).get(f"/invitation/{secret}/")
        page = answer.content.decode().replace(secret, "")
        return answer.status_code, re.sub(r'(value|content)="[^"]*"', "", page)

    answers = {words(secret) for secret in (used[1], ended[1], withdrawn[1], orphaned[1], "invented")}

    assert len(answers) == 1
    assert answers.pop()[0] == 404


def test_who_may_invite(coalition: Coalition):
    for by, where in ((coalition.rima, coalition.haven), (coalition.dalia, coalition.archive)):
        with pytest.raises(NotAllowedError):
            invite_member(where, role="case_worker", by=by)
    with pytest.raises(NotFoundError):
        invitation, _secret = invite_member(coalition.haven, role="case_worker", by=coalition.dalia)
        withdraw_invitation(invitation.pk, by=coalition.boris)


def test_who_manages_the_system_invites_the_first_member_where_nobody_manages(coalition: Coalition):
    _invitation, secret = invite_member(coalition.archive, role="director", by=coalition.tariq)
    accepted(secret)

    with pytest.raises(NotAllowedError):
        invite_member(coalition.archive, role="director", by=coalition.tariq)


def test_somebody_with_an_account_takes_one_role_more(coalition: Coalition, as_member):
    _invitation, secret = invite_member(coalition.haven, role="documenter", by=coalition.dalia)

    answer = as_member(coalition.bilal).post(f"/invitation/{secret}/")

    assert answer.status_code == 303
    assert again(coalition.bilal).standing.roles[coalition.haven.pk] == {"documenter"}


def test_an_administrator_takes_no_role_more_and_nobody_the_same_twice(coalition: Coalition):
    _first, secret = invite_member(coalition.haven, role="case_worker", by=coalition.dalia)

    for by, refusal in ((coalition.tariq, RolesConflictError), (coalition.amal, AlreadyMemberError)):
        with pytest.raises(refusal), transaction.atomic():
            join_by_invitation(secret, by=by)


def test_the_invited_signs_in_by_the_page(coalition: Coalition, as_member):
    manager = fresh(coalition.dalia, as_member)
    made = manager.post("/members/invite/", {"organisation": coalition.haven.pk, "role": "case_worker"})
    path = re.search(r"http://testserver(/invitation/[^/<]+/)", made.content.decode()).group(1)
    guest = Client(headers={"accept-language": "en"})
    form = {
        "handle": "Salma-H",
        "display_name": "سلمى حداد",
        "password1": "three words and more",
        "password2": "three words and more",
        "language": "ar",
    }

    assert made.status_code == 201
    assert path not in manager.get("/members/invite/").content.decode()
    assert guest.get(path).status_code == 200
    assert guest.post(path, form | {"password2": "another"}).status_code == 422
    assert guest.post(path, form | {"handle": "a b"}).status_code == 422
    assert guest.post(path, form | {"handle": "amal"}).status_code == 422
    done = guest.post(path, form)

    assert (done.status_code, done["Location"]) == (303, "/today/")
    assert done.cookies["malath-language"].value == "ar"
    assert "سلمى حداد" in guest.get("/account/").content.decode()


# Reads


def test_who_holds_an_ability_in_an_organisation(coalition: Coalition):
    assert set(members_with("manage_members", coalition.haven)) == {coalition.dalia, coalition.tariq}
    assert set(members_with("screen_alerts", coalition.archive.pk)) == {coalition.boris}
    assert not members_with("screen_alerts", coalition.partner).exists()


def test_the_organisations_that_decide_on_alerts(coalition: Coalition):
    assert {row.slug for row in screening_organisations()} == {"haven", "archive"}


def test_every_role_has_abilities():
    from malath.platform.access.rules import ABILITIES

    assert set(ABILITIES) == set(Role)


# A way back in


def test_a_link_lets_a_member_choose_a_new_password_once(coalition: Coalition, as_member):
    client = fresh(coalition.dalia, as_member)
    made = client.post(f"/members/{coalition.amal.pk}/renew/")
    path = re.search(r"http://testserver(/account/renew/[^<]+/)", made.content.decode()).group(1)
    guest = Client()
    new = {"password1": "a quite new password", "password2": "a quite new password"}

    assert made.status_code == 201
    assert guest.get(path).status_code == 200
    assert guest.post(path, {"password1": "short", "password2": "short"}).status_code == 422
    assert guest.post(path, new)["Location"] == "/account/sign-in/"
    assert guest.post(path, new).status_code == 404
    assert Client().post("/account/sign-in/", {"login": "amal", "password": "a quite new password"}).status_code == 303
    verbs = set(OutboxEntry.objects.values_list("verb", flat=True))
    assert {"access.renewal_offered", "access.password_renewed"} <= verbs


def test_only_a_director_lets_somebody_in_without_their_second_factor(coalition: Coalition):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=coalition.rima, type="totp", data={"secret": "v1:"})
    for without in (False, True):
        token = offer_renewal(coalition.rima, without_second_factor=without, by=coalition.dalia)
        renew_password(again(coalition.rima).pk, token, password="a quite new password")
        coalition.rima = again(coalition.rima)
        assert Authenticator.objects.exists() is not without

    with pytest.raises(DirectorNeededError):
        offer_renewal(coalition.rima, without_second_factor=True, by=coalition.tariq)
    assert offer_renewal(coalition.rima, without_second_factor=False, by=coalition.tariq)


def test_a_locked_out_member_has_no_way_back_by_a_link(coalition: Coalition):
    token = offer_renewal(coalition.amal, without_second_factor=False, by=coalition.dalia)
    lock_out_member(coalition.amal, reason=LockOutReason.TRUST, by=coalition.dalia)

    with pytest.raises(LinkEndedError):
        renew_password(coalition.amal.pk, token, password="a quite new password")
    with pytest.raises(LinkEndedError):
        offer_renewal(again(coalition.amal), without_second_factor=False, by=coalition.dalia)
