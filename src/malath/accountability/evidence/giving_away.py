"""Copies without metadata, for giving away: asked for by a member, made behind walls by a job, kept as working copies (SC2)."""

from __future__ import annotations

import io

from django.db import transaction
from django.utils import timezone

from malath.accountability.evidence.breaking import mark_broken
from malath.accountability.evidence.models import Evidence, WorkingCopy
from malath.accountability.evidence.reviewing import check_may_work
from malath.accountability.evidence.rules import CopyKind
from malath.accountability.evidence.selectors import still_stands
from malath.engines.looking import Derived, strip_metadata
from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.interface.jobs import Later
from malath.platform.keeper.errors import KeeperGoneError, SealedError, VaultDamagedNowError
from malath.platform.sealed.vault import read_item, take_in

later = Later()
AT_ONCE = 5
SYSTEM = "the system"
ENDINGS = {
    "image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf", "text/plain": ".txt",
    "video/mp4": ".mp4", "video/quicktime": ".mp4", "video/3gpp": ".mp4", "video/x-matroska": ".mkv",
    "video/x-msvideo": ".avi", "audio/mp4": ".m4a", "audio/ogg": ".ogg", "audio/mpeg": ".mp3", "audio/flac": ".flac",
    "audio/wav": ".wav",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}  # fmt: skip


def can_be_stripped(evidence: Evidence) -> bool:
    """Whether a copy is worth a try: pictures, and the kinds of which the metadata can be removed."""
    return evidence.media.startswith("image/") or evidence.media in ENDINGS


@transaction.atomic
def ask_copy(evidence: Evidence, *, by: Member) -> None:
    """Have a copy without metadata made. Raises NotAllowedError."""
    check_may_work(evidence, by)
    rows = Evidence.objects.unscoped(reason="after the check").filter(pk=evidence.pk)
    rows.update(copy_asked_on=timezone.localdate())
    where = evidence.organisation_id
    record("evidence.copy_asked", by=by, subject=evidence.pk, row=evidence.pk, organisation=where)


def make_copies() -> int:
    """Make the copies that were asked for; how many. A job's work."""
    rows = Evidence.objects.unscoped(reason="copies that were asked for")
    waiting = rows.filter(erased_on=None).exclude(copy_asked_on=None).exclude(looked_on=None)
    done = 0
    for evidence in waiting.exclude(pk__in=later.waiting()).order_by("copy_asked_on", "pk")[:AT_ONCE]:
        try:
            reading = read_item(evidence.item, by=None, why="stripping")
            _keep(evidence, strip_metadata(reading.parts, kind=evidence.media))
            done += 1
        except VaultDamagedNowError:
            mark_broken(evidence)
            rows.filter(pk=evidence.pk).update(copy_asked_on=None)
        except (SealedError, KeeperGoneError):
            raise
        except Exception:
            later.put_off(evidence.pk, "a copy was not made")
    return done


def _keep(evidence: Evidence, derived: Derived) -> None:
    said = [left.why for left in derived.left_out]
    copy = WorkingCopy(evidence=evidence, kind=CopyKind.STRIPPED, made_on=timezone.localdate())
    if derived.content is None:
        copy.made = {"refused": said or ["strip.refused"]}
    else:
        ending = ENDINGS.get(derived.kind, "")
        facts = {"of": evidence.item, "kind": CopyKind.STRIPPED.value}
        item = take_in(io.BytesIO(derived.content), f"stripped{ending}", by=SYSTEM, facts=facts)
        copy.item, copy.size, copy.media = item.id, item.size, derived.kind
        copy.made = {"what": "stripped", "ending": ending, "left_out": said}
    with transaction.atomic():
        if not still_stands(evidence):
            return
        # What could not be made before is said anew, or no more.
        old = WorkingCopy.objects.unscoped(reason="the last answer").filter(evidence=evidence, kind=CopyKind.STRIPPED)
        old.filter(item="").delete()
        copy.save(force_insert=True)
        rows = Evidence.objects.unscoped(reason="it was made, or cannot be")
        rows.filter(pk=evidence.pk).update(copy_asked_on=None)
        where = evidence.organisation_id
        record(
            "evidence.copy_made", by=None, subject=evidence.pk, row=copy.pk, organisation=where, made=bool(copy.item)
        )
