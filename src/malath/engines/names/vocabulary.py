"""All distinct parts of names in an index: which of them could be meant by a part somebody types."""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from malath.engines.names.align import likeness
from malath.engines.names.keys import coarse_variants
from malath.engines.names.keys import key as fine
from malath.engines.names.letters import is_arabic

LEAST = 0.7
MOST_ALIGNED = 30
MOST_BEGINNINGS = 400
MOST_KEYED = 200
# From so many letters on, a slip of the finger leaves a part recognisable.
SHORTEST_SLIP = 5
_LATIN_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ARABIC_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_LONGEST = "\U0010ffff"


class Vocabulary:
    """Parts by number, in order of letters, and by coarse key."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.uses = array("I")
        self._numbers: dict[str, int] = {}
        self._by_key: dict[str, int | list[int]] = {}
        self._letters: set[str] = set()
        self._sorted_words = _Sorted()
        self._sorted_keys = _Sorted()
        self._memory: dict[tuple[str, bool], dict[int, float]] = {}

    def learn(self, parts: list[str]) -> list[int]:
        """The numbers of a name's parts, each counted as used."""
        known, uses = self._numbers.get, self.uses
        numbers = []
        for part in parts:
            number = known(part)
            if number is None:
                number = self.number(part)
            uses[number] += 1
            numbers.append(number)
        return numbers

    def unlearn(self, numbers: Iterable[int]) -> None:
        """A name with these parts is no more."""
        for number in numbers:
            self.uses[number] -= 1

    def number(self, word: str) -> int:
        """The number of a part, a new one if it was never seen."""
        found = self._numbers.get(word)
        if found is not None:
            return found
        number = self._numbers[word] = len(self.words)
        self.words.append(word)
        self.uses.append(0)
        self._sorted_words.add(word)
        for key in coarse_variants(word):
            held = self._by_key.get(key)
            if held is None:
                self._by_key[key] = number
                self._sorted_keys.add(key)
                self._letters.update(key)
            elif isinstance(held, int):
                self._by_key[key] = [held, number]
            else:
                held.append(number)
        if self._memory:
            self._memory.clear()
        return number

    def _with_key(self, key: str) -> Sequence[int]:
        held = self._by_key.get(key, ())
        return (held,) if isinstance(held, int) else held

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
        """Parts with a coarse key of the word or one slip from it; the nearest where there are many."""
        keys = coarse_variants(word)
        exact = {number for key in keys for number in self._with_key(key)}
        near: set[int] = set()
        for slip in {slip for key in keys if len(key) >= 3 for slip in _slips(key, self._letters)}:
            near.update(self._with_key(slip))
        near -= exact
        if len(word) >= SHORTEST_SLIP:
            letters = _ARABIC_LETTERS if is_arabic(word) else _LATIN_LETTERS
            exact.update(self._numbers[slip] for slip in _slips(word, letters) if slip in self._numbers)
        own = self._numbers.get(word)
        if own is not None:
            exact.add(own)
        return self._nearest(word, exact, 3 * MOST_ALIGNED) + self._nearest(word, near, MOST_ALIGNED)

    def _nearest(self, word: str, numbers: set[int], most: int) -> list[int]:
        if len(numbers) <= most:
            return list(numbers)
        arabic = is_arabic(word)
        same = {n: self.words[n] for n in numbers if is_arabic(self.words[n]) == arabic}
        # Letters of the other script cannot be counted against these: their fine keys can, of the most used ones.
        other = sorted(numbers - same.keys(), key=lambda n: -self.uses[n])[:MOST_KEYED]
        keyed = {n: fine(self.words[n]) for n in other} if len(other) > most // 2 else dict.fromkeys(other, "")
        across = process.extract(fine(word), keyed, scorer=Levenshtein.normalized_similarity, limit=most // 2)
        ranked = process.extract(word, same, scorer=Levenshtein.normalized_similarity, limit=most - len(across))
        return [number for _, _, number in (*ranked, *across)]

    def _beginnings(self, word: str) -> Iterator[tuple[int, float]]:
        numbers = {self._numbers[w]: 0.02 for w in self._sorted_words.beginning(word)}
        if len(word) > 1:
            arabic = is_arabic(word)
            for begun in coarse_variants(word, unfinished=True):
                for longer in self._sorted_keys.beginning(begun):
                    for number in self._with_key(longer):
                        if is_arabic(self.words[number]) != arabic:
                            numbers.setdefault(number, 0.06)
        for n in nlargest(MOST_BEGINNINGS, numbers, key=self.uses.__getitem__):
            yield n, 0.94 - numbers[n] - 0.012 * min(abs(len(self.words[n]) - len(word)), 8)


class _Sorted:
    """Words in order, put in order when they are first asked for."""

    def __init__(self) -> None:
        self._words: list[str] = []
        self._new: list[str] = []

    def add(self, word: str) -> None:
        self._new.append(word)

    def beginning(self, prefix: str) -> list[str]:
        """The words that begin so."""
        if len(self._new) > 64:
            self._words = sorted(self._words + self._new)
        else:
            for word in self._new:
                insort(self._words, word)
        self._new.clear()
        return self._words[bisect_left(self._words, prefix) : bisect_left(self._words, prefix + _LONGEST)]


def _slips(key: str, letters: Iterable[str]) -> Iterator[str]:
    """The key with one letter less, more, another, or two neighbours swapped."""
    for i in range(len(key)):
        head, tail = key[:i], key[i + 1 :]
        yield head + tail
        if tail:
            yield head + tail[0] + key[i] + tail[1:]
        for letter in letters:
            yield head + letter + tail
            yield head + letter + key[i:]
    for letter in letters:
        yield key + letter
