"""Volunteers and wishes for the tests of this room."""

from __future__ import annotations

import uuid
from typing import Any

from malath.platform.access.models import Member
from malath.protection.accompaniment.models import Appointment
from malath.protection.accompaniment.selectors import appointment_for
from malath.protection.companions.actions import ask_for_company, ask_volunteer, write_answer
from malath.protection.companions.models import Companion
from malath.protection.companions.selectors import company_for
from malath.protection.hosting.actions import add_volunteer
from malath.protection.hosting.models import Network, Volunteer


def helper_in(network: Network, by: Member, name: str, **told: Any) -> Volunteer:
    """A volunteer who goes along, speaks Arabic and has time on any day."""
    details = {"name": name, "phones": ["+33 1 99 00 00 00"], "can": ["accompany"], "languages": ["ar"], "note": ""}
    return add_volunteer(network, {**details, **told}, by=by)


def wanted(appointment: Appointment, network: Network, by: Member, **changed: Any) -> Companion:
    """Company for an hour, half an hour away."""
    asked: dict[str, Any] = {"does": "accompany", "languages": ["ar"], "women": False, "told": "in front of the gate",
                             "minutes": 60, "way": 30}  # fmt: skip
    return ask_for_company(appointment_for(by, appointment.pk), network, by=by, **{**asked, **changed})


def kept(row: Companion, by: Member) -> Companion:
    """The row as whoever keeps the network has it."""
    return company_for(by, row.pk)


def asked_in(row: Companion, volunteer: uuid.UUID, by: Member) -> Companion:
    """The volunteer is asked, from a page that was just opened."""
    held = kept(row, by)
    return ask_volunteer(held, volunteer, seen=held.mark, by=by)


def answered(row: Companion, by: Member, *, yes: bool) -> Companion:
    """Their answer, written down on a page that was just opened."""
    held = kept(row, by)
    return write_answer(held, yes=yes, seen=held.mark, by=by)
