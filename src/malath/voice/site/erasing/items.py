"""How an item of the press list is erased, with all that hangs on it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.audit.actions import record
from malath.platform.errors import NotFoundError
from malath.platform.sealed.models import Draft
from malath.voice.site.enclosing import remove_all
from malath.voice.site.erasing.kinds import Counted, Effects, Erasable, Gone, Obstacle, forgettings
from malath.voice.site.models import Correction, Enclosure, Publication
from malath.voice.site.rules import State

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_WHY = "erasure by two members"


def hold_items(items: Iterable[uuid.UUID]) -> list[Publication]:
    """Lock what other rooms hold about items, then the items, in their order."""
    wanted = sorted(set(items))
    for room in forgettings():
        room.hold(wanted)
    rows = Publication.objects.unscoped(reason=_WHY).select_for_update(of=("self",)).filter(pk__in=wanted)
    return list(rows.order_by("pk"))


def empty_items(rows: Iterable[Publication], by: Member) -> tuple[uuid.UUID, ...]:
    """Delete held items with corrections, pictures, papers, drafts of forms and what other rooms hold about them; the
    subjects whose keys go."""
    known = list(rows)
    items = [row.pk for row in known]
    for room in forgettings():
        room.forget(items)
    Correction.objects.unscoped(reason=_WHY).filter(publication__in=items).delete()
    remove_all(items, by)
    forget_drafts(items)
    for row in known:
        record("site.erased", by=by, subject=row.pk, row=row.pk, organisation=row.organisation_id)
        with whole_block_unscoped(reason="Django looks for rows that name the item"):
            row.delete()
    return tuple(items)


def forget_drafts(about: Iterable[uuid.UUID]) -> None:
    """Drafts of forms stand under their writer's organisation's key, and name in their form what they are about."""
    forms = Q()
    for one in about:
        forms |= Q(form__contains=str(one))
    if forms:
        Draft.objects.unscoped(reason=_WHY).filter(forms).delete()


def _hold(item: uuid.UUID) -> uuid.UUID:
    held = hold_items([item])
    if not held:
        raise NotFoundError
    return held[0].organisation_id  # type: ignore[no-any-return]


def _empty(item: uuid.UUID, by: Member) -> Gone:
    return Gone(empty_items(hold_items([item]), by))


def effects_on_item(_viewer: Member, item: uuid.UUID) -> Effects:
    """What erasing an item would do. Raises NotFoundError."""
    row = Publication.objects.unscoped(reason=_WHY).filter(pk=item).first()
    if row is None:
        raise NotFoundError
    corrections = Correction.objects.unscoped(reason=_WHY).filter(publication=item).count()
    carried = Enclosure.objects.unscoped(reason=_WHY).filter(holder=item).count()
    goes = [Counted(_("Corrections"), corrections), Counted(_("Pictures and papers"), carried)]
    stays = [_("The text that was signed, in Statements, with its signatures.")] if row.is_signed else []
    if row.slug:
        stays.append(_("The address that it had, in the ledger: it was made from the title, and was public."))
    in_the_way = []
    if row.state == State.OUT:
        in_the_way = [Obstacle(_("It is published. Take it down first."), reverse("publication_down", args=[item]))]
    elif row.state == State.SCHEDULED:
        words = _("It waits for its hour. Hold it back first.")
        in_the_way = [Obstacle(words, reverse("publication", args=[item]))]
    return Effects(goes=[one for one in goes if one.count], stays=stays, in_the_way=in_the_way)


ITEM = Erasable("publication", effects_on_item, _hold, _empty)
