"""The names of several people in one table: a line for each part of the fullest name, a column for each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from malath.engines.names import compare, tokens
from malath.people.wording import meetings_of

if TYPE_CHECKING:
    from malath.people.models import Person


@dataclass(frozen=True)
class Cell:
    """A part of a person's name as written; `how` it answers the fullest name, "" in that name itself."""

    written: str
    how: str = ""
    close: bool = True


def aligned_names(people: Sequence[Person]) -> list[list[Cell | None]]:
    """Rows of cells, one for each person, None where the name lacks the part; the last row: what only others have."""
    spellings = [(len(tokens(name)), -place, name) for place, one in enumerate(people) for name in one.all_names]
    if not spellings:
        return []
    length, place, fullest = max(spellings)
    columns = [_column(fullest, length, person, own=-place == number) for number, person in enumerate(people)]
    rows = [[column[part] for column in columns] for part in range(length + 1)]
    return [row for row in rows if any(row)]


def _column(fullest: str, length: int, person: Person, *, own: bool) -> list[Cell | None]:
    """The person's best spelling beside the fullest name; one more cell for what the fullest name has not."""
    cells: list[Cell | None] = [None] * (length + 1)
    names = [fullest] if own else person.all_names
    if not names:
        return cells
    best = max(names, key=lambda name: compare(fullest, name).score)
    places = {part: [n for n, each in enumerate(tokens(fullest)) if each == part] for part in tokens(fullest)}
    parts = compare(fullest, best).parts
    extra = []
    for part, meeting in zip(parts, meetings_of(fullest, best, parts), strict=True):
        if not part.right:
            continue
        if part.left and places.get(part.left):
            cells[places[part.left].pop(0)] = Cell(meeting.recorded, "" if own else meeting.how, meeting.close)
        else:
            extra.append(meeting.recorded)
    if extra:
        cells[length] = Cell(" ".join(extra))
    return cells
