"""What rows that claim one row mean for each other, and what clusters say of their pairs. All people here are invented."""

from __future__ import annotations

import numpy as np
import pytest

from malath.engines.linkage.columns import guess
from malath.engines.linkage.linking import link
from malath.engines.linkage.people import gather
from malath.engines.linkage.reading import table_of
from malath.engines.linkage.standing import standing
from tests.linkage.invented import people

COUNT, TWICE = 600, 40


@pytest.fixture(scope="module")
def sure() -> dict[tuple[str, str], float]:
    """A list, and one in which some people stand twice and some stand beside another who is called nearly as they are;
    linked without saying that rows stand once."""
    known = list({one.arabic: one for one in people(COUNT, 8)}.values())
    left = [[f"a{n}", one.arabic] for n, one in enumerate(known)]
    right = []
    for n, one in enumerate(known):
        right.append([f"b{n}", one.latin])
        if n < TWICE:
            right.append([f"again {n}", one.latin.replace("a", "e", 1)])
        elif n < 2 * TWICE:
            first, _, rest = one.latin.partition(" ")
            right.append([f"brother of {n}", f"{first[::-1].title()} {rest}"])
    tables = [table_of("left", ["id", "name"], left), table_of("right", ["id", "name"], right)]
    found = link(gather([(table, guess(table)) for table in tables]))
    ids = found.people.ids
    rows = zip(found.left.tolist(), found.right.tolist(), found.probability.tolist(), strict=True)
    return {(ids[a], ids[b]): p for a, b, p in rows}


def test_two_rows_of_one_person_do_not_exclude_each_other(sure: dict[tuple[str, str], float]) -> None:
    both = [min(sure.get((f"a{n}", f"b{n}"), 0), sure.get((f"a{n}", f"again {n}"), 0)) for n in range(TWICE)]

    assert float(np.mean([p >= 0.5 for p in both])) > 0.8


def test_a_brother_does_not_take_the_place_of_the_person(sure: dict[tuple[str, str], float]) -> None:
    ahead = [
        sure.get((f"a{n}", f"b{n}"), 0) > sure.get((f"a{n}", f"brother of {n}"), 0) for n in range(TWICE, 2 * TWICE)
    ]

    assert float(np.mean(ahead)) > 0.95


def _standing(clusters: list[int], pairs: list[tuple[int, int, float]]) -> dict[tuple[int, int], float]:
    left, right, bits = (np.array(column) for column in zip(*pairs, strict=True))
    found = standing(np.array(clusters), left, right, bits, 500.0)
    return {(int(a), int(b)): float(p) for a, b, p in zip(*found, strict=True)}


def test_a_pair_in_a_cluster_is_as_sure_as_its_weaker_row_is_bound() -> None:
    found = _standing([0, 0, 0], [(0, 1, 8.0), (1, 2, 6.0), (0, 2, -3.0)])

    assert found == {(0, 1): 5.0, (1, 2): 3.0, (0, 2): 3.0}


def test_a_pair_of_two_clusters_hears_the_other_pairs_between_them() -> None:
    found = _standing([0, 0, 2], [(0, 1, 9.0), (0, 2, 2.0), (1, 2, -8.0)])

    assert found[0, 1] == 9.0
    assert found[0, 2] == -2.0
    assert found[1, 2] == -8.0


def test_what_was_decided_stays_certain() -> None:
    found = _standing([0, 0, 0], [(0, 1, 500.0), (1, 2, 4.0), (0, 2, -2.0)])

    assert found[0, 1] == 500.0
