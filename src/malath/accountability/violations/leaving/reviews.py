"""The reviews of events as a table of the export: who took which step, who named a tie, where one member did both (SC1)."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from malath.accountability.violations.models import Review
from malath.accountability.violations.rules import ReviewKind
from malath.engines.sheets import to_csv_safely
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.accountability.violations.leaving_rules import LeftOut
    from malath.platform.access.models import Member

AT_ONCE = 500


def review_table(viewer: Member, left_out: LeftOut) -> bytes:
    """The table in the active language, without lines that name anybody who is left out."""
    headings = [_("Identifier"), "event", "number", "order", _("What was done"), "stage", "by", _("Day")]
    headings += [_("Says: no tie to those named here"), _("One member both checked and verified it")]
    parts = [to_csv_safely([[*headings, _("Tie"), _("Reasons given")]])]
    for rows in _batches(viewer):
        reveal(rows, by=viewer, why="export")
        cells = [_cells(row) for row in rows if not left_out.mentions(row.reasons)]
        parts.append(to_csv_safely(cells).removeprefix(BOM_UTF8))
    return b"".join(parts)


def _cells(row: Review) -> list[Any]:
    done = row.get_stage_display() if row.kind == ReviewKind.STEP else row.get_kind_display()
    untied = "" if row.is_untied is None else _("yes") if row.is_untied else _("no")
    plain = [str(row.pk), str(row.event_id), row.event.number, row.order, done, row.stage, row.by.handle, str(row.on)]
    said = [row.reasons.get("tie", ""), row.reasons.get("words", "")]
    return [*plain, untied, _("yes") if row.is_alone else _("no"), *said]


def _batches(viewer: Member) -> Iterator[list[Review]]:
    rows, last = Review.objects.visible_to(viewer).select_related("event", "by"), None
    while batch := list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:AT_ONCE]):
        last = batch[-1].pk
        yield batch
