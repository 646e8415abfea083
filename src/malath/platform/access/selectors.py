"""Reads of members, organisations and grants."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from malath.platform.access.models import (
    Grant,
    Invitation,
    LocalNetwork,
    Member,
    Membership,
    Organisation,
    OrganisationName,
)
from malath.platform.access.rules import ABILITIES
from malath.platform.access.standing import Standing
from malath.platform.errors import NotFoundError


def organisation_name(organisation: uuid.UUID) -> str:
    """An organisation's name in the active language, else in any, else its slug. Three short rows: not cached."""
    language = (get_language() or "en")[:2]
    names = dict(OrganisationName.objects.filter(organisation=organisation).values_list("language", "name"))
    if not names:
        return Organisation.objects.get(pk=organisation).slug
    return names.get(language) or names.get("en") or next(iter(names.values()))


def all_names_of(*organisations: uuid.UUID) -> dict[uuid.UUID, list[str]]:
    """Short name and names in every language, by organisation: what a consent may call it."""
    found = {pk: [slug] for pk, slug in Organisation.objects.filter(pk__in=organisations).values_list("pk", "slug")}
    for pk, name in OrganisationName.objects.filter(organisation__in=organisations).values_list("organisation", "name"):
        found[pk].append(name)
    return found


def organisation_names(organisations: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Names of many organisations in the active language; one query."""
    language = (get_language() or "en")[:2]
    found: dict[uuid.UUID, str] = {}
    for row in OrganisationName.objects.filter(organisation__in=set(organisations)):
        if row.organisation_id not in found or row.language == language:
            found[row.organisation_id] = row.name
    return found


def members_working_in(organisation: uuid.UUID | Iterable[uuid.UUID]) -> QuerySet[Member]:
    """Active members with a role today in the organisation(s)."""
    wanted = [organisation] if isinstance(organisation, uuid.UUID) else list(organisation)
    today = timezone.localdate()
    return (
        Member.objects.filter(is_active=True, memberships__organisation__in=wanted)
        .filter(Q(memberships__until=None) | Q(memberships__until__gte=today))
        .distinct()
    )


def grants_in_force_for(viewer: Member) -> QuerySet[Grant]:
    """Grants that let the viewer in now."""
    result: QuerySet[Grant] = Grant.objects.visible_to(viewer).filter(Grant.holding_q(viewer))
    return result


def screening_organisations() -> QuerySet[Organisation]:
    """The organisations of the coalition that decide on alerts, with their names at hand."""
    return (
        Organisation.objects.filter(screens_alerts=True, in_coalition=True).prefetch_related("names").order_by("slug")
    )


def members_with(ability: str, organisation: uuid.UUID | Organisation) -> QuerySet[Member]:
    """Active members one of whose roles today, in the organisation, carries the ability."""
    wanted = organisation.pk if isinstance(organisation, Organisation) else organisation
    roles = [role.value for role, abilities in ABILITIES.items() if ability in abilities]
    holding = Membership.objects.holding_today().filter(organisation=wanted, role__in=roles)
    return Member.objects.filter(is_active=True, pk__in=holding.values("member")).order_by("handle")


def organisations_managed_by(viewer: Member) -> QuerySet[Organisation]:
    """The organisations whose members the viewer manages."""
    return Organisation.objects.filter(pk__in=viewer.standing.organisations_able("manage_members")).order_by("slug")


def organisations_inviting_for(viewer: Member) -> QuerySet[Organisation]:
    """Where the viewer manages members and, if they manage the system, where nobody does yet."""
    mine = Q(pk__in=viewer.standing.organisations_able("manage_members"))
    if viewer.can("manage_system"):
        managing = [role.value for role, abilities in ABILITIES.items() if "manage_members" in abilities]
        managed = Membership.objects.holding_today().filter(role__in=managing, member__is_active=True)
        mine |= ~Q(pk__in=managed.values("organisation"))
    return Organisation.objects.filter(mine).order_by("slug")


def members_managed_by(viewer: Member) -> QuerySet[Member]:
    """Members with a role, now or once, in an organisation that the viewer manages; locked-out ones too."""
    organisations = viewer.standing.organisations_able("manage_members")
    return Member.objects.filter(
        Q(home_organisation__in=organisations) | Q(memberships__organisation__in=organisations)
    ).distinct()


def member_managed_by(viewer: Member, member: uuid.UUID) -> Member:
    """One of the members whom the viewer manages; NotFoundError otherwise."""
    found = members_managed_by(viewer).filter(pk=member).first()
    if found is None:
        raise NotFoundError
    return found


def memberships_of(members: Iterable[Member]) -> dict[uuid.UUID, list[Membership]]:
    """The memberships that hold today, by member; one query, organisations and networks included."""
    rows = Membership.objects.holding_today().filter(member__in=[member.pk for member in members])
    found: dict[uuid.UUID, list[Membership]] = {}
    for row in rows.select_related("organisation", "network").order_by("organisation__slug", "role"):
        found.setdefault(row.member_id, []).append(row)
    return found


def standing_until_lock_out(member: Member) -> Standing:
    """What a locked-out member held on the day they were locked out; what they hold today for anybody else."""
    if member.is_active or member.locked_out_on is None:
        return member.standing
    roles: dict[uuid.UUID, set[str]] = {}
    networks: set[uuid.UUID] = set()
    inside: set[uuid.UUID] = set()
    for row in Membership.objects.filter(member=member, until=member.locked_out_on).select_related("organisation"):
        if row.organisation.in_coalition:
            inside.add(row.organisation_id)
        roles.setdefault(row.organisation_id, set()).add(row.role)
        if row.network_id:
            networks.add(row.network_id)
    return Standing({o: frozenset(held) for o, held in roles.items()}, frozenset(networks), frozenset(inside))


def personal_grants_of(member: Member) -> QuerySet[Grant]:
    """Grants to the member in person that are in force, or that their lock-out withdrew. What they open is not told."""
    grants = Grant.objects.unscoped(reason="a manager sees how many grants a member holds, not of what")
    mine: QuerySet[Grant] = grants.filter(member=member)
    if member.locked_out_on:
        return mine.filter(withdrawn_on=member.locked_out_on)
    return mine.filter(withdrawn_on=None, ends_at__gt=timezone.now())


def invitations_open_for(viewer: Member) -> QuerySet[Invitation]:
    """Invitations that still wait for an answer, in the organisations where the viewer may invite."""
    return (
        Invitation.objects.filter(used_by=None, withdrawn_on=None, ends_on__gte=timezone.localdate())
        .filter(Q(organisation__in=organisations_inviting_for(viewer)) | Q(invited_by=viewer))
        .select_related("organisation", "network")
        .order_by("ends_on", "id")
    )


def networks() -> QuerySet[LocalNetwork]:
    """The local networks of the coalition."""
    return LocalNetwork.objects.order_by("slug")


def organisations() -> QuerySet[Organisation]:
    """Every organisation, with its names; for those who manage the system."""
    return Organisation.objects.prefetch_related("names").order_by("slug")
