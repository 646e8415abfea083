"""Events that wait for this very member: to be checked, or, once another checked them, to be verified (SC1).

Left out is what they wrote in, what they named a tie to, and what they checked themselves.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malath.accountability.violations.models import Act, Event, Review, Statement
from malath.accountability.violations.newest import PAGE, Page, lines_of
from malath.accountability.violations.rules import ReviewKind, Stage
from malath.platform.interface.today import Matter

if TYPE_CHECKING:
    from malath.platform.access.models import Member

COUNTED = 100
_WHY = "what the viewer did in events that they see"


def waiting_for(viewer: Member) -> QuerySet[Event]:
    """The events that the member may take a step on, those that were entered first first."""
    own: QuerySet[Event] = Event.objects.visible_to(viewer).filter(
        organisation__in=viewer.standing.organisations_able("document")
    )
    waits = own.filter(stage__in=(Stage.DRAFT, Stage.CHECKED)).exclude(entered_by=viewer)
    wrote = Q(made_in__by=viewer) | Q(said_in__by=viewer)
    victims = Act.objects.unscoped(reason=_WHY).filter(event=OuterRef(OuterRef("pk")), is_gone=False).values("victim")
    of_it = Q(event=OuterRef("pk")) | Q(person__in=victims)
    tied = Q(kind=ReviewKind.TIED)
    # What they checked themselves, somebody else verifies.
    checked = Q(kind=ReviewKind.STEP, stage=Stage.CHECKED, at_change=OuterRef("last_change"))
    done = Q(event=OuterRef("pk"), by=viewer) & (tied | checked)
    return waits.filter(
        ~Exists(Review.objects.unscoped(reason=_WHY).filter(done)),
        ~Exists(Statement.objects.unscoped(reason=_WHY).filter(wrote, of_it, stands=True)),
    ).order_by("entered_on", "pk")


def waiting_page(viewer: Member, after: uuid.UUID | None = None) -> Page:
    """A page of them; `drafts` is how many wait, counted to a hundred and one."""
    rows = waiting_for(viewer)
    count = len(rows.values_list("pk", flat=True)[: COUNTED + 1])
    last = (
        Event.objects.visible_to(viewer).filter(pk=after).values_list("entered_on", flat=True).first()
        if after
        else None
    )
    if last is not None:
        rows = rows.filter(Q(entered_on__gt=last) | Q(entered_on=last, pk__gt=after))
    found = list(rows[: PAGE + 1])
    return Page(lines_of(viewer, found[:PAGE]), str(found[PAGE - 1].pk) if len(found) > PAGE else "", count)


def reviews_for_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """One line with how many wait, linked to exactly these."""
    if not viewer.can("document"):
        return
    waiting = list(waiting_for(viewer).values_list("entered_on", flat=True)[: COUNTED + 1])
    if not waiting:
        return
    if len(waiting) > COUNTED:
        words = _("More than %(n)s documented events wait for your review") % {"n": COUNTED}
    else:
        words = ngettext(
            "%(n)s documented event waits for your review", "%(n)s documented events wait for your review", len(waiting)
        ) % {"n": len(waiting)}
    yield Matter(
        section="week",
        due=min(waiting[0], timezone.localdate(now)),
        title=lambda: words,
        url=reverse("violations_waiting"),
        action=_("Look"),
        icon="check",
    )
