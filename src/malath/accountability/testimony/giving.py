"""Consents asked before an item of evidence is shared on which a testimony rests: a recording of the person who speaks (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.accountability.testimony.checking import answers_for
from malath.accountability.testimony.ending import keep_passing
from malath.accountability.testimony.errors import FileNamesError, MayNotLeaveError, MayNotLeaveUntilError
from malath.accountability.testimony.files import received_by, testimonies_on
from malath.accountability.testimony.rules import NameUse, Purpose

if TYPE_CHECKING:
    from malath.platform.access.models import Grant, Member, Organisation


class FilesOfTestimonies:
    """The rule of consents, as evidence/giving_rules.py asks for it."""

    def check_items(self, items: Collection[uuid.UUID], to: Organisation, until: date) -> None:
        """Raise MayNotLeaveError unless everybody whose testimony rests on one of the items agreed to share that one there, and
        whoever holds its seat; MayNotLeaveUntilError where that does not hold on the last day; FileNamesError where they
        agreed to less than their name: a recording shows who speaks."""
        testimonies = testimonies_on(items)
        for day, refusal in ((timezone.localdate(), MayNotLeaveError), (until, MayNotLeaveUntilError)):
            answers = answers_for(testimonies, Purpose.SHARING, str(to.pk), day).values()
            if (no := next((one for one in answers if not one.allowed), None)) is not None:
                raise refusal(why=no.why.label)
            if any(one.name_use != NameUse.NAME for one in answers):
                raise FileNamesError

    def note_items(self, items: Collection[uuid.UUID], grant: Grant, *, by: Member) -> None:
        """Each testimony that rests on one of them went to whoever holds the grant."""
        for testimony in testimonies_on(items):
            keep_passing(testimony, Purpose.SHARING, received_by(grant), by=by, grant=grant)
