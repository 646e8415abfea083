"""EDTF to a value: Library of Congress, Extended Date/Time Format Specification, 4 February 2019 (ISO 8601-2:2019).

Level 0 without times of day; level 1 without years of more than four digits or before year 1; level 2 sets, qualified
parts, unspecified digits, seasons, quarters, thirds and halves. docs/reference/dates.md has the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .errors import DateError
from .known_date import Edge, KnownDate, Shape, Span
from .point import Point, read_point

LONGEST = 1000
"""A set of some ninety days; more is no date."""
_TIME = re.compile(r"\dT\d\d:")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is absurd: dates wholly before `first_year`, and dates that are wholly after `today`."""

    today: date | None = None
    first_year: int = 1900


def parse(text: str, limits: Limits | None = None) -> KnownDate:
    """Read EDTF; small x and spaces around are forgiven, the value's `text` is canonical. Raises DateError."""
    written = text.strip()
    if not written:
        raise DateError("date.empty")
    if len(written) > LONGEST:
        raise DateError("date.too_long")
    if _TIME.search(written):
        raise DateError("date.time_of_day", text=written[:40])
    written = written.replace("x", "X")
    if written[0] in "[{":
        found = _read_set(written)
    elif "/" in written:
        found = _read_period(written)
    else:
        point = read_point(written)
        found = KnownDate.of(point.text, Shape.DATE, (Span(point, point),))
    if limits is not None:
        check(found, limits)
    return found


def check(found: KnownDate, limits: Limits) -> None:
    """Raise DateError where a date that stands in it is absurd."""
    for point in found.points:
        if point.last_day().year < limits.first_year:
            raise DateError("date.too_early", date=point.text, year=limits.first_year)
        if limits.today is not None and point.first_day() > limits.today:
            raise DateError("date.in_future", date=point.text)


def _read_period(text: str) -> KnownDate:
    ends = text.split("/")
    if len(ends) != 2:
        raise DateError("date.not_edtf", text=text[:40])
    first, last = (_read_edge(end) for end in ends)
    if not isinstance(first, Point) and not isinstance(last, Point):
        raise DateError("date.no_bounds", text=text[:40])
    return KnownDate.of(f"{_text(first)}/{_text(last)}", Shape.PERIOD, (Span(first, last),))


def _read_edge(text: str) -> Point | Edge:
    return Edge(text) if text in ("", "..") else read_point(text)


def _text(end: Point | Edge) -> str:
    return end.text if isinstance(end, Point) else end.value


def _read_set(text: str) -> KnownDate:
    shape, closing = (Shape.ONE_OF, "]") if text[0] == "[" else (Shape.ALL_OF, "}")
    if text[-1] != closing:
        raise DateError("date.not_edtf", text=text[:40])
    members: dict[str, Span] = {}
    for written in text[1:-1].split(","):
        span = _read_member(written.strip())
        members.setdefault(_member_text(span), span)
    ordered = sorted(members.items(), key=lambda member: (_anchor(member[1]), member[0]))
    if len(ordered) == 1 and ordered[0][1].first is ordered[0][1].last:
        return KnownDate.of(ordered[0][0], Shape.DATE, (ordered[0][1],))
    canonical = text[0] + ",".join(member for member, _ in ordered) + closing
    return KnownDate.of(canonical, shape, tuple(span for _, span in ordered))


def _read_member(text: str) -> Span:
    first, dots, last = text.partition("..")
    if not dots:
        point = read_point(text)
        return Span(point, point)
    if not first and not last:
        raise DateError("date.no_bounds", text=text)
    return Span(read_point(first) if first else Edge.OPEN, read_point(last) if last else Edge.OPEN)


def _member_text(span: Span) -> str:
    if span.first is span.last:
        return _text(span.first)
    return "..".join(end.text if isinstance(end, Point) else "" for end in span)


def _anchor(span: Span) -> date:
    return span.points()[0].first_day() if isinstance(span.first, Point) else date.min
