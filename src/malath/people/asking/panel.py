"""The part of a person's page from which the coalition is asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.people.asking.actions import may_ask
from malath.people.asking.rules import AGAIN_DAYS
from malath.people.asking.selectors import questions_about
from malath.people.links import PersonPanel

if TYPE_CHECKING:
    from malath.people.models import Person
    from malath.platform.access.models import Member

SHOWN = 3


def asking_panel(viewer: Member, person: Person) -> PersonPanel | None:
    """Questions about the person, and the way to ask; the same whatever anybody answered."""
    if not may_ask(viewer, person):
        return None
    questions = list(questions_about(viewer, person.pk)[:SHOWN])
    lately = bool(questions) and questions[0].asked_on > timezone.localdate() - timedelta(days=AGAIN_DAYS)
    context = {"questions": questions, "person": person, "may_ask": not lately}
    return PersonPanel("asking/panel.html", order=60, context=context)
