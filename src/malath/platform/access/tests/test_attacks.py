"""What a hostile manager or guesser tries: links that outlive a right, another's password, a quiet promotion."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from malath.platform.access.actions import change_roles
from malath.platform.access.errors import DirectorNeededError, InvitationEndedError
from malath.platform.access.inviting import invite_member, join_by_invitation
from malath.platform.access.models import Member
from malath.platform.access.renewing import offer_renewal
from malath.platform.access.rules import Role
from malath.platform.access.tests.doors import sign_in
from malath.platform.notices.models import Notice
from tests.people import Coalition, member


def again(one: Member) -> Member:
    return Member.objects.get(pk=one.pk)


def test_a_link_ends_with_the_right_of_whoever_made_it(coalition: Coalition):
    other = member("sara", coalition.haven, Role.DIRECTOR)
    _invitation, secret = invite_member(coalition.haven, role="coordinator", by=other)
    change_roles(other, coalition.haven, roles=["case_worker"], by=coalition.dalia)

    with pytest.raises(InvitationEndedError):
        join_by_invitation(secret, by=again(other))
    assert Client().get(f"/invitation/{secret}/").status_code == 404
    assert again(other).standing.all_roles == {"case_worker"}


def test_an_administrator_does_not_get_the_password_of_somebody_who_reads_cases_without_a_second_factor(
    coalition: Coalition,
):
    from allauth.mfa.models import Authenticator

    with pytest.raises(DirectorNeededError):
        offer_renewal(coalition.amal, without_second_factor=False, by=coalition.tariq)
    assert offer_renewal(coalition.amal, without_second_factor=False, by=coalition.dalia)
    assert offer_renewal(coalition.omar, without_second_factor=False, by=coalition.tariq)
    Authenticator.objects.create(user=coalition.amal, type="totp", data={"secret": "v1:"})
    assert offer_renewal(coalition.amal, without_second_factor=False, by=coalition.tariq)


def test_another_manager_hears_of_a_role_that_is_given_and_not_of_one_that_ends(coalition: Coalition):
    def heard() -> int:
        told = Notice.objects.visible_to(coalition.dalia)
        return int(told.filter(code="access.roles_given").count())

    change_roles(coalition.amal, coalition.haven, roles=[], by=coalition.tariq)
    assert heard() == 0

    change_roles(coalition.amal, coalition.haven, roles=["coordinator"], by=coalition.tariq)
    assert heard() == 1


def test_trying_many_handles_does_not_make_the_count_of_one_forgotten(coalition: Coalition):
    for _turn in range(5):
        sign_in("amal", "a wrong password")
    for number in range(400):
        cache.set(f"allauth:rl:login_failed:ip:{number}", [1.0], 900)

    assert sign_in("amal")[1].status_code == 422


@pytest.mark.parametrize("before", ["²", "9" * 30, "-1", "٣", ""])
def test_no_page_of_the_ledger_breaks_by_its_address(coalition: Coalition, as_member, before: str):
    assert as_member(coalition.omar).get("/audit/ledger/", {"before": before}).status_code == 200
