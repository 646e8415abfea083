"""How many hostile inputs are sent: a few in the suite, the same ones each time; ten thousand in `make soak`."""

from __future__ import annotations

import os
from collections import Counter

from hypothesis import HealthCheck, Phase, settings

SOAK = os.environ.get("MALATH_SOAK") == "1"
GOAL = 10_000
# What each file of tests sends at least in a soak; together the goal.
QUOTAS = {"forms": 6_500, "queries": 2_000, "import": 1_500}
assert sum(QUOTAS.values()) >= GOAL
sent: Counter[str] = Counter()


def examples(usual: int, soak: int) -> settings:
    """Settings for a property: so many examples in the suite, so many in a soak."""
    return settings(
        max_examples=soak if SOAK else usual,
        deadline=None,
        database=None,
        derandomize=not SOAK,
        # Shrinking sends a failing input again a thousand times; the first failure says enough.
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )


def count(kind: str) -> None:
    """One more hostile input was sent and its answer looked at."""
    sent[kind] += 1


def enough(kind: str) -> str:
    """Empty when this file sent its quota in a soak (always, in the usual suite); a soak prints the number."""
    if SOAK:
        print(f"\n{sent[kind]} hostile inputs: {kind}")
    short = SOAK and sent[kind] < QUOTAS[kind]
    return f"{sent[kind]} of {QUOTAS[kind]} hostile inputs were sent to {kind}" if short else ""
