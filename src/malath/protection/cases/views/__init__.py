"""The pages of the case room, by what they are about."""
