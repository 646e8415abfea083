"""Verdicts of an earlier review as a file: `left_id,right_id,verdict`, and whether they agree with each other (BT3)."""

from __future__ import annotations

import csv
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.reading import opened_table

Rows = npt.NDArray[np.integer[Any]]
COLUMNS = ("left_id", "right_id", "verdict")
SAME, DIFFERENT, UNSURE = "same", "different", "unsure"
MOST_TOLD = 10
Said = tuple[int, int, int]
"""Line of the file, and two rows."""


@dataclass(slots=True)
class Verdicts:
    """What a file says, by row; `lost` are lines about rows that are not in the lists."""

    source: str
    same: list[Said]
    different: list[Said]
    ids: Sequence[str] = ()
    lost: list[int] = field(default_factory=list)
    unsure: int = 0

    def sentence(self) -> str:
        """What was understood, for the person who waits."""
        said = f"{self.source}: {len(self.same)} same, {len(self.different)} different, {self.unsure} unsure"
        if not self.lost:
            return said
        more = "…" if len(self.lost) > MOST_TOLD else ""
        lines = ", ".join(map(str, self.lost[:MOST_TOLD]))
        return f"{said}; not used, since a row is not in the lists: line {lines}{more}"

    def check(self, group: Rows) -> None:
        """Raises LinkageError where two who are said to be two people are made one, here or along a chain."""
        wrong = [
            f"line {line} says that {self._two(a, b)} are two people, {self._chain(a, b)}"
            for line, a, b in self.different
            if group[a] == group[b]
        ]
        self._refuse(wrong)

    def check_once(self, split: int) -> None:
        """Raises LinkageError where a row would stand in two pairs, though each list holds a person once."""
        counterparts: dict[int, Said] = {}
        wrong = []
        for line, a, b in self.same:
            for row, other in ((a, b), (b, a)):
                before = counterparts.setdefault(row, (line, row, other))
                if before[2] != other:
                    side = "left" if row < split else "right"
                    wrong.append(
                        f"lines {before[0]} and {line} give {self.ids[row]} of the {side} list two counterparts, "
                        f"{self.ids[before[2]]} and {self.ids[other]}; --one-to-one allows one"
                    )
        self._refuse(wrong)

    def check_sources(self, group: Rows, source: Rows) -> None:
        """Raises LinkageError where two rows of one clean source are made one."""
        seen: dict[tuple[int, int], int] = {}
        wrong = []
        for row in sorted({row for _line, *rows in self.same for row in rows}):
            if source[row] < 0:
                continue
            first = seen.setdefault((int(group[row]), int(source[row])), row)
            if first != row:
                chain = self._chain(first, row)
                wrong.append(f"{self._two(first, row)} are of one source that holds each person once, {chain}")
        self._refuse(wrong)

    def _two(self, a: int, b: int) -> str:
        return f"{self.ids[a]} and {self.ids[b]}"

    def _chain(self, start: int, end: int) -> str:
        """The fewest lines that make two rows one."""
        near: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for line, a, b in self.same:
            near[a].append((b, line))
            near[b].append((a, line))
        lines: dict[int, list[int]] = {start: []}
        waiting = deque([start])
        while waiting and end not in lines:
            row = waiting.popleft()
            for other, line in near[row]:
                if other not in lines:
                    lines[other] = [*lines[row], line]
                    waiting.append(other)
        told = sorted(lines[end])
        if len(told) == 1:
            return f"line {told[0]} that they are one person"
        return f"lines {', '.join(map(str, told[:-1]))} and {told[-1]} together that they are one person"

    def _refuse(self, wrong: list[str]) -> None:
        if wrong:
            more = [f"and {len(wrong) - MOST_TOLD} contradictions more"] if len(wrong) > MOST_TOLD else []
            told = "\n  ".join([*wrong[:MOST_TOLD], *more])
            raise LinkageError(f"{self.source}: the verdicts contradict each other; nothing was written\n  {told}")


def read_verdicts(path: Path, ids: Sequence[str], split: int) -> Verdicts:
    """The verdicts of a file about these rows; in one list the two may stand in either order.

    Raises LinkageError for what is no verdict, with its line.
    """
    if not path.is_file():
        raise LinkageError(f"{path}: there is no such file")
    first = {id: row for row, id in enumerate(ids[: split or None])}
    second = {id: row for row, id in enumerate(ids[split:], split)} if split else first
    found = Verdicts(path.name, [], [], ids)
    for line, left, right, said in _lines(path):
        a, b = first.get(left), second.get(right)
        if said not in (SAME, DIFFERENT, UNSURE):
            raise LinkageError(f"{path.name}: line {line}: {said!r} is none of {SAME}, {DIFFERENT}, {UNSURE}")
        if a is None or b is None:
            found.lost.append(line)
        elif said == UNSURE:
            found.unsure += 1
        elif a == b:
            raise LinkageError(f"{path.name}: line {line}: {left} is compared with itself")
        else:
            (found.same if said == SAME else found.different).append((line, a, b))
    return found


def _lines(path: Path) -> Iterator[tuple[int, str, str, str]]:
    """Line number, left id, right id and verdict of each line; other columns are passed over."""
    try:
        with opened_table(path) as rows:
            headings = [heading.strip().lstrip("\ufeff").lower() for heading in next(rows, [])]
            missing = [column for column in COLUMNS if column not in headings]
            if missing:
                raise LinkageError(f"{path.name}: has no column {', '.join(missing)}; its first line names the columns")
            left, right, said = (headings.index(column) for column in COLUMNS)
            for row in rows:
                if any(cell.strip() for cell in row):
                    cells = [*row, *[""] * len(headings)]
                    yield rows.line_num, cells[left].strip(), cells[right].strip(), cells[said].strip().lower()
    except (csv.Error, UnicodeError) as problem:
        raise LinkageError(f"{path}: cannot be read as a table: {problem}") from problem
