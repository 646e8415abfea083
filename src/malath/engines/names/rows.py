"""Very many names in a few plain arrays: whose each is, its parts, how it is shown, and which rows have a part.

A row is one name. Rows only grow; a dropped row is marked, and the index is made anew when many are.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence

_BITS = bytes(1 << n for n in range(8))
_PLACES = [[n for n in range(8) if byte >> n & 1] for byte in range(256)]
_NOT_EMPTY = re.compile(rb"[^\0]")
_EMPTY = array("I")
_WIPED = 0xFFFFFFFF
# A part that one row in so many has is kept as a row of bits too.
COMMON_SHARE = 256
FEWEST_COMMON = 2048


class Rows:
    """Columns by row number; rows by part; rows by the whole name."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._shown = bytearray()
        self._shown_ends = array("Q")
        self._parts = array("I")
        self._part_ends = array("I")
        self._having: list[array[int]] = []
        self._leading: list[array[int]] = []
        self._whole = _Whole()
        self._bits: dict[tuple[bool, int], bytearray] = {}
        self._as_numbers: dict[tuple[bool, int], int] = {}
        self._dead = bytearray()
        self.dead = 0

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, id: str, shown: str, parts: Sequence[int]) -> int:
        """Add a name; the number of its row."""
        row = len(self.ids)
        self.ids.append(id)
        self._shown += shown.encode("utf-8", "surrogatepass")
        self._shown_ends.append(len(self._shown))
        self._parts.extend(parts)
        self._part_ends.append(len(self._parts))
        having = self._having
        for part in parts:
            while part >= len(having):
                having.append(array("I"))
                self._leading.append(array("I"))
            having[part].append(row)
        self._leading[parts[0]].append(row)
        if self._bits:
            self._mark(row, parts)
        self._whole.add(parts)
        return row

    def _mark(self, row: int, parts: Sequence[int]) -> None:
        for key in ((True, parts[0]), *((False, part) for part in parts)):
            if key in self._bits:
                _set(self._bits[key], row)
                self._as_numbers.pop(key, None)

    def drop(self, row: int) -> None:
        """Mark a row, and wipe the name from it; it is found no more."""
        _set(self._dead, row)
        self.dead += 1
        start = self._shown_ends[row - 1] if row else 0
        self._shown[start : self._shown_ends[row]] = bytes(self._shown_ends[row] - start)
        for at in range(self._part_ends[row - 1] if row else 0, self._part_ends[row]):
            self._parts[at] = _WIPED

    def shown(self, row: int) -> str:
        """The name as it was given."""
        start = self._shown_ends[row - 1] if row else 0
        return self._shown[start : self._shown_ends[row]].decode("utf-8", "surrogatepass")

    def parts(self, row: int) -> array[int]:
        """The numbers of the parts, in order."""
        start = self._part_ends[row - 1] if row else 0
        return self._parts[start : self._part_ends[row]]

    def living(self, rows: Iterable[int]) -> Iterator[int]:
        """Those of the rows that were not dropped."""
        if not self.dead:
            return iter(rows)
        dead, end = self._dead, len(self._dead)
        return (row for row in rows if row >> 3 >= end or not dead[row >> 3] & _BITS[row & 7])

    def with_part(self, part: int, *, leading: bool = False) -> array[int]:
        """All rows, dropped ones too, that have the part; or that begin with it."""
        lists = self._leading if leading else self._having
        return lists[part] if part < len(lists) else _EMPTY

    def whole(self, parts: Sequence[int]) -> Iterator[int]:
        """The rows whose parts are these in any order, the newest first."""
        wanted = sorted(parts)
        for row in self.living(self._whole.near(wanted)):
            if sorted(self.parts(row)) == wanted:
                yield row

    def bits(self, parts: Iterable[int], *, leading: bool = False) -> int:
        """The rows that have any of the parts, as one number with a bit for each row."""
        found, rare = 0, bytearray()
        least = max(FEWEST_COMMON, len(self) // COMMON_SHARE)
        for part in parts:
            rows = self.with_part(part, leading=leading)
            if len(rows) >= least:
                found |= self._common(part, rows, leading)
            elif rows:
                rare = rare or bytearray((len(self) >> 3) + 1)
                for row in rows:
                    rare[row >> 3] |= _BITS[row & 7]
        return found | int.from_bytes(rare, "little")

    def alive(self, bits: int) -> int:
        """The same rows without dropped ones."""
        return bits & ~int.from_bytes(self._dead, "little") if self.dead else bits

    def _common(self, part: int, rows: array[int], leading: bool) -> int:
        key = (leading, part)
        found = self._as_numbers.get(key)
        if found is None:
            kept = self._bits.get(key)
            if kept is None:
                kept = self._bits[key] = bytearray((len(self) >> 3) + 1)
                for row in rows:
                    kept[row >> 3] |= _BITS[row & 7]
            found = self._as_numbers[key] = int.from_bytes(kept, "little")
        return found


def rows_of(bits: int, most: int) -> list[int]:
    """The numbers of the set bits, the lowest first, as many as `most`."""
    found: list[int] = []
    data = bits.to_bytes((bits.bit_length() + 7) // 8, "little")
    for place in _NOT_EMPTY.finditer(data):
        at = place.start()
        first = at * 8
        found += [first + n for n in _PLACES[data[at]]]
        if len(found) >= most:
            break
    return found[:most]


def _set(bits: bytearray, row: int) -> None:
    if row >> 3 >= len(bits):
        bits.extend(bytes((row >> 3) + 1 - len(bits) + (len(bits) >> 3)))
    bits[row >> 3] |= _BITS[row & 7]


class _Whole:
    """Rows by the sum of their parts, chained where sums fall together."""

    def __init__(self) -> None:
        self._heads = array("I", bytes(4 * 1024))
        self._next = array("I")
        self._sums = array("I")

    def add(self, parts: Sequence[int]) -> None:
        row, found = len(self._next), _sum(sorted(parts))
        self._sums.append(found)
        self._next.append(0)
        if row >= len(self._heads):
            self._grow()
        self._link(row, found)

    def near(self, wanted: Sequence[int]) -> Iterator[int]:
        """Rows whose sum is that of the sorted parts."""
        found = _sum(wanted)
        at = self._heads[found & (len(self._heads) - 1)]
        while at:
            if self._sums[at - 1] == found:
                yield at - 1
            at = self._next[at - 1]

    def _link(self, row: int, found: int) -> None:
        slot = found & (len(self._heads) - 1)
        self._next[row] = self._heads[slot]
        self._heads[slot] = row + 1

    def _grow(self) -> None:
        self._heads = array("I", bytes(4 * 4 * len(self._heads)))
        for row in range(len(self._sums) - 1):
            self._link(row, self._sums[row])


def _sum(parts: Sequence[int]) -> int:
    return hash(tuple(parts)) & 0xFFFFFFFF
