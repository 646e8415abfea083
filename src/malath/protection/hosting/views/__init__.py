"""The pages of hosting."""
