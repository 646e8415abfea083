"""What the pages of an import show of its rows: who, what would change, which cell is wrong and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from malath.accountability.lists.models import ListRow
from malath.accountability.lists.wording import cell_name, sentence, target_label, value_words


@dataclass
class CellShown:
    """A finding: the cell, what stands there, what is said of it."""

    cell: str
    raw: str
    words: str


@dataclass
class ChangeShown:
    """A field, before and after; a record that is added has neither."""

    label: str
    before: str = ""
    after: str = ""
    is_added: bool = False


@dataclass
class RowShown:
    """A row of the list as a page shows it."""

    row: ListRow
    name: str
    wrong: list[CellShown] = field(default_factory=list)
    notes: list[CellShown] = field(default_factory=list)
    changes: list[ChangeShown] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)


def shown_row(row: ListRow, headings: Sequence[str]) -> RowShown:
    """A revealed row."""
    content = row.content
    values = content.get("values", {})
    names = values.get("person.names") or [""]
    told = [(target_label(code), value_words(code, value)) for code, value in values.items()]
    return RowShown(
        row,
        str(values.get("person.name") or names[0] or content.get("key", "")),
        _cells(row, content.get("wrong", []), headings),
        _cells(row, content.get("notes", []), headings),
        [_change(*one) for one in content.get("changes", [])],
        [one for one in told if one[1]],
    )


def shown_rows(rows: Iterable[ListRow], headings: Sequence[str]) -> list[RowShown]:
    """Revealed rows."""
    return [shown_row(row, headings) for row in rows]


def _cells(row: ListRow, findings: Iterable[Any], headings: Sequence[str]) -> list[CellShown]:
    raw = row.content.get("raw", [])
    found = []
    for column, code, params in findings:
        text = str(raw[column])[:80] if column is not None and column < len(raw) else ""
        found.append(CellShown(cell_name(column, row.number, headings), text, sentence(code, params)))
    return found


def _change(target: str, before: Any, after: Any) -> ChangeShown:
    label = target_label(target)
    if "." not in target:
        return ChangeShown(label, is_added=True)
    return ChangeShown(label, value_words(target, before) if before is not None else "", value_words(target, after))


def wrong_as_table(rows: Iterable[ListRow], headings: Sequence[str], reasons: tuple[str, str]) -> Iterable[list[str]]:
    """The wrong rows as they stood, each with its number and why: to be mended and brought again."""
    yield [*headings, *reasons]
    for row in rows:
        raw = list(row.content.get("raw", []))
        said = "; ".join(
            f"{one.cell}: {one.words}" if one.cell else one.words for one in shown_row(row, headings).wrong
        )
        yield [*raw, *[""] * (len(headings) - len(raw)), str(row.number), said]
