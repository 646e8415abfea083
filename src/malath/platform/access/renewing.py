"""A way back in for a member who lost the password: a link from somebody who manages members, shown once.

The link's token is an HMAC over the member's password hash and the day (django.contrib.auth.tokens): it is kept
nowhere, ends with the first use, with any change of the password, and after PASSWORD_RESET_TIMEOUT.
"""

from __future__ import annotations

import uuid

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse

from malath.platform.access.actions import check_may_manage, check_not_self
from malath.platform.access.errors import DirectorNeededError, LinkEndedError
from malath.platform.access.models import Member
from malath.platform.access.rules import may_forgo_second_factor
from malath.platform.access.selectors import members_with
from malath.platform.access.sessions import end_all_sign_ins
from malath.platform.audit.actions import record
from malath.platform.notices.actions import tell


class _WithSecondFactor(PasswordResetTokenGenerator):
    key_salt = "malath.access.renewal"


class _WithoutSecondFactor(PasswordResetTokenGenerator):
    key_salt = "malath.access.renewal.without-second-factor"


@transaction.atomic
def offer_renewal(member: Member, *, without_second_factor: bool, by: Member) -> str:
    """Make the token of a link by which the member chooses a new password; the other managers hear of it.

    `without_second_factor` lets its use remove the member's second factors as well: a director decides that, because an
    administrator could else enter as somebody who reads cases; so too for a member who has none. Raises NotAllowedError, OnlyYourselfError,
    DirectorNeededError, LinkEndedError for a member who is locked out.
    """
    check_may_manage(by, member.home_organisation_id)
    check_not_self(member, by)
    if not member.is_active:
        raise LinkEndedError
    alone_opens = without_second_factor or (member.can("work_cases") and not _has_second_factor(member))
    if alone_opens and not may_forgo_second_factor(by.standing.roles.get(member.home_organisation_id, ())):
        raise DirectorNeededError
    generator = _WithoutSecondFactor() if without_second_factor else _WithSecondFactor()
    record(
        "access.renewal_offered",
        by=by,
        row=member.pk,
        organisation=member.home_organisation_id,
        without_second_factor=without_second_factor,
    )
    others = members_with("manage_members", member.home_organisation_id).exclude(pk=by.pk)
    tell(others, "access.renewal_offered", reverse("member", args=[member.pk]))
    tell([member], "access.renewal_offered_you", reverse("account"))
    return generator.make_token(member)


def _has_second_factor(member: Member) -> bool:
    from allauth.mfa.models import Authenticator

    held = Authenticator.objects.filter(user=member).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return bool(held.exists())


def member_renewing(member: uuid.UUID, token: str) -> tuple[Member, bool]:
    """Whose link this is, and whether it removes second factors; LinkEndedError, always the same, for any other."""
    found = Member.objects.filter(pk=member, is_active=True).first()
    if found is not None:
        for generator, without in ((_WithSecondFactor(), False), (_WithoutSecondFactor(), True)):
            if generator.check_token(found, token):
                return found, without
    raise LinkEndedError


@transaction.atomic
def renew_password(member: uuid.UUID, token: str, *, password: str) -> Member:
    """Set the new password, end every session and, if the link says so, remove the second factors."""
    from allauth.mfa.models import Authenticator

    found, without_second_factor = member_renewing(member, token)
    found.set_password(password)
    found.save(update_fields=["password"])
    end_all_sign_ins(found)
    removed = Authenticator.objects.filter(user=found).delete()[0] if without_second_factor else 0
    record(
        "access.password_renewed",
        by=found,
        row=found.pk,
        organisation=found.home_organisation_id,
        second_factors_removed=removed,
    )
    return found
