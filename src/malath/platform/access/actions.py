"""Writes upon members: roles, lock-out, their own profile."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.errors import (
    AlreadyLockedOutError,
    LastManagerError,
    NetworkMissingError,
    NotLockedOutError,
    OnlyYourselfError,
)
from malath.platform.access.models import Grant, LocalNetwork, Member, Membership, Organisation
from malath.platform.access.rules import CASE_BLIND_ROLES, LockOutReason, Role, check_roles_together
from malath.platform.access.selectors import members_with
from malath.platform.access.sessions import end_all_sign_ins
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell


@dataclass(frozen=True)
class LockOut:
    """What a lock-out ended."""

    sessions: int
    memberships: int
    grants: int


def check_may_manage(by: Member, organisation: uuid.UUID) -> None:
    """Raise NotAllowedError unless the member manages the members of the organisation."""
    if not by.can("manage_members", organisation):
        raise NotAllowedError


def check_not_self(member: Member, by: Member) -> None:
    """Raise OnlyYourselfError when somebody would do it to themselves."""
    if member.pk == by.pk:
        raise OnlyYourselfError


def _check_a_manager_remains(organisation: uuid.UUID) -> None:
    if not members_with("manage_members", organisation).exists():
        raise LastManagerError


def _forget_standing(member: Member) -> None:
    member.__dict__.pop("standing", None)


@transaction.atomic
def change_roles(
    member: Member,
    organisation: Organisation,
    *,
    roles: Collection[str],
    by: Member,
    network: LocalNetwork | None = None,
) -> None:
    """Let the member hold exactly these roles in the organisation, from now on; none ends the membership.

    `network` is the one that a local network coordinator coordinates. What ends, ends at once: access follows at the
    member's next request. Raises NotAllowedError, OnlyYourselfError, RolesConflictError, NetworkMissingError,
    LastManagerError.
    """
    check_may_manage(by, organisation.pk)
    check_not_self(member, by)
    wanted = {Role(role).value for role in roles}
    if Role.NETWORK_COORDINATOR in wanted and network is None:
        raise NetworkMissingError
    holding = list(Membership.objects.holding(member.pk).select_for_update())
    check_roles_together(wanted | {row.role for row in holding if row.organisation_id != organisation.pk})
    today = timezone.localdate()
    kept: set[str] = set()
    for row in (row for row in holding if row.organisation_id == organisation.pk):
        same_network = row.role != Role.NETWORK_COORDINATOR or row.network_id == getattr(network, "pk", None)
        if row.role in wanted and same_network and row.until is None:
            kept.add(row.role)
            continue
        # `until` is the last whole day: what ends today ended yesterday, so that it ends at once.
        row.until = today - timedelta(days=1)
        row.save(update_fields=["until"])
    for role in sorted(wanted - kept):
        Membership.objects.create(
            member=member,
            organisation=organisation,
            role=role,
            network=network if role == Role.NETWORK_COORDINATOR else None,
            since=today,
        )
    if wanted & {role.value for role in CASE_BLIND_ROLES}:
        withdraw_grants_of(member)
    _check_a_manager_remains(organisation.pk)
    _forget_standing(member)
    record("access.roles_changed", by=by, row=member.pk, organisation=organisation.pk, roles=sorted(wanted))
    tell([member], "access.roles_changed", reverse("account"))
    # As with an invitation: nobody lifts up an accomplice without another manager's hearing of it.
    others = members_with("manage_members", organisation.pk).exclude(pk__in=[by.pk, member.pk])
    if wanted - kept:
        tell(others, "access.roles_given", reverse("member", args=[member.pk]))


def end_membership(member: Member, organisation: Organisation, *, by: Member) -> None:
    """End all the member's roles in the organisation, at once. Raises as `change_roles` does."""
    change_roles(member, organisation, roles=(), by=by)


def withdraw_grants_of(member: Member) -> int:
    """Withdraw every grant given to the member in person; part of another act, which leaves the entry."""
    grants = Grant.objects.unscoped(reason="a member who is locked out or reads no case holds no grant")
    count: int = grants.filter(member=member, withdrawn_on=None).update(withdrawn_on=timezone.localdate())
    return count


@transaction.atomic
def lock_out_member(member: Member, *, reason: str, by: Member) -> LockOut:
    """Lock a member out in one step: no sign-in, every session ended, every membership and grant ended today.

    Only those who manage the member's home organisation can. The seats on teams stay, so that the cases can be handed
    over. Raises NotAllowedError, OnlyYourselfError, AlreadyLockedOutError.
    """
    check_may_manage(by, member.home_organisation_id)
    check_not_self(member, by)
    why = LockOutReason(reason)
    today = timezone.localdate()
    if not Member.objects.filter(pk=member.pk, is_active=True).update(is_active=False, locked_out_on=today):
        raise AlreadyLockedOutError
    member.is_active, member.locked_out_on = False, today
    ended = LockOut(
        sessions=end_all_sign_ins(member),
        memberships=Membership.objects.holding(member.pk).update(until=today),
        grants=withdraw_grants_of(member),
    )
    _forget_standing(member)
    record(
        "access.member_locked_out",
        by=by,
        row=member.pk,
        organisation=member.home_organisation_id,
        reason=why.value,
        sessions=ended.sessions,
        memberships=ended.memberships,
        grants=ended.grants,
    )
    managers = members_with("manage_members", member.home_organisation_id).exclude(pk=by.pk)
    tell(managers, "access.member_locked_out", reverse("member", args=[member.pk]))
    return ended


@transaction.atomic
def let_in_again(member: Member, *, by: Member) -> None:
    """Undo a lock-out: the member may sign in, with the memberships that the lock-out ended. Grants stay withdrawn.

    Raises NotAllowedError, NotLockedOutError.
    """
    check_may_manage(by, member.home_organisation_id)
    day = member.locked_out_on
    if not Member.objects.filter(pk=member.pk, is_active=False).update(is_active=True, locked_out_on=None):
        raise NotLockedOutError
    Membership.objects.filter(member=member, until=day).update(until=None)
    member.is_active, member.locked_out_on = True, None
    _forget_standing(member)
    record("access.member_let_in", by=by, row=member.pk, organisation=member.home_organisation_id)


@transaction.atomic
def change_profile(
    *,
    by: Member,
    display_name: str,
    mail_address: str,
    wants_mail: bool,
    language: str,
    theme: str,
    digits: str,
) -> None:
    """Change what the member says of themselves and how they see the pages."""
    by.display_name = display_name
    by.mail_address = mail_address
    by.wants_mail = wants_mail and bool(mail_address)
    by.language, by.theme, by.digits = language, theme, digits
    by.save(update_fields=["display_name", "mail_address", "wants_mail", "language", "theme", "digits"])
    record("access.profile_changed", by=by, row=by.pk, organisation=by.home_organisation_id)
