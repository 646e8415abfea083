"""The pages of the violations room."""
