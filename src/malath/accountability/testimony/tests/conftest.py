"""Testimonies in the tests: what the source of an event of the archive told, and who documents there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from malath.accountability.testimony.consenting import Given, give_consent
from malath.accountability.testimony.models import Consent, Testimony
from malath.accountability.testimony.rules import NameUse, Purpose
from malath.accountability.testimony.taking import take_testimony
from malath.accountability.violations.tests.conftest import documenters
from malath.accountability.violations.tests.pages import Told, tell_all

__all__ = ["documenters"]
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
