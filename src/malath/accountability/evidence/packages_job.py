"""The background job that opens packages of other tools (WACZ, ProofMode, Auto Archiver) behind walls: the package stays as it
came, its own proof is checked at the door, each piece of evidence becomes an item, each proof file is kept beside (SC1, SC2).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.utils import timezone

from malath.accountability.evidence.breaking import mark_broken
from malath.accountability.evidence.errors import NoRoomError
from malath.accountability.evidence.models import Evidence, WorkingCopy
from malath.accountability.evidence.opening.conversation import Inside, Opened, opened
from malath.accountability.evidence.packages import EntryError, Kind, Outcome, PackageError
from malath.accountability.evidence.receiving import Told, keep_evidence
from malath.accountability.evidence.rules import CopyKind, Proof
from malath.accountability.evidence.selectors import still_stands
from malath.accountability.evidence.uploading import room_left
from malath.engines.looking import sandbox_stands
from malath.engines.vault import Item
from malath.platform.audit.actions import record
from malath.platform.interface.jobs import Later
from malath.platform.keeper.errors import KeeperGoneError, SealedError, VaultDamagedNowError
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.vault import SeekableItem, take_in

later = Later()
AT_ONCE, LARGEST_PROOF = 2, 32 << 20
SYSTEM = "the system"
# A check that holds here compared the bytes with a hash that the tool took when it captured them.
HASHED_AT_CAPTURE = frozenset({"wacz.resource_hash", "proofmode.media_hash", "archiver.recorded_hash"})
_TIMES, _PLACES = ("claim.captured_at", "claim.made_at", "claim.modified_at"), ("claim.place",)


def open_new_packages() -> int:
    """Open packages that the look found to be zips and nobody opened yet; how many. A job's work."""
    if not sandbox_stands():
        return 0  # they wait: a package is opened behind walls or not at all
    rows = Evidence.objects.unscoped(reason="packages that wait to be opened").select_related(
        "organisation", "received_by"
    )
    waiting = rows.filter(media="application/zip", opened_on=None, package=None, erased_on=None)
    done = 0
    ready = waiting.exclude(proof=Proof.BROKEN).exclude(pk__in=later.waiting())
    for evidence in ready.order_by("received_on", "pk")[:AT_ONCE]:
        try:
            open_package(evidence)
            done += 1
        except VaultDamagedNowError:
            mark_broken(evidence)
        except (SealedError, KeeperGoneError):
            raise
        except Exception:
            later.put_off(evidence.pk, "a package was not opened")
    return done


@dataclass
class _Taken:
    """What of a package lies in the vault already, before any row tells of it."""

    checks: dict[str, Any]
    items: list[tuple[Inside, Item]] = field(default_factory=list)
    proofs: list[tuple[Inside, Item]] = field(default_factory=list)


def open_package(evidence: Evidence) -> None:
    """Check a package's own proof and keep what is in it. Files first, into the vault; then all rows, or none."""
    reveal(evidence, by=None, why="evidence.package")
    file = io.BufferedReader(SeekableItem(evidence.item, by=None, why="package"), 1 << 16)
    try:
        with opened(cast(BinaryIO, file), evidence.size) as package:
            taken = _take(evidence, package)
    except PackageError as refusal:
        taken = _Taken({"kind": "", "refused": refusal.code, "checks": [], "left_out": {}})
    _keep(evidence, taken)


def _take(evidence: Evidence, package: Opened) -> _Taken:
    told: dict[str, Any] = {"kind": package.kind, "left_out": dict(package.left_out), "beyond": package.beyond}
    taken = _Taken({**told, "checks": [list(check) for check in package.checks]})
    if package.kind == Kind.ZIP:
        return taken
    if sum(inside.size for inside in (*package.items, *package.proofs)) > room_left():
        raise NoRoomError
    for inside in package.items:
        _take_one(evidence, package, inside, taken, taken.items)
    for inside in package.proofs:
        if inside.size <= LARGEST_PROOF:
            _take_one(evidence, package, inside, taken, taken.proofs)
        else:
            taken.checks["beyond"] += 1
    return taken


def _take_one(
    evidence: Evidence, package: Opened, inside: Inside, taken: _Taken, into: list[tuple[Inside, Item]]
) -> None:
    facts = {"of": evidence.item, "path": inside.path, "kind": inside.what}
    try:
        with package.stream(inside) as stream:
            into.append((inside, take_in(stream, _name(inside), by=SYSTEM, facts=facts)))
    except EntryError as unreadable:
        taken.checks["checks"].insert(0, ["entry.readable", inside.path, Outcome.BROKEN.value, unreadable.code])


def _name(inside: Inside) -> str:
    return inside.path.rpartition("/")[2][:200] or "file"


@transaction.atomic
def _keep(evidence: Evidence, taken: _Taken) -> None:
    if not still_stands(evidence):
        return  # erased meanwhile: what was taken in is named by no row, and goes with the next sweep
    evidence.checks, evidence.opened_on = taken.checks, timezone.localdate()
    evidence.save(update_fields=["checks", "opened_on"])
    kept = [(held, _keep_item(evidence, inside, held)) for inside, held in taken.items]
    for inside, held in taken.proofs:
        _keep_proof(_about(inside, kept) or evidence, inside, held)
    record(
        "evidence.package_opened",
        by=None,
        subject=evidence.pk,
        row=evidence.pk,
        organisation=evidence.organisation_id,
        kind=taken.checks["kind"],
        items=len(taken.items),
        proofs=len(taken.proofs),
    )


def _keep_item(package: Evidence, inside: Inside, held: Item) -> Evidence:
    hashed = any(code in HASHED_AT_CAPTURE and outcome == Outcome.HOLDS for code, _s, outcome, _r in inside.checks)
    told = Told(
        title=_name(inside),
        source=_claim(inside, ("claim.source_url",)) or str(package.source),
        obtained=str(package.obtained),
        use=str(package.use),
        consent=str(package.consent),
        time=_claim(inside, _TIMES),
        place=_claim(inside, _PLACES),
    )
    facts: dict[str, Any] = {
        "item": held.id,
        "entry": held.entry,
        "size": held.size,
        "name": _name(inside),
        "hashed": hashed,
        "link": str(package.link_id or ""),
        "on": package.received_on.isoformat(),
        "told": vars(told),
    }
    kept = keep_evidence(package.received_by, package.organisation, facts)
    kept.package = package
    kept.checks = {"kind": package.checks["kind"], "checks": [list(check) for check in inside.checks]}
    kept.save(update_fields=["package", "checks"])
    return kept


def _about(proof: Inside, kept: list[tuple[Item, Evidence]]) -> Evidence | None:
    """The one item that a proof file is named after, by its name or its SHA-256; the others prove the package."""
    name = _name(proof)
    found = [one for held, one in kept if name.startswith((f"{held.name}.", held.sha256))]
    return found[0] if len(found) == 1 else None


def _keep_proof(evidence: Evidence, inside: Inside, held: Item) -> None:
    WorkingCopy(
        evidence=evidence, kind=CopyKind.PROOF, item=held.id, size=held.size, made_on=timezone.localdate(),
        made={"what": inside.proves, "path": inside.path},
    ).save(force_insert=True)  # fmt: skip


def _claim(inside: Inside, about: tuple[str, ...]) -> str:
    return next((inside.claims[code] for code in about if code in inside.claims), "")
