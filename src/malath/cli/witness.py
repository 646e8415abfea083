"""`malath witness init|serve`."""

from __future__ import annotations


def main(arguments: list[str]) -> int:
    """Hand on to the engine's own command."""
    from malath.engines.ledger.witness_command import witness_command

    return witness_command(arguments)
