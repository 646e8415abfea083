"""How many different subjects one member may have opened in an hour."""

from __future__ import annotations

import threading
import time
import uuid
from collections import deque


class OpeningLimit:
    """Counts distinct subjects opened by each member in the last hour.

    The default lets a coordinator page through every case of a large coalition once an hour, and stops a copy of
    everything. A refused request counts nothing.
    """

    def __init__(self, most: int = 6000, window: float = 3600.0) -> None:
        self.most = most
        self.window = window
        self._seen: dict[str, dict[uuid.UUID, float]] = {}
        self._order: dict[str, deque[tuple[float, uuid.UUID]]] = {}
        self._lock = threading.Lock()

    def allows(self, member: str, subjects: set[uuid.UUID]) -> bool:
        """Count the subjects for the member; False, and nothing counted, when they would pass the limit."""
        now = time.monotonic()
        with self._lock:
            seen = self._seen.setdefault(member, {})
            order = self._order.setdefault(member, deque())
            while order and order[0][0] < now - self.window:
                at, subject = order.popleft()
                if seen.get(subject) == at:
                    del seen[subject]
            new = [subject for subject in subjects if subject not in seen]
            if len(seen) + len(new) > self.most:
                return False
            for subject in new:
                seen[subject] = now
                order.append((now, subject))
            return True
