"""The forms of the alert room."""
