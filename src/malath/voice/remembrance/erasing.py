"""How a colleague's record is erased, with the texts that were begun from it; and what goes when a text does."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.errors import ChangedMeanwhileError, NotFoundError
from malath.platform.sealed.fields import reveal
from malath.voice.remembrance.actions.common import note
from malath.voice.remembrance.models import Colleague, Consent, Happening, Mention, Observance
from malath.voice.remembrance.rules import State
from malath.voice.site.enclosing import remove_all
from malath.voice.site.erasing.items import empty_items, forget_drafts, hold_items
from malath.voice.site.erasing.kinds import Counted, Effects, Erasable, Forgetting, Gone
from malath.voice.site.item_page import title_of
from malath.voice.site.models import Enclosure
from malath.voice.site.rules import State as TextState

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_WHY = "erasure by two members"


def _items(colleague: uuid.UUID) -> set[uuid.UUID]:
    """The texts that were begun from the record: what it says stands in them."""
    rows = Mention.objects.unscoped(reason=_WHY).filter(colleague=colleague, from_record=True)
    return set(rows.values_list("publication", flat=True))


def _row(colleague: uuid.UUID, *, lock: bool) -> Colleague:
    rows = Colleague.objects.unscoped(reason=_WHY)
    rows = rows.select_for_update(of=("self",)) if lock else rows
    found: Colleague | None = rows.filter(pk=colleague).first()
    if found is None:
        raise NotFoundError
    return found


def _hold(colleague: uuid.UUID) -> uuid.UUID:
    """Every colleague whom the texts name, this one among them, then the texts. Raises ChangedMeanwhileError where another
    was begun just now."""
    items = _items(colleague)
    hold_items(items)
    row = _row(colleague, lock=True)
    if _items(colleague) != items:
        raise ChangedMeanwhileError
    return row.organisation_id  # type: ignore[no-any-return]


def _empty(colleague: uuid.UUID, by: Member) -> Gone:
    row = _row(colleague, lock=True)
    subjects = empty_items(hold_items(_items(colleague)), by)
    of_it: dict[str, Any] = {"colleague": colleague}
    lines = Happening.objects.unscoped(reason=_WHY).filter(**of_it)
    forget_drafts([colleague, *lines.values_list("pk", flat=True)])
    remove_all([colleague], by)
    note("erased", row, by)
    slug = "" if row.silent or row.state == State.DRAFT else row.slug
    with whole_block_unscoped(reason="Django looks for rows that name the colleague"):
        for model in (Observance, Mention, Consent, Happening):
            model.objects.unscoped(reason=_WHY).filter(**of_it).delete()
        row.delete()
    return Gone((*subjects, colleague), slug)


def effects_on_colleague(viewer: Member, colleague: uuid.UUID) -> Effects:
    """What erasing the record would do. Raises NotFoundError."""
    row, of_it = _row(colleague, lock=False), Q(colleague=colleague)
    goes = [
        Counted(_("Consents, also those that ended"), _count(Consent, of_it)),
        Counted(_("Lines of the timeline, also those that were struck"), _count(Happening, of_it)),
        Counted(_("How anniversaries were kept"), _count(Observance, of_it)),
        Counted(_("Pictures"), _count(Enclosure, Q(holder=colleague))),
    ]
    rows = Mention.objects.visible_to(viewer).filter(of_it).select_related("publication__statement")
    texts = list(rows.order_by("publication__begun_on", "pk"))
    named = {one.pk: _named(viewer, one) for one in texts}
    shown = row.state != State.DRAFT and not row.silent
    stays = (
        [_("Their address outside, which names nobody: it says that what stood there was taken down.")] if shown else []
    )
    return Effects(
        goes=[one for one in goes if one.count],
        texts=[named[one.pk] for one in texts if one.from_record],
        left=[named[one.pk] for one in texts if not one.from_record],
        stays=stays,
    )


def _count(model: Any, condition: Q) -> int:
    return int(model.objects.unscoped(reason=_WHY).filter(condition).count())


def _named(viewer: Member, one: Mention) -> tuple[str, str]:
    """Title and address of a text, as far as the viewer may read it."""
    text = one.publication
    ours = viewer.can("publish", text.organisation_id)
    if not ours and text.state != TextState.OUT:
        return _("A text of another organisation"), ""
    reveal(text, text.statement, by=viewer, why="remembrance")
    return title_of(text) or _("Without a title yet"), reverse("publication", args=[text.pk]) if ours else ""


def _hold_named(items: Iterable[uuid.UUID]) -> None:
    """The colleagues whom the texts name, or whose days they keep, in their order."""
    wanted = list(items)
    named = set(
        Mention.objects.unscoped(reason=_WHY).filter(publication__in=wanted).values_list("colleague", flat=True)
    )
    kept = Observance.objects.unscoped(reason=_WHY).filter(publication__in=wanted)
    named |= set(kept.values_list("colleague", flat=True))
    rows = Colleague.objects.unscoped(reason=_WHY).select_for_update(of=("self",))
    list(rows.filter(pk__in=sorted(named)).order_by("pk"))


def _forget_named(items: Iterable[uuid.UUID]) -> None:
    """That the texts stand on somebody's page, or kept a day; that the day was kept stays."""
    wanted = list(items)
    Mention.objects.unscoped(reason=_WHY).filter(publication__in=wanted).delete()
    kept = Observance.objects.unscoped(reason=_WHY).filter(publication__in=wanted)
    kept.filter(settled=False).delete()
    kept.update(publication=None)


COLLEAGUE = Erasable("colleague", effects_on_colleague, _hold, _empty)
NAMED = Forgetting(_hold_named, _forget_named)
