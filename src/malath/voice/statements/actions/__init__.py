"""Writes of the statements room."""
