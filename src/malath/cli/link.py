"""`malath link …`: the linkage engine at the terminal."""

from __future__ import annotations


def main(arguments: list[str]) -> int:
    """Run it."""
    from malath.engines.linkage.command import link_command

    return link_command(arguments)
