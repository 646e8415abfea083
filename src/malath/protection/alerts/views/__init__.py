"""The pages of the alert room."""
