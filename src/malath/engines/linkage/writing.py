"""What a run leaves behind: pairs, clusters, and the lists of ids behind both."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from malath.engines.linkage.linking import Linked

PAIRS, CLUSTERS = ("left_id", "right_id", "probability"), ("cluster", "list", "id")


@contextmanager
def _rows(path: Path) -> Iterator[Any]:
    """A CSV file that stands under its name only when it is whole."""
    part = path.with_name(path.name + ".part")
    with open(part, "w", encoding="utf-8", newline="") as file:
        yield csv.writer(file, lineterminator="\n")
    os.replace(part, path)


def write_pairs(linked: Linked, path: Path) -> int:
    """Write `left_id,right_id,probability`, the surest first; the number of rows."""
    ids = linked.people.ids
    order = np.lexsort((linked.right, linked.left, -linked.probability))
    with _rows(path) as rows:
        rows.writerow(PAIRS)
        left, right, sure = (
            linked.left[order].tolist(),
            linked.right[order].tolist(),
            linked.probability[order].tolist(),
        )
        rows.writerows((ids[a], ids[b], f"{p:.4f}") for a, b, p in zip(left, right, sure, strict=True))
    return len(order)


def write_clusters(linked: Linked, path: Path) -> int:
    """Write `cluster,list,id` for every row that shares a cluster with another; the number of clusters.

    `list` is 1 or 2; a cluster is called after its first row, so that the name stays while the list grows.
    """
    people, clusters = linked.people, linked.clusters
    assert clusters is not None
    sizes = np.bincount(clusters, minlength=people.total)
    together = np.flatnonzero(sizes[clusters] > 1)
    order = together[np.lexsort((together, clusters[together]))]
    with _rows(path) as rows:
        rows.writerow(CLUSTERS)
        for row in order.tolist():
            rows.writerow(
                (people.ids[clusters[row]], 2 if people.split and row >= people.split else 1, people.ids[row])
            )
    return int((sizes > 1).sum())
