"""Reads of the evidence room: nothing but through `visible_to`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from malath.accountability.evidence.models import (
    Evidence,
    EvidenceErasure,
    IntakeLink,
    Review,
    WorkingCopy,
)
from malath.accountability.evidence.rules import Kind, Proof, Status
from malath.platform.access.models import Member, Organisation
from malath.platform.access.paging import page_by
from malath.platform.errors import NotFoundError

PAGE = 50
# A wall shows titles: what it does not show is not opened.
UNSHOWN = (
    "file_name", "source", "obtained", "use", "consent", "shows", "notes", "claimed", "verified", "findings",
    "checks",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """What the viewer asked for; empty values ask for nothing in particular."""

    status: str = ""
    kind: str = ""
    proof: str = ""
    number: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything was asked for."""
        return bool(self.status or self.kind or self.proof or self.number)


@dataclass
class Wall:
    """One page of items, unrevealed; `after` is the cursor of the next page, or empty."""

    items: list[Evidence] = field(default_factory=list)
    after: str = ""
    proofs: dict[str, int] = field(default_factory=dict)


def wall_for(viewer: Member, wanted: Wanted, after: uuid.UUID | None) -> Wall:
    """The newest items that the viewer sees, a page at a time by keyset; and how many stand in each state of proof."""
    rows = _wanted(Evidence.objects.visible_to(viewer), wanted)
    proofs = dict(rows.values_list("proof").annotate(n=Count("pk")).order_by())
    last = Evidence.objects.visible_to(viewer).filter(pk=after).values_list("received_on", "entry").first()
    if after is not None and last is not None:
        day, entry = last
        rows = rows.filter(Q(received_on__lt=day) | Q(received_on=day, entry__lt=entry))
    found = list(rows.defer(*UNSHOWN).order_by("-received_on", "-entry")[: PAGE + 1])
    return Wall(found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else "", proofs)


def _wanted(rows: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    if wanted.status in Status.values:
        rows = rows.filter(status=wanted.status)
    if wanted.kind in Kind.values:
        rows = rows.filter(kind=wanted.kind)
    if wanted.proof in Proof.values:
        rows = rows.filter(proof=wanted.proof)
    if wanted.number:
        rows = rows.filter(number=wanted.number.strip().upper())
    return rows


def evidence_for(viewer: Member, evidence: uuid.UUID) -> Evidence:
    """An item with who took it in; NotFoundError where the viewer may not see it."""
    rows = Evidence.objects.visible_to(viewer).select_related("organisation", "received_by", "verified_by")
    found: Evidence | None = rows.filter(pk=evidence).first()
    if found is None:
        raise NotFoundError
    return found


def copies_of(viewer: Member, evidence: Evidence) -> list[WorkingCopy]:
    """The working copies of an item, oldest first."""
    return list(WorkingCopy.objects.visible_to(viewer).filter(evidence=evidence).order_by("made_on", "kind", "pk"))


def copy_for(viewer: Member, copy: uuid.UUID) -> WorkingCopy:
    """A working copy with its item; NotFoundError where the viewer may not see it."""
    found: WorkingCopy | None = (
        WorkingCopy.objects.visible_to(viewer).select_related("evidence__organisation").filter(pk=copy).first()
    )
    if found is None:
        raise NotFoundError
    return found


def contents_of(viewer: Member, evidence: Evidence, after: int = -1) -> tuple[list[Evidence], str]:
    """What came in an item that is a package, with titles only, a page at a time; and the cursor of the next page."""
    rows = Evidence.objects.visible_to(viewer).filter(package=evidence, entry__gt=after).defer(*UNSHOWN)
    found = list(rows.order_by("entry")[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].entry) if len(found) > PAGE else ""


def package_of(viewer: Member, evidence: Evidence) -> Evidence | None:
    """The package in which an item came, while it is there and the viewer sees it."""
    found: Evidence | None = Evidence.objects.visible_to(viewer).filter(pk=evidence.package_id).first()
    return found


def reviews_of(viewer: Member, evidence: Evidence) -> list[Review]:
    """The steps of the review, newest first."""
    rows = Review.objects.visible_to(viewer).select_related("by").filter(evidence=evidence)
    return list(rows.order_by("-on", "-pk"))


def items_of(evidence: Evidence) -> list[str]:
    """The vault's ids of an item and of its working copies, the original first."""
    copies = WorkingCopy.objects.unscoped(reason="all that stands in the vault for one item")
    rows = copies.filter(evidence=evidence.pk).exclude(item="").order_by("made_on", "pk")
    return [evidence.item, *rows.values_list("item", flat=True)]


def still_stands(evidence: Evidence) -> bool:
    """Whether an item was not erased, asked inside a transaction that writes something of it: the row is locked, so that
    an erasure comes before, or sees what was written."""
    rows = Evidence.objects.unscoped(reason="the same item, locked").select_for_update()
    return rows.filter(pk=evidence.pk, erased_on=None).values_list("pk", flat=True).first() is not None


def items_named(items: Sequence[str]) -> set[str]:
    """Those of the vault's items that an original or a working copy is."""
    named: set[str] = set()
    for model in (Evidence, WorkingCopy):
        rows = model.objects.unscoped(reason="which items of the vault belong to something")
        named.update(rows.filter(item__in=items).values_list("item", flat=True))
    return named


def erasure_waiting(viewer: Member, evidence: Evidence) -> EvidenceErasure | None:
    """The erasure that was asked, not withdrawn and not done."""
    rows = EvidenceErasure.objects.visible_to(viewer).select_related("asked_by")
    found: EvidenceErasure | None = (
        rows.filter(evidence=evidence, withdrawn_on=None, done_on=None).order_by("-asked_on").first()
    )
    return found


def links_for(viewer: Member, after: uuid.UUID | None = None) -> tuple[list[IntakeLink], str]:
    """The links of the viewer's organisations, newest first, with who made them, a page at a time; and the cursor of the
    next page."""
    rows = IntakeLink.objects.visible_to(viewer).select_related("made_by", "organisation")
    found, last = page_by(rows, "made_on", after, size=PAGE)
    return found, str(last or "")


def link_for(viewer: Member, link: uuid.UUID) -> IntakeLink:
    """One of these; NotFoundError where the viewer may not know of it."""
    found: IntakeLink | None = IntakeLink.objects.visible_to(viewer).filter(pk=link).first()
    if found is None:
        raise NotFoundError
    return found


def organisations_keeping_for(viewer: Member) -> list[Organisation]:
    """Where the viewer may put evidence in."""
    able = viewer.standing.organisations_able("work_evidence")
    return list(Organisation.objects.filter(pk__in=able).order_by("slug"))
