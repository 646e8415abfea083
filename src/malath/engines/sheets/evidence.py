"""What a column's values look like: telephone numbers, dates, Arabic letters, few repeated words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from .calendar_words import month_of
from .choices import SEX, URGENCY, YES_NO
from .countries import cities_named, country_code
from .fields import Field, Kind
from .folding import fold, latin_digits
from .model import Table
from .phones import has_phone
from .text_checks import script_of

SAMPLE = 200
_DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?$|^(19|20)\d\d([- ].*)?$")
_NAME = re.compile(r"^[^\W\d_][^\d@/=]{3,60}$")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares, 0 to 1, of a column's values that look like something."""

    texts: tuple[str, ...]
    shares: dict[str, float]
    serial: bool

    def fit(self, one: Field) -> float | None:
        """Return how well the values fit a field; None when values cannot tell for this kind."""
        if not self.texts:
            return None
        if one.key == "row_number":
            return 1.0 if self.serial else 0.0
        if one.key == "full_name":
            return max(self.shares["name"] - (0.3 if self._all_repeated else 0.0), 0.0)
        if one.key == "name_other_script":
            return max(self.shares["name"] - 0.1, 0.0)
        share = self.shares.get(one.kind.value)
        return share

    @property
    def _all_repeated(self) -> bool:
        return len(self.texts) >= 8 and len(set(self.texts)) < len(self.texts) / 3


def gather_evidence(table: Table, column: int) -> Evidence:
    """Look at the first values of a column."""
    cells = [row.cell(column) for row in table.rows[:SAMPLE]]
    texts = tuple(cell.text for cell in cells if not cell.is_empty)
    shares = {
        Kind.PHONE.value: _share(texts, has_phone),
        Kind.EMAIL.value: _share(texts, lambda text: "@" in text and "." in text),
        Kind.SEX.value: _share(texts, lambda text: (fold(text) or text) in SEX),
        Kind.COUNTRY.value: _share(texts, lambda text: bool(country_code(text))),
        Kind.PLACE.value: _share(texts, lambda text: bool(cities_named(text))) or 0.5,
        Kind.URGENCY.value: _share(texts, lambda text: fold(text) in URGENCY),
        Kind.YES_NO.value: _share(texts, lambda text: fold(text) in YES_NO),
        Kind.NAME.value: _share(texts, _looks_like_name),
        Kind.NUMBER.value: _share(texts, lambda text: latin_digits(text).isdigit()),
        "arabic": _share(texts, lambda text: script_of(text) == "arabic"),
    }
    dates = _share(texts, _looks_like_date)
    shares |= {Kind.BIRTH.value: dates, Kind.DATE.value: dates, Kind.EXPIRY.value: dates}
    return Evidence(texts, shares, _is_serial(texts))


def _share(texts: tuple[str, ...], test: Callable[[str], bool]) -> float:
    return sum(1 for text in texts if test(text)) / len(texts) if texts else 0.0


def _looks_like_date(text: str) -> bool:
    text = latin_digits(text)
    return bool(_DATE.match(text)) or (any(month_of(word) for word in text.split()) and any(c.isdigit() for c in text))


def _looks_like_name(text: str) -> bool:
    return bool(_NAME.match(text)) and 2 <= len(text.split()) <= 8


def _is_serial(texts: tuple[str, ...]) -> bool:
    numbers = [int(latin_digits(text)) for text in texts if re.fullmatch(r"\d{1,6}", latin_digits(text))]
    if len(numbers) < max(2, len(texts) * 0.9):
        return False
    steps = sum(1 for before, after in pairwise(numbers) if 0 < after - before <= 5)
    return steps >= (len(numbers) - 1) * 0.8
