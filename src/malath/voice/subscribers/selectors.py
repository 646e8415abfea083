"""Reads of the list: numbers and what was sent, never an address."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Max, Q

from malath.platform.access.models import Organisation
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal
from malath.voice.site.item_page import title_of
from malath.voice.site.models import Correction, Publication
from malath.voice.site.rules import LANGUAGES
from malath.voice.site.rules import State as Published
from malath.voice.subscribers.models import Mailing, NewsList, Subscriber
from malath.voice.subscribers.rules import State, missing_settings

if TYPE_CHECKING:
    from malath.platform.access.models import Member

SHOWN = 20


@dataclass(frozen=True)
class Sent:
    """What became of one mailing. Without a title where the text is not on the site any more."""

    mailing: Mailing
    title: str
    waiting: int
    may_tell_again: bool


def missing() -> list[str]:
    """The settings without which no list can be."""
    held = {
        "MALATH_SMTP_HOST": settings.EMAIL_HOST,
        "MALATH_SITE_URL": settings.SITE_URL,
        "MALATH_NEWS_FROM": settings.NEWS_FROM,
    }
    return missing_settings(held, demo=settings.DEMO)


def open_list() -> NewsList | None:
    """The list that takes subscribers and sends, if one is open and this server can send."""
    rows = NewsList.objects.unscoped(reason="whether news goes out by mail is public")
    return None if missing() else rows.filter(is_open=True, organisation__in_coalition=True).first()


def takes_subscribers() -> bool:
    """Whether the public site offers news by mail."""
    return open_list() is not None


def fingerprint() -> str:
    """What the public pages of the list are made of, as one line. Needs no open server."""
    return f"{takes_subscribers()} {settings.SITE_URL}"


def keeper_of_list() -> NewsList | None:
    """The list that is open, whether or not this server can send."""
    rows = NewsList.objects.unscoped(reason="that the coalition has one list is known to all who publish")
    found: NewsList | None = rows.filter(is_open=True).select_related("organisation").first()
    return found


def numbers_for(viewer: Member) -> list[tuple[str, int, int]]:
    """By language: how many confirmed, how many have not yet."""
    rows = Subscriber.objects.visible_to(viewer).values("language")
    confirmed, waiting = Q(state=State.CONFIRMED), Q(state=State.WAITING)
    counted = rows.annotate(confirmed=Count("pk", filter=confirmed), waiting=Count("pk", filter=waiting))
    by_language = {row["language"]: (row["confirmed"], row["waiting"]) for row in counted.order_by("language")}
    return [(code, *by_language.get(code, (0, 0))) for code in LANGUAGES]


def mailings_for(viewer: Member) -> list[Sent]:
    """What was sent last, newest first."""
    rows = Mailing.objects.visible_to(viewer).annotate(left=Count("pieces")).order_by("-begun_at", "pk")
    found = list(rows[: SHOWN + 1])
    texts = Publication.objects.unscoped(reason="what is out is public").select_related("statement")
    out = {row.pk: row for row in texts.filter(pk__in=[one.publication_id for one in found], state=Published.OUT)}
    reveal(out.values(), (row.statement for row in out.values() if row.statement), by=viewer, why="list.subscribers")
    newer = _corrected(viewer, found)
    return [
        Sent(
            one,
            title_of(out[one.publication_id]) if one.publication_id in out else "",
            one.left,
            one.publication_id in out and one.pk in newer,
        )
        for one in found
    ]


def _corrected(viewer: Member, mailings: list[Mailing]) -> set[uuid.UUID]:
    """The newest mailing of each text of the viewer's that was corrected since."""
    newest: dict[uuid.UUID, Mailing] = {}
    for one in mailings:
        newest.setdefault(one.publication_id, one)
    rows = Correction.objects.visible_to(viewer).filter(publication__in=list(newest))
    at = dict(rows.values_list("publication").annotate(Max("at")))
    return {one.pk for publication, one in newest.items() if publication in at and at[publication] > one.begun_at}


def mailing_for(viewer: Member, pk: uuid.UUID) -> Mailing:
    """One mailing of a text that the viewer publishes; NotFoundError for any other."""
    found: Mailing | None = Mailing.objects.visible_to(viewer).filter(pk=pk).first()
    if found is None or not Publication.objects.visible_to(viewer).filter(pk=found.publication_id).exists():
        raise NotFoundError
    return found


def title_sent(viewer: Member, mailing: Mailing) -> str:
    """The title of the text of a mailing that the viewer publishes."""
    row = Publication.objects.visible_to(viewer).select_related("statement").get(pk=mailing.publication_id)
    reveal(row, row.statement, by=viewer, why="subscribers")
    return title_of(row)


def keeps_list(viewer: Member) -> list[Organisation]:
    """The organisations for which the viewer may open or close the list."""
    able = viewer.standing.organisations_able("keep_desk")
    return list(Organisation.objects.filter(pk__in=able, in_coalition=True).order_by("slug"))


def list_organisation(viewer: Member, pk: uuid.UUID) -> tuple[Organisation, NewsList | None]:
    """An organisation for which the viewer may open the list, and its row; NotFoundError otherwise."""
    for known in keeps_list(viewer):
        if known.pk == pk:
            return known, NewsList.objects.visible_to(viewer).filter(organisation=known).first()
    raise NotFoundError


def list_shown_to(viewer: Member) -> bool:
    """Whether an organisation for which the viewer publishes keeps the list, or kept it and may still hold addresses."""
    return bool(NewsList.objects.visible_to(viewer).exists())
