"""What a person should look at first: the pairs whose verdict would move most, and what speaks for and against them.

A pair is worth a look where its probability is uncertain and where much hangs on it: 4 p (1 - p) times the number of
pairs that would come together or apart with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from malath.engines.linkage.explaining import as_text, explained
from malath.engines.linkage.linking import Linked
from malath.engines.linkage.model import probability

FIRST_PAIRS = 40


def worth(linked: Linked) -> npt.NDArray[np.floating[Any]]:
    """What a verdict on each kept pair would be worth, 0 and up."""
    sure = probability(linked.bits)
    doubt = 4 * sure * (1 - sure)
    if linked.clusters is None:
        return doubt
    sizes = np.bincount(linked.clusters, minlength=linked.people.total)
    moved = sizes[linked.clusters[linked.pairs.left]] * sizes[linked.clusters[linked.pairs.right]]
    found: npt.NDArray[np.floating[Any]] = doubt * np.sqrt(moved)
    return found


def first_to_review(linked: Linked, most: int = FIRST_PAIRS) -> npt.NDArray[np.integer[Any]]:
    """Numbers of the kept pairs to look at first."""
    value = worth(linked)
    order = np.lexsort((linked.pairs.right, linked.pairs.left, -value))
    chosen: npt.NDArray[np.integer[Any]] = order[value[order] > 0.01][:most].astype(np.int64)
    return chosen


def report(linked: Linked, said: list[str]) -> str:
    """The report as text: what was read, what was found, what was learned, what to look at first."""
    sure = linked.probability
    lines = ["# Report", "", *said, "", "## What was found", ""]
    for least, most in ((0.95, 1.01), (0.5, 0.95), (0.05, 0.5)):
        there = (sure >= least) & (sure < most)
        lines.append(
            f"- probability {least:.2f} to {min(most, 1):.2f}: {int(there.sum())} pairs, {sure[there].sum():.0f} expected to be one person"
        )
    if linked.clusters is not None:
        sizes = np.bincount(np.bincount(linked.clusters, minlength=linked.people.total))
        lines.append(
            "- clusters by size: " + ", ".join(f"{n} of {size}" for size, n in enumerate(sizes) if size > 1 and n)
        )
    lines += ["", "## What was learned", ""]
    for one in linked.fields:
        bits = linked.model.shares[one.name].bits
        lines.append(
            f"- {one.name}: " + ", ".join(f"{name} {said:+.1f}" for name, said in zip(one.levels, bits, strict=True))
        )
    lines += [
        "",
        "## Pairs to look at first",
        "",
        "What a verdict on them would move most stands first. Bits above 0 speak for one person.",
        "",
    ]
    lines += ["```", *(as_text(explained(linked, int(number))) + "\n" for number in first_to_review(linked)), "```", ""]
    return "\n".join(lines)


def write_report(linked: Linked, said: list[str], path: Path) -> None:
    """Write the report; it holds names, and is for those only who may read the lists."""
    path.write_text(report(linked, said), encoding="utf-8")
    path.chmod(0o600)
