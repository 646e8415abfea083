"""Pure decisions of the room of lists: how far an import is, and what may come next."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

# Rows of one change: enough that a batch costs little more than its rows, few enough that a killed one is soon done again.
BATCH = 500
LARGEST_LIST = 100_000
PAGE = 50
# What a member decides of a column's words on the page; what is rarer is matched to the letter, or said to be wrong.
MOST_WORDS = 80
OLDEST = 130


class State(TextChoices):
    """How far an import is. In those that end in -ING a job is at work."""

    READING = "reading", pgettext_lazy("state of an import", "The file is being read")
    REFUSED = "refused", pgettext_lazy("state of an import", "The file could not be read")
    COLUMNS = "columns", pgettext_lazy("state of an import", "Its columns wait for you")
    CHECKING = "checking", pgettext_lazy("state of an import", "Every row is being checked")
    CHECKED = "checked", pgettext_lazy("state of an import", "Checked: nothing is written yet")
    APPLYING = "applying", pgettext_lazy("state of an import", "Being written")
    APPLIED = "applied", pgettext_lazy("state of an import", "Imported")
    UNDOING = "undoing", pgettext_lazy("state of an import", "Being undone")
    UNDONE = "undone", pgettext_lazy("state of an import", "Undone")
    RETURNING = "returning", pgettext_lazy("state of an import", "Being brought back")


AT_WORK = frozenset({State.READING, State.CHECKING, State.APPLYING, State.UNDOING, State.RETURNING})
# Before anything was written: the columns can be changed, and the file can be forgotten.
OPEN = frozenset({State.COLUMNS, State.CHECKED})
# What a member may ask next: from the states of the key to the state of the value.
MAY_CHECK, MAY_APPLY = OPEN, frozenset({State.CHECKED})
# A writing that is not wanted any more is undone as far as it came.
MAY_UNDO, MAY_RETURN = frozenset({State.APPLIED, State.APPLYING}), frozenset({State.UNDONE})
MAY_FORGET = frozenset({State.REFUSED, State.COLUMNS, State.CHECKED})


class Fate(TextChoices):
    """What a row of the list becomes."""

    NEW = "new", pgettext_lazy("fate of a row of a list", "New")
    UPDATE = "update", pgettext_lazy("fate of a row of a list", "Changes what is known")
    UNCHANGED = "unchanged", pgettext_lazy("fate of a row of a list", "Known as it is")
    WRONG = "wrong", pgettext_lazy("fate of a row of a list", "Wrong")


# The fates of rows that an import writes.
WRITTEN = (Fate.NEW, Fate.UPDATE)
