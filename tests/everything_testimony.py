"""What a source told, as a testimony: what they allow, to whom it went, and what the association of its seat says."""

from __future__ import annotations

from django.utils import timezone

from malath.accountability.testimony.answering import Answered, answer_use
from malath.accountability.testimony.consenting import Given, give_consent
from malath.accountability.testimony.ending import note_passing
from malath.accountability.testimony.proposing import Use, propose_use
from malath.accountability.testimony.rules import NameUse, Purpose
from malath.accountability.testimony.seating import found_association
from malath.accountability.testimony.taking import confirm_reading, take_testimony
from tests.whole import MARK, Everything, any_of


def make_testimony(made: Everything) -> None:
    """A testimony of the event's source that was read back, with a consent and a receiver."""
    documenter, today = made.owning["documenter"], timezone.localdate()
    information = any_of("violations", "Information", event=made.ids["event_id"])
    taking = {"explained": MARK, "language": MARK, "present": MARK, "given_by": "parent", "given_by_name": MARK}
    testimony = take_testimony(information, taking=taking, taken_on=today, by=documenter)
    confirm_reading(testimony, read_by=MARK, on=today, corrections=MARK, by=documenter)
    given = Given(Purpose.PROSECUTION, True, today, [MARK], note=MARK, given_by_name=MARK)
    consent = give_consent(testimony, given, by=documenter)
    passing = note_passing(testimony, purpose=Purpose.PROSECUTION, recipient=MARK, on=today, by=documenter, note=MARK)
    made.rows |= {"testimony": testimony}
    made.ids |= {
        "information_id": information,
        "testimony_id": testimony.pk,
        "said_id": consent.pk,
        "passing_id": passing.pk,
        "use_code": "publication",
    }
    _make_seat(made)


def _make_seat(made: Everything) -> None:
    """An association holds the seat; one use of it was refused with a reason, another waits."""
    testimony, today = made.rows["testimony"], timezone.localdate()
    documenter, delegate = made.owning["documenter"], made.owning["victims_delegate"]
    association = found_association(delegate.home_organisation, by=made.owning["administrator"])
    to = str(association.organisation_id)
    seat = Given(Purpose.SEAT, True, today, [to], NameUse.NAME, given_by_name=MARK, known_as=MARK)
    give_consent(testimony, seat, by=documenter)
    for purpose in (Purpose.ANALYSIS, Purpose.PUBLICATION):
        give_consent(testimony, Given(purpose, True, today, name_use=NameUse.NAME), by=documenter)
        proposal = propose_use(testimony, Use(purpose, "", MARK, today), by=documenter)
        if purpose == Purpose.ANALYSIS:
            answer_use(proposal, Answered(False, proposal.turn, reason=MARK), by=delegate)
    made.ids |= {
        "use_id": proposal.pk,
        "held_id": any_of("testimony", "Seat"),
        "association_id": association.pk,
    }
