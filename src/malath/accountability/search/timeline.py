"""Results over time: how many acts possibly, and surely, fall into each year or month (SC1).

An act whose date is not exact stands in every year in which it can have happened: bars do not add up, and say so. Each
links to exactly the acts it counts.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.accountability.search.selectors import Question
from malath.accountability.violations.searching import Count, counts_of
from malath.accountability.violations.wording import when_label

if TYPE_CHECKING:
    from malath.platform.access.models import Member

FIRST_YEAR, MOST_MONTHS, MOST_YEARS = 2010, 24, 40


@dataclass(frozen=True)
class Bar:
    """A year or a month."""

    label: str
    short: str
    possibly: Count
    surely: Count
    url: str
    sure_url: str


@dataclass(frozen=True)
class Timeline:
    """The bars in order; acts of which no date is known, and where they are."""

    bars: list[Bar]
    undated: Count
    undated_url: str

    @property
    def most(self) -> int:
        """The highest bar."""
        return max((bar.possibly.number for bar in self.bars), default=0)


def timeline_of(viewer: Member, question: Question) -> Timeline:
    """Months of a period of two years or less, else years; one statement counts them all."""
    periods = _periods(question)
    asked = question.asked
    several = [asked.with_(first=first, last=last, surely=sure) for first, last in periods for sure in (False, True)]
    undated = asked.with_(undated=True, first=None, last=None, surely=False)
    *counts, unknown = counts_of(viewer, [*several, undated])
    bars = [
        Bar(
            label=when_label(_edtf(first, last)),
            short=str(first.year) if last.month - first.month == 11 else str(first.month),
            possibly=counts[2 * n],
            surely=counts[2 * n + 1],
            url=question.address(show="table", first=first, last=last, surely=False),
            sure_url=question.address(show="table", first=first, last=last, surely=True),
        )
        for n, (first, last) in enumerate(periods)
    ]
    url = question.address(show="table", undated=True, first=None, last=None, surely=False)
    return Timeline(_trimmed(bars), unknown, url)


def _periods(question: Question) -> list[tuple[date, date]]:
    """Whole years or months that the question's period holds or touches."""
    criteria, today = question.criteria, timezone.localdate()
    if criteria.undated:
        return []
    last = criteria.last or today
    first = criteria.first or date(min(FIRST_YEAR, last.year), 1, 1)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if 0 < months <= MOST_MONTHS:
        starts = [(first.year + (first.month - 1 + n) // 12, (first.month - 1 + n) % 12 + 1) for n in range(months)]
        return [
            (date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])) for year, month in starts
        ]
    years = range(max(first.year, last.year - MOST_YEARS + 1), last.year + 1)
    return [(date(year, 1, 1), date(year, 12, 31)) for year in years]


def _edtf(first: date, last: date) -> str:
    return f"{first.year:04d}" if last.month - first.month == 11 else f"{first.year:04d}-{first.month:02d}"


def _trimmed(bars: list[Bar]) -> list[Bar]:
    """Without what is empty at both ends."""
    filled = [n for n, bar in enumerate(bars) if bar.possibly.number]
    return bars[filled[0] : filled[-1] + 1] if filled else []
