"""The rows of one list or two as arrays: parts of names by number, dates, age, sex, places, numbers, texts.

Two lists stand one below the other; `split` is where the second begins, 0 where a list is compared with itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.columns import NAME_PARTS, Chosen
from malath.engines.linkage.dates import Dates, read_dates
from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.reading import Column, Table
from malath.engines.linkage.splitting import MOST_PARTS, Splitter
from malath.engines.linkage.vocabulary import Parts, Vocabulary, describe
from malath.engines.names import coarse, fold_digits, normalise

Rows = npt.NDArray[np.integer[Any]]
OLDEST = 125
_MALE = "m male man boy homme masculin h garcon ذكر ذ رجل ولد erkek e bay mannlich maennlich mann مرد نير"
_FEMALE = "f female woman girl femme feminin fille انثي ا امراه بنت فتاه kadin k bayan kiz weiblich w frau زن مي"
_SEX = {**dict.fromkeys(_MALE.split(), 1), **dict.fromkeys(_FEMALE.split(), 2)}
_NOTHING = frozenset(
    (
        "",
        "-",
        "--",
        "?",
        "na",
        "n/a",
        "nan",
        "null",
        "none",
        "unknown",
        "inconnu",
        "inconnue",
        "مجهول",
        "غير معروف",
        "لا يوجد",
    )
)
_BETWEEN_PLACES = re.compile(r"\s*(?:[,،;/|>–—]|\s-\s)\s*")
_NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Writing:
    """One way in which rows are named: numbers of the parts in order, -1 behind the last."""

    parts: Rows

    @property
    def counts(self) -> npt.NDArray[np.integer[Any]]:
        """How many parts each row has."""
        found: npt.NDArray[np.integer[Any]] = (self.parts >= 0).sum(axis=1).astype(np.int8)
        return found


@dataclass(frozen=True, slots=True)
class Coded:
    """A value a row by its number, -1 where there is none; `values` are the distinct ones."""

    values: list[str]
    codes: Rows


@dataclass(slots=True)
class People:
    """Everything that is compared."""

    ids: list[str]
    split: int
    parts: Parts
    names: list[Writing] = field(default_factory=list)
    mother: Writing | None = None
    dob: Dates | None = None
    event: Dates | None = None
    age: npt.NDArray[np.integer[Any]] | None = None
    sex: npt.NDArray[np.integer[Any]] | None = None
    place: Coded | None = None
    numbers: list[Coded] = field(default_factory=list)
    texts: list[Coded] = field(default_factory=list)
    text_names: list[str] = field(default_factory=list)

    def take(self, rows: Rows, split: int) -> People:
        """Some of the rows, in this order, as two lists of which the second begins at `split`."""

        def coded(value: Coded) -> Coded:
            return Coded(value.values, value.codes[rows])

        return People(
            [self.ids[row] for row in rows.tolist()],
            split,
            self.parts,
            [Writing(writing.parts[rows]) for writing in self.names],
            None if self.mother is None else Writing(self.mother.parts[rows]),
            None if self.dob is None else self.dob.take(rows),
            None if self.event is None else self.event.take(rows),
            None if self.age is None else self.age[rows],
            None if self.sex is None else self.sex[rows],
            None if self.place is None else coded(self.place),
            [coded(number) for number in self.numbers],
            [coded(text) for text in self.texts],
            self.text_names,
        )

    @property
    def total(self) -> int:
        """Rows of both lists."""
        return len(self.ids)

    @property
    def comparisons(self) -> float:
        """How many pairs there are at all; one at least, so that shares can be taken of them."""
        n = float(self.total)
        return max(self.split * (n - self.split) if self.split else n * (n - 1) / 2, 1.0)


Lists = list[tuple[Table, Chosen]]


def nothing_said(form: str) -> bool:
    """Whether a normalised value only says that nothing is known."""
    return form in _NOTHING


def gather(lists: Lists) -> People:
    """The people of one list, or of two. Raises LinkageError where an id stands twice in a list."""
    vocabulary, splitter = Vocabulary(), Splitter()

    def numbers_of(text: str) -> list[int]:
        return [number(part) for part in splitter.split(text)]

    number = vocabulary.number
    writings = _writings(lists, numbers_of)
    mother = _writing([_column(table, chosen.one("mother")) for table, chosen in lists], numbers_of)
    people = People(
        [id for table, chosen in lists for id in _ids(table, chosen)],
        lists[0][0].rows if len(lists) == 2 else 0,
        describe(vocabulary),
        writings,
        mother,
    )
    people.dob, people.event = _dates(lists, "dob"), _dates(lists, "date")
    people.age, people.sex = _ages(lists), _sexes(lists)
    people.place = _coded(lists, "place", 0, _place)
    people.numbers = _several(lists, "number", _number)
    people.texts = _several(lists, "text", _text)
    people.text_names = _names_of_texts(lists)
    return people


def _ids(table: Table, chosen: Chosen) -> list[str]:
    heading = chosen.one("id")
    if heading is None:
        return [str(row) for row in range(1, table.rows + 1)]
    column = table.columns[heading]
    if len(column.values) < table.rows or "" in column.values:
        seen = np.bincount(column.codes, minlength=len(column.values))
        worst = column.values[int(np.argmax(seen))]
        said = f"{worst!r} stands {int(seen.max())} times" if seen.max() > 1 else "it is empty in a row"
        raise LinkageError(f"{table.source}: the id column {heading!r} does not tell rows apart: {said}")
    return [column.values[code] for code in column.codes]


def _column(table: Table, heading: str | None) -> Column:
    if heading is None:
        return Column([""], np.zeros(table.rows, np.int32))
    return table.columns[heading]


def _writings(lists: Lists, numbers_of: Callable[[str], list[int]]) -> list[Writing]:
    columns = [_name_columns(table, chosen) for table, chosen in lists]
    most = max(map(len, columns))
    empty = [Column([""], np.zeros(table.rows, np.int32)) for table, _ in lists]
    slots = [
        [own[slot] if slot < len(own) else none for own, none in zip(columns, empty, strict=True)]
        for slot in range(most)
    ]
    found = [_writing(slot, numbers_of) for slot in slots]
    return [writing for writing in found if writing is not None]


def _name_columns(table: Table, chosen: Chosen) -> list[Column]:
    """The columns with whole names; parts of names joined are one more."""
    columns = [table.columns[heading] for heading in chosen.by_role.get("name", ())]
    pieces = [table.columns[heading] for role in NAME_PARTS if (heading := chosen.one(role))]
    if pieces and not (columns and len(pieces) == 1):
        joined: dict[str, int] = {}
        rows = zip(*([piece.values[code] for code in piece.codes] for piece in pieces), strict=True)
        codes = np.fromiter(
            (joined.setdefault(" ".join(filter(None, row)), len(joined)) for row in rows), np.int32, table.rows
        )
        columns.append(Column(list(joined), codes))
    return columns


def _writing(columns: list[Column], numbers_of: Callable[[str], list[int]]) -> Writing | None:
    blocks = []
    for column in columns:
        rows = [numbers_of(value) if value.lower() not in _NOTHING else [] for value in column.values]
        counts = np.fromiter(map(len, rows), np.int8, len(rows))
        block = np.full((len(rows), MOST_PARTS), -1, np.int32)
        block[np.arange(MOST_PARTS) < counts[:, None]] = np.fromiter(chain.from_iterable(rows), np.int32)
        blocks.append(block[column.codes])
    parts = np.concatenate(blocks)
    width = int((parts >= 0).any(axis=0).sum())
    return Writing(np.ascontiguousarray(parts[:, :width])) if width else None


def _dates(lists: Lists, role: str) -> Dates | None:
    found = []
    for table, chosen in lists:
        column = _column(table, chosen.one(role))
        found.append(read_dates(column.values).take(column.codes))
    joined = Dates(*(np.concatenate(fields) for fields in zip(*found, strict=True)))
    return joined if joined.year.any() else None


def _ages(lists: Lists) -> npt.NDArray[np.integer[Any]] | None:
    out = [_mapped(_column(table, chosen.one("age")), _age) for table, chosen in lists]
    ages = np.concatenate(out).astype(np.int16)
    return ages if (ages >= 0).any() else None


def _age(value: str) -> int:
    number = re.match(r"\d+", fold_digits(value))
    return int(number.group()) if number and int(number.group()) <= OLDEST else -1


def _sexes(lists: Lists) -> npt.NDArray[np.integer[Any]] | None:
    out = [_mapped(_column(table, chosen.one("sex")), lambda v: _SEX.get(normalise(v), 0)) for table, chosen in lists]
    sexes = np.concatenate(out).astype(np.int8)
    return sexes if sexes.any() else None


def _mapped(column: Column, of: Callable[[str], int]) -> npt.NDArray[np.integer[Any]]:
    return np.array([of(value) for value in column.values], np.int64)[column.codes]


def _coded(lists: Lists, role: str, which: int, form: Callable[[str], str]) -> Coded | None:
    """The `which`-th column of a role in each list, in one numbering; None where neither list says anything."""
    known: dict[str, int] = {}
    codes = []
    for table, chosen in lists:
        headings = chosen.by_role.get(role, ())
        column = _column(table, headings[which] if which < len(headings) else None)
        forms = [form(value) if normalise(value) not in _NOTHING else "" for value in column.values]
        own = np.array([known.setdefault(text, len(known)) if text else -1 for text in forms], np.int32)
        codes.append(own[column.codes])
    return Coded(list(known), np.concatenate(codes)) if known else None


def _several(lists: Lists, role: str, form: Callable[[str], str]) -> list[Coded]:
    most = max(len(chosen.by_role.get(role, ())) for _, chosen in lists)
    return [coded for which in range(most) if (coded := _coded(lists, role, which, form)) is not None]


def _names_of_texts(lists: Lists) -> list[str]:
    headings = max((chosen.by_role.get("text", ()) for _, chosen in lists), key=len)
    return list(headings)


def _place(value: str) -> str:
    """A place as its path, parts apart by " - ", in the order in which it was written."""
    parts = (_NOT_SAID.sub(" ", normalise(part)).strip() for part in _BETWEEN_PLACES.split(value))
    return " - ".join(part for part in parts if part)


def _number(value: str) -> str:
    return re.sub(r"[^0-9a-z\u0620-\u06d3]+", "", normalise(value)).lstrip("0")


def _text(value: str) -> str:
    return _NOT_SAID.sub(" ", normalise(value)).strip()


def place_keys(path: str) -> list[str]:
    """The parts of a path by coarse key, so that دوما and Douma are one."""
    return [" ".join(coarse(word) for word in part.split()) for part in path.split(" - ")]
