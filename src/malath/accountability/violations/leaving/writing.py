"""The export: lines for a machine, tables for a spreadsheet, a README for a lawyer, files, and digests of all (SC1).

What the member may not see is not in it, and nothing says that it is missing. The same records give the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from malath.accountability.evidence.carrying import inseparable, items_carried
from malath.accountability.violations.beside import Leaving
from malath.accountability.violations.beside import parts as parts_beside
from malath.accountability.violations.leaving.errors import ExportNotEmptyError
from malath.accountability.violations.leaving.joins import join_lines
from malath.accountability.violations.leaving.readme import readme
from malath.accountability.violations.leaving.shape import (
    CHANGES,
    CONSENTS,
    FILES,
    FIXED,
    FORMAT,
    ITEMS,
    JOINING,
    JOINS,
    LINKS,
    MANIFEST,
    README,
    RECORDS,
    REVIEWS,
    STATEMENTS,
    TABLES,
    WORDS,
    keeps,
    keeps_said,
    line,
    linked,
    people_seen,
)
from malath.accountability.violations.leaving.tables import tables
from malath.accountability.violations.leaving.words import review_lines
from malath.accountability.violations.leaving_rules import LeftOut, consent_lines, left_out_for, note_export
from malath.accountability.violations.models import Act, Change, Information, Person, Review, Statement
from malath.accountability.violations.offered import files_told_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.interface.pipe import Pipe
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member

AT_ONCE = 500
_JOINING = {str(model._meta.model_name) for model in JOINING}


Files = Iterator[tuple[str, Iterable[bytes]]]


class Export:
    """One export. `files()` gives each file's name and bytes, in order; each must be read to its end before the next.

    `counts` (lines of each kind) and `digest` (of the manifest, which stands for all of it) hold at the end.
    """

    def __init__(self, viewer: Member) -> None:
        if not viewer.can("document"):
            raise NotAllowedError
        self.viewer = viewer
        self.counts: dict[str, int] = {}
        self.digest = ""
        self._digests: dict[str, str] = {}
        self._items: dict[uuid.UUID, str] = {}
        self._joined: set[uuid.UUID] = set()
        self._gone: set[uuid.UUID] = set()
        self._changes: dict[int, str] = {}
        self._left_out = LeftOut()

    def files(self) -> Files:
        """Every file of the export, the manifest last. Raises SealedError, TooManyOpeningsError."""
        with transaction.atomic():
            record("violations.exported", by=self.viewer, organisation=self.viewer.home_organisation_id)
            self._left_out = left_out_for(self.viewer)
            note_export(self.viewer, self._left_out)
        yield from self._carried()
        for name, holds, lines in (
            (RECORDS, "records", self._records()),
            (STATEMENTS, "statements", _statements(self.viewer, self._joined, self._gone, self._left_out)),
            (CHANGES, "changes", self._noted(_changes(self.viewer))),
            (REVIEWS, "reviews", _reviews(self.viewer, self._left_out)),
            (CONSENTS, "consents", consent_lines(self.viewer, self._left_out)),
            (JOINS, "joins", join_lines(self.viewer, self._left_out)),
            (WORDS, "words", review_lines(self.viewer)),
        ):
            yield name, self._digested(name, self._counted(holds, lines))
        for part in parts_beside():
            for name, holds, lines in part.files(Leaving(self.viewer, self._left_out, self._changes)):
                yield name, self._digested(name, self._counted(holds, lines))
        for language in ("ar", "en", "fr"):
            for table, body in tables(self.viewer, language, self._left_out):
                name = f"{TABLES}/{language}/{table}"
                yield name, self._digested(name, [body])
        yield (
            README,
            self._digested(
                README,
                [readme(self.counts, leaves_out=bool(self._left_out.people or self._left_out.initials)).encode()],
            ),
        )
        manifest = "".join(f"{digest}  {name}\n" for name, digest in sorted(self._digests.items())).encode()
        self.digest = hashlib.sha256(manifest).hexdigest()
        yield MANIFEST, [manifest]

    def _digested(self, name: str, parts: Iterable[bytes]) -> Iterator[bytes]:
        digest = hashlib.sha256()
        for part in parts:
            digest.update(part)
            yield part
        self._digests[name] = digest.hexdigest()

    def _counted(self, holds: str, lines: Iterable[dict[str, Any]]) -> Iterator[bytes]:
        yield line({"format": FORMAT, "holds": holds})
        for facts in lines:
            self.counts[holds] = self.counts.get(holds, 0) + 1
            yield line(facts)

    def _noted(self, changes: Iterable[Change]) -> Iterator[dict[str, Any]]:
        """The changes as lines; what leaves beside the record names them by their keys."""
        for change in changes:
            self._changes[change.pk] = str(change.key)
            reveal(change, by=self.viewer, why="export")
            yield {
                "key": str(change.key),
                "organisation": change.organisation.slug,
                "kind": str(change.kind),
                "by": change.by.handle,
                "on": str(change.on),
                "undone": change.is_undone,
                "batch": str(change.batch) if change.batch else None,
                "undoes": self._changes.get(change.undoes_id) if change.undoes_id else None,
                "note": "" if self._left_out.mentions(change.note) else change.note,
            }

    def _carried(self) -> Files:
        """The files on which information rests, each under its digest, and the list of them. A file of somebody who is left
        out goes in no package either."""
        left_out = files_told_with(self._left_out.information | self._left_out.without_file)
        rows = Information.objects.visible_to(self.viewer).exclude(evidence=None)
        rows = rows.exclude(evidence__in=list(inseparable(left_out)))
        lines: dict[str, dict[str, Any]] = {}
        for item in items_carried(self.viewer, rows.order_by("evidence").values_list("evidence", flat=True).distinct()):
            if self._left_out.mentions(item.said):
                continue
            self._items[item.id] = item.sha256
            name = f"{FILES}/{item.sha256}"
            if item.sha256 not in lines:
                yield name, self._digested(name, item.parts)
            lines[item.sha256] = {"sha256": item.sha256, "size": item.size, **item.said}
        yield ITEMS, self._digested(ITEMS, self._counted("items", (lines[sha256] for sha256 in sorted(lines))))

    def _records(self) -> Iterator[dict[str, Any]]:
        for model, links in LINKS.items():
            rows = model.objects.visible_to(self.viewer).select_related("organisation", "entered_by", "made_in")
            for batch in _batches(rows):
                seen = people_seen(self.viewer, batch, links) - self._left_out.people
                self._gone |= {row.pk for row in batch if not keeps(self._left_out, row)}
                batch = [row for row in batch if row.pk not in self._gone]
                if model in JOINING:
                    self._joined |= {row.pk for row in batch}
                for row in batch:
                    yield _record(row, links, seen, self._items)


def write_export(folder: Path, *, viewer: Member) -> Export:
    """Write everything of the record that the member may see into a new or empty folder, for its owner's eyes alone.

    Raises NotAllowedError, ExportNotEmptyError, SealedError; TooManyOpeningsError where the keeper's limit is reached.
    """
    export = Export(viewer)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(folder.iterdir()):
        raise ExportNotEmptyError
    for name, parts in export.files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            for part in parts:
                file.write(part)
    return export


def zipped_export(*, viewer: Member) -> Iterator[bytes]:
    """The same as one ZIP, piece by piece: nothing of it touches a disk here. One that is cut off has no list of contents
    and does not open. Raises as write_export."""
    export, pipe = Export(viewer), Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, parts in export.files():
            # The day is always the same: the same records are the same bytes.
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as file:
                for part in parts:
                    file.write(part)
                    yield pipe.taken()
    yield pipe.taken()


def _record(row: Any, links: Sequence[str], seen: set[uuid.UUID], items: dict[uuid.UUID, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "id": str(row.pk),
        "record": row._meta.model_name,
        "organisation": row.organisation.slug,
        "entered_by": row.entered_by.handle,
        "made_in": str(row.made_in.key),
        "restricted": row.is_restricted,
    }
    facts |= {link: linked(row, link, seen) for link in links}
    if isinstance(row, Information):
        facts["item"] = items.get(row.evidence_id) if row.evidence_id else None
    if isinstance(row, Act) and row.victim_id is None:
        facts["to_public"] = True
    if isinstance(row, Person) and row.erased_on is not None:
        facts["erased_on"] = str(row.erased_on)
    fixed = {name: getattr(row, name) for name in FIXED.get(type(row), ())}
    return facts | {name: value if isinstance(value, int) else str(value) for name, value in fixed.items()}


def _statements(
    viewer: Member, joined: set[uuid.UUID], gone: set[uuid.UUID], left_out: LeftOut
) -> Iterator[dict[str, Any]]:
    rows = _said_of_what_stands(viewer).select_related("made_in", "ended_in", "said_in")
    for batch in _batches(rows):
        reveal(batch, by=viewer, why="export")
        sources = {one.source_id for one in batch} - {None}
        seen = set(Person.objects.visible_to(viewer).filter(pk__in=sources).values_list("pk", flat=True))
        for one in batch:
            if one.of in _JOINING and one.record not in joined:
                continue
            if one.record in gone or not keeps_said(left_out, one):
                continue
            left_out.masks.mask(one)
            yield {
                "id": str(one.pk),
                "of": one.of,
                "record": str(one.record),
                "field": one.field,
                "value": one.value.get("v"),
                "source": str(one.source_id) if one.source_id in seen else None,
                "confidence": one.confidence,
                "preferred": one.is_preferred,
                "stands": one.stands,
                "made_in": str(one.made_in.key),
                "ended_in": str(one.ended_in.key) if one.ended_in else None,
                "line": str(one.line) if one.line else None,
                "said_in": str(one.said_in.key) if one.said_in else None,
            }


def _said_of_what_stands(viewer: Member) -> Any:
    """All that was ever said of the records that stand: what is said of a part that was taken back stays here with it."""
    rows = Statement.objects.visible_to(viewer)
    for model in LINKS:
        gone = model.objects.unscoped(reason="what was taken back does not leave").filter(is_gone=True)
        rows = rows.exclude(of=str(model._meta.model_name), record__in=gone.values("pk"))
    return rows


def _changes(viewer: Member) -> Iterator[Change]:
    """The changes that made or ended what is exported, in their order."""
    said = _said_of_what_stands(viewer)
    wanted = set(said.values_list("made_in", flat=True)) | set(said.values_list("ended_in", flat=True))
    wanted |= set(said.values_list("said_in", flat=True))
    for model in LINKS:
        wanted |= set(model.objects.visible_to(viewer).values_list("made_in", flat=True))
    ordered = sorted(wanted - {None})
    rows = Change.objects.unscoped(reason="the changes of what the viewer sees").select_related("organisation", "by")
    for start in range(0, len(ordered), AT_ONCE):
        yield from rows.filter(pk__in=ordered[start : start + AT_ONCE]).order_by("pk")


def _reviews(viewer: Member, left_out: LeftOut) -> Iterator[dict[str, Any]]:
    for batch in _batches(Review.objects.visible_to(viewer).select_related("by", "event")):
        reveal(batch, by=viewer, why="export")
        for review in batch:
            if left_out.mentions(review.reasons):
                continue
            yield {
                "id": str(review.pk),
                "event": str(review.event_id),
                "kind": str(review.kind),
                "order": review.order,
                "of_what_stands": review.at_change == review.event.last_change,
                "no_tie": review.is_untied,
                "by_one": review.is_alone,
                "stage": str(review.stage),
                "agrees": review.agrees,
                "by": review.by.handle,
                "on": str(review.on),
                "reasons": review.reasons,
            }


def _batches(rows: Any) -> Iterator[list[Any]]:
    """All rows in the order of their ids, some hundred at a time."""
    last: uuid.UUID | None = None
    while batch := list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:AT_ONCE]):
        last = batch[-1].pk
        yield batch
