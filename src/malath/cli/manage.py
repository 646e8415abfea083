"""`malath manage …`: Django's own commands (migrate, check, shell)."""

from __future__ import annotations


def main(arguments: list[str]) -> int:
    """Run a management command."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["malath manage", *arguments])
    return 0
