"""What the linker takes for one person where names and ages disagree. All people here are invented."""

from __future__ import annotations

import numpy as np
import pytest

from malath.engines.linkage.columns import guess
from malath.engines.linkage.linking import Linked, link
from malath.engines.linkage.model import GIVEN_AGAIN, kin_bits
from malath.engines.linkage.people import gather
from malath.engines.linkage.reading import table_of
from tests.linkage.invented import Invented, people

COUNT, FEW = 1500, 25
HEADINGS = ["id", "name", "age", "sex"]


def distinct(seed: int) -> list[Invented]:
    """Invented people of whom no two bear one name."""
    return list({one.arabic: one for one in people(COUNT, seed)}.values())


def linked(left: list[list[str]], right: list[list[str]]) -> tuple[Linked, dict[str, tuple[str, float]]]:
    """Two lists linked one to one: for each id of the left the right one, and how sure."""
    tables = [table_of("left", HEADINGS, left), table_of("right", HEADINGS, right)]
    found = link(gather([(table, guess(table)) for table in tables]), one_to_one=True)
    ids = found.people.ids
    rows = zip(found.left.tolist(), found.right.tolist(), found.probability.tolist(), strict=True)
    return found, {ids[a]: (ids[b], sure) for a, b, sure in rows}


@pytest.fixture(scope="module")
def judged() -> dict[str, tuple[str, float]]:
    """A list and the same people a year older; of the first FEW the first name is broken, and the next FEW stand beside a
    namesake who is much older or younger."""
    known = distinct(5)
    left = [[f"a{n}", one.arabic, str(one.age), one.sex] for n, one in enumerate(known)]
    right = []
    for n, one in enumerate(known):
        first, _, rest = one.arabic.partition(" ")
        name = f"{first[::-1]} {rest}" if n < FEW else one.arabic
        right.append([f"b{n}", name, str(one.age + 1), one.sex])
        if FEW <= n < 2 * FEW:
            right.append([f"namesake of b{n}", name, str((one.age + 35) % 80 + 1), one.sex])
    return linked(left, right)[1]


def share(judged: dict[str, tuple[str, float]], start: int, end: int) -> float:
    """The share of people in a stretch of the list who are linked to the row that stands for them."""
    said = [judged.get(f"a{n}", ("", 0.0)) for n in range(start, end)]
    return float(np.mean([to == f"b{n}" and sure >= 0.5 for n, (to, sure) in enumerate(said, start)]))


def test_whoever_is_a_year_older_is_found(judged: dict[str, tuple[str, float]]) -> None:
    assert share(judged, 2 * FEW, COUNT // 2) > 0.97


def test_of_two_namesakes_the_one_of_the_right_age_is_the_person(judged: dict[str, tuple[str, float]]) -> None:
    assert share(judged, FEW, 2 * FEW) > 0.97
    assert all("namesake" not in to for to, _ in judged.values())


def test_a_broken_first_name_is_borne_where_nobody_else_is_left(judged: dict[str, tuple[str, float]]) -> None:
    assert share(judged, 0, FEW) > 0.5


def test_a_name_is_given_again_in_a_family_however_rare_it_is() -> None:
    rare, common, another = kin_bits(np.array([13.0, 3.0, -8.0], np.float32)).tolist()

    assert rare == pytest.approx(13 + np.log2(GIVEN_AGAIN), abs=0.01)
    assert common == pytest.approx(np.log2(1 - GIVEN_AGAIN + GIVEN_AGAIN * 8), abs=0.01)
    assert another == pytest.approx(np.log2(1 - GIVEN_AGAIN), abs=0.01)


def test_what_is_left_finds_each_other_though_a_name_is_broken_and_a_part_lacks() -> None:
    known = distinct(6)
    left = [[f"a{n}", one.arabic, str(one.age), one.sex] for n, one in enumerate(known)]
    right = [[f"b{n}", one.latin, str(one.age + 1), one.sex] for n, one in enumerate(known) if n < FEW or n % 10]
    for n in range(FEW):
        first, father, _, family = right[n][1].split(" ", 3)
        right[n][1] = f"{first[::-1].title()} {father} {family}"

    assert share(linked(left, right)[1], 0, FEW) > 0.8
