"""Writes of the case room, by what they do."""

from malath.protection.cases.actions.opening import open_case

__all__ = ["open_case"]
