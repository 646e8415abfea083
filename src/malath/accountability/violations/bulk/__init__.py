"""One change of many records at once: seen before it is made, made record by record, undone as a whole (SC1).

preview_of(viewer, acts, wanted)         each record before and after, and which are left out and why
change_together(seen, wanted, why=…)     one change, one transaction, one entry an event; all of one batch
undo_together(batch, by=…)               what was changed since is left, and named
"""

from malath.accountability.violations.bulk.applying import Made, change_together
from malath.accountability.violations.bulk.preview import Line, Preview, preview_of
from malath.accountability.violations.bulk.rules import CHANGES, MOST, How, LeftOut, Wanted
from malath.accountability.violations.bulk.selectors import Batch, batch_for, batches_for
from malath.accountability.violations.bulk.undoing import Undone, undo_together

__all__ = [
    "CHANGES",
    "MOST",
    "Batch",
    "How",
    "LeftOut",
    "Line",
    "Made",
    "Preview",
    "Undone",
    "Wanted",
    "batch_for",
    "batches_for",
    "change_together",
    "preview_of",
    "undo_together",
]
