"""What the engine remembers between calls, for speed, and how to make it forget.

Words, names and numbers that were just read stay in a few bounded caches of this process. A server that is sealed
calls `forget`, so that nothing of a sheet outlives the keys.
"""

from __future__ import annotations

from . import folding, headings, name_match, phones


def forget() -> None:
    """Empty every cache that may hold something of a person. The caches of the names engine are its own."""
    folding.fold.cache_clear()
    headings.forget_headings()
    name_match.name_keys.cache_clear()
    name_match.alike.cache_clear()
    phones.forget_numbers()
