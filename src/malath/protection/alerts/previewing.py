"""What the pages of an import show: rows to fix, likely duplicates, columns, and the account of every row."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from malath.engines.sheets import ALERT_FIELDS, Kind, Level, ReadContext, read_value
from malath.people.selectors import people_visible_to
from malath.platform.interface.fields import Line, Paragraph
from malath.platform.sealed.fields import reveal
from malath.protection.alerts.labels import FATE_LABELS, field_label
from malath.protection.alerts.messages import sentence
from malath.protection.alerts.models import Alert, AlertImport, ImportPair, ImportRow
from malath.protection.alerts.reading import KINDS
from malath.protection.alerts.rules import State
from malath.protection.alerts.selectors import fates_of, pairs_of, rows_in_doubt, rows_with_fate
from malath.protection.alerts.telling import country_name, day_of

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_LONG = frozenset({Kind.LONG_TEXT, Kind.CONTACT})
# Always offered for mending, whatever is wrong elsewhere in the row.
_CORE = ("full_name", "birth", "phone", "country", "place_now", "urgency")


@dataclass
class CellShown:
    """One finding: the cell, what stands there, and what is said of it."""

    cell: str
    label: str
    raw: str
    text: str
    is_bad: bool


@dataclass
class RowShown:
    """A row with its findings."""

    row: ImportRow
    name: str
    cells: list[CellShown]


@dataclass
class Side:
    """One of two records that may be one person."""

    label: str
    number: int | None
    name: str
    facts: list[tuple[str, str]]
    origin: str = "row"


@dataclass
class PairShown:
    """Two records with the reasons for and against."""

    pair: ImportPair
    sides: list[Side]
    speaks_for: list[str] = field(default_factory=list)
    speaks_against: list[str] = field(default_factory=list)


def cells_of(row: ImportRow, least: int = Level.WARN) -> list[CellShown]:
    """The findings of a revealed row, the worst first."""
    values = row.reading.get("values", {})
    found = []
    for one in sorted(row.reading.get("problems", []), key=lambda one: -one["level"]):
        if one["level"] < least:
            continue
        raw = str(values.get(one["field"], ["", ""])[1]) if one["field"] else ""
        label = field_label(one["field"]) if one["field"] else ""
        found.append(
            CellShown(one["cell"], label, raw, sentence(one["code"], one["params"]), one["level"] >= Level.ERROR)
        )
    return found


def row_name(row: ImportRow) -> str:
    """Some name of a revealed row, or nothing."""
    return next((name for key in ("full_name", "name_other_script", "pseudonym") if (name := row.text(key))), "")


def shown_rows(rows: Sequence[ImportRow]) -> list[RowShown]:
    """Rows with their findings."""
    return [RowShown(row, row_name(row), cells_of(row)) for row in rows]


def _row_side(row: ImportRow) -> Side:
    keys = ("birth", "phone", "place_now", "country", "mother_name")
    told = [(field_label(key), _told(key, row.text(key))) for key in keys if row.text(key)]
    return Side("", row.number, row_name(row), told)


def _told(key: str, text: str) -> str:
    return day_of(text) if key == "birth" else country_name(text) if key == "country" else text


def _known_side(name: str, about: Mapping[str, Any], contact: Mapping[str, Any], origin: str) -> Side:
    told = [
        (field_label("birth"), day_of(str(about.get("birth", "")))),
        (field_label("phone"), " · ".join(contact.get("phones", []))),
        (field_label("place_now"), str(contact.get("place", "") or contact.get("address", ""))),
        (field_label("country"), country_name(str(contact.get("country", "")))),
    ]
    return Side("", None, name, [(label, value) for label, value in told if value], origin)


def _other_side(pair: ImportPair) -> Side:
    if pair.other_row is not None:
        return _row_side(pair.other_row)
    if pair.other_alert is not None:
        facts = pair.other_alert.facts
        return _known_side(pair.other_alert.name, facts, facts, "alert")
    person = pair.other_person
    if person is None:
        return Side("", None, "", [])
    return _known_side(person.name, person.about, person.contact, "person")


def shown_pairs(pairs: Sequence[ImportPair]) -> list[PairShown]:
    """Revealed pairs with their reasons as sentences."""
    shown = []
    for pair in pairs:
        reasons = pair.reasons.get("reasons", [])
        shown.append(
            PairShown(
                pair,
                [_row_side(pair.row), _other_side(pair)],
                [sentence(code, params) for code, weight, params in reasons if weight > 0],
                [sentence(code, params) for code, weight, params in reasons if weight < 0],
            )
        )
    return shown


def _visible(viewer: Member, pairs: list[ImportPair]) -> list[ImportPair]:
    """Pairs whose other side this viewer may see too: the importer may have seen more."""
    alerts = [pair.other_alert_id for pair in pairs if pair.other_alert_id]
    people = [pair.other_person_id for pair in pairs if pair.other_person_id]
    seen: set[uuid.UUID | None] = {None}
    if alerts:
        seen |= set(Alert.objects.visible_to(viewer).filter(pk__in=alerts).values_list("pk", flat=True))
    if people:
        seen |= set(people_visible_to(viewer).filter(pk__in=people).values_list("pk", flat=True))
    return [pair for pair in pairs if {pair.other_alert_id, pair.other_person_id} <= seen]


def preview_of(viewer: Member, sheet: AlertImport, after: int = 0) -> dict[str, Any]:
    """The context of the preview; everything on it is revealed in one request."""
    fates = fates_of(viewer, sheet)
    to_fix, more = rows_with_fate(viewer, sheet, ImportRow.Fate.TO_FIX, after=after)
    doubtful = rows_in_doubt(viewer, sheet, int(Level.WARN))
    found, undecided = pairs_of(viewer, sheet)
    pairs = _visible(viewer, found)
    stays = []
    if sheet.is_closed:
        stays = list(
            Alert.objects.visible_to(viewer)
            .filter(sheet=sheet)
            .exclude(state=State.WITHDRAWN)
            .order_by("row_number")[:50]
        )
    rows = [row for pair in pairs for row in (pair.row, pair.other_row) if row is not None]
    others = [other for pair in pairs for other in (pair.other_alert, pair.other_person) if other is not None]
    reveal(sheet, to_fix, doubtful, pairs, rows, others, stays, by=viewer, why="import")
    ready = fates.get(ImportRow.Fate.READY, 0)
    return {
        "sheet": sheet,
        "fates": [(label, fates.get(code, 0)) for code, label in ImportRow.Fate.choices if fates.get(code)],
        "ready": ready,
        "to_fix": fates.get(ImportRow.Fate.TO_FIX, 0),
        "imported": fates.get(ImportRow.Fate.IMPORTED, 0),
        "rows": shown_rows(to_fix),
        "older": f"?after={to_fix[-1].number}" if more else "",
        "doubtful": shown_rows(doubtful),
        "pairs": shown_pairs(pairs),
        "undecided": undecided,
        "decisions": ImportPair.Decision.choices,
        "columns": columns_of(sheet),
        "fields": [(one.key, field_label(one.key)) for one in ALERT_FIELDS],
        "notes": [sentence(code, params) for code, params in sheet.account.get("notes", [])],
        "stays": stays,
        "step": {"preview": 3, "applied": 5, "undone": 5}[sheet.state],
    }


def columns_of(sheet: AlertImport) -> list[dict[str, Any]]:
    """The columns of a revealed import, with why each was matched as it was."""
    return [
        {**one, "why": sentence(one["reason"]) if one["reason"] else ""} for one in sheet.mapping.get("columns", [])
    ]


def account_of(sheet: AlertImport, rows: Sequence[ImportRow], *, first: bool) -> dict[str, Any]:
    """The context of the account: rows that hold somebody, and, on the first page, ranges of those that do not."""
    ranges = _ranges(sheet.account.get("fates", [])) if first else []
    return {"sheet": sheet, "rows": shown_rows(rows), "ranges": ranges, "first": first}


def _ranges(fates: Sequence[Any]) -> list[tuple[str, int, int, Any, str]]:
    """(sheet, first row, last row, what they are, the text of a lone one) of rows that follow on one another."""
    ranges = []
    for (place, fate, _code, _distance), group in groupby(
        enumerate(fates), key=lambda one: (one[1][0], one[1][2], one[1][3], one[1][1] - one[0])
    ):
        members = [one for _number, one in group]
        text = members[0][4] if len(members) == 1 else ""
        ranges.append((place, members[0][1], members[-1][1], FATE_LABELS.get(fate, fate), text))
    return ranges


class RowForm(forms.Form):
    """The cells of a row that can be mended; only those that were changed are read anew."""

    def __init__(self, *args: Any, row: ImportRow, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = row.reading.get("values", {})
        problems = row.reading.get("problems", [])
        wrong = [one["field"] for one in problems if one["level"] >= Level.WARN and one["field"] in KINDS]
        for key in dict.fromkeys([*wrong, *_CORE]):
            told = [sentence(one["code"], one["params"]) for one in problems if one["field"] == key]
            raw = row.fixes.get(key) or str(values.get(key, ["", ""])[1])
            make = Paragraph if KINDS[key] in _LONG else Line
            self.fields[key] = make(label=field_label(key), required=False, initial=raw, help_text=" ".join(told))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for key in self.changed_data:
            if key not in given or not given[key]:
                continue
            reading = read_value(KINDS[key], given[key], ReadContext(timezone.localdate()))
            for problem in reading.problems:
                if problem.level >= Level.ERROR:
                    self.add_error(key, ValidationError(sentence(problem.code, problem.params), code="understood"))
        return given

    @property
    def changed_texts(self) -> dict[str, str]:
        """What was written anew, by field."""
        return {key: self.cleaned_data[key] for key in self.changed_data if key in self.cleaned_data}


def fixable(row: ImportRow, data: Any = None) -> RowForm:
    """The form of a revealed row."""
    return RowForm(data, row=row)
