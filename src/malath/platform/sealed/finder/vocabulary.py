"""All words of a collection by their letters: which of them a typed word may mean, without looking at every one."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from malath.engines.names import is_arabic
from malath.platform.sealed.finder.spelling import PREFIXES, stems_of

# Where a word begins: no letter.
_START = "^"
_NONE = array("I")


class Vocabulary:
    """Words by number, and the numbers of the words that hold three letters, or begin with one, two or three."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}
        self._grams: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def known(self, word: str) -> int | None:
        """The number of a word, if it was seen."""
        return self._numbers.get(word)

    def number(self, word: str) -> int:
        """The number of a word, a new one if it was never seen."""
        found = self._numbers.get(word)
        if found is None:
            found = self._numbers[word] = len(self.words)
            self.words.append(word)
            for gram in _grams(word):
                held = self._grams.get(gram)
                if held is None:
                    held = self._grams[gram] = array("I")
                held.append(found)
        return found

    def forget(self, number: int) -> None:
        """No text has this word any more: it leaves memory. Its number is not given again, so that all stay in order."""
        word, self.words[number] = self.words[number], ""
        del self._numbers[word]
        for gram in _grams(word):
            held = self._grams[gram]
            held.pop(bisect_left(held, number))
            if not held:
                del self._grams[gram]

    def meant_by(self, term: str) -> Sequence[int]:
        """The words that hold the term; of a term of one or two letters those that begin with it; in Arabic also those
        that are the same word after other prefixes (and, in, to, the)."""
        if len(term) > 2 and not is_arabic(term):
            return self._holding(term)
        beginning, whole = stems_of(term)
        found = set(self._holding(term) if len(term) > 2 else self._beginning(term))
        if len(term) == 2 and is_arabic(term):
            beginning.append(term)
        for prefix in PREFIXES:
            for stem in beginning:
                found.update(self._beginning(prefix + stem))
            found.update(self._numbers[prefix + stem] for stem in whole if prefix + stem in self._numbers)
        return list(found)

    def _holding(self, term: str) -> Sequence[int]:
        fewest = min((self._grams.get(gram, _NONE) for gram in _inside(term)), key=len)
        if len(term) == 3:
            return fewest
        words = self.words
        return [number for number in fewest if term in words[number]]

    def _beginning(self, term: str) -> Sequence[int]:
        fewest = min((self._grams.get(gram, _NONE) for gram in (_START + term[:3], *_inside(term))), key=len)
        if len(term) <= 3:
            return fewest
        words = self.words
        return [number for number in fewest if words[number].startswith(term)]


def _inside(word: str) -> Iterator[str]:
    return (word[at : at + 3] for at in range(len(word) - 2))


def _grams(word: str) -> set[str]:
    return {*_inside(word), *(_START + word[:length] for length in (1, 2, 3))}
