"""Invitations: a secret link, shown once, valid a week, used once; only its digest is kept."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.errors import (
    AlreadyMemberError,
    HandleTakenError,
    InvitationEndedError,
    NetworkMissingError,
)
from malath.platform.access.models import Invitation, LocalNetwork, Member, Membership, Organisation
from malath.platform.access.rules import INVITATION_DAYS, Role, check_roles_together
from malath.platform.access.selectors import invitations_open_for, members_with, organisations_inviting_for
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError, NotFoundError
from malath.platform.notices.actions import tell


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


@transaction.atomic
def invite_member(
    organisation: Organisation, *, role: str, by: Member, network: LocalNetwork | None = None
) -> tuple[Invitation, str]:
    """Offer a role; returns the invitation and the secret of its link, which is known nowhere else.

    Those who manage the system may invite into an organisation that nobody manages yet. Raises NotAllowedError,
    NetworkMissingError.
    """
    if not organisations_inviting_for(by).filter(pk=organisation.pk).exists():
        raise NotAllowedError
    offered = Role(role)
    if offered == Role.NETWORK_COORDINATOR and network is None:
        raise NetworkMissingError
    secret = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=offered,
        network=network if offered == Role.NETWORK_COORDINATOR else None,
        invited_by=by,
        secret_digest=_digest(secret),
        ends_on=timezone.localdate() + timedelta(days=INVITATION_DAYS),
    )
    record("access.member_invited", by=by, row=invitation.pk, organisation=organisation.pk, role=offered.value)
    return invitation, secret


@transaction.atomic
def withdraw_invitation(invitation: uuid.UUID, *, by: Member) -> None:
    """Make an open invitation's link useless. Raises NotFoundError unless it is one that the member may see."""
    found = invitations_open_for(by).filter(pk=invitation).first()
    if found is None:
        raise NotFoundError
    found.withdrawn_on = timezone.localdate()
    found.save(update_fields=["withdrawn_on"])
    record("access.invitation_withdrawn", by=by, row=found.pk, organisation=found.organisation_id)


def invitation_by(secret: str) -> Invitation:
    """The open invitation of a link; InvitationEndedError, always the same, for any other."""
    found = (
        Invitation.objects.filter(secret_digest=_digest(secret), used_by=None, withdrawn_on=None)
        .filter(ends_on__gte=timezone.localdate(), invited_by__is_active=True)
        .select_related("organisation", "network", "invited_by")
        .first()
    )
    if found is None or not _still_offered(found):
        raise InvitationEndedError
    return found


def _still_offered(invitation: Invitation) -> bool:
    """An offer stands on the right of whoever made it: when that ends, so does the link."""
    by = invitation.invited_by
    if by.can("manage_members", invitation.organisation_id):
        return True
    return by.can("manage_system") and organisations_inviting_for(by).filter(pk=invitation.organisation_id).exists()


@transaction.atomic
def accept_invitation(secret: str, *, handle: str, display_name: str, password: str, language: str) -> Member:
    """Make the account of somebody who was invited. Raises InvitationEndedError, HandleTakenError."""
    invitation = invitation_by(secret)
    try:
        with transaction.atomic():
            member = Member.objects.create_user(
                handle,
                password,
                home_organisation=invitation.organisation,
                display_name=display_name,
                language=language,
            )
    except IntegrityError as problem:
        raise HandleTakenError from problem
    _use(invitation, member)
    return member


@transaction.atomic
def join_by_invitation(secret: str, *, by: Member) -> None:
    """Take the role that was offered with the account one has. Raises InvitationEndedError, RolesConflictError,
    AlreadyMemberError."""
    invitation = invitation_by(secret)
    holding = Membership.objects.holding(by.pk)
    if holding.filter(organisation=invitation.organisation_id, role=invitation.role).exists():
        raise AlreadyMemberError
    check_roles_together({invitation.role, *holding.values_list("role", flat=True)})
    _use(invitation, by)
    by.__dict__.pop("standing", None)


def _use(invitation: Invitation, member: Member) -> None:
    # The condition is in the update itself: of two who open the link at once, one comes too late.
    if not Invitation.objects.filter(pk=invitation.pk, used_by=None, withdrawn_on=None).update(used_by=member):
        raise InvitationEndedError
    Membership.objects.create(
        member=member,
        organisation=invitation.organisation,
        role=invitation.role,
        network=invitation.network,
        since=timezone.localdate(),
    )
    record(
        "access.invitation_accepted",
        by=member,
        row=invitation.pk,
        organisation=invitation.organisation_id,
        role=invitation.role,
    )
    inviter = Member.objects.get(pk=invitation.invited_by_id)
    tell([inviter], "access.invitation_used", reverse("members"))
    # Nobody lets in an accomplice, or themselves once more, without another manager's hearing of it.
    others = members_with("manage_members", invitation.organisation_id).exclude(pk__in=[inviter.pk, member.pk])
    tell(others, "access.member_joined", reverse("members"))
