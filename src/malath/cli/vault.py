"""`malath vault …`: the vault engine at the terminal."""

from __future__ import annotations

from malath.engines.vault.commands.main import vault_command


def main(arguments: list[str]) -> int:
    """Run one of its commands."""
    return vault_command(arguments)
