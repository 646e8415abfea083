"""Which version of each account stands, whatever was undone and brought back in between (SC1).

An account is a line of versions, each said in place of the one before. The last word of the changes that stand holds, as if
what is undone had never been: an older version never comes to stand beside a newer one of the same account.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Version:
    """A statement of an account. `made` and `ended` are the numbers of the changes that said and ended it, None where that
    change is undone, or there is none; one that was ended by the change that said it only notes that its account ended."""

    pk: uuid.UUID
    line: uuid.UUID
    made: int | None
    ended: int | None


def standing_among(versions: Iterable[Version]) -> set[uuid.UUID]:
    """The versions that stand: of each account at most one."""
    last: dict[uuid.UUID, tuple[tuple[int, bool], uuid.UUID | None]] = {}
    for one in versions:
        # What a change ends, it ended before it said something in its place.
        words: list[tuple[tuple[int, bool], uuid.UUID | None]] = []
        if one.made is not None and one.made != one.ended:
            words.append(((one.made, True), one.pk))
        if one.ended is not None:
            words.append(((one.ended, False), None))
        for word in words:
            if one.line not in last or word[0] > last[one.line][0]:
                last[one.line] = word
    return {pk for _when, pk in last.values() if pk is not None}
