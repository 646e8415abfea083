"""Shares of a passphrase, gathered until enough are there."""

from __future__ import annotations


class GivenShares:
    """The shares given so far. Shares of different splittings stand apart, so that a stranger's share, or an old one,
    does not spoil what the holders have given; anybody may send one to the page that unseals."""

    _MOST_SETS = 64

    def __init__(self) -> None:
        self._sets: dict[tuple[str, ...], list[str]] = {}

    @staticmethod
    def _set_of(share: str) -> tuple[str, ...]:
        # SLIP-39: the first two words are the splitting's identifier and its cost.
        return tuple(share.split()[:2])

    @property
    def most(self) -> int:
        """How many shares the fullest set has."""
        return max(map(len, self._sets.values()), default=0)

    def with_new(self, share: str) -> list[str]:
        """Keep a share; all those of its splitting."""
        own = self._sets.setdefault(self._set_of(share), [])
        if share not in own:
            own.append(share)
        if len(self._sets) > self._MOST_SETS:
            emptiest = min(
                (one for one in self._sets if one != self._set_of(share)), key=lambda one: len(self._sets[one])
            )
            del self._sets[emptiest]
        return list(own)

    def forget(self, share: str) -> None:
        """Drop all shares of a share's splitting: one of them may be wrong."""
        self._sets.pop(self._set_of(share), None)
