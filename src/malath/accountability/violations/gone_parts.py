"""Which records are gone: those of a change that is undone, those that were taken back by themselves, parts of such an act,
and what hangs on such an event."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q

from malath.accountability.violations.models import Act, Change, Holding, Involvement, Taking
from malath.accountability.violations.models.events import OfEvent
from malath.accountability.violations.records import ORDER, of_event_models

_WHY = "what is gone is gone whoever looks"
PARTS_OF_ACTS = (Involvement, Holding)


def taken_by(change: Change) -> dict[uuid.UUID, str]:
    """The records that a change took back by themselves, with their kinds."""
    rows = Taking.objects.unscoped(reason=_WHY).filter(change=change)
    return dict(rows.values_list("record", "of"))


def _standing() -> Exists:
    return Exists(Taking.objects.unscoped(reason=_WHY).filter(record=OuterRef("pk"), change__is_undone=False))


def hung_later(change: Change) -> dict[uuid.UUID, str]:
    """What later changes hung on the events and acts that a change made, with the kinds: it goes and comes back with them."""
    found: dict[uuid.UUID, str] = {}
    for model in of_event_models():
        hung = Q(event__made_in=change)
        if model in PARTS_OF_ACTS:
            hung |= Q(act__made_in=change)
        rows = model.objects.unscoped(reason=_WHY).filter(hung).exclude(made_in=change)
        found |= dict.fromkeys(rows.values_list("pk", flat=True), str(model._meta.model_name))
    return found


def keep_gone(change: Change) -> None:
    """Of what a change made, and that came back with it, what was taken back by itself stays gone, and what hangs on an event
    or an act that is gone."""
    is_any_taken = Taking.objects.unscoped(reason=_WHY).exists()
    for model in ORDER:
        came_back = model.objects.unscoped(reason=_WHY).filter(made_in=change, is_gone=False)
        if issubclass(model, OfEvent):
            came_back.filter(event__is_gone=True).update(is_gone=True)
        if model in PARTS_OF_ACTS:
            came_back.filter(act__is_gone=True).update(is_gone=True)
        if is_any_taken:
            came_back.filter(_standing()).update(is_gone=True)


def settle_gone(records: Mapping[uuid.UUID, str]) -> None:
    """Write anew of some records whether they are gone, and of the parts of acts among them. Inside a transaction."""
    if not records:
        return
    acts = [pk for pk, of in records.items() if of == Act._meta.model_name]
    for model in ORDER:
        wanted = Q(pk__in=[pk for pk, of in records.items() if of == model._meta.model_name])
        gone = Q(made_in__is_undone=True) | Q(_standing())
        if issubclass(model, OfEvent):
            gone |= Q(event__is_gone=True)
        if model in PARTS_OF_ACTS:
            wanted |= Q(act__in=acts)
            gone |= Q(act__is_gone=True)
        rows = model.objects.unscoped(reason=_WHY)
        is_gone = set(rows.filter(wanted & gone).values_list("pk", flat=True))
        stands = set(rows.filter(wanted).values_list("pk", flat=True)) - is_gone
        rows.filter(pk__in=is_gone, is_gone=False).update(is_gone=True)
        rows.filter(pk__in=stands, is_gone=True).update(is_gone=False)
