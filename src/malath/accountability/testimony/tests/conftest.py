"""Testimonies in the tests: what the source of an event of the archive told, and who documents there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from malath.accountability.testimony.answering import Answered, answer_use
from malath.accountability.testimony.consenting import Given, give_consent
from malath.accountability.testimony.models import Consent, Seat, Testimony, UseProposal
from malath.accountability.testimony.proposing import Use, propose_use
from malath.accountability.testimony.rules import NameUse, Purpose
from malath.accountability.testimony.seating import found_association
from malath.accountability.testimony.taking import take_testimony
from malath.accountability.violations.tests.conftest import documenters, search_knows_what_stands
from malath.accountability.violations.tests.pages import Told, tell_all
from malath.platform.access.models import Member, Organisation
from malath.platform.access.rules import Role
from tests.people import Coalition, member, organisation

__all__ = ["documenters", "search_knows_what_stands"]
# A row of the room, not a class of tests.
Testimony.__test__ = False  # type: ignore[attr-defined]
TAKING = {"explained": "what it is for", "language": "Arabic", "present": "her sister", "given_by": "self"}


@dataclass
class Room:
    """The people who document, an event with everything in it, and its source's testimony."""

    documenters: Any
    told: Told
    testimony: Testimony

    def say(self, purpose: str, *recipients: str, agrees: bool = True, **more: Any) -> Consent:
        """What the person says on a purpose, today unless `more` says when."""
        given = Given(purpose, agrees, timezone.localdate(), recipients, NameUse.INITIALS)
        return give_consent(self.testimony, replace(given, **more), by=self.documenters.yara)

    def share_with(self, organisation: Any) -> Consent:
        """The person agrees that an organisation sees it."""
        return self.say(Purpose.SHARING, str(organisation.pk), name_use=NameUse.NAME)


def take(documenters: Any, told: Told, day: date | None = None) -> Testimony:
    """What the source of an event told, as a testimony."""
    on = day or timezone.localdate()
    return take_testimony(told.information.pk, taking=TAKING, taken_on=on, by=documenters.yara)


@pytest.fixture
def room(documenters: Any) -> Room:
    told = tell_all(documenters)
    return Room(documenters, told, take(documenters, told))


@pytest.fixture
def make_room(documenters: Any) -> Callable[[], Room]:
    """Another event and testimony each time."""

    def make() -> Room:
        told = tell_all(documenters)
        return Room(documenters, told, take(documenters, told))

    return make


@dataclass
class Seated:
    """A room whose testimony has a seat, the association that holds it, and another association with its delegate."""

    room: Room
    families: Organisation
    salma: Member
    others: Organisation
    nour: Member
    seat: Seat

    def propose(self, purpose: str = Purpose.PUBLICATION, recipient: str = "", days: int = 90) -> UseProposal:
        """A documenter proposes a use to the association."""
        use = Use(purpose, recipient, "a summary of it", in_days(days))
        return propose_use(self.room.testimony, use, by=self.room.documenters.yara)

    def answer(self, proposal: UseProposal, agrees: bool, days: int = 30, reason: str = "") -> UseProposal:
        """A delegate answers what stands now."""
        now = UseProposal.objects.visible_to(self.salma).get(pk=proposal.pk)
        answered = Answered(agrees, now.turn, in_days(days) if agrees else None, reason)
        return answer_use(now, answered, by=self.salma)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def seated(room: Room, coalition: Coalition) -> Seated:
    """The seat is founded by an administrator, and given by the witness."""
    families, others = (organisation(slug, slug.title()) for slug in ("families", "others"))
    salma, nour = (member(f"delegate-{one.slug}", one, Role.VICTIMS_DELEGATE) for one in (families, others))
    for one in (families, others):
        found_association(one, by=coalition.tariq)
    room.say(Purpose.SEAT, str(families.pk), known_as="U. S.")
    seat = Seat.objects.visible_to(salma).get()
    return Seated(room, families, salma, others, nour, seat)
