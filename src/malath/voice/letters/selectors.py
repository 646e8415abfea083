"""Reads of letters: a member's through `visible_to`; of the desks, what the public pages tell."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from malath.platform.access.models import Member, Membership, Organisation, OrganisationName
from malath.platform.access.rules import ABILITIES, CASE_COVERING_ROLES, Role
from malath.platform.errors import NotFoundError
from malath.platform.sealed.readers import City, cities
from malath.voice.letters.models import Desk, Letter
from malath.voice.letters.rules import State

if TYPE_CHECKING:
    from malath.platform.access.scoped import ScopedQuerySet

SHOWN, SETTLED_SHOWN = 50, 20


@dataclass(frozen=True)
class Addressee:
    """An organisation to which readers may write."""

    id: uuid.UUID
    slug: str
    names: dict[str, str]
    public_key: str

    def name_in(self, code: str) -> str:
        """Its name in a language, else in any."""
        return self.names.get(code) or self.names.get("en") or next(iter(self.names.values()), self.slug)


def addressees() -> list[Addressee]:
    """The organisations that take letters; whichever began first stands first, and gets what is for nobody in particular."""
    rows = Desk.objects.unscoped(reason="who takes letters is public").filter(
        is_open=True, organisation__in_coalition=True
    )
    found = list(rows.select_related("organisation").order_by("since", "pk"))
    names: dict[uuid.UUID, dict[str, str]] = {}
    for row in OrganisationName.objects.filter(organisation__in=[desk.organisation_id for desk in found]):
        names.setdefault(row.organisation_id, {})[row.language] = row.name
    return [
        Addressee(desk.organisation_id, desk.organisation.slug, names.get(desk.organisation_id, {}), desk.public_key)
        for desk in found
    ]


def fingerprint() -> str:
    """What the forms are made of, as one line. Needs no open server."""
    places = [f"{city.local.slug} {city.local.name_ar} {city.local.name_en} {city.local.name_fr}" for city in cities()]
    return repr([places, addressees()])


def letters_waiting(viewer: Member) -> ScopedQuerySet:
    """Letters that wait for an answer, the oldest first."""
    rows: ScopedQuerySet = Letter.objects.visible_to(viewer).select_related("network", "organisation")
    return rows.filter(state=State.WAITING).order_by("received_on", "pk")


def letters_settled(viewer: Member) -> list[Letter]:
    """Those that were settled last."""
    rows = Letter.objects.visible_to(viewer).select_related("network", "organisation")
    return list(rows.exclude(state=State.WAITING).order_by("-settled_on", "pk")[:SETTLED_SHOWN])


def letter_for(viewer: Member, pk: uuid.UUID) -> Letter:
    """One letter; NotFoundError where the viewer may not know of it."""
    rows = Letter.objects.visible_to(viewer).select_related("network", "organisation", "settled_by")
    found: Letter | None = rows.filter(pk=pk).first()
    if found is None:
        raise NotFoundError
    return found


def organisations_with_desk(viewer: Member) -> list[Organisation]:
    """The organisations for which the viewer says whether they take letters."""
    return list(Organisation.objects.filter(pk__in=viewer.standing.organisations_able("keep_desk")).order_by("slug"))


def desk_of(viewer: Member, organisation: uuid.UUID) -> tuple[Organisation, Desk | None]:
    """An organisation and its desk, if it has one; NotFoundError where the viewer does not keep it."""
    for known in organisations_with_desk(viewer):
        if known.pk == organisation:
            return known, Desk.objects.visible_to(viewer).filter(organisation=known).first()
    raise NotFoundError


def readers_of(letter: Letter) -> QuerySet[Member]:
    """The active members who see a letter."""
    if letter.network_id:
        local = Q(role=Role.NETWORK_COORDINATOR, network=letter.network_id)
        seeing = local | Q(role__in=CASE_COVERING_ROLES)
    else:
        seeing = Q(role__in=[role.value for role, abilities in ABILITIES.items() if "publish" in abilities])
    holding = Membership.objects.holding_today().filter(seeing, organisation=letter.organisation_id)
    return Member.objects.filter(is_active=True, pk__in=holding.values("member")).order_by("handle")


def city_of(slug: str) -> City | None:
    """A city that wants letters, by its address."""
    return next((city for city in cities() if city.local.slug == slug), None)
