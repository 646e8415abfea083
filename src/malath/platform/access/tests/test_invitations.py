"""Invitations, and the link for who lost the password or the second factor."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from malath.platform.access.actions import lock_out_member
from malath.platform.access.errors import (
    AlreadyMemberError,
    DirectorNeededError,
    HandleTakenError,
    InvitationEndedError,
    LinkEndedError,
    RolesConflictError,
)
from malath.platform.access.inviting import accept_invitation, invite_member, join_by_invitation, withdraw_invitation
from malath.platform.access.models import Invitation, Member
from malath.platform.access.renewing import offer_renewal, renew_password
from malath.platform.access.rules import LockOutReason, Role
from malath.platform.access.selectors import members_with, screening_organisations
from malath.platform.access.tests.doors import fresh
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.notices.selectors import unread_count
from tests.people import Coalition


def again(member: Member) -> Member:
    """The member as the next request sees them."""
    return Member.objects.get(pk=member.pk)


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


def test_another_manager_hears_of_whoever_takes_a_role(coalition: Coalition):
    _invitation, secret = invite_member(coalition.haven, role=Role.COORDINATOR, by=coalition.tariq)

    accepted(secret)

    assert unread_count(coalition.dalia) == 1


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
    Authenticator.objects.create(user=coalition.rima, type="totp", data={"secret": "v1:"})
    assert offer_renewal(coalition.rima, without_second_factor=False, by=coalition.tariq)


def test_a_locked_out_member_has_no_way_back_by_a_link(coalition: Coalition):
    token = offer_renewal(coalition.amal, without_second_factor=False, by=coalition.dalia)
    lock_out_member(coalition.amal, reason=LockOutReason.TRUST, by=coalition.dalia)

    with pytest.raises(LinkEndedError):
        renew_password(coalition.amal.pk, token, password="a quite new password")
    with pytest.raises(LinkEndedError):
        offer_renewal(again(coalition.amal), without_second_factor=False, by=coalition.dalia)
