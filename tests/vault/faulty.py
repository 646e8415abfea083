"""A store that fails as real ones do: refuses, answers too late, loses what it said it took, gives half, lists lies."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import BinaryIO

from malath.engines.vault.errors import ReplicaError
from malath.engines.vault.replica.stores import Removal, Store


class Faulty:
    """Passes calls on, but for some."""

    def __init__(self, store: Store, dice: random.Random, *, chance: float = 0.25) -> None:
        self._store, self._dice, self._chance = store, dice, chance
        self.faults = 0

    def _fails(self) -> bool:
        if self._dice.random() >= self._chance:
            return False
        self.faults += 1
        return True

    def put(self, name: str, source: BinaryIO, size: int, *, days: int) -> bool:
        if self._fails():
            if self._dice.random() < 0.5:
                # It was taken, and the answer was lost.
                self._store.put(name, source, size, days=days)
            raise ReplicaError(f"{name}: 503 SlowDown")
        return self._store.put(name, source, size, days=days)

    def get(self, name: str) -> Iterator[bytes]:
        if self._fails():
            raise ReplicaError(f"{name}: 404 after it was put")
        yield from self._store.get(name)

    def size(self, name: str) -> int | None:
        return self._store.size(name)

    def names(self, prefix: str) -> Iterator[str]:
        found = list(self._store.names(prefix))
        if found and prefix == "packs/" and self._fails():
            # A list that is behind: something that is there is not named.
            found.remove(self._dice.choice(found))
        yield from found

    def keep(self, name: str, *, days: int) -> None:
        if self._fails():
            raise ReplicaError(f"{name}: 503 SlowDown")
        self._store.keep(name, days=days)

    def remove(self, name: str, *, days: int) -> Removal:
        if self._fails():
            raise ReplicaError(f"{name}: 500")
        return self._store.remove(name)
