"""The views of the testimony room."""
