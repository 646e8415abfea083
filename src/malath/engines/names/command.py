"""`malath names compare A B` and `malath names key A`: the engine's answers with their reasons."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from malath.engines.names.align import ALIKE
from malath.engines.names.compare import Comparison, compare
from malath.engines.names.keys import coarse_variants, key
from malath.engines.names.letters import normalise
from malath.engines.names.roles import roles

OTHER = 0.7
REASONS = {
    "same": "the same writing",
    "other script": "the same name in another script",
    "spelling": "another spelling",
    "slip": "a slip of one letter",
    "weak letter": "only weak letters differ: another name",
    "initial": "an initial",
    "cut short": "cut short",
    "different": "another name",
    "missing": "not in the other name",
}


def compare_command(argv: Sequence[str]) -> int:
    """Print how alike two names are and why; 0 if they may be one person, 1 if not, 2 without names."""
    parser = argparse.ArgumentParser(prog="malath names compare", description="Compare two names in any script.")
    parser.add_argument("first")
    parser.add_argument("second")
    asked = parser.parse_args(list(argv))
    found = compare(asked.first, asked.second)
    if not found.parts:
        print("There is no name to compare.")
        return 2
    print(f"{found.score:.3f}  {_verdict(found)}")
    for part in found.parts:
        keys = f"  [{key(part.left)} {key(part.right)}]" if part.left and part.right else ""
        print(f"  {part.left or '-'}  {part.right or '-'}  {part.score:.2f}  {REASONS[part.reason]}{keys}")
    if found.reordered:
        print("  The parts stand in another order.")
    return 0 if found.score >= OTHER else 1


def _verdict(found: Comparison) -> str:
    if found.score >= ALIKE:
        return "the same name"
    return "perhaps the same name" if found.score >= OTHER else "another name"


def key_command(argv: Sequence[str]) -> int:
    """Print the parts of a name with their roles and their fine and coarse keys; 2 without a name."""
    parser = argparse.ArgumentParser(prog="malath names key", description="Show the parts and keys of a name.")
    parser.add_argument("name", nargs="+")
    text = " ".join(parser.parse_args(list(argv)).name)
    found = roles(text)
    if not found.parts:
        print("There is no name in it.")
        return 2
    print(f"normalised: {normalise(text)}")
    if found.titles:
        print(f"  {' '.join(found.titles)}  titles")
    for part in found.parts:
        article = ", with the article" if part.article else ""
        print(
            f"  {part.token}  {part.role}{article}  key {key(part.token)}  coarse {' '.join(coarse_variants(part.token))}"
        )
    return 0
