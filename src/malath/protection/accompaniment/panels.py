"""What accompaniment shows on the case page: the next steps before the story, the contact form beside it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from malath.people.selectors import safe_contact_for
from malath.platform.access.models import Member
from malath.protection.accompaniment.forms import ContactForm
from malath.protection.accompaniment.selectors import appointments_coming_for, tasks_waiting_for
from malath.protection.cases.panels import CasePanel, give_case_panel
from malath.protection.cases.selectors import may_write

if TYPE_CHECKING:
    from malath.protection.cases.models import Case

_SHOWN = 12
# Pages of other rooms about one appointment: the name of the address, what the link says, and how it stands there.
Standing = Callable[[Member, uuid.UUID], str]
_links: list[tuple[str, Any, Standing]] = []


def give_appointment_link(name: str, label: Any, standing: Standing) -> None:
    """Register a page about an appointment, whose address takes its id; `standing` says how it stands, or nothing. Called in
    apps.py of the room."""
    if (name, label, standing) not in _links:
        _links.append((name, label, standing))


def appointment_links(viewer: Member, appointment: uuid.UUID) -> list[tuple[str, Any, str]]:
    """What other rooms have to say of an appointment: addresses, labels, how it stands."""
    return [
        (reverse(name, args=[appointment]), label, standing(viewer, appointment)) for name, label, standing in _links
    ]


def next_steps(case: Case, viewer: Member) -> dict[str, Any]:
    """Waiting tasks and coming appointments of the case."""
    tasks = list(tasks_waiting_for(viewer, case=case.pk)[:_SHOWN])
    appointments = list(appointments_coming_for(viewer, case=case.pk)[:_SHOWN])
    members = [task.assignee for task in tasks] + [row.member for row in appointments]
    return {
        "tasks": tasks,
        "appointments": appointments,
        "may_write": case.is_open and may_write(viewer, case),
        "reveal": [*tasks, *appointments, *members],
    }


def contact_form(case: Case, viewer: Member) -> dict[str, Any] | None:
    """The contact form, with the rules inside it; nothing for those who only read."""
    if not case.is_open or not may_write(viewer, case):
        return None
    return {"form": ContactForm(), "safe": lambda: safe_contact_for(case.head), "reveal": [case.head]}


def give_panels() -> None:
    """Register both with the case page."""
    give_case_panel(CasePanel("next", 10, "next", _("Next steps"), "accompaniment/case_next.html", next_steps))
    give_case_panel(CasePanel("aside", 10, "contact", _("Contact"), "accompaniment/case_contact.html", contact_form))
