"""What can be wrong with an instance or a run."""

from __future__ import annotations


class PlacementError(Exception):
    """Anything that stops a plan; its text says what and where."""


class InstanceError(PlacementError):
    """The instance says something that cannot be: the text names the place in the file."""


class SolverMissingError(PlacementError):
    """The solver is not installed: `pip install malath[placement]`."""

    def __init__(self) -> None:
        super().__init__("the solver is not installed: pip install 'malath[placement]'")


class SolverStoppedError(PlacementError):
    """The solver's process ended before it answered: out of memory, out of time, or killed."""
