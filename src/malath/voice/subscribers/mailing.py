"""From a text that is on the site to one mail for each who wished it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal
from malath.voice.site.models import Correction, Publication
from malath.voice.site.pages import Item, items_of
from malath.voice.site.putting_out import is_served
from malath.voice.site.rules import State as Published
from malath.voice.site.withheld import is_withheld
from malath.voice.subscribers.errors import NothingCorrectedError
from malath.voice.subscribers.models import Mailing, NewsList, Piece, Subscriber
from malath.voice.subscribers.rules import STILL_NEWS, State, wants


def texts_of(row: Publication) -> dict[str, Item]:
    """A text in each language in which it is out, with what was corrected."""
    said = list(Correction.objects.unscoped(reason="what is out").filter(publication=row.pk).order_by("-at"))
    reveal([row], said, by=None, why="site.page")
    return items_of(row, said)


def begin_due(kept: NewsList) -> int:
    """Begin the mailing of each text that is on the site in all its languages and was not sent yet; how many."""
    since = timezone.now() - STILL_NEWS
    sent = Mailing.objects.unscoped(reason="what was sent already").filter(is_correction=False)
    rows = Publication.objects.unscoped(reason="what is out, and when").filter(state=Published.OUT, out_at__gte=since)
    fresh = list(rows.exclude(pk__in=list(sent.values_list("publication", flat=True))).order_by("out_at", "pk"))
    return sum(begin_mailing(row, kept) is not None for row in fresh if _is_on_site(row))


def _is_on_site(row: Publication) -> bool:
    items = texts_of(row)
    return bool(items) and all(is_served(item.path) for item in items.values())


@transaction.atomic
def begin_mailing(
    row: Publication, kept: NewsList, *, is_correction: bool = False, by: Member | None = None
) -> Mailing | None:
    """A mail for each who confirmed, in a language in which the text is out, and wished its kind and subject. None when it
    was taken down meanwhile."""
    rows = Publication.objects.unscoped(reason="as it stands now").select_for_update(of=("self",))
    row = rows.get(pk=row.pk)
    if row.state != Published.OUT or is_withheld(row.slug, row.embargo):
        return None
    now, languages = timezone.now(), list(texts_of(row))
    mailing = Mailing(publication=row, organisation_id=kept.organisation_id, is_correction=is_correction, begun_at=now)
    mailing.save(force_insert=True)
    Piece.objects.bulk_create(Piece(mailing=mailing, subscriber_id=pk, due_at=now) for pk in _who(kept, row, languages))
    record(
        "subscribers.mailing-begun", by=by, row=mailing.pk, organisation=row.organisation_id,
        publication=row.pk, correction=is_correction,
    )  # fmt: skip
    return mailing


def _who(kept: NewsList, row: Publication, languages: list[str]) -> list[uuid.UUID]:
    rows = Subscriber.objects.unscoped(reason="who wished it").filter(state=State.CONFIRMED, language__in=languages)
    known = rows.filter(organisation=kept.organisation_id).values_list("pk", "kinds", "subjects")
    return [pk for pk, kinds, subjects in known if wants(kinds, subjects, kind=row.kind, subject=row.subject)]


@transaction.atomic
def tell_correction(mailing: Mailing, kept: NewsList, *, by: Member) -> Mailing:
    """Send a text once more, because it was corrected: only when somebody who publishes it says so, and once for each
    correction. Raises NotAllowedError, NothingCorrectedError."""
    texts = Publication.objects.visible_to(by).filter(pk=mailing.publication_id)
    row = texts.first()
    if row is None or not by.can("publish", row.organisation_id):
        raise NotAllowedError
    # Two who press at once: the second waits here, and finds the first one's mailing.
    Publication.objects.unscoped(reason="one after the other").select_for_update(of=("self",)).get(pk=row.pk)
    if not _last_correction(row) > _last_mailing(row):
        raise NothingCorrectedError
    begun = begin_mailing(row, kept, is_correction=True, by=by)
    if begun is None:
        raise NothingCorrectedError
    return begun


_NEVER = datetime.min.replace(tzinfo=timezone.get_default_timezone())


def _last_correction(row: Publication) -> datetime:
    said = Correction.objects.unscoped(reason="whether there is something to tell").filter(publication=row.pk)
    return said.aggregate(last=Max("at"))["last"] or _NEVER


def _last_mailing(row: Publication) -> datetime:
    sent = Mailing.objects.unscoped(reason="what was sent already").filter(publication=row.pk)
    return sent.aggregate(last=Max("begun_at"))["last"] or timezone.now()
