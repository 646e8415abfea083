"""A case's documents: sealed files of at most 25 MB."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.sealed import files
from malath.protection.cases.models import Case, Document
from malath.protection.cases.rules import EntryKind, Restriction
from malath.protection.cases.writing import check_may_write, write_entry

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile


@transaction.atomic
def add_document(
    case: Case, *, upload: UploadedFile, title: str, by: Member, restriction: str = Restriction.NONE, note: str = ""
) -> Document:
    """Seal a file into the case. Raises NotAllowedError, CaseClosedError, RestrictionNotYoursError."""
    check_may_write(case, by, restriction=restriction)
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
    """Take a document out of the case's list; it can be brought back until the case is erased."""
    check_may_write(document.case, by, restriction=document.restriction)
    document.removed_on = timezone.localdate()
    document.save(update_fields=["removed_on"])
    write_entry(
        document.case,
        kind=EntryKind.DOCUMENT,
        by=by,
        text=reason,
        details={"what": "removed"},
        restriction=document.restriction,
        about=document.pk,
    )


@transaction.atomic
def bring_back_document(document: Document, *, by: Member) -> None:
    """Undo a removal."""
    check_may_write(document.case, by, restriction=document.restriction)
    document.removed_on = None
    document.save(update_fields=["removed_on"])
    record(
        "case.document_back", by=by, subject=document.case_id, row=document.pk, organisation=document.case.organisation_id
    )


def document_body(document: Document, *, by: Member) -> bytes:
    """The file's bytes, for a member who sees the document; the keeper writes an entry of its own first."""
    return files.read(document.file, by, "document")
