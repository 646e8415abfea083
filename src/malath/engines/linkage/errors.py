"""What can be wrong with what somebody gave, said so that they can mend it."""

from __future__ import annotations


class LinkageError(Exception):
    """A list, a column or an option does not serve; the message says which and what to do."""
