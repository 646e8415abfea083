"""The engine's one door to the sibling engine `names`: tokens, coarse keys, and how alike two names are.

Names come in two scripts, family first or last, with an initial in place of the father; the names engine knows all
that. Imported on first use, so that reading a file needs no name tables.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from .folding import tidy


@lru_cache(maxsize=200_000)
def name_keys(name: str) -> tuple[str, ...]:
    """Return the coarse key of each part of a name, the same in every script; initials are single letters."""
    from malath.engines import names

    return tuple(key for token in names.tokens(tidy(name)) if (key := names.coarse(token)))


def may_match(ones: Sequence[str], others: Sequence[str]) -> bool:
    """True when the coarse keys of any two spellings leave room for one name: all parts of the shorter one but one.

    A hundred times cheaper than `alike`; for pairs that nothing but their names brought together.
    """
    return any(_keys_meet(name_keys(one), name_keys(other)) for one in ones for other in others)


def _keys_meet(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    initials = {key[0] for key in long}
    missing = sum(1 for key in short if key not in long and not (len(key) == 1 and key in initials))
    missing -= sum(1 for key in long if len(key) == 1)
    if missing > (1 if len(short) > 2 else 0):
        return False
    # The given name is what tells brothers apart: it must be somewhere in the other name.
    return len(short) < 2 or short[0] in long or long[0] in short or len(short[0]) == 1 or len(long[0]) == 1


@lru_cache(maxsize=200_000)
def alike(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 1, whatever their scripts."""
    from malath.engines import names

    return float(names.compare(tidy(one), tidy(other)).score)
