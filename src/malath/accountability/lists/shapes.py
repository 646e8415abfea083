"""Profiles that come with the programme, for public lists whose columns are known: headings alone, no row of any list.

A list with these headings is offered the profile; a member still says what kind of act its rows are, and looks at it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from malath.accountability.lists.mapping import Column, Plan
from malath.accountability.lists.targets import KEY


@dataclass(frozen=True)
class Shape:
    """A list's headings, and what each column becomes ("" is kept in the raw row alone)."""

    code: str
    columns: Mapping[str, str]

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(self.columns)


SHAPES: tuple[Shape, ...] = (
    Shape(
        "killed-in-two-scripts",
        {
            "rid": KEY,
            "pid": "",
            "name_ar": "person.name",
            "name_en": "person.names",
            "age": "act.age",
            "dob": "person.birth",
            "sex": "person.sex",
        },
    ),
    Shape(
        "killed-with-identity-number",
        {
            "id": KEY,
            "name": "person.name",
            "en_name": "person.names",
            "dob": "person.birth",
            "sex": "person.sex",
            "age": "act.age",
            "source": "",
        },
    ),
)


def shape_of(headings: Sequence[str]) -> Shape | None:
    """The shape whose headings these are, in any order."""
    seen = [heading.strip().casefold() for heading in headings]
    return next((shape for shape in SHAPES if sorted(shape.headings) == sorted(seen)), None)


def plan_of(shape: Shape, headings: Sequence[str]) -> Plan:
    """The plan of a shape, for columns in the order of this list."""
    columns = [Column(shape.columns[heading.strip().casefold()]) for heading in headings]
    return Plan(columns, headings=list(headings))
