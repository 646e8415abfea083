"""What a source told, as a testimony: what they allow, and to whom it went."""

from __future__ import annotations

from django.utils import timezone

from malath.accountability.testimony.consenting import Given, give_consent
from malath.accountability.testimony.ending import note_passing
from malath.accountability.testimony.rules import Purpose
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
