"""Reads of the testimony room: nothing but through `visible_to`."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from malath.accountability.testimony.checking import known_of, said_in
from malath.accountability.testimony.models import Consent, Passing, Seat, Testimony, UseProposal
from malath.accountability.testimony.recipients import recipients_in_words
from malath.accountability.testimony.rules import (
    ASKED,
    KEPT_UNLESS_REFUSED,
    STATE_WORDS,
    WITHOUT_PROPOSAL,
    Answer,
    NameUse,
    Purpose,
    Said,
    Who,
    as_the_person_said,
    state_of,
)
from malath.accountability.testimony.seating import associations_beside
from malath.accountability.testimony.seats import REPLY_KINDS, said_before
from malath.accountability.violations.offered import information_for, names_among, people_seen, words_of
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 50
MOST = 200
_TO_TELL = {"testimony": OuterRef("pk"), "to_tell": True, "told_on": None}


def testimony_for(viewer: Member, testimony: uuid.UUID) -> Testimony:
    """A testimony; NotFoundError where the viewer may not see it."""
    rows = Testimony.objects.visible_to(viewer).select_related("organisation", "taken_by")
    found: Testimony | None = rows.filter(pk=testimony).first()
    if found is None:
        raise NotFoundError
    return found


def consent_for(viewer: Member, consent: uuid.UUID) -> Consent:
    """A consent that the viewer sees; NotFoundError otherwise."""
    found: Consent | None = Consent.objects.visible_to(viewer).filter(pk=consent).first()
    if found is None:
        raise NotFoundError
    return found


def passing_for(viewer: Member, passing: uuid.UUID) -> Passing:
    """A passing of a testimony that the viewer sees; NotFoundError otherwise."""
    rows = Passing.objects.visible_to(viewer).filter(testimony__in=Testimony.objects.visible_to(viewer).values("pk"))
    found: Passing | None = rows.filter(pk=passing).first()
    if found is None:
        raise NotFoundError
    return found


@dataclass
class ConsentLine:
    """A consent in words."""

    row: Consent
    state: str
    recipients: list[str]

    @property
    def state_words(self) -> str:
        """How it stands, in words."""
        return str(STATE_WORDS[self.state])

    @property
    def name_words(self) -> str:
        """Under which name."""
        return str(NameUse(self.row.details.get("name_use", "none")).label)

    @property
    def giver_words(self) -> str:
        """Who gave it, where it was not the person."""
        who = Who(self.row.details.get("given_by", "self"))
        return "" if who == Who.SELF else str(who.label)


@dataclass
class PurposeCard:
    """One purpose: what was said on it, the last first."""

    purpose: Purpose
    lines: list[ConsentLine] = field(default_factory=list)

    @property
    def stands(self) -> bool:
        """Whether any consent for it is in force."""
        return any(one.state == "holds" for one in self.lines)

    @property
    def is_kept_unasked(self) -> bool:
        """Whether it holds while nobody was asked."""
        return self.purpose in KEPT_UNLESS_REFUSED


@dataclass
class PassingLine:
    """A passing in words."""

    row: Passing
    recipient: str


def page_of(viewer: Member, testimony: Testimony) -> dict[str, Any]:
    """What the template of a testimony takes: read and revealed at once."""
    consents = list(_of(Consent, viewer, testimony).select_related("recorded_by").order_by("-turn", "pk")[:MOST])
    passings = list(_of(Passing, viewer, testimony).select_related("by").order_by("-passed_on", "pk")[:MOST])
    seat = _of(Seat, viewer, testimony).select_related("organisation").filter(ended_on=None).first()
    proposals = list(_of(UseProposal, viewer, testimony).select_related("asked_by").order_by("-turn")[:MOST])
    members = [one.recorded_by for one in consents] + [one.by for one in passings]
    members += [one.asked_by for one in proposals] + [testimony.taken_by]
    seats = [seat] if seat else []
    reveal([testimony], consents, passings, proposals, seats, members, by=viewer, why="testimony")
    text, name = words_of(viewer, information_for(viewer, testimony.information_id))
    cards, asked = consent_cards(consents), purposes_asked(testimony.organisation_id)
    return {
        "testimony": testimony,
        "text": text,
        "person_name": name,
        "giver": Who(testimony.taking.get("given_by", "self")),
        "cards": [one for one in cards if one.lines or one.purpose in asked],
        "standing": sum(one.stands for one in cards if one.purpose is not Purpose.SEAT),
        "passings": _passing_lines(passings),
        "to_tell": [one for one in _passing_lines(passings) if one.row.to_tell and one.row.told_on is None],
        "seat": seat,
        "proposals": proposal_lines(proposals),
    }


def _of(model: Any, viewer: Member, testimony: Testimony) -> Any:
    return model.objects.visible_to(viewer).filter(testimony=testimony)


def consent_cards(consents: list[Consent]) -> list[PurposeCard]:
    """What was said on each purpose; purposes that nobody was asked about stand empty."""
    today = timezone.localdate()
    cards = {purpose.value: PurposeCard(purpose) for purpose in Purpose}
    for row in consents:
        words = recipients_in_words(row.details.get("recipients", ()))
        cards[str(row.purpose)].lines.append(ConsentLine(row, state_of(said_in(row), today), words))
    return list(cards.values())


def purposes_asked(organisation: uuid.UUID) -> tuple[Purpose, ...]:
    """What a person is asked by an organisation: the seat too, once another one is a victims' association."""
    return (*ASKED, Purpose.SEAT) if associations_beside(organisation) else ASKED


def uses_allowed(viewer: Member, testimony: Testimony) -> list[tuple[str, str, str]]:
    """What the person allows today and an association is asked about: (purpose, recipient, both in words)."""
    said, today = known_of([testimony.pk], by=viewer).said[testimony.pk], timezone.localdate()
    found = []
    for purpose in Purpose:
        if purpose in WITHOUT_PROPOSAL:
            continue
        recipients = _recipients_named(said, purpose)
        allowed = [one for one in recipients if as_the_person_said(said, purpose, one, today).allowed]
        words = recipients_in_words(allowed)
        found += [
            (purpose.value, one, f"{purpose.label}: {name}" if name else str(purpose.label))
            for one, name in zip(allowed, words, strict=True)
        ]
    return found


def _recipients_named(said: list[Said], purpose: str) -> list[str]:
    named = [one for line in said if line.purpose == purpose for one in line.recipients or ("",)]
    return list(dict.fromkeys(named))


def proposal_for(viewer: Member, proposal: uuid.UUID) -> UseProposal:
    """A proposal about a testimony that the viewer sees; NotFoundError otherwise."""
    rows = UseProposal.objects.visible_to(viewer).filter(
        testimony__in=Testimony.objects.visible_to(viewer).values("pk")
    )
    found: UseProposal | None = rows.filter(pk=proposal).first()
    if found is None:
        raise NotFoundError
    return found


@dataclass
class SeatedLine:
    """A testimony in an event whose seat an association holds, with what was proposed about sharing it."""

    row: Testimony
    association: str
    proposals: list[ProposalLine]


def seated_lines(viewer: Member, testimonies: list[Testimony]) -> list[SeatedLine]:
    """Seated testimonies with the sharing that was proposed, revealed."""
    keys = [one.pk for one in testimonies]
    seats = Seat.objects.visible_to(viewer).filter(testimony__in=keys, ended_on=None).select_related("organisation")
    rows = UseProposal.objects.visible_to(viewer).filter(testimony__in=keys, purpose=Purpose.SHARING)
    proposals = list(rows.order_by("-turn", "pk"))
    reveal(proposals, by=viewer, why="testimony")
    lines = proposal_lines(proposals)
    names = {seat.testimony_id: seat.organisation.name for seat in seats}
    return [
        SeatedLine(one, names.get(one.pk, ""), [line for line in lines if line.row.testimony_id == one.pk])
        for one in testimonies
    ]


def _passing_lines(passings: list[Passing]) -> list[PassingLine]:
    words = recipients_in_words([str(one.details.get("recipient", "")) for one in passings])
    return [PassingLine(row, recipient) for row, recipient in zip(passings, words, strict=True)]


@dataclass
class ProposalLine:
    """A proposed use in words."""

    row: UseProposal
    recipient: str

    @property
    def kind(self) -> str:
        """How the state is drawn."""
        return REPLY_KINDS[UseProposal.Reply(self.row.reply)]

    @property
    def earlier(self) -> list[dict[str, Any]]:
        """Answers that were changed, the last first."""
        return said_before(self.row)


def proposal_lines(proposals: list[UseProposal]) -> list[ProposalLine]:
    """Proposed uses in words; they are revealed."""
    words = recipients_in_words([str(one.details.get("recipient", "")) for one in proposals])
    return [ProposalLine(row, recipient) for row, recipient in zip(proposals, words, strict=True)]


@dataclass
class Listed:
    """A testimony in the list."""

    row: Testimony
    name: str
    has_to_tell: bool


def newest(viewer: Member, after: uuid.UUID | None = None) -> tuple[list[Listed], uuid.UUID | None]:
    """The testimonies that were taken last, a page at a time, with the row after which the next page begins."""
    rows = Testimony.objects.visible_to(viewer).order_by("-taken_on", "pk")
    if after is not None and (last := Testimony.objects.visible_to(viewer).filter(pk=after).first()) is not None:
        rows = rows.filter(Q(taken_on__lt=last.taken_on) | Q(taken_on=last.taken_on, pk__gt=last.pk))
    waiting = Exists(Passing.objects.unscoped(reason="of testimonies that the viewer sees").filter(**_TO_TELL))
    page = list(rows.annotate(waits=waiting)[: PAGE + 1])
    shown = page[:PAGE]
    names = names_among(viewer, people_seen(viewer, {row.person_id for row in shown}))
    listed = [Listed(row, names.get(row.person_id, ""), row.waits) for row in shown]
    return listed, shown[-1].pk if len(page) > PAGE else None


def waiting_to_tell(viewer: Member) -> int:
    """How many receivers wait to be told of a withdrawal, to a hundred."""
    rows = Passing.objects.visible_to(viewer).filter(to_tell=True, told_on=None)
    return int(rows.values("pk")[:100].count())


def answer_now(testimony: Testimony, purpose: str, recipient: str, viewer: Member) -> Answer:
    """What the rule says of one testimony today."""
    return known_of([testimony.pk], [purpose], by=viewer).answer(testimony.pk, purpose, recipient, timezone.localdate())
