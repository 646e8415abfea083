"""Reads of the room: a member's through `visible_to`; the public pages' of what a consent lets be seen, and nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from malath.platform.access.paging import page_by
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal
from malath.voice.remembrance.models import Colleague, Consent, Happening, Mention, Observance
from malath.voice.remembrance.rules import RUNNING, State
from malath.voice.site.models import Publication
from malath.voice.site.rules import State as TextState

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 50


def standing_q(today: date) -> Q:
    """The consents that stand on a day."""
    return Q(ended_on=None, given_on__lte=today) & (Q(until=None) | Q(until__gte=today))


def colleague_for(viewer: Member, colleague: uuid.UUID) -> Colleague:
    """One colleague, revealed; NotFoundError where the viewer may not know of them."""
    found: Colleague | None = Colleague.objects.visible_to(viewer).filter(pk=colleague).first()
    if found is None:
        raise NotFoundError
    reveal(found, by=viewer, why="remembrance")
    return found


def colleagues_page(viewer: Member, after: str) -> tuple[list[Colleague], uuid.UUID | None]:
    """One page of the colleagues, revealed, the last entered first; and after which the next begins."""
    page, mark = page_by(Colleague.objects.visible_to(viewer), "begun_on", after, size=PAGE)
    reveal(page, by=viewer, why="list.remembrance")
    return page, mark


def without_consent(viewer: Member, rows: Iterable[Colleague]) -> set[uuid.UUID]:
    """Those of them of whom nothing may be shown today."""
    wanted = {row.pk for row in rows}
    known = Consent.objects.visible_to(viewer).filter(standing_q(timezone.localdate()), colleague__in=wanted)
    return wanted - set(known.values_list("colleague", flat=True))


def consents_for(viewer: Member, row: Colleague) -> list[Consent]:
    """Every consent, the last recorded first, revealed."""
    found = list(Consent.objects.visible_to(viewer).filter(colleague=row).order_by("-place"))
    reveal(found, by=viewer, why="remembrance")
    return found


def happenings_for(viewer: Member, row: Colleague) -> list[Happening]:
    """The timeline, revealed, in no order."""
    found = list(Happening.objects.visible_to(viewer).filter(colleague=row, struck=False))
    reveal(found, by=viewer, why="remembrance")
    return found


def happening_for(viewer: Member, happening: uuid.UUID) -> Happening:
    """One line of a timeline with its colleague, revealed; NotFoundError where the viewer may not know of it."""
    rows = Happening.objects.visible_to(viewer).select_related("colleague")
    found: Happening | None = rows.filter(pk=happening, struck=False).first()
    if found is None:
        raise NotFoundError
    reveal(found, found.colleague, by=viewer, why="remembrance")
    return found


def observances_for(viewer: Member, row: Colleague) -> list[Observance]:
    """How their anniversaries were kept, the last first, revealed."""
    rows = Observance.objects.visible_to(viewer).filter(colleague=row)
    found = list(rows.select_related("happening", "publication").order_by("-due_on", "pk"))
    reveal(found, by=viewer, why="remembrance")
    return found


def mentions_for(viewer: Member, row: Colleague) -> list[Mention]:
    """The texts that stand on their page, or were begun for it."""
    rows = Mention.objects.visible_to(viewer).filter(colleague=row)
    return list(rows.select_related("publication", "publication__statement").order_by("-publication__out_at", "pk"))


def mention_for(viewer: Member, mention: uuid.UUID) -> Mention:
    """One of them; NotFoundError where the viewer may not know of it."""
    found: Mention | None = Mention.objects.visible_to(viewer).select_related("colleague").filter(pk=mention).first()
    if found is None:
        raise NotFoundError
    return found


def standing_consent(row: Colleague, *, by: Member | None) -> Consent | None:
    """The consent that stands today, revealed."""
    rows = Consent.objects.unscoped(reason="what leaves needs a consent").filter(colleague=row)
    found: Consent | None = rows.filter(standing_q(timezone.localdate())).first()
    reveal(found, by=by, why="remembrance.consent")
    return found


def public_colleagues() -> list[tuple[Colleague, Consent | None]]:
    """Those who have or had a page, with the consent that stands today, revealed where there is one."""
    rows = list(
        Colleague.objects.unscoped(reason="the public pages").exclude(state=State.DRAFT).order_by("begun_on", "pk")
    )
    asked = Consent.objects.unscoped(reason="the public pages").filter(standing_q(timezone.localdate()))
    consents = {one.colleague_id: one for one in asked.filter(colleague__in=[row.pk for row in rows])}
    found = [(row, consents.get(row.pk) if row.state == State.OUT else None) for row in rows]
    reveal([row for row, one in found if one], [one for _row, one in found if one], by=None, why="site.page")
    return found


def public_happenings(rows: Iterable[Colleague]) -> dict[uuid.UUID, list[Happening]]:
    """Their timelines, revealed."""
    asked = Happening.objects.unscoped(reason="the public pages").filter(struck=False)
    found = list(asked.filter(colleague__in=[row.pk for row in rows]).order_by("written_on", "pk"))
    reveal(found, by=None, why="site.page")
    by_row: dict[uuid.UUID, list[Happening]] = {}
    for one in found:
        by_row.setdefault(one.colleague_id, []).append(one)
    return by_row


def public_mentions(rows: Iterable[Colleague]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """The texts of the site that are named on their pages, whether they are out or not."""
    asked = Mention.objects.unscoped(reason="the public pages").filter(colleague__in=[row.pk for row in rows])
    by_row: dict[uuid.UUID, list[uuid.UUID]] = {}
    for colleague, publication in asked.order_by("colleague", "publication").values_list("colleague", "publication"):
        by_row.setdefault(colleague, []).append(publication)
    return by_row


def publication_at(slug: str) -> Publication | None:
    """What is out at an address of the site: everybody may read it."""
    rows = Publication.objects.unscoped(reason="what everybody can read").filter(slug=slug, state=TextState.OUT)
    return rows.first() if slug else None


def fingerprint() -> str:
    """What the public pages are made of, as one line: when it changes, they are behind. Needs no open server. While the
    days of somebody run, it changes with the day."""
    today = timezone.localdate()
    rows = Colleague.objects.unscoped(reason="whether the public pages are behind").exclude(state=State.DRAFT)
    known = list(rows.order_by("pk").values_list("pk", "state", "revision", "fate"))
    asked = Consent.objects.unscoped(reason="whether the public pages are behind").filter(standing_q(today))
    standing = dict(asked.filter(colleague__in=[pk for pk, *_ in known]).values_list("colleague", "pk"))
    texts = Mention.objects.unscoped(reason="whether the public pages are behind").filter(colleague__in=list(standing))
    named = texts.order_by("colleague", "publication").values_list(
        "colleague", "publication", "publication__state", "publication__revision"
    )
    runs = any(state == State.OUT and pk in standing and fate in RUNNING for pk, state, _revision, fate in known)
    lines = [f"{pk} {state} {revision} {standing.get(pk, '')}" for pk, state, revision, _fate in known]
    lines += [" ".join(map(str, one)) for one in named]
    return " ".join([*lines, today.isoformat() if runs else ""])


def begun_for(viewer: Member, line: Happening) -> Observance | None:
    """The draft that was begun for the anniversary that is due."""
    rows = Observance.objects.visible_to(viewer).select_related("publication")
    found: Observance | None = rows.filter(
        happening=line, due_on=line.due_on, settled=False, publication__isnull=False
    ).first()
    return found
