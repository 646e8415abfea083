"""How a list is read: which column becomes what, what is the same for every row, what the list's words mean.

Proposed from the headings and the words themselves, decided by a member, kept as a profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from malath.accountability.lists.errors import PlanWrongError
from malath.accountability.lists.targets import JOINED, KEY, Target, headings, targets
from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.fields import Kind
from malath.accountability.violations.values import clean_text
from malath.engines.edtf import read_written
from malath.engines.names import normalise
from malath.engines.sheets import Cell as SheetCell
from malath.engines.sheets import Row, Sheet, Table, Workbook, map_columns

SAYS_NOTHING = "-"
DAY_FIRST, MONTH_FIRST = "day", "month"
# Letters by which lists say a person's sex; the vocabulary knows the words.
_ABBREVIATED = {"sex": {"m": "male", "f": "female", "ذ": "ذكر", "أ": "أنثى", "h": "masculin", "ا": "أنثى"}}


@dataclass
class Column:
    """What becomes of a column: `to` a target, KEY or "". `words`: what the list's words mean, a code or SAYS_NOTHING."""

    to: str = ""
    words: dict[str, str] = field(default_factory=dict)
    order: str = DAY_FIRST


@dataclass
class Plan:
    """How a list is read. `name` is the list's own name: its source. `register` says what the identifier is, where other
    lists know people by the same one; `constants` are values of every row in which no column says another."""

    columns: list[Column] = field(default_factory=list)
    constants: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    register: str = ""
    confidence: str = ""
    headings: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Plan:
        """The plan that was kept."""
        columns = [Column(one["to"], dict(one["words"]), one["order"]) for one in kept.get("columns", [])]
        rest = {
            name: kept[name] for name in ("constants", "name", "register", "confidence", "headings") if name in kept
        }
        return cls(columns, **rest)

    def written(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "columns": [{"to": one.to, "words": one.words, "order": one.order} for one in self.columns],
            "constants": self.constants,
            "name": self.name,
            "register": self.register,
            "confidence": self.confidence,
            "headings": self.headings,
        }

    @property
    def key_column(self) -> int | None:
        """The column that holds the identifier."""
        return next((number for number, one in enumerate(self.columns) if one.to == KEY), None)

    def mapped(self) -> Iterable[tuple[int, Column, Target]]:
        """The columns that become a field of a record."""
        known = targets()
        return [(number, one, known[one.to]) for number, one in enumerate(self.columns) if one.to in known]

    def check(self) -> None:
        """Raise PlanWrongError where the list could not be read so."""
        if not self.name.strip():
            raise PlanWrongError("name", _("Give the list a name: it is the source of all that it says."))
        used: dict[str, int] = {}
        for number, _column, target in self.mapped():
            if target.code in used and target.field.kind not in JOINED:
                reason = _("Two columns become “%(field)s”. Choose one of them.") % {"field": target.label}
                raise PlanWrongError(f"column-{number}", reason)
            used[target.code] = number
        if sum(1 for one in self.columns if one.to == KEY) > 1:
            raise PlanWrongError("column-0", _("Only one column can hold the identifier."))
        if not ({"person.name", "person.names"} & set(used)) and self.key_column is None:
            raise PlanWrongError("column-0", _("No column names anybody: choose one for the name or the identifier."))
        if "act.kind" not in used and not self.constants.get("act.kind"):
            raise PlanWrongError("constant-act.kind", _("Say what kind of act each row is."))


def propose(headings_seen: Sequence[str], samples: Sequence[Sequence[str]], words: Mapping[str, Any]) -> Plan:
    """What the headings, and the words in the columns, say. `words`: {column number: {word: how often}}."""
    rows = tuple(Row(number, tuple(SheetCell(text or None) for text in row)) for number, row in enumerate(samples, 2))
    sheet = Sheet("", rows)
    table = Table(Workbook("", "csv", (sheet,)), sheet, 1, tuple(headings_seen), rows, ())
    matched = map_columns(table, headings())
    columns = [Column(one.field.key if one.field else "") for one in matched.columns]
    _also_joined(columns, headings_seen)
    plan = Plan(columns, headings=list(headings_seen))
    for number, column in enumerate(plan.columns):
        column.order = _order([row[number] for row in samples if number < len(row)])
    propose_words(plan, words)
    return plan


def _also_joined(columns: list[Column], headings_seen: Sequence[str]) -> None:
    """Parts of a name in columns of their own: each goes into the name, in the order in which they stand."""
    empty = [(number, said) for number, said in enumerate(headings_seen) if not columns[number].to]
    for number, said in empty:
        lone = Table(Workbook("", "csv", ()), Sheet("", ()), 1, (said,), (), ())
        match = map_columns(lone, [one for one in headings() if one.key in ("person.name", "person.names")])
        if match.columns[0].field is not None and match.columns[0].confidence >= 1.0:
            columns[number].to = match.columns[0].field.key


def propose_words(plan: Plan, words: Mapping[str, Any]) -> None:
    """What the list's words may mean, where nobody decided yet: what names them to the letter, or the only thing found."""
    for number, column, target in plan.mapped():
        if target.is_coded:
            for word in words.get(str(number), {}):
                if word not in column.words and (code := meaning(target, word, alone=True)):
                    column.words[word] = code


def meaning(target: Target, word: str, *, alone: bool = False) -> str:
    """The term or the place that a word names to the letter, in any of the three languages; empty where none does.
    `alone`: also what is the only one found, for a proposal that somebody looks at."""
    word = clean_text(word)
    found: Sequence[Any]
    if target.field.kind is Kind.PLACE:
        found = places.find(word)
    else:
        word = _ABBREVIATED.get(target.field.terms, {}).get(word.casefold(), word)
        found = vocabulary.find(target.field.terms, word)
    if not found:
        return ""
    names = [*found[0].labels.values(), *getattr(found[0], "others", ())]
    sure = any(_same(word, name) for name in names) or (alone and len(found) == 1)
    return str(found[0].code) if sure else ""


def _same(word: str, label: str) -> bool:
    return normalise(word) == normalise(label)


def _order(values: Sequence[str]) -> str:
    """Whether a column's dates have the day or the month first: one that can be read in one way alone decides."""
    for value in values:
        parts = [part for part in value.replace("-", "/").replace(".", "/").split("/") if part.isdigit()]
        if len(parts) == 3 and len(parts[0]) <= 2 and len(parts[1]) <= 2:
            if int(parts[0]) > 12:
                return DAY_FIRST
            if int(parts[1]) > 12 and read_written(value, month_first=True).date is not None:
                return MONTH_FIRST
    return DAY_FIRST
