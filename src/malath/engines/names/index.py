"""People found by any part of their name, in any script, while it is typed; by code; by telephone number (SC10, BT3).

All of it is in memory. One lock serves one writer and many readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import TypeVar

from malath.engines.names.numbers import Numbers
from malath.engines.names.tokens import tokens
from malath.engines.names.vocabulary import Vocabulary

# Names looked at one by one for one question. Whole names that answer it exactly are always among them.
MOST_SCORED = 800
WORST = 0.45
# With so many people who have every typed part, those who lack one are not asked.
ENOUGH = 40
# A hit this far below the best one is noise.
SPREAD = 0.36
LONGEST_QUESTION = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """One person found: how well, and by which of the names, codes or numbers."""

    id: str
    score: float
    name: str


@dataclass(frozen=True, slots=True)
class _Entry:
    id: str
    shown: tuple[str, ...]
    parts: tuple[tuple[int, ...], ...]


_Key = TypeVar("_Key")
Meanings = list[dict[int, float]]


class NameIndex:
    """People by name. `put` again replaces a person's names; `drop` forgets names, codes and numbers."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._vocabulary = Vocabulary()
        self._entries: dict[int, _Entry] = {}
        self._places: dict[str, int] = {}
        self._next = 0
        self._holders: dict[int, set[int]] = {}
        self._leaders: dict[int, set[int]] = {}
        self._whole: dict[tuple[int, ...], set[int]] = {}
        self._numbers = Numbers()

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, id: str, names: Sequence[str]) -> None:
        """Let these names, in any scripts, find the id; they take the place of its earlier names."""
        with self._lock:
            self._forget_names(id)
            pairs = [(name, tokens(name)) for name in names]
            pairs = [(name, parts) for name, parts in pairs if parts]
            if not pairs:
                return
            place, self._next = self._next, self._next + 1
            rows = tuple(tuple(self._vocabulary.number(part) for part in parts) for _, parts in pairs)
            self._entries[place] = _Entry(id, tuple(name for name, _ in pairs), rows)
            self._places[id] = place
            for row in rows:
                self._whole.setdefault(tuple(sorted(row)), set()).add(place)
                self._leaders.setdefault(row[0], set()).add(place)
            for number in {number for row in rows for number in row}:
                self._holders.setdefault(number, set()).add(place)
                self._vocabulary.uses[number] += 1

    def put_code(self, id: str, code: str) -> None:
        """Let a pseudonym or a case's code find the id, exactly or by its beginning."""
        with self._lock:
            self._numbers.put_code(id, code)

    def put_phone(self, id: str, phone: str) -> None:
        """Let the last digits of a telephone number find the id."""
        with self._lock:
            self._numbers.put_phone(id, phone)

    def drop(self, id: str) -> None:
        """Forget everything about the id."""
        with self._lock:
            self._forget_names(id)
            self._numbers.drop(id)

    def find(self, text: str, limit: int = 20, offset: int = 0) -> list[Hit]:
        """The best hits for what was typed so far, best first; the last part is unfinished unless a space follows."""
        text = text[:LONGEST_QUESTION]
        with self._lock:
            hits = self._numbers.find(text)
            # Neither capitals nor a comma say what is unfinished: as typed, in lower case.
            parts = tokens(text.lower().replace(",", " ").replace("،", " "))
            if parts:
                for id, hit in self._find_names(parts, unfinished=not text[-1:].isspace()).items():
                    hits[id] = max(hit, hits.get(id, hit))
        ranked = sorted((-score, len(shown), shown, id) for id, (score, shown) in hits.items())
        window = ranked[max(offset, 0) : max(offset, 0) + max(limit, 0)]
        return [Hit(id, -minus, shown) for minus, _, shown, id in window]

    def _forget_names(self, id: str) -> None:
        place = self._places.pop(id, None)
        if place is None:
            return
        entry = self._entries.pop(place)
        for row in entry.parts:
            _take(self._whole, tuple(sorted(row)), place)
            _take(self._leaders, row[0], place)
        for number in {number for row in entry.parts for number in row}:
            _take(self._holders, number, place)
            self._vocabulary.uses[number] -= 1

    def _find_names(self, parts: list[str], *, unfinished: bool) -> dict[str, tuple[float, str]]:
        last = len(parts) - 1
        meanings = [
            self._vocabulary.meant_by(part, unfinished=unfinished and n == last) for n, part in enumerate(parts)
        ]
        places = self._whole_names(meanings)
        for place in self._candidates(meanings):
            places.setdefault(place)
        scored = [(self._scored(self._entries[place], meanings), self._entries[place].id) for place in places]
        floor = max(WORST, max((hit[0] for hit, _ in scored), default=0.0) - SPREAD)
        return {id: hit for hit, id in scored if hit[0] >= floor}

    def _whole_names(self, meanings: Meanings) -> dict[int, None]:
        """Everybody whose whole name is what was typed, in the spelling that was typed or the two nearest."""
        rows: list[tuple[int, ...]] = [()]
        for meaning in meanings:
            nearest = sorted(meaning, key=lambda n: -meaning[n])[:3]
            rows = [(*row, number) for row in rows for number in nearest][:243]
        found: dict[int, None] = {}
        for row in rows:
            for place in self._whole.get(tuple(sorted(row)), ()):
                found[place] = None
                if len(found) >= MOST_SCORED:
                    return found
        return found

    def _candidates(self, meanings: Meanings) -> Iterable[int]:
        """People who have the typed parts, the rarest part first; one part may be missing where three were typed."""
        order = sorted(meanings, key=self._spread)
        known = [meaning for meaning in order if meaning]
        if not known:
            return ()
        if len(meanings) == 1:
            return self._best_of(None, meanings)
        found = self._having(known)
        wanted = dict.fromkeys(self._best_of(found, meanings))
        if len(wanted) < ENOUGH and (len(meanings) >= 3 or not wanted):
            for left_out in range(len(known)):
                rest = known[:left_out] + known[left_out + 1 :]
                if rest and len(wanted) < MOST_SCORED:
                    others = self._having(rest)
                    wanted.update(dict.fromkeys(self._best_of(others, meanings)))
        return list(wanted)[:MOST_SCORED]

    def _spread(self, meaning: dict[int, float]) -> int:
        return sum(self._vocabulary.uses[number] for number in meaning)

    def _having(self, meanings: Meanings) -> set[int]:
        """People who have all of these parts in some spelling."""
        none: set[int] = set()
        found = none.union(*(self._holders.get(number, none) for number in meanings[0]))
        for meaning in meanings[1:]:
            if not found:
                break
            found = none.union(*(found & self._holders.get(number, none) for number in meaning))
        return found

    def _best_of(self, found: set[int] | None, meanings: Meanings) -> list[int]:
        """As many as are scored: those first who bear the first typed part as their own name, exactly if possible.

        None stands for everybody who has the first typed part.
        """
        if found is not None and len(found) <= MOST_SCORED:
            return list(found)
        chosen: dict[int, None] = {}
        none: set[int] = set()
        nearest = sorted(meanings[0], key=lambda n: -meanings[0][n])
        for ranks in (self._leaders, self._holders):
            for number in nearest:
                bearers = ranks.get(number, none)
                chosen.update(dict.fromkeys(bearers if found is None else found & bearers))
                if len(chosen) >= MOST_SCORED:
                    return list(chosen)[:MOST_SCORED]
        chosen.update(dict.fromkeys(found or ()))
        return list(chosen)[:MOST_SCORED]

    def _scored(self, entry: _Entry, meanings: Meanings) -> tuple[float, str]:
        rows = zip(entry.parts, entry.shown, strict=True)
        score, shown = max(((_row_score(row, meanings), name) for row, name in rows), key=_first)
        return max(round(score, 4), 0.0), shown


def _first(pair: tuple[float, str]) -> float:
    return pair[0]


def _row_score(row: tuple[int, ...], meanings: Meanings) -> float:
    """Mean of what each typed part finds in the name, less a little for parts not typed and for another order."""
    taken: set[int] = set()
    total, cost, last = 0.0, 0.0, -1
    for n, meaning in enumerate(meanings):
        best, at = 0.0, -1
        for position, number in enumerate(row):
            score = meaning.get(number)
            if score is not None and score > best and position not in taken:
                best, at = score, position
        if at < 0:
            continue
        taken.add(at)
        total += best
        if n == 0 and at:
            cost += 0.02
        if at < last:
            cost += 0.02
        last = at
    return total / len(meanings) - cost - 0.008 * min(len(row) - len(taken), 6)


def _take(table: dict[_Key, set[int]], key: _Key, place: int) -> None:
    holders = table.get(key)
    if holders is not None:
        holders.discard(place)
        if not holders:
            del table[key]
