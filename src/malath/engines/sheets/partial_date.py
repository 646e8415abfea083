"""A date of which perhaps only the year, or year and month, is known."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month of a year, or a year; `approximate` when the sender said 'about'."""

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False

    @property
    def text(self) -> str:
        """The canonical form: '1990', '1990-12', '1990-12-16', with '~' before it when approximate."""
        parts = [f"{self.year:04d}"]
        if self.month is not None:
            parts.append(f"{self.month:02d}")
            if self.day is not None:
                parts.append(f"{self.day:02d}")
        return ("~" if self.approximate else "") + "-".join(parts)

    @property
    def is_whole(self) -> bool:
        """True when the day is known and meant exactly."""
        return self.day is not None and not self.approximate

    @property
    def earliest(self) -> date:
        """The first day that it can mean; two years earlier when approximate."""
        return date(max(self.year - (2 if self.approximate else 0), 1), self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can mean."""
        year, month = min(self.year + (2 if self.approximate else 0), 9999), self.month or 12
        last = monthrange(year, month)[1]
        return date(year, month, min(self.day or last, last))
