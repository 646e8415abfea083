"""What asking gives to Today: that others ask, and that somebody agreed. Neither says about whom."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import CharField, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malath.people.asking.models import Question
from malath.people.asking.rules import State
from malath.people.asking.selectors import answers_waiting_for, waiting_rows
from malath.platform.interface.today import Matter, enough

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def questions(viewer: Member, now: datetime) -> Iterator[Matter]:
    """One line for all that others ask us, and one for each own question to which somebody agreed, until its last day.
    One query for both; whoever works in several organisations must not learn here that their own question arrived."""
    if not viewer.can("work_cases"):
        return
    today = timezone.localdate(now)
    to_us = waiting_rows(viewer, today)
    agreed = Question.objects.visible_to(viewer).filter(asked_by=viewer, state=State.AGREED, settled_on=None)
    columns = ("pk", "ends_on", "said")
    rows = list(
        to_us.annotate(said=Value("asked", output_field=CharField()))
        .values_list(*columns)
        .union(agreed.annotate(said=Value("agreed", output_field=CharField())).values_list(*columns))
        .order_by("ends_on")[: enough(2)]
    )
    asked = [ends_on for _pk, ends_on, said in rows if said == "asked"]
    if asked and len(viewer.standing.roles) > 1:
        asked = [answer.ends_on for answer in answers_waiting_for(viewer)]
    if asked:
        yield _asked(len(asked), asked[0])
    for pk, ends_on, said in rows:
        if said == "agreed":
            yield _agreed(pk, ends_on)


def _asked(count: int, due: date) -> Matter:
    said = ngettext("the coalition asks you a question", "the coalition asks you %(count)d questions", count)
    words = said % {"count": count}
    return Matter(
        section="week",
        due=due,
        title=lambda: words,
        url=reverse("asking_to_us"),
        action=_("Look at it"),
        icon="message",
    )


def _agreed(question: uuid.UUID, due: date) -> Matter:
    return Matter(
        section="news",
        due=due,
        title=lambda: _("another organisation knows whom you asked about, and agreed to talk"),
        url=reverse("asking_question", args=[question]),
        icon="handshake",
    )
