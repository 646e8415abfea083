"""Giving things to a court, a mechanism, another organisation: a package that is checked without Malath (SC2)."""
