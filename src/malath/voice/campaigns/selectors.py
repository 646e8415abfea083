"""Reads of campaigns and occasions: a member's through `visible_to`; the public pages' of what is out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal
from malath.voice.campaigns.models import Belonging, Part, SpeakerConsent, Undertaking
from malath.voice.campaigns.rules import SHOWN, Guard, Kind, PartKind, State, guard_of

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 50


@dataclass
class Whole:
    """One with all that it is made of, revealed. `consents`: those in force, by speaker."""

    row: Undertaking
    parts: list[Part] = field(default_factory=list)
    consents: dict[uuid.UUID, SpeakerConsent] = field(default_factory=dict)
    publications: list[uuid.UUID] = field(default_factory=list)

    def of_kind(self, kind: str) -> list[Part]:
        return [part for part in self.parts if part.kind == kind]

    @property
    def guard(self) -> Guard:
        """What its own texts must not give away."""
        speakers = self.of_kind(PartKind.SPEAKER)
        held = ((one.words, self.consents[one.pk].words if one.pk in self.consents else None) for one in speakers)
        return guard_of(held, self.row.details)


def undertaking_for(viewer: Member, undertaking: uuid.UUID) -> Undertaking:
    """One, revealed; NotFoundError where the viewer may not know of it."""
    rows = Undertaking.objects.visible_to(viewer).select_related("organisation")
    found: Undertaking | None = rows.filter(pk=undertaking).first()
    if found is None:
        raise NotFoundError
    reveal(found, by=viewer, why="campaigns")
    return found


def part_for(viewer: Member, part: uuid.UUID) -> tuple[Undertaking, Part]:
    """A part and what it is of, revealed; NotFoundError where the viewer may not know of it."""
    found: Part | None = Part.objects.visible_to(viewer).filter(pk=part).first()
    if found is None:
        raise NotFoundError
    row = undertaking_for(viewer, found.undertaking_id)
    reveal(found, by=viewer, why="campaigns")
    return row, found


def undertakings_page(viewer: Member, kind: str, after: str) -> tuple[list[Undertaking], str]:
    """One page of the viewer's campaigns or occasions, revealed, newest first; and the mark of the next."""
    rows = Undertaking.objects.visible_to(viewer).filter(kind=kind).order_by("-begun_on", "pk")
    try:
        place = rows.filter(pk=uuid.UUID(after)).values_list("begun_on", "pk").first() if after else None
    except ValueError:
        place = None
    if place is not None:
        rows = rows.filter(Q(begun_on__lt=place[0]) | Q(begun_on=place[0], pk__gt=place[1]))
    found = list(rows[: PAGE + 1])
    page = found[:PAGE]
    reveal(page, by=viewer, why="list.campaigns")
    return page, str(page[-1].pk) if len(found) > PAGE else ""


def campaigns_of(viewer: Member, organisation: uuid.UUID) -> list[Undertaking]:
    """The organisation's campaigns, to which an occasion may belong, revealed, newest first."""
    rows = Undertaking.objects.visible_to(viewer).filter(kind=Kind.CAMPAIGN, organisation=organisation)
    found = list(rows.order_by("-begun_on", "pk"))
    reveal(found, by=viewer, why="list.campaigns")
    return found


def wholes_for(viewer: Member, rows: list[Undertaking]) -> list[Whole]:
    """Revealed ones with their parts, consents and what belongs to them."""
    known = {row.pk: Whole(row) for row in rows}
    parts = list(Part.objects.visible_to(viewer).filter(undertaking__in=list(known)).order_by("number"))
    consents = SpeakerConsent.objects.visible_to(viewer).filter(undertaking__in=list(known), withdrawn_on=None)
    belonging = Belonging.objects.visible_to(viewer).filter(undertaking__in=list(known)).order_by("pk")
    held = list(consents)
    reveal(parts, held, by=viewer, why="campaigns")
    return _filled(known, parts, held, belonging.values_list("undertaking", "publication"))


def _filled(
    known: dict[uuid.UUID, Whole],
    parts: Iterable[Part],
    consents: Iterable[SpeakerConsent],
    belonging: Iterable[tuple[uuid.UUID, uuid.UUID]],
) -> list[Whole]:
    for part in parts:
        known[part.undertaking_id].parts.append(part)
    for consent in consents:
        known[consent.undertaking_id].consents[consent.speaker_id] = consent
    for undertaking, publication in belonging:
        known[undertaking].publications.append(publication)
    return list(known.values())


def whole_for(viewer: Member, row: Undertaking) -> Whole:
    """One of them."""
    return wholes_for(viewer, [row])[0]


def occasions_of(viewer: Member, campaign: Undertaking) -> list[Undertaking]:
    """The occasions that belong to a campaign, revealed, in the order in which they were begun."""
    rows = Undertaking.objects.visible_to(viewer).filter(campaign=campaign).order_by("begun_on", "pk")
    found = list(rows)
    reveal(found, by=viewer, why="list.campaigns")
    return found


def consents_for(viewer: Member, speaker: Part) -> list[SpeakerConsent]:
    """What a speaker agreed to and when they withdrew it, newest first, revealed."""
    rows = SpeakerConsent.objects.visible_to(viewer).filter(speaker=speaker).select_related("recorded_by")
    found = list(rows.order_by("-number"))
    reveal(found, (one.recorded_by for one in found), by=viewer, why="campaigns")
    return found


def wholes() -> list[Whole]:
    """Everything of which a part may be public, revealed. An occasion of a campaign that is out comes too while it is a
    draft: what its speakers and its place keep to themselves stays out of the campaign's texts as well. Needs an open
    server."""
    rows = Undertaking.objects.unscoped(reason="the public pages")
    shown = Q(state__in=[*SHOWN, State.DOWN])
    found = list(rows.filter(shown | Q(campaign__state__in=SHOWN)).order_by("-out_on", "pk"))
    known = {row.pk: Whole(row) for row in found}
    parts = list(
        Part.objects.unscoped(reason="the public pages").filter(undertaking__in=list(known)).order_by("number")
    )
    consents = SpeakerConsent.objects.unscoped(reason="the public pages")
    held = list(consents.filter(undertaking__in=list(known), withdrawn_on=None))
    reveal(found, parts, held, by=None, why="site.page")
    belonging = Belonging.objects.unscoped(reason="the public pages").filter(undertaking__in=list(known)).order_by("pk")
    return _filled(known, parts, held, belonging.values_list("undertaking", "publication"))


def fingerprint(today: date) -> str:
    """What the pages are made of, and which occasions are past on a day, as one line. Needs no open server."""
    rows = Undertaking.objects.unscoped(reason="whether the public pages are behind")
    known = rows.exclude(state=State.DRAFT, campaign=None).order_by("pk")
    return " ".join(
        f"{pk} {state} {revision} {until is not None and until < today}"
        for pk, state, revision, until in known.values_list("pk", "state", "revision", "until")
    )
