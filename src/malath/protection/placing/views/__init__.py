"""The pages of placing."""
