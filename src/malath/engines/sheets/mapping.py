"""Finds which column becomes which field, and says why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .alert_fields import ALERT_FIELDS
from .evidence import Evidence, gather_evidence
from .fields import Field, Kind
from .headings import parts_of, similarity
from .model import Table
from .splitting import Split, guess_split, split_cell

LEAST = 0.5
"""Below this a column is said to be unmatched rather than guessed."""


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column and the field it becomes, None when none; `reason` is a code of `messages.py`."""

    column: int
    heading: str
    field: Field | None
    confidence: float
    reason: str
    split: Split | None = None
    first_value: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """The columns of a table in their order, and the fields that they may become."""

    columns: tuple[ColumnMatch, ...]
    fields: tuple[Field, ...] = field(default=ALERT_FIELDS)

    def column_of(self, key: str) -> ColumnMatch | None:
        """Return the column that becomes a field."""
        for match in self.columns:
            if match.field is not None and match.field.key == key:
                return match
        return None

    @property
    def unmatched(self) -> tuple[ColumnMatch, ...]:
        """Columns without a field; what stands in them is kept as extra text."""
        return tuple(match for match in self.columns if match.field is None)

    def with_choice(self, column: int, key: str | None) -> Mapping:
        """Return the mapping after a person's choice for one column: a field, or None to keep it as extra text.

        A field belongs to one column: another column that had it loses it. Raises KeyError for an unknown field.
        """
        chosen = None if key is None else next((one for one in self.fields if one.key == key), None)
        if key is not None and chosen is None:
            raise KeyError(key)
        columns = []
        for match in self.columns:
            if match.column == column:
                match = ColumnMatch(column, match.heading, chosen, 1.0, "column.chosen", None, match.first_value)
            elif chosen is not None and match.field == chosen:
                match = replace(match, field=None, confidence=0.0, reason="column.field_taken", split=None)
            columns.append(match)
        return Mapping(tuple(columns), self.fields)


def map_columns(table: Table, fields: Sequence[Field] = ALERT_FIELDS) -> Mapping:
    """Match each column with at most one field, by its heading and by what its values look like."""
    evidence = [gather_evidence(table, column) for column in range(len(table.headings))]
    scores = []
    for column, heading in enumerate(table.headings):
        for order, one in enumerate(fields):
            score, reason = _score(heading, evidence[column], one, named=table.header_row is not None)
            if score >= LEAST:
                scores.append((round(score, 3), -order, -column, reason))
    taken: dict[int, tuple[Field, float, str]] = {}
    used: set[str] = set()
    for score, order, column, reason in sorted(scores, reverse=True):
        one = fields[-order]
        if -column not in taken and one.key not in used:
            taken[-column] = one, min(score, 1.0), reason
            used.add(one.key)
    columns = tuple(
        _match(column, heading, taken.get(column), evidence[column], used)
        for column, heading in enumerate(table.headings)
    )
    return Mapping(columns, tuple(fields))


def _score(heading: str, evidence: Evidence, one: Field, *, named: bool) -> tuple[float, str]:
    by_name = 0.0
    if named:
        whole = similarity(heading, one)
        parts = [similarity(part, one) - 0.1 for part in parts_of(heading)]
        by_name = max([whole, *parts])
    by_value = evidence.fit(one)
    if by_name >= LEAST:
        # Values speak for or against a heading, but a clear heading stands: partners fill the right column wrongly.
        against = 0.3 if by_value is not None and by_value < 0.1 and len(evidence.texts) >= 3 else 0.0
        return by_name + 0.25 * (by_value or 0.0) - against, "column.heading"
    if by_value is not None and by_value >= 0.7 and one.kind in _TELLING:
        return 0.45 + 0.2 * by_value, f"column.values_{one.kind.value}"
    return 0.0, ""


_TELLING = frozenset({Kind.PHONE, Kind.EMAIL, Kind.SEX, Kind.BIRTH, Kind.COUNTRY, Kind.URGENCY, Kind.NAME})
"""Kinds whose values give them away without a heading."""

_SPLITS = {
    "full_name": (Split.NAME_PHONE, Split.TWO_SCRIPTS, Split.NAME_BIRTH),
    "country": (Split.COUNTRY_PLACE,),
    "place_now": (Split.COUNTRY_PLACE,),
    "sex": (Split.SEX_AGE,),
    "birth": (Split.BIRTH_PLACE, Split.SEX_AGE),
}


def _match(
    column: int, heading: str, found: tuple[Field, float, str] | None, evidence: Evidence, used: set[str]
) -> ColumnMatch:
    first = evidence.texts[0] if evidence.texts else ""
    if found is None:
        return ColumnMatch(
            column, heading, None, 0.0, "column.empty" if not evidence.texts else "column.unmatched", None, first
        )
    one, confidence, reason = found
    allowed = tuple(
        split
        for split in _SPLITS.get(one.key, ())
        if not (set(split.value) - {one.key}) & used and _has_both(split, one)
    )
    split = guess_split(list(evidence.texts), allowed)
    return ColumnMatch(column, heading, one, round(confidence, 2), reason, split, first)


def _has_both(split: Split, one: Field) -> bool:
    return one.key in split.value


def parts_for(match: ColumnMatch, text: str) -> dict[str, str]:
    """Return what a cell of a column gives to which field: one entry, or two for a column that holds two things."""
    if match.field is None:
        return {}
    parts = split_cell(text, match.split) if match.split is not None else None
    if match.split is None or parts is None:
        return {match.field.key: text}
    return dict(zip(match.split.value, parts, strict=True))
