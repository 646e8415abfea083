"""People found by any part of their name, in any script, while it is typed; by code; by telephone number (SC10, BT3).

All of it is in memory: a million names in a few hundred MB. One lock serves one writer and many readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import RLock

from malath.engines.names.numbers import Numbers
from malath.engines.names.quick import QuickTokens
from malath.engines.names.rows import Rows, rows_of
from malath.engines.names.tokens import tokens
from malath.engines.names.vocabulary import Vocabulary

# Names looked at one by one for one question. Whole names that answer it exactly are always among them.
MOST_SCORED = 800
WORST = 0.45
# With so many names that have every typed part, those that lack one are not asked.
ENOUGH = 40
# A hit this far below the best one is noise.
SPREAD = 0.36
LONGEST_QUESTION = 200
# Up to so many names of the rarest part are tried one by one; more are met as rows of bits.
FEW = 2000
# Dropped names are cleared away when they are a third of all, and at least so many.
FEWEST_CLEARED = 4096
MOST_UNIONS = 48


@dataclass(frozen=True, slots=True)
class Hit:
    """One person found: how well, and by which of the names, codes or numbers."""

    id: str
    score: float
    name: str


Meanings = list[dict[int, float]]


class NameIndex:
    """People by name. `put` again replaces a person's names; `drop` forgets names, codes and numbers."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._vocabulary = Vocabulary()
        self._tokens = QuickTokens()
        self._rows = Rows()
        self._of: dict[str, int | tuple[int, ...]] = {}
        self._unions: dict[tuple[bool, tuple[int, ...]], int] = {}
        self._numbers = Numbers()

    def __len__(self) -> int:
        return len(self._of)

    def put(self, id: str, names: Sequence[str]) -> None:
        """Let these names, in any scripts, find the id; they take the place of its earlier names."""
        with self._lock:
            if id in self._of:
                self._forget_names(id)
            if self._unions:
                self._unions.clear()
            self._add(id, names)

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

    def _add(self, id: str, names: Sequence[str]) -> None:
        rows = []
        for name in names:
            parts = self._tokens(name)
            if parts:
                rows.append(self._rows.add(id, name, self._vocabulary.learn(parts)))
        if rows:
            self._of[id] = rows[0] if len(rows) == 1 else tuple(rows)

    def _forget_names(self, id: str) -> None:
        held = self._of.pop(id, ())
        for row in (held,) if isinstance(held, int) else held:
            self._vocabulary.unlearn(self._rows.parts(row))
            self._rows.drop(row)
        if self._rows.dead >= max(FEWEST_CLEARED, len(self._rows) // 3):
            self._clear_away()

    def _clear_away(self) -> None:
        """Make rows and vocabulary anew, so that no word of what was dropped stays in memory."""
        old, held_by = self._rows, self._of
        self._rows, self._of, self._vocabulary, self._tokens = Rows(), {}, Vocabulary(), QuickTokens()
        self._unions.clear()
        for id, held in held_by.items():
            self._add(id, [old.shown(row) for row in ((held,) if isinstance(held, int) else held)])

    def _find_names(self, parts: list[str], *, unfinished: bool) -> dict[str, tuple[float, str]]:
        last = len(parts) - 1
        meanings = [
            self._vocabulary.meant_by(part, unfinished=unfinished and n == last) for n, part in enumerate(parts)
        ]
        wanted = dict.fromkeys(self._whole_names(meanings))
        wanted.update(dict.fromkeys(self._candidates(meanings)))
        scored = [(max(round(_row_score(self._rows.parts(row), meanings), 4), 0.0), row) for row in wanted]
        floor = max(WORST, max((score for score, _ in scored), default=0.0) - SPREAD)
        hits: dict[str, tuple[float, str]] = {}
        for score, row in scored:
            if score >= floor:
                id = self._rows.ids[row]
                if id not in hits or score > hits[id][0]:
                    hits[id] = (score, self._rows.shown(row))
        return hits

    def _whole_names(self, meanings: Meanings) -> list[int]:
        """The names that are what was typed, in the spelling that was typed or the two nearest."""
        choices: list[tuple[int, ...]] = [()]
        for meaning in meanings:
            nearest = sorted(meaning, key=lambda n: -meaning[n])[:3]
            choices = [(*row, number) for row in choices for number in nearest][:243]
        found: list[int] = []
        for choice in choices:
            for row in self._rows.whole(choice):
                found.append(row)
                if len(found) >= MOST_SCORED:
                    return found
        return found

    def _candidates(self, meanings: Meanings) -> Iterable[int]:
        """Names that have the typed parts; one part may be missing where three were typed."""
        known = sorted((meaning for meaning in meanings if meaning), key=self._spread)
        if not known:
            return ()
        wanted = dict.fromkeys(self._having(known, meanings))
        if len(meanings) > 1 and len(wanted) < ENOUGH and (len(meanings) >= 3 or not wanted):
            for left_out in range(len(known)):
                rest = known[:left_out] + known[left_out + 1 :]
                if rest and len(wanted) < MOST_SCORED:
                    wanted.update(dict.fromkeys(self._having(rest, meanings)))
        return list(wanted)[:MOST_SCORED]

    def _spread(self, meaning: dict[int, float]) -> int:
        return sum(self._vocabulary.uses[number] for number in meaning)

    def _having(self, needed: Meanings, typed: Meanings) -> list[int]:
        """Names that have all of the needed parts in some spelling; of too many, the likeliest."""
        if self._spread(needed[0]) <= FEW:
            rows = dict.fromkeys(row for number in needed[0] for row in self._rows.with_part(number))
            return [row for row in self._rows.living(rows) if self._has_all(row, needed[1:])][:MOST_SCORED]
        bits = self._union(needed[0])
        for meaning in needed[1:]:
            bits &= self._union(meaning)
        bits = self._rows.alive(bits)
        if bits.bit_count() <= MOST_SCORED:
            return rows_of(bits, MOST_SCORED)
        return self._best_of(bits, typed[0])

    def _has_all(self, row: int, needed: Meanings) -> bool:
        parts = self._rows.parts(row)
        return all(any(part in meaning for part in parts) for meaning in needed)

    def _union(self, meaning: dict[int, float], *, leading: bool = False) -> int:
        key = (leading, tuple(meaning))
        found = self._unions.get(key)
        if found is None:
            if len(self._unions) >= MOST_UNIONS:
                self._unions.clear()
            found = self._unions[key] = self._rows.bits(meaning, leading=leading)
        return found

    def _best_of(self, bits: int, first: dict[int, float]) -> list[int]:
        """As many as are scored: those first who bear the first typed part as their own name, exactly if possible."""
        chosen: dict[int, None] = {}
        nearest = sorted(first, key=lambda n: -first[n])
        exact = {number: first[number] for number in nearest[:1]}
        for group in (exact, first):
            chosen.update(dict.fromkeys(rows_of(bits & self._union(group, leading=True), MOST_SCORED)))
        chosen.update(dict.fromkeys(rows_of(bits & self._union(exact), MOST_SCORED)))
        chosen.update(dict.fromkeys(rows_of(bits, MOST_SCORED)))
        return list(chosen)[:MOST_SCORED]


def _row_score(row: Sequence[int], meanings: Meanings) -> float:
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
