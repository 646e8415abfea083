"""The background job that has each new item looked at behind walls, and keeps what was found as working copies (SC2)."""

from __future__ import annotations

import io
from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.accountability.evidence.breaking import mark_broken
from malath.accountability.evidence.models import Evidence, WorkingCopy
from malath.accountability.evidence.rules import CopyKind, Proof, kind_of
from malath.accountability.evidence.searching import tell_finder
from malath.accountability.evidence.selectors import still_stands
from malath.engines.looking import ImageHash, Look, Picture, look_at
from malath.platform.audit.actions import record
from malath.platform.interface.jobs import Later
from malath.platform.keeper.errors import KeeperGoneError, SealedError, VaultDamagedNowError
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.vault import read_item, take_in

later = Later()
AT_ONCE = 5
SYSTEM = "the system"


def look_at_new() -> int:
    """Look at items that nobody looked at yet, oldest first, a few at a time; how many. A job's work."""
    rows = Evidence.objects.unscoped(reason="items that wait to be looked at").filter(looked_on=None, erased_on=None)
    done = 0
    ready = rows.exclude(proof=Proof.BROKEN).exclude(pk__in=later.waiting())
    for evidence in ready.order_by("received_on", "pk")[:AT_ONCE]:
        try:
            look_at_one(evidence)
            done += 1
        except VaultDamagedNowError:
            mark_broken(evidence)
        except (SealedError, KeeperGoneError):
            raise
        except Exception:
            later.put_off(evidence.pk, "an item was not looked at")
    return done


def look_at_one(evidence: Evidence) -> None:
    """One look: the custody event first, then the worker, then the working copies."""
    reveal(evidence, by=None, why="evidence.looking")
    reading = read_item(evidence.item, by=None, why="looking")
    look = look_at(reading.parts, name=str(evidence.file_name))
    with transaction.atomic():
        if still_stands(evidence):
            keep_look(evidence, look)


def keep_look(evidence: Evidence, look: Look) -> None:
    """Write what a look found. Everything in it is a machine's word, unverified."""
    today = timezone.localdate()
    evidence.media, evidence.verdict, evidence.looked_on = look.kind, look.verdict.value, today
    evidence.kind = kind_of(str(evidence.file_name), look.kind)
    evidence.findings, evidence.compared_on = _findings(look), None
    evidence.save(update_fields=["media", "verdict", "looked_on", "kind", "findings", "compared_on"])
    if look.thumbnail:
        _keep_picture(evidence, CopyKind.THUMBNAIL, look.thumbnail)
    if look.viewing_copy:
        _keep_picture(evidence, CopyKind.VIEWING, look.viewing_copy)
    for frame in look.key_frames:
        if frame.picture:
            _keep_picture(evidence, CopyKind.FRAME, frame.picture, seconds=frame.at)
    for text in look.texts:
        made: dict[str, Any] = {"what": "read"}
        if text.machine_reading:
            made = {"what": "ocr", "confidence": text.confidence, "languages": list(text.languages)}
        WorkingCopy(
            evidence=evidence, kind=CopyKind.TEXT, made_on=today, made=made, text=text.content,
            is_machine_reading=text.machine_reading, size=len(text.content),
        ).save(force_insert=True)  # fmt: skip
    tell_finder(evidence.pk)
    record(
        "evidence.looked",
        by=None,
        subject=evidence.pk,
        row=evidence.pk,
        organisation=evidence.organisation_id,
        verdict=look.verdict.value,
    )


def _keep_picture(evidence: Evidence, kind: CopyKind, picture: Picture, seconds: float | None = None) -> None:
    item = take_in(
        io.BytesIO(picture.jpeg), f"{kind.value}.jpg", by=SYSTEM, facts={"of": evidence.item, "kind": kind.value}
    )
    made: dict[str, Any] = {"what": kind.value, "width": picture.width, "height": picture.height}
    if seconds is not None:
        made["seconds"] = seconds
    WorkingCopy(
        evidence=evidence, kind=kind, item=item.id, media="image/jpeg", size=item.size,
        made_on=timezone.localdate(), made=made,
    ).save(force_insert=True)  # fmt: skip


def _hash(found: ImageHash | None) -> list[Any]:
    return [found.bits, found.quality] if found else []


def _findings(look: Look) -> dict[str, Any]:
    claims = {name: value for name, value in vars(look.claims).items() if value not in ("", None)}
    return {
        "findings": [[finding.code, finding.detail] for finding in look.findings],
        "left_out": [[left.part, left.why] for left in look.left_out],
        "claims": claims,
        "pixels": [look.width, look.height] if look.width and look.height else [],
        "duration": look.duration,
        "pages": look.pages,
        "hash": _hash(look.hash),
        "frames": [_hash(frame.hash) for frame in look.key_frames if frame.hash],
    }
