"""Consents asked at the doors of the violations room: sharing an event, and a member's own copy of the record (SC1).

A member's own copy is for the archive, within the coalition: it leaves out whoever said no to that, or took it back,
everywhere. Of events of another organisation it leaves out also whoever did not agree that their organisation has it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from malath.accountability.testimony.checking import answers_for, known_of
from malath.accountability.testimony.ending import keep_passing
from malath.accountability.testimony.errors import MayNotLeaveError, MayNotLeaveUntilError, NameStaysError
from malath.accountability.testimony.models import Consent, Passing, Seat, Testimony, UseProposal
from malath.accountability.testimony.proposing import seated_in
from malath.accountability.testimony.rules import Answer, NameUse, Purpose, least_name
from malath.accountability.testimony.seat_lines import proposal_of, seat_lines, seat_of, seats_among
from malath.accountability.violations.leaving_rules import LeftOut
from malath.accountability.violations.offered import (
    all_names_of,
    all_people_seen,
    event_named,
    information_seen,
    whole_people,
)
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.accountability.violations.leaving_rules import NamedMember, NamedOrganisation
    from malath.platform.access.models import Grant, Member, Organisation


class Consents:
    """The rule of consents, as violations/leaving_rules.py asks for it."""

    def check_share(self, event: uuid.UUID, to: Organisation, until: date) -> None:
        """Raise MayNotLeaveError unless everybody who gave a testimony in the event, or appears in it, agreed, and whoever
        holds a seat there; MayNotLeaveUntilError where that does not hold on the last day; NameStaysError where the name was
        not agreed to."""
        row = event_named(event)
        answer = answers_for([row], Purpose.SHARING, str(to.pk))[event]
        if not answer.allowed:
            raise MayNotLeaveError(why=answer.why.label)
        then = answers_for([row], Purpose.SHARING, str(to.pk), until)[event]
        if not then.allowed:
            raise MayNotLeaveUntilError(why=then.why.label)
        # Who sees an event sees who said so, by name or by initials (violations/naming.py): a yes to neither is a no to this.
        if NameUse.NONE in {answer.name_use, then.name_use}:
            raise NameStaysError

    def ask_before_share(self, viewer: Member, event: uuid.UUID) -> str:
        """The page of the seats in the event, where the member sees a testimony that has one."""
        return reverse("seats_of_event", args=[event]) if seated_in(event, viewer) else ""

    def note_share(self, event: uuid.UUID, grant: Grant, *, by: Member) -> None:
        """Each testimony in the event went to whoever holds the grant."""
        rows = Testimony.objects.unscoped(reason="to whom testimonies go is noted").filter(event=event)
        to = str(grant.organisation_id or grant.member_id)
        for testimony in rows.order_by("pk"):
            keep_passing(testimony, Purpose.SHARING, to, by=by, grant=grant)

    def rests_on(self, information: uuid.UUID) -> bool:
        """Whether a testimony was taken of it."""
        rows = Testimony.objects.unscoped(reason="what was allowed and forbidden holds whoever looks")
        return bool(rows.filter(information=information).exists())

    def left_out(self, viewer: Member) -> LeftOut:
        """Whoever does not allow that the member has a copy; and whoever stands in it by initials."""
        answers = self._answers(viewer)
        refused = [one for one, use in answers if use == NameUse.NONE]
        people = frozenset(whole_people({one.person_id for one in refused}))
        # All that the person told, also what nobody took as a testimony.
        told = Testimony.objects.unscoped(reason="all that they told").filter(person__in=people)
        information = frozenset(told.values_list("information", flat=True))
        named = frozenset(all_names_of(people, by=viewer)) if people else frozenset()
        less = whole_people({one.person_id for one, use in answers if use == NameUse.INITIALS}) - people
        by_them = Testimony.objects.unscoped(reason="files on which they rest").filter(person__in=less)
        without_file = frozenset(by_them.values_list("information", flat=True))
        return LeftOut(people, information, named, frozenset(less), without_file)

    def _answers(self, viewer: Member) -> list[tuple[Testimony, str]]:
        """Of every testimony that the member could meet in the record, under which name it may be in their copy, if at all."""
        own, to = set(viewer.standing.organisations_able("document")), str(viewer.home_organisation_id)
        # What was undone is in no copy; what its person forbade holds for all that others said of them.
        undone = Q(information__is_gone=True, person__in=all_people_seen(viewer).values("pk"))
        rows = Testimony.objects.unscoped(reason="whom an export leaves out is no secret of theirs").filter(
            Q(information__in=information_seen(viewer).values("pk")) | undone
        )
        concerned = list(rows.select_related("information").order_by("pk"))
        known = known_of([one.pk for one in concerned], [Purpose.ARCHIVE, Purpose.SHARING], by=viewer)
        today = timezone.localdate()
        answers = []
        for one in concerned:
            use = _use_of(known.answer(one.pk, Purpose.ARCHIVE, to, today))
            if one.organisation_id not in own:
                use = least_name(use, _use_of(known.answer(one.pk, Purpose.SHARING, to, today)))
            answers.append((one, use))
        return answers

    def note_export(self, viewer: Member, left_out: LeftOut, people: Collection[uuid.UUID] | None = None) -> None:
        """The rest went into a copy that the member holds: one line a day is enough."""
        named = None if people is None else whole_people(people)
        today, to = timezone.localdate(), str(viewer.home_organisation_id)
        noted = set(
            Passing.objects.unscoped(reason="one line a day is enough")
            .filter(by=viewer, purpose=Purpose.ARCHIVE, passed_on=today)
            .values_list("testimony", flat=True)
        )
        for testimony, use in self._answers(viewer):
            if testimony.information.is_gone or (named is not None and testimony.person_id not in named):
                continue
            if use != NameUse.NONE and testimony.pk not in noted and testimony.person_id not in left_out.people:
                keep_passing(testimony, Purpose.ARCHIVE, to, by=viewer)

    def lines(self, viewer: Member, left_out: LeftOut) -> Iterator[dict[str, Any]]:
        """Testimonies that the member sees, each followed by what its person said and by its seat, in the order of their
        identifiers."""
        rows = Testimony.objects.visible_to(viewer).exclude(person__in=left_out.people)
        testimonies = list(rows.select_related("taken_by", "organisation").order_by("pk"))
        consents = list(
            Consent.objects.visible_to(viewer)
            .filter(testimony__in=[one.pk for one in testimonies])
            .select_related("recorded_by", "withdrawn_by")
            .order_by("turn", "pk")
        )
        seats, proposals = seats_among(viewer, [one.pk for one in testimonies])
        reveal(testimonies, consents, seats, proposals, by=viewer, why="export")
        for one in testimonies:
            of = [_consent_line(said) for said in consents if said.testimony_id == one.pk]
            for line in (_testimony_line(one), *of, *seat_lines(one.pk, seats, proposals)):
                yield _masked(line, left_out)

    def load(
        self, lines: Iterable[dict[str, Any]], *, organisation_of: NamedOrganisation, member_of: NamedMember
    ) -> int:
        """Bring testimonies, consents and seats back as they were; how many rows."""
        of_record: dict[str, Callable[..., Testimony | Consent | Seat | UseProposal]] = {
            "testimony": _testimony_of,
            "consent": _consent_of,
            "seat": seat_of,
            "proposal": proposal_of,
        }
        rows = [of_record[line["record"]](line, organisation_of, member_of) for line in lines]
        for row in rows:
            row.save(force_insert=True)
        return len(rows)


def _use_of(answer: Answer) -> str:
    """Under which name it may leave; none where it may not."""
    return answer.name_use if answer.allowed else NameUse.NONE


def shown_by_initials(viewer: Member, people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of people of other organisations whom the viewer sees by initials: who gave a testimony and did not agree that an
    organisation of theirs, or they themselves, reads the full name."""
    whole = {pk: frozenset(whole_people({pk})) for pk in people}
    rows = Testimony.objects.unscoped(reason="a rule holds whoever looks")
    told = rows.filter(person__in=frozenset().union(*whole.values())).values_list("pk", "person")
    testimonies = dict(told)
    if not testimonies:
        return set()
    known, today = known_of(testimonies, [Purpose.SHARING]), timezone.localdate()
    readers = [str(pk) for pk in (*sorted(viewer.standing.organisations_able("document")), viewer.pk)]
    found = set()
    for pk, records in whole.items():
        of = [one for one, person in testimonies.items() if person in records]
        uses = [{_use_of(known.answer(one, Purpose.SHARING, to, today)) for one in of} for to in readers]
        if of and {NameUse.NAME} not in uses:
            found.add(pk)
    return found


def _masked(line: dict[str, Any], left_out: LeftOut) -> dict[str, Any]:
    """A line in whose own words names give way to initials."""
    own: dict[str, Any] = {
        key: left_out.masks.shown(line[key]) for key in ("taking", "reading", "details") if key in line
    }
    return {**line, **own} if left_out.masks else line


def _testimony_line(one: Testimony) -> dict[str, Any]:
    return {
        "record": "testimony",
        "id": str(one.pk),
        "number": one.number,
        "information": str(one.information_id),
        "event": str(one.event_id),
        "person": str(one.person_id),
        "organisation": one.organisation.slug,
        "taken_by": one.taken_by.handle,
        "taken_on": str(one.taken_on),
        "confirmed_on": _text(one.confirmed_on),
        "taking": one.taking,
        "reading": one.reading,
    }


def _consent_line(said: Consent) -> dict[str, Any]:
    return {
        "record": "consent",
        "id": str(said.pk),
        "testimony": str(said.testimony_id),
        "person": str(said.person_id),
        "purpose": str(said.purpose),
        "agrees": said.agrees,
        "given_on": str(said.given_on),
        "until": _text(said.until),
        "withdrawn_on": _text(said.withdrawn_on),
        "withdrawn_by": said.withdrawn_by.handle if said.withdrawn_by else None,
        "recorded_by": said.recorded_by.handle,
        "turn": said.turn,
        "details": said.details,
    }


def _text(day: date | None) -> str | None:
    return str(day) if day else None


def _testimony_of(line: dict[str, Any], organisation_of: NamedOrganisation, member_of: NamedMember) -> Testimony:
    return Testimony(
        id=uuid.UUID(line["id"]),
        number=str(line["number"])[:12],
        information_id=uuid.UUID(line["information"]),
        event_id=uuid.UUID(line["event"]),
        person_id=uuid.UUID(line["person"]),
        organisation=organisation_of(line["organisation"]),
        taken_by=member_of(line["taken_by"]),
        taken_on=date.fromisoformat(line["taken_on"]),
        confirmed_on=_day(line["confirmed_on"]),
        taking=dict(line["taking"]),
        reading=dict(line["reading"]),
    )


def _consent_of(line: dict[str, Any], _organisation_of: NamedOrganisation, member_of: NamedMember) -> Consent:
    return Consent(
        id=uuid.UUID(line["id"]),
        testimony_id=uuid.UUID(line["testimony"]),
        person_id=uuid.UUID(line["person"]),
        purpose=Purpose(line["purpose"]),
        agrees=bool(line["agrees"]),
        given_on=date.fromisoformat(line["given_on"]),
        until=_day(line["until"]),
        withdrawn_on=_day(line["withdrawn_on"]),
        withdrawn_by=member_of(line["withdrawn_by"]) if line["withdrawn_by"] else None,
        recorded_by=member_of(line["recorded_by"]),
        turn=int(line["turn"]),
        details=dict(line["details"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
