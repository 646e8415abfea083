"""The joins of records in an export, and back: who said that two are one, and why; which records are one is made anew (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.joining.groups import settle
from malath.accountability.violations.leaving.errors import ExportBrokenError
from malath.accountability.violations.leaving.shape import JOINS
from malath.accountability.violations.models import Body, Join, Person
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.accountability.violations.leaving_rules import LeftOut
    from malath.accountability.violations.models import Record
    from malath.platform.access.models import Member, Organisation

_AT_ONCE = 500


def join_lines(viewer: Member, left_out: LeftOut) -> Iterator[dict[str, Any]]:
    """What was proposed, confirmed and taken apart of records that the member sees, without whoever is left out."""
    seen = Join.objects.visible_to(viewer).select_related("organisation", "asked_by", "answered_by", "apart_by")
    pks = list(seen.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), _AT_ONCE):
        rows = list(seen.filter(pk__in=pks[start : start + _AT_ONCE]).order_by("pk"))
        reveal(rows, by=viewer, why="export")
        for row in rows:
            if not (set(row.ends) & left_out.people or left_out.mentions([row.reasons, row.why_apart])):
                yield _line(row)


def _line(row: Join) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "organisation": row.organisation.slug,
        "of": str(row.model._meta.model_name),
        "records": [str(pk) for pk in row.ends],
        "state": str(row.state),
        "reasons": row.reasons,
        "why_apart": row.why_apart,
        **{f"{act}_by": member.handle if member else None for act, member in _members(row).items()},
        **{f"{act}_on": str(day) if day else None for act, day in _days(row).items()},
    }


def _members(row: Join) -> dict[str, Member | None]:
    return {"asked": row.asked_by, "answered": row.answered_by, "apart": row.apart_by}


def _days(row: Join) -> dict[str, date | None]:
    return {"asked": row.asked_on, "answered": row.answered_on, "apart": row.apart_on}


def load_joins(
    lines: Iterable[dict[str, Any]],
    rows: Mapping[uuid.UUID, Record],
    *,
    organisation_of: Callable[[str], Organisation],
    member_of: Callable[[str], Member],
) -> None:
    """Bring back what `join_lines` gave, after the records. Raises ExportBrokenError."""
    joined: dict[Any, set[uuid.UUID]] = {Person: set(), Body: set()}
    for line in lines:
        first, second = sorted(uuid.UUID(pk) for pk in line["records"])
        model: Any = {"person": Person, "body": Body}[line["of"]]
        if not isinstance(rows.get(first), model) or not isinstance(rows.get(second), model):
            raise ExportBrokenError(JOINS)
        ends = ("person", "other_person") if model is Person else ("body", "other_body")
        said: dict[str, Any] = {f"{ends[0]}_id": first, f"{ends[1]}_id": second}
        for act in ("asked", "answered", "apart"):
            said[f"{act}_by"] = member_of(line[f"{act}_by"]) if line[f"{act}_by"] else None
            said[f"{act}_on"] = date.fromisoformat(line[f"{act}_on"]) if line[f"{act}_on"] else None
        join = Join(
            pk=uuid.UUID(line["id"]),
            organisation=organisation_of(line["organisation"]),
            state=Join.State(line["state"]),
            reasons=str(line["reasons"]),
            why_apart=str(line["why_apart"]),
            **said,
        )
        join.save(force_insert=True)
        if join.is_standing:
            joined[model] |= {first, second}
    for model, pks in joined.items():
        settle(model, pks)
