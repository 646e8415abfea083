"""All distinct parts of names in an index: which of them could be meant by a part somebody types."""

from __future__ import annotations

from bisect import bisect_left

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from malath.engines.names.align import likeness
from malath.engines.names.keys import coarse_variants
from malath.engines.names.letters import is_arabic

LEAST = 0.7
MOST_ALIGNED = 40
MOST_BEGINNINGS = 400
_LONGEST = "\U0010ffff"


class Vocabulary:
    """Parts by number, in order of letters, by coarse key, and by coarse key with one letter left out."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.uses: list[int] = []
        self._numbers: dict[str, int] = {}
        self._by_key: dict[str, list[int]] = {}
        self._by_gap: dict[str, list[str]] = {}
        self._sorted_words: list[str] = []
        self._sorted_keys: list[str] = []
        self._unsorted = False
        self._memory: dict[tuple[str, bool], dict[int, float]] = {}

    def number(self, word: str) -> int:
        """The number of a part, a new one if it was never seen."""
        found = self._numbers.get(word)
        if found is not None:
            return found
        number = self._numbers[word] = len(self.words)
        self.words.append(word)
        self.uses.append(0)
        for key in coarse_variants(word):
            if key not in self._by_key:
                self._by_key[key] = []
                for gap in _gaps(key):
                    self._by_gap.setdefault(gap, []).append(key)
            self._by_key[key].append(number)
        self._unsorted = True
        self._memory.clear()
        return number

    def meant_by(self, word: str, *, unfinished: bool) -> dict[int, float]:
        """Numbers of the parts that `word` may mean, with 0..1; as a beginning too, if it is still being typed."""
        remembered = self._memory.get((word, unfinished))
        if remembered is None:
            remembered = self._meant_by(word, unfinished)
            if len(self._memory) > 2000:
                self._memory.clear()
            self._memory[word, unfinished] = remembered
        return remembered

    def _meant_by(self, word: str, unfinished: bool) -> dict[int, float]:
        found: dict[int, float] = {}
        for number in self._candidates(word):
            score = likeness(word, self.words[number]).score
            if score >= LEAST:
                found[number] = score
        if unfinished or len(word) == 1:
            for number, score in self._beginnings(word):
                if score > found.get(number, 0.0):
                    found[number] = score
        return found

    def _candidates(self, word: str) -> list[int]:
        """Parts with a coarse key of the word or one slip from it; the nearest in writing where there are many."""
        keys = coarse_variants(word)
        exact = {number for key in keys for number in self._by_key.get(key, ())}
        near: set[int] = set()
        for key in keys:
            for gap in (key, *_gaps(key)):
                for other in (gap, *self._by_gap.get(gap, ())):
                    near.update(self._by_key.get(other, ()))
        near -= exact
        own = self._numbers.get(word)
        if own is not None:
            exact.add(own)
        return self._nearest(word, exact, 3 * MOST_ALIGNED) + self._nearest(word, near, MOST_ALIGNED)

    def _nearest(self, word: str, numbers: set[int], most: int) -> list[int]:
        if len(numbers) <= most:
            return list(numbers)
        # Letters of the other script cannot be counted against these: the most used come first there.
        arabic = is_arabic(word)
        same = {n: self.words[n] for n in numbers if is_arabic(self.words[n]) == arabic}
        other = sorted(numbers - same.keys(), key=lambda n: -self.uses[n])[: most // 2]
        ranked = process.extract(word, same, scorer=Levenshtein.normalized_similarity, limit=most - len(other))
        return [number for _, _, number in ranked] + other

    def _beginnings(self, word: str) -> list[tuple[int, float]]:
        self._sort()
        numbers = {self._numbers[w]: 0.02 for w in _between(self._sorted_words, word)}
        if len(word) > 1:
            for key in coarse_variants(word, unfinished=True):
                for longer in _between(self._sorted_keys, key):
                    for number in self._by_key[longer]:
                        if is_arabic(self.words[number]) != is_arabic(word):
                            numbers.setdefault(number, 0.06)
        ranked = sorted(numbers, key=lambda n: -self.uses[n])[:MOST_BEGINNINGS]
        return [(n, 0.94 - numbers[n] - 0.012 * min(abs(len(self.words[n]) - len(word)), 8)) for n in ranked]

    def _sort(self) -> None:
        if self._unsorted:
            self._sorted_words = sorted(self.words)
            self._sorted_keys = sorted(self._by_key)
            self._unsorted = False


def _gaps(key: str) -> set[str]:
    return {key[:i] + key[i + 1 :] for i in range(len(key))} if len(key) >= 3 else set()


def _between(words: list[str], prefix: str) -> list[str]:
    return words[bisect_left(words, prefix) : bisect_left(words, prefix + _LONGEST)]
