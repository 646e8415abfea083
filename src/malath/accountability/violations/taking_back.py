"""One part that was entered wrongly is taken back alone, with a reason: all that was written after it stands (SC1; decision 0040)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from malath.accountability.violations.errors import ReasonMissingError
from malath.accountability.violations.joining.actions import marks_of
from malath.accountability.violations.leaving_rules import rest_on_words
from malath.accountability.violations.models import (
    Act,
    Belonging,
    BodyName,
    Change,
    EventLink,
    Holding,
    Information,
    Intervention,
    Involvement,
    Post,
    Record,
    Tie,
)
from malath.accountability.violations.recording import recording
from malath.platform.errors import ChangedMeanwhileError, DomainError, NotAllowedError, NotFoundError

if TYPE_CHECKING:
    import uuid

    from malath.platform.access.models import Member

# What hangs on something else; an event, a person, a unit or a place goes with the change that made it, or is erased.
PARTS: dict[str, type[Record]] = {
    str(model._meta.model_name): model
    for model in (Act, Involvement, Information, Intervention, Holding, EventLink, Tie, BodyName, Belonging, Post)
}


class ConsentsStandError(DomainError):
    """What somebody told is taken back while their consents stand on it: what they forbade would hold no longer."""

    code = "violations.testimony-stands"
    status = 409
    message = _("A testimony with consents rests on it: what its person allowed and forbade must hold. It stays.")


def part_for(viewer: Member, kind: str, pk: uuid.UUID) -> Any:
    """A part that the viewer may take back; NotFoundError otherwise."""
    model = PARTS.get(kind)
    row = model.objects.visible_to(viewer).select_related("organisation").filter(pk=pk).first() if model else None
    if row is None or not viewer.can("document", row.organisation_id):
        raise NotFoundError
    return row


def goes_with(viewer: Member, row: Record) -> list[Record]:
    """The part itself and what hangs on it: of an act its perpetrators' parts and its places of detention."""
    rows: list[Record] = list(type(row).objects.visible_to(viewer).filter(pk=row.pk))
    if not isinstance(row, Act):
        return rows
    several = [
        model.objects.visible_to(viewer).filter(act=row.pk).order_by("made_in_id", "pk")
        for model in (Involvement, Holding)
    ]
    return [*rows, *(one for hung in several for one in hung)]


def marks_for(viewer: Member, row: Record) -> str:
    """The state in which a page shows it."""
    return marks_of(goes_with(viewer, row))


@transaction.atomic
def take_back_part(row: Record, *, why: str, marks: str, by: Member) -> Change:
    """Take it back as if it had never been entered; undoing the change brings it back. `marks` says which state the page showed.

    Raises NotAllowedError, ReasonMissingError, ChangedMeanwhileError, ConsentsStandError.
    """
    if type(row) not in PARTS.values() or not type(row).objects.visible_to(by).filter(pk=row.pk).exists():
        raise NotAllowedError
    if not why.strip():
        raise ReasonMissingError
    with recording(organisation=row.organisation, by=by, kind=Change.Kind.TAKE, note=why.strip()) as change:
        change.take_up(goes_with(by, row))
        held = goes_with(by, row)
        if not held or marks_of(held) != marks:
            raise ChangedMeanwhileError
        if isinstance(row, Information) and rest_on_words(row.pk):
            raise ConsentsStandError
        for one in held:
            change.take_away(one)
    return change.change
