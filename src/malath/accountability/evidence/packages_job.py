"""The background job that opens packages of other tools (WACZ, ProofMode, Auto Archiver): the package stays as it came,
its own proof is checked at the door, and each piece of evidence in it becomes an item beside it (SC1, SC2)."""

from __future__ import annotations

import io
import logging
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.utils import timezone

from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.packages import (
    EntryError,
    Item,
    Kind,
    Outcome,
    Package,
    PackageError,
    Role,
    read_package,
)
from malath.accountability.evidence.receiving import Told, keep_evidence
from malath.accountability.evidence.rules import Proof
from malath.platform.audit.actions import record
from malath.platform.errors import DomainError
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.vault import SeekableItem, take_in

log = logging.getLogger(__name__)
AT_ONCE, MOST_ITEMS, MOST_CHECKS = 2, 500, 400
SYSTEM = "the system"
# A check that holds here compared the bytes with a hash that the tool took when it captured them.
HASHED_AT_CAPTURE = frozenset({"wacz.resource_hash", "proofmode.media_hash", "archiver.recorded_hash"})
_TIMES, _PLACES = ("claim.captured_at", "claim.made_at", "claim.modified_at"), ("claim.place",)


def open_new_packages() -> int:
    """Open packages that the look found to be zips and nobody opened yet; how many. A job's work."""
    rows = Evidence.objects.unscoped(reason="packages that wait to be opened").select_related(
        "organisation", "received_by"
    )
    waiting = rows.filter(media="application/zip", opened_on=None, package=None, erased_on=None)
    done = 0
    for evidence in waiting.exclude(proof=Proof.BROKEN).order_by("received_on", "pk")[:AT_ONCE]:
        try:
            open_package(evidence)
            done += 1
        except DomainError as refusal:
            log.warning("a package was not opened: %s", refusal.code)
    return done


def open_package(evidence: Evidence) -> None:
    """Check a package's own proof and keep what is in it; all or nothing."""
    reveal(evidence, by=None, why="evidence.package")
    file = io.BufferedReader(SeekableItem(evidence.item, by=None, why="package"), 1 << 16)
    with transaction.atomic():
        try:
            with read_package(cast(BinaryIO, file), name=str(evidence.file_name)) as package:
                evidence.checks = _told(package)
                if package.kind not in {Kind.ZIP, Kind.FOLDER}:
                    _keep_items(evidence, package)
        except PackageError as refusal:
            evidence.checks = {"kind": "", "refused": refusal.code, "checks": [], "left_out": 0}
        evidence.opened_on = timezone.localdate()
        evidence.save(update_fields=["checks", "opened_on"])
        record(
            "evidence.package_opened",
            by=None,
            subject=evidence.pk,
            row=evidence.pk,
            organisation=evidence.organisation_id,
            kind=evidence.checks["kind"],
        )


def _told(package: Package) -> dict[str, Any]:
    checks = [[check.code, check.subject, check.outcome.value] for check in package.checks]
    # What is broken is told first, and never cut off.
    checks.sort(key=lambda check: check[2] != Outcome.BROKEN.value)
    return {"kind": package.kind.value, "checks": checks[:MOST_CHECKS], "left_out": len(package.left_out)}


def _keep_items(evidence: Evidence, package: Package) -> None:
    originals = [item for item in package.items if item.role == Role.ORIGINAL]
    for item in originals[:MOST_ITEMS]:
        try:
            _keep_item(evidence, package, item)
        except EntryError as unreadable:
            evidence.checks["checks"].insert(0, ["entry.readable", item.path, Outcome.BROKEN.value])
            log.info("an entry of a package was not kept: %s", unreadable.code)
    evidence.checks["left_out"] += max(0, len(originals) - MOST_ITEMS)


def _keep_item(evidence: Evidence, package: Package, item: Item) -> None:
    about = [check for check in package.checks if check.subject == item.path]
    hashed = any(check.code in HASHED_AT_CAPTURE and check.outcome is Outcome.HOLDS for check in about)
    name = item.path.rpartition("/")[2][:200] or "file"
    with item.open() as stream:
        held = take_in(stream, name, by=SYSTEM, facts={"of": evidence.item, "path": item.path})
    told = Told(
        title=name,
        source=_claim(item, ("claim.source_url",)) or str(evidence.source),
        obtained=str(evidence.obtained),
        use=str(evidence.use),
        consent=str(evidence.consent),
        time=_claim(item, _TIMES),
        place=_claim(item, _PLACES),
    )
    facts: dict[str, Any] = {
        "item": held.id,
        "entry": held.entry,
        "size": held.size,
        "name": name,
        "hashed": hashed,
        "link": str(evidence.link_id or ""),
        "on": evidence.received_on.isoformat(),
        "told": vars(told),
    }
    kept = keep_evidence(evidence.received_by, evidence.organisation, facts)
    kept.package = evidence
    kept.checks = {"kind": package.kind.value, "checks": [[c.code, c.subject, c.outcome.value] for c in about]}
    kept.save(update_fields=["package", "checks"])


def _claim(item: Item, about: tuple[str, ...]) -> str:
    found = {claim.about: claim.value for claim in item.claims}
    return next((found[code][:200] for code in about if code in found), "")
