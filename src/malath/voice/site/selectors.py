"""Reads of the site room: a member's through `visible_to`; the public pages' of what is out, and of nothing else."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from malath.platform.access.models import Organisation
from malath.platform.access.paging import page_by
from malath.platform.access.selectors import organisation_names
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal
from malath.voice.site.models import Correction, Enclosure, Publication
from malath.voice.site.rules import State
from malath.voice.statements.published import states_of

if TYPE_CHECKING:
    from malath.platform.access.models import Member

PAGE = 50


def publication_for(viewer: Member, publication: uuid.UUID) -> Publication:
    """One item, revealed; NotFoundError where the viewer may not know of it."""
    rows = Publication.objects.visible_to(viewer).select_related("organisation", "statement")
    found: Publication | None = rows.filter(pk=publication).first()
    if found is None:
        raise NotFoundError
    reveal(found, found.statement, by=viewer, why="site")
    return found


def publications_page(viewer: Member, after: str) -> tuple[list[Publication], str]:
    """One page of the items that the viewer publishes, revealed, newest first; and the mark of the next."""
    rows = Publication.objects.visible_to(viewer).select_related("statement")
    page, last = page_by(rows, "begun_on", after, size=PAGE)
    reveal(page, (row.statement for row in page if row.statement), by=viewer, why="list.site")
    return page, str(last or "")


def corrections_for(viewer: Member, row: Publication) -> list[Correction]:
    """What was corrected, newest first, revealed."""
    found = list(Correction.objects.visible_to(viewer).filter(publication=row).order_by("-at"))
    reveal(found, by=viewer, why="site")
    return found


def publications_named(viewer: Member, organisation: uuid.UUID, named: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Which of these are items of the organisation that are out and that the viewer publishes."""
    rows = Publication.objects.visible_to(viewer).filter(organisation=organisation, state=State.OUT)
    return list(rows.filter(pk__in=list(named)).values_list("pk", flat=True))


def publications_out(viewer: Member, organisation: uuid.UUID) -> list[Publication]:
    """What the organisation has out, newest first, revealed."""
    rows = Publication.objects.visible_to(viewer).filter(organisation=organisation, state=State.OUT)
    found = list(rows.select_related("statement").order_by("-out_at", "pk"))
    reveal(found, (row.statement for row in found if row.statement), by=viewer, why="list.site")
    return found


def organisations_publishing(viewer: Member) -> tuple[dict[str, Organisation], list[tuple[str, str]]]:
    """The organisations for which the viewer publishes, by identifier; and as choices of a form, with their names."""
    able = viewer.standing.organisations_able("publish")
    known = {str(one.pk): one for one in Organisation.objects.filter(pk__in=able).order_by("slug")}
    names = organisation_names(one.pk for one in known.values())
    return known, [(key, names.get(one.pk, one.slug)) for key, one in known.items()]


def due(now: datetime) -> list[Publication]:
    """What waits for an hour that has come."""
    rows = Publication.objects.unscoped(reason="what goes out at its hour")
    return list(rows.filter(state=State.SCHEDULED, goes_out_at__lte=now).select_related("begun_by"))


def public_rows() -> list[Publication]:
    """What readers may see, newest first, revealed; and what journalists may see before its hour."""
    rows = Publication.objects.unscoped(reason="the public pages").filter(
        Q(state__in=[State.OUT, State.DOWN]) | Q(state=State.SCHEDULED) & ~Q(embargo="")
    )
    found = list(rows.select_related("organisation").order_by("-out_at", "pk"))
    reveal((row for row in found if row.state != State.DOWN), by=None, why="site.page")
    return found


def public_corrections(rows: list[Publication]) -> dict[uuid.UUID, list[Correction]]:
    """What was corrected in each of them, newest first, revealed."""
    asked = Correction.objects.unscoped(reason="the public pages")
    found = list(asked.filter(publication__in=[row.pk for row in rows]).order_by("-at"))
    reveal(found, by=None, why="site.page")
    by_row: dict[uuid.UUID, list[Correction]] = {}
    for one in found:
        by_row.setdefault(one.publication_id, []).append(one)
    return by_row


def fingerprint() -> str:
    """What the public pages are made of, as one line: when it changes, they are behind. Needs no open server."""
    rows = Publication.objects.unscoped(reason="whether the public pages are behind")
    known = list(rows.exclude(state=State.DRAFT).order_by("pk").values_list("pk", "state", "revision", "statement"))
    texts = states_of(row[3] for row in known if row[3])
    return "\n".join(f"{pk} {state} {revision} {texts.get(statement, '')}" for pk, state, revision, statement in known)


def enclosures_for(viewer: Member, holder: uuid.UUID) -> list[Enclosure]:
    """What a page carries, in its order, revealed."""
    found = list(
        Enclosure.objects.visible_to(viewer)
        .filter(holder=holder)
        .select_related("file", "narrow", "put_by")
        .order_by("place")
    )
    reveal(found, (one.put_by for one in found), by=viewer, why="site")
    return found


def enclosure_for(viewer: Member, enclosure: uuid.UUID) -> Enclosure:
    """One of them, revealed; NotFoundError where the viewer may not know of it."""
    rows = Enclosure.objects.visible_to(viewer).select_related("file", "narrow", "put_by")
    found: Enclosure | None = rows.filter(pk=enclosure).first()
    if found is None:
        raise NotFoundError
    reveal(found, by=viewer, why="site")
    return found
