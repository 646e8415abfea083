"""How far the vault's log is dated by time-stamps of others, and the job that says so on each item (SC1)."""

from __future__ import annotations

from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.rules import Proof
from malath.engines.ledger.timestamps import stamps_of
from malath.platform.sealed.vault import vault


def stamped_size() -> int:
    """How many entries of the vault's log a kept time-stamp covers; 0 where there is none."""
    return max((stamp.size for stamp in stamps_of(vault().ledger)), default=0)


def note_stamps() -> int:
    """Items that waited for their time-stamp and have it now are proved; how many. A job's work."""
    waiting = Evidence.objects.unscoped(reason="the state of proof, by the log").filter(proof=Proof.WAITING)
    count: int = 0
    if waiting.exists():
        count = waiting.filter(entry__lt=stamped_size()).update(proof=Proof.PROVED)
    return count
