"""Reads of members, organisations and grants."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from malath.platform.access.models import Grant, Member, Organisation, OrganisationName


def organisation_name(organisation: uuid.UUID) -> str:
    """An organisation's name in the active language, else in any, else its slug. Three short rows: not cached."""
    language = (get_language() or "en")[:2]
    names = dict(OrganisationName.objects.filter(organisation=organisation).values_list("language", "name"))
    if not names:
        return Organisation.objects.get(pk=organisation).slug
    return names.get(language) or names.get("en") or next(iter(names.values()))


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
