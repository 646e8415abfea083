"""How an item comes in: into the vault first, durably; then its row, at once or when the server is opened (SC1)."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from malath.accountability.evidence.errors import EmptyEvidenceError
from malath.accountability.evidence.models import Evidence, IntakeLink
from malath.accountability.evidence.rules import Obtained, Use, kind_of, new_number, proof_of
from malath.accountability.evidence.searching import tell_finder
from malath.accountability.evidence.stamps import stamped_size
from malath.platform.access.models import Member, Organisation
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.keeper.errors import SealedError
from malath.platform.sealed import intake, vault

INTAKE_KIND = "evidence"


@dataclass(frozen=True)
class Told:
    """What the sender says of what they send."""

    title: str = ""
    source: str = ""
    obtained: str = Obtained.UNKNOWN
    use: str = Use.CONFIDENTIAL
    consent: str = ""
    shows: str = ""
    time: str = ""
    place: str = ""
    notes: str = ""


def receive(
    file: BinaryIO,
    *,
    name: str,
    organisation: Organisation,
    by: Member,
    told: Told,
    hashed_at_source: bool = False,
    link: IntakeLink | None = None,
    path: str = "",
) -> Evidence | None:
    """Take in one file, also while the server is sealed: then None is given, and the item appears when it is opened.

    `by` is the member who takes it in; for a link, the member who made it. `path`: the folder in which it lay.

    Raises NotAllowedError, EmptyEvidenceError, VaultBusyNowError.
    """
    if link is None and not by.can("work_evidence", organisation.pk):
        raise NotAllowedError
    item = vault.take_in(
        file, name, by=f"link {link.pk}" if link else str(by.pk), facts={"hashed": hashed_at_source, "path": path}
    )
    facts: dict[str, Any] = {
        "item": item.id,
        "entry": item.entry,
        "size": item.size,
        "name": name,
        "path": path,
        "hashed": hashed_at_source,
        "link": str(link.pk) if link else "",
        "on": timezone.localdate().isoformat(),
        "told": asdict(told),
    }
    if not keeper().is_sealed():
        try:
            return keep_evidence(by, organisation, facts)
        except SealedError:
            pass  # sealed between the two questions: nothing is lost
    intake.take_in(INTAKE_KIND, by, organisation, facts)
    return None


def _free_number() -> str:
    rows = Evidence.objects.unscoped(reason="numbers are unique in the coalition")
    number = new_number()
    while rows.filter(number=number).exists():
        number = new_number()
    return number


@transaction.atomic
def keep_evidence(by: Member, organisation: Organisation, facts: dict[str, Any]) -> Evidence:
    """Write the row of an item that lies in the vault; what was handed over twice is kept once."""
    told = Told(**facts["told"])
    known = Evidence.objects.unscoped(reason="the same item, handed over again").filter(item=facts["item"]).first()
    if known is not None:
        return known  # type: ignore[no-any-return]
    evidence = Evidence(
        number=_free_number(),
        organisation=organisation,
        item=facts["item"],
        entry=facts["entry"],
        size=facts["size"],
        kind=kind_of(facts["name"]),
        proof=proof_of(hashed_at_source=facts["hashed"], entry=facts["entry"], stamped=stamped_size(), is_broken=False),
        hashed_at_source=facts["hashed"],
        received_on=date.fromisoformat(facts["on"]),
        received_by=by,
        link_id=uuid.UUID(facts["link"]) if facts["link"] else None,
        title=told.title or facts["name"],
        file_name=facts["name"],
        path=facts.get("path", ""),
        source=told.source,
        obtained=told.obtained,
        use=told.use,
        consent=told.consent,
        shows=told.shows,
        notes=told.notes,
        claimed={"time": told.time, "place": told.place},
    )
    keeper().create_subject(evidence.pk, organisation.pk)
    evidence.save(force_insert=True)
    tell_finder(evidence.pk)
    record(
        "evidence.received",
        by=by,
        subject=evidence.pk,
        row=evidence.pk,
        organisation=organisation.pk,
        item=facts["item"],
        by_link=bool(facts["link"]),
    )
    return evidence


def refuse_empty(size: int) -> None:
    """Raise EmptyEvidenceError for a file of no bytes."""
    if size <= 0:
        raise EmptyEvidenceError
