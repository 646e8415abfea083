"""Asking the rule for records that are about to leave: one reading of consents for many of them (SC1)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from malath.accountability.testimony.models import Consent, Seat, Testimony, UseProposal
from malath.accountability.testimony.rules import (
    DAYS_AFTER_SEAT,
    Answer,
    NameUse,
    Proposed,
    Purpose,
    Said,
    Why,
    all_of,
    seat_binds,
)
from malath.accountability.testimony.rules import may_leave as by_rule
from malath.accountability.violations.offered import event_named, people_in, whole_people
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_REASON = "what people said stands for whoever asks"
# Of events in which nobody gave a testimony no name leaves but within the coalition.
_WITHIN = frozenset({Purpose.ARCHIVE, Purpose.SHARING})


@dataclass(frozen=True)
class Sitting:
    """A seat, and the last day on which it stands or stood: it ended, or its person's consent ends."""

    seat: uuid.UUID
    ended: bool
    last_day: date | None

    def stands(self, on: date) -> bool:
        """Whether its association answers on that day."""
        return not self.ended and (self.last_day is None or on <= self.last_day)


@dataclass
class Known:
    """What was said of some testimonies, and who holds their seats."""

    said: dict[uuid.UUID, list[Said]] = field(default_factory=lambda: defaultdict(list))
    sitting: dict[uuid.UUID, list[Sitting]] = field(default_factory=lambda: defaultdict(list))
    proposed: dict[uuid.UUID, list[Proposed]] = field(default_factory=lambda: defaultdict(list))

    def answer(self, testimony: uuid.UUID, purpose: str, recipient: str, on: date) -> Answer:
        """What the rule says of one testimony. The seat that stands decides; one that ended lately lets nothing new go."""
        binding = [one for one in self.sitting[testimony] if seat_binds(one.last_day, on)]
        standing = [one for one in binding if one.stands(on)]
        proposed = [said for one in standing or binding for said in self.proposed[one.seat]]
        said = self.said[testimony]
        answer = by_rule(said, purpose, recipient, on, seated=bool(binding), proposed=proposed)
        if binding and not standing and answer.why is Why.SEAT_WAITS:
            return replace(answer, why=Why.SEAT_ENDED)
        return answer


def said_in(consent: Consent) -> Said:
    """A revealed consent, as the rule takes it."""
    details = consent.details
    return Said(
        purpose=str(consent.purpose),
        agrees=consent.agrees,
        given_on=consent.given_on,
        recipients=tuple(details.get("recipients", ())),
        until=consent.until,
        withdrawn_on=consent.withdrawn_on,
        name_use=details.get("name_use", NameUse.NONE),
        told=bool(details.get("knows_letter") and details.get("knows_summary")),
        turn=consent.turn,
    )


def known_of(testimonies: Collection[uuid.UUID], purposes: Sequence[str] = (), *, by: Member | None = None) -> Known:
    """All that was said of testimonies, opened in one request; of some purposes, or of all."""
    limits: dict[str, Any] = {"testimony__in": testimonies} | ({"purpose__in": purposes} if purposes else {})
    consents = list(Consent.objects.unscoped(reason=_REASON).filter(**limits).order_by("turn", "pk"))
    known = Known()
    seats = _seats_of(testimonies)
    for testimony, seat, ended_on, until in seats:
        last_day = min((day for day in (ended_on, until) if day is not None), default=None)
        known.sitting[testimony].append(Sitting(seat, ended_on is not None, last_day))
    proposals: list[UseProposal] = []
    if seats:
        limits["seat__in"] = [seat for _testimony, seat, _ended_on, _until in seats]
        proposals = list(UseProposal.objects.unscoped(reason=_REASON).filter(**limits).order_by("turn"))
    reveal(consents, proposals, by=by, why="testimony.rule")
    for consent in consents:
        known.said[consent.testimony_id].append(said_in(consent))
    replies = {UseProposal.Reply.YES: True, UseProposal.Reply.NO: False}
    for one in proposals:
        recipient, agrees = str(one.details.get("recipient", "")), replies.get(UseProposal.Reply(one.reply))
        name_use = str(one.details.get("name_use", NameUse.NONE))
        said = Proposed(str(one.purpose), recipient, agrees, one.agreed_until, one.turn, name_use)
        known.proposed[one.seat_id].append(said)
    return known


def _seats_of(testimonies: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID, date | None, date | None]]:
    """The seats that stand or ended lately: (testimony, seat, ended on, the consent's last day)."""
    lately = timezone.localdate() - timedelta(days=DAYS_AFTER_SEAT)
    rows = Seat.objects.unscoped(reason=_REASON).filter(Q(ended_on=None) | Q(ended_on__gte=lately))
    found = rows.filter(testimony__in=testimonies).order_by("since", "pk")
    return list(found.values_list("testimony", "pk", "ended_on", "consent__until"))


def may_leave(row: Any, purpose: str, recipient: str, on: date | None = None, *, by: Member | None = None) -> Answer:
    """Whether an event, a piece of information or a person may leave for a purpose, to a recipient, on a day."""
    return answers_for([row], purpose, recipient, on, by=by)[row.pk]


def consent_check(viewer: Member, rows: Iterable[Any], purpose: str, recipient: str) -> dict[uuid.UUID, Answer]:
    """The rule's answer for each row (events, information, people) that the viewer is about to send somewhere, today."""
    return answers_for(list(rows), purpose, recipient, None, by=viewer)


def answers_for(
    rows: Sequence[Any], purpose: str, recipient: str, on: date | None = None, *, by: Member | None = None
) -> dict[uuid.UUID, Answer]:
    """Of an event: everybody who gave a testimony in it, or anywhere and appears in it. Of a person: all that they told."""
    day = on or timezone.localdate()
    concerned = {row.pk: _testimonies_of(row) for row in rows}
    known = known_of({pk for several in concerned.values() for pk in several}, [purpose], by=by)
    answers = {}
    for row in rows:
        each = [known.answer(one, purpose, recipient, day) for one in sorted(concerned[row.pk])]
        answers[row.pk] = all_of(each, of_nobody=_of_nobody(row, purpose))
    return answers


def _of_nobody(row: Any, purpose: str) -> Answer:
    """Where nobody gave a testimony: facts may leave, names only within the coalition, a person alone not beyond it."""
    within = purpose in _WITHIN
    if row._meta.model_name == "person" and not within:
        return Answer(False, NameUse.NONE, Why.NOT_ASKED)
    return Answer(True, NameUse.NAME if within else NameUse.NONE, Why.NOBODY_ASKED)


def testimonies_in(event: uuid.UUID) -> set[uuid.UUID]:
    """The testimonies that an event's leaving concerns, whoever looks."""
    return _testimonies_of(event_named(event))


def _testimonies_of(row: Any) -> set[uuid.UUID]:
    rows = Testimony.objects.unscoped(reason=_REASON)
    limits = {
        "event": lambda: Q(event=row.pk) | Q(person__in=whole_people(people_in(row.pk))),
        "information": lambda: Q(information=row.pk),
        "person": lambda: Q(person__in=whole_people({row.pk})),
        "testimony": lambda: Q(pk=row.pk),
    }
    found = rows.filter(limits[row._meta.model_name]())
    return set(found.values_list("pk", flat=True))
