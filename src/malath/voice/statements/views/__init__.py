"""The views of the statements room."""
