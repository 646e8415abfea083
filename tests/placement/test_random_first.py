"""Thousands of random instances, the first quarter: what trying every plan finds (trying.py)."""

from __future__ import annotations

from tests.placement.trying import parts_of_file, try_every_plan


@parts_of_file(0)
def test_every_plan_passes_the_checker_and_no_plan_exceeds_the_bound(part: int) -> None:
    """The optimum by trying every plan, for every instance of up to six households and homes."""
    try_every_plan(part)
