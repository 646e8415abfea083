"""Erasing what was written for the public site, by two members: an item, or another room's record that has a page."""
