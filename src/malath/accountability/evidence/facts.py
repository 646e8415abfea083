"""What the page of an item says at its top: the state of proof in sentences, and what the viewer may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from malath.accountability.evidence.erasing import may_erase
from malath.accountability.evidence.giving_away import can_be_stripped
from malath.accountability.evidence.models import Evidence, WorkingCopy
from malath.accountability.evidence.proof_words import ProofTold, proof_told
from malath.accountability.evidence.rules import KIND_ICONS, MOVES, PLAYED, PROOF_LOOKS, CopyKind, Kind, Proof
from malath.accountability.evidence.wording import VERDICTS, Told, told_of
from malath.platform.access.models import Member

SENTENCES = {
    Proof.PROVED: _("Its fingerprint was taken before it was sent, nothing changed since, and others signed when."),
    Proof.WAITING: _("Its fingerprint was taken before it was sent. The next time-stamp of others will say when."),
    Proof.NEVER_HASHED: _(
        "No fingerprint was taken before it was sent. From its arrival on nothing changed; before that nothing is proved."
    ),
    Proof.BROKEN: _("What lies in the vault is not what came in. Tell your administrator: a copy may repair it."),
}


@dataclass
class Head:
    """Ready for the template; `people` are rows to be revealed."""

    kind_icon: str
    proof_kind: str
    proof_icon: str
    sentence: Any
    may_work: bool
    may_erase: bool
    may_look: bool
    may_copy: bool
    moves: tuple[Any, ...]
    people: list[Member] = field(default_factory=list)
    evidence: Evidence | None = None

    @property
    def proof(self) -> ProofTold:
        """The proof that came with it, once the item is revealed."""
        return proof_told(self.evidence.checks if self.evidence else {})

    @property
    def verdict(self) -> Any:
        """How the machine's look ended; empty while it is still to come."""
        return VERDICTS.get(self.evidence.verdict, "") if self.evidence else ""

    @property
    def told(self) -> Told:
        """What the machine found, in words, once the item is revealed."""
        return told_of(self.evidence.findings if self.evidence else {})


def head_of(viewer: Member, evidence: Evidence, copies: list[WorkingCopy]) -> Head:
    """The head of a page; the item need not be revealed yet."""
    kind, icon = PROOF_LOOKS[Proof(evidence.proof)]
    shown = any(copy.kind in (CopyKind.VIEWING, CopyKind.FRAME, CopyKind.TEXT) for copy in copies)
    may_work = viewer.can("work_evidence", evidence.organisation_id)
    return Head(
        kind_icon=KIND_ICONS[Kind(evidence.kind)],
        proof_kind=kind,
        proof_icon=icon,
        sentence=SENTENCES[Proof(evidence.proof)],
        may_work=may_work,
        may_erase=may_erase(viewer, evidence),
        may_look=shown or evidence.media in PLAYED,
        may_copy=may_work and can_be_stripped(evidence),
        moves=MOVES.get(evidence.status, ()) if may_work else (),
        people=[one for one in (evidence.received_by, evidence.verified_by) if one],
        evidence=evidence,
    )
