"""`malath place …`: the placement engine at the terminal."""

from __future__ import annotations


def main(arguments: list[str]) -> int:
    """Run it."""
    from malath.engines.placement.command import place_command

    return place_command(arguments)
