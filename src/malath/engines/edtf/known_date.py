"""The value: a date as far as it is known, with the first and the last day that it can mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import total_ordering
from typing import NamedTuple

from .errors import DateError
from .point import APPROXIMATE, UNCERTAIN, Point, Precision
from .widths import DEFAULT_WIDTHS, Widths


class Shape(Enum):
    """What kind of statement it is."""

    DATE = "date"
    PERIOD = "period"
    """Something that lasted: from one date to another."""
    ONE_OF = "one_of"
    """One moment, of which several are possible."""
    ALL_OF = "all_of"
    """It happened at each."""


class Edge(Enum):
    """An end of a span where no date stands."""

    OPEN = ".."
    """There is no end (still going on), or none is stated (“or earlier”)."""
    UNKNOWN = ""
    """There is one, and nobody knows when."""


class Period(NamedTuple):
    """Two days and all between them; what a search asks for."""

    first: date
    last: date


class Span(NamedTuple):
    """From one date to another; the same twice for a single date."""

    first: Point | Edge
    last: Point | Edge

    @property
    def is_reversed(self) -> bool:
        """Whether it surely ends before it begins."""
        first, last = self
        if not isinstance(first, Point) or not isinstance(last, Point) or first is last:
            return False
        return first.first_day() > last.last_day()

    def bounds(self, widths: Widths) -> Period:
        """The first and the last day that it can mean; date.min and date.max where no date stands."""
        return Period(
            widths.first_day(self.first) if isinstance(self.first, Point) else date.min,
            widths.last_day(self.last) if isinstance(self.last, Point) else date.max,
        )

    def points(self) -> list[Point]:
        """The dates that stand in it."""
        return [end for end in dict.fromkeys(self) if isinstance(end, Point)]


@total_ordering
@dataclass(frozen=True, slots=True)
class KnownDate:
    """A date as people know it. `text` is its canonical EDTF and decides equality; made by `parse`.

    `earliest` and `latest` are inclusive, with “about” widened as DEFAULT_WIDTHS says; `bounds` takes other widths.
    """

    text: str
    shape: Shape = field(compare=False)
    spans: tuple[Span, ...] = field(compare=False, repr=False)
    earliest: date = field(compare=False, repr=False)
    latest: date = field(compare=False, repr=False)

    @classmethod
    def of(cls, text: str, shape: Shape, spans: tuple[Span, ...]) -> KnownDate:
        """Build it with its bounds. Raises DateError where a span ends before it begins."""
        if any(span.is_reversed for span in spans):
            raise DateError("date.reversed", text=text[:40])
        bounds = [span.bounds(DEFAULT_WIDTHS) for span in spans]
        return cls(text, shape, spans, min(b.first for b in bounds), max(b.last for b in bounds))

    def __str__(self) -> str:
        return self.text

    def __lt__(self, other: KnownDate) -> bool:
        return self.sort_key < other.sort_key

    @property
    def points(self) -> list[Point]:
        """All dates that stand in it, in order."""
        return [point for span in self.spans for point in span.points()]

    @property
    def precision(self) -> Precision:
        """That of its coarsest date."""
        return max(point.precision for point in self.points)

    @property
    def is_approximate(self) -> bool:
        """Whether “about” qualifies any part of it."""
        return any(point.mark & APPROXIMATE for point in self.points)

    @property
    def is_uncertain(self) -> bool:
        """Whether “perhaps” qualifies any part of it."""
        return any(point.mark & UNCERTAIN for point in self.points)

    @property
    def has_beginning(self) -> bool:
        """Whether it says from when."""
        return self.earliest > date.min

    @property
    def has_end(self) -> bool:
        """Whether it says until when."""
        return self.latest < date.max

    @property
    def sort_key(self) -> tuple[date, date, str]:
        """A total order by time: what has no beginning stands where it ends; the narrower of two first."""
        return (self.earliest if self.has_beginning else self.latest, self.latest, self.text)

    def bounds(self, widths: Widths = DEFAULT_WIDTHS) -> Period:
        """The first and the last day that it can mean, “about” widened so far."""
        bounds = [span.bounds(widths) for span in self.spans]
        return Period(min(b.first for b in bounds), max(b.last for b in bounds))

    def overlaps(self, period: Period, widths: Widths = DEFAULT_WIDTHS) -> bool:
        """Whether it possibly fell into the period, in whole or in part."""
        bounds = (span.bounds(widths) for span in self.spans)
        return any(b.first <= period.last and period.first <= b.last for b in bounds)

    def within(self, period: Period, widths: Widths = DEFAULT_WIDTHS) -> bool:
        """Whether it surely fell into the period as a whole. What is marked “perhaps” never does so surely."""
        bounds = self.bounds(widths)
        return not self.is_uncertain and period.first <= bounds.first and bounds.last <= period.last
