"""A case's documents, at most 25 MB each: items of the vault (SH6, SC1)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.sealed import files
from malath.platform.sealed.fields import reveal
from malath.protection.cases.errors import EmptyFileError
from malath.protection.cases.models import Case, Document
from malath.protection.cases.rules import EntryKind, Restriction
from malath.protection.cases.writing import check_may_write, required, write_entry


@transaction.atomic
def add_document(
    case: Case, *, upload: Any, title: str, by: Member, restriction: str = Restriction.NONE, note: str = ""
) -> Document:
    """Take a file into the case, and into the vault. Raises NotAllowedError, CaseClosedError, RestrictionNotYoursError, EmptyFileError."""
    check_may_write(case, by, restriction=restriction)
    if not upload.size:
        raise EmptyFileError
    stored = files.store(case.pk, upload, by)
    document = Document(
        case=case,
        file=stored,
        details={"title": title or upload.name or "", "note": note},
        restriction=restriction,
        added_by=by,
        added_on=timezone.localdate(),
    )
    document.save(force_insert=True)
    write_entry(
        case,
        kind=EntryKind.DOCUMENT,
        by=by,
        details={"what": "added", "title": document.details["title"]},
        restriction=restriction,
        about=document.pk,
    )
    return document


@transaction.atomic
def remove_document(document: Document, *, reason: str, by: Member) -> None:
    """Take a document, which comes with its case, out of the list; it can be brought back until the case is erased.

    Raises NotAllowedError, CaseClosedError, RestrictionNotYoursError, ReasonMissingError.
    """
    check_may_write(document.case, by, restriction=document.restriction)
    reason = required(reason)
    reveal(document, by=by, why="document")
    document.removed_on = timezone.localdate()
    document.save(update_fields=["removed_on"])
    write_entry(
        document.case,
        kind=EntryKind.DOCUMENT,
        by=by,
        text=reason,
        details={"what": "removed", "title": document.details.get("title", "")},
        restriction=document.restriction,
        about=document.pk,
    )


@transaction.atomic
def bring_back_document(document: Document, *, by: Member) -> None:
    """Undo a removal."""
    check_may_write(document.case, by, restriction=document.restriction)
    reveal(document, by=by, why="document")
    document.removed_on = None
    document.save(update_fields=["removed_on"])
    write_entry(
        document.case,
        kind=EntryKind.DOCUMENT,
        by=by,
        details={"what": "back", "title": document.details.get("title", "")},
        restriction=document.restriction,
        about=document.pk,
    )


def document_body(document: Document, *, by: Member) -> bytes:
    """The file's bytes, for a member who sees the document; the keeper writes an entry of its own first."""
    return files.read(document.file, by, "document")
