"""How much torture: a little in the suite, the same each time; all of it with MALATH_SOAK=1 (`make soak`)."""

from __future__ import annotations

import os
import random

SOAK = os.environ.get("MALATH_SOAK") == "1"


def times(usual: int, soak: int) -> int:
    """How often: so many in the suite, so many in a soak."""
    return soak if SOAK else usual


def chance(name: str) -> random.Random:
    """The dice of one test: always the same in the suite; in a soak they fall anew, and the seed is printed."""
    seed = f"{name} {os.urandom(4).hex()}" if SOAK else name
    if SOAK:
        print(f"\nseed: {seed!r}")
    return random.Random(seed)


def say(done: int, of: int, what: str) -> None:
    """A test's own count of what it did is asserted: nothing is left out in silence. A soak prints it."""
    if SOAK:
        print(f"\n{done} {what}")
    assert done >= of, f"{done} of {of} {what}"
