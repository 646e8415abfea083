"""What of a list is encoded: the parts of the name by place, sex, age or year of birth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from malath.engines.linkage.columns import NAME_PARTS, Chosen
from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.people import gather
from malath.engines.linkage.reading import Column, Table
from malath.engines.names.quick import QuickTokens

FIELDS = ("name", "sex", "age", "birth")
_BESIDES = ("id", "sex", "age", "dob")
_SEXES = ("", "m", "f")


@dataclass(frozen=True, slots=True)
class Record:
    """One row: parts of the name as `tokens` gives them; sex m, f or ""; age and year of birth, -1 where unknown."""

    id: str
    parts: tuple[str, ...]
    sex: str = ""
    age: int = -1
    birth: int = -1


def records_of(table: Table, chosen: Chosen, *, numbered: bool = False, ages_in: int = 0) -> list[Record]:
    """The rows of a list. `numbered`: row numbers in place of the list's own ids.

    `ages_in`: the year in which the ages were true; it gives a year of birth where the list has none.
    Raises LinkageError where no column is a name.
    """
    names = _names(table, chosen)
    besides = {role: chosen.by_role[role] for role in _BESIDES if role in chosen.by_role}
    if numbered:
        besides.pop("id", None)
    people = gather([(table, Chosen(besides, ()))])
    none = np.full(table.rows, -1, np.int16)
    sexes = people.sex if people.sex is not None else np.zeros(table.rows, np.int8)
    ages = people.age if people.age is not None else none
    births = np.where(people.dob.year > 0, people.dob.year, none) if people.dob is not None else none
    if ages_in:
        births = np.where((births < 0) & (ages >= 0), ages_in - ages, births)
    tokens = QuickTokens()
    rows = zip(people.ids, names, sexes.tolist(), ages.tolist(), births.tolist(), strict=True)
    return [Record(id, tuple(tokens(name)), _SEXES[sex], age, birth) for id, name, sex, age, birth in rows]


def fields_in(records: Iterable[Record]) -> tuple[str, ...]:
    """What the rows say: name and sex, and the age, or the year of birth where no row has an age."""
    rows = list(records)
    age = any(row.age >= 0 for row in rows)
    said = {
        "name": True,
        "sex": any(row.sex for row in rows),
        "age": age,
        "birth": not age and any(row.birth >= 0 for row in rows),
    }
    return tuple(field for field in FIELDS if said[field])


def _names(table: Table, chosen: Chosen) -> list[str]:
    columns = [table.columns[heading] for heading in chosen.by_role.get("name", ())]
    if columns:
        return [next((found for column in columns if (found := column.at(row))), "") for row in range(table.rows)]
    parts: list[Column] = [table.columns[chosen.by_role[role][0]] for role in NAME_PARTS if role in chosen.by_role]
    if not parts:
        raise LinkageError(f"{table.source}: private matching needs a name; say which with --columns name=HEADING")
    return [" ".join(found for column in parts if (found := column.at(row))) for row in range(table.rows)]
