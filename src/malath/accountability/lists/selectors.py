"""Reads of the room of lists: nothing but through `visible_to`."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from malath.accountability.lists.models import ListImport, ListRow, Made, Profile
from malath.accountability.lists.rules import PAGE, Fate
from malath.platform.access.paging import page_by
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def import_for(viewer: Member, sheet: uuid.UUID) -> ListImport:
    """An import; NotFoundError where the viewer may not see it."""
    rows = ListImport.objects.visible_to(viewer).select_related("organisation", "by", "profile")
    found: ListImport | None = rows.filter(pk=sheet).first()
    if found is None:
        raise NotFoundError
    return found


def imports_for(viewer: Member, after: uuid.UUID | None = None) -> tuple[list[ListImport], uuid.UUID | None]:
    """A page of imports, newest first, and after which one the next page begins."""
    return page_by(ListImport.objects.visible_to(viewer).select_related("by"), "on", after, size=PAGE)


def profiles_for(viewer: Member) -> list[Profile]:
    """The profiles of the viewer's organisations, the newest first."""
    return list(Profile.objects.visible_to(viewer).select_related("made_by").order_by("-changed_on", "pk")[:200])


def profile_for(viewer: Member, profile: uuid.UUID) -> Profile:
    """A profile; NotFoundError where the viewer may not see it."""
    found: Profile | None = Profile.objects.visible_to(viewer).filter(pk=profile).first()
    if found is None:
        raise NotFoundError
    return found


def fates_for(viewer: Member, sheet: ListImport) -> dict[str, int]:
    """How many rows have which fate, of those that the viewer may see."""
    rows = ListRow.objects.visible_to(viewer).filter(sheet=sheet).order_by()
    counted = dict(rows.values_list("fate").annotate(count=Count("pk")))
    return {fate: counted.get(fate, 0) for fate in Fate.values}


def rows_for(viewer: Member, sheet: ListImport, fate: str, after: int = 0) -> tuple[list[ListRow], bool]:
    """A page of rows of one fate after a row's number, and whether more follow."""
    rows = ListRow.objects.visible_to(viewer).filter(sheet=sheet, fate=fate, number__gt=after).order_by("number")
    page = list(rows[: PAGE + 1])
    return page[:PAGE], len(page) > PAGE


def row_for(viewer: Member, row: uuid.UUID) -> tuple[ListRow, Any]:
    """A row with what it made, None where nothing was written; NotFoundError where the viewer may not see it."""
    found = ListRow.objects.visible_to(viewer).select_related("sheet").filter(pk=row).first()
    if found is None:
        raise NotFoundError
    return found, Made.objects.visible_to(viewer).filter(row=found).first()


def wrong_rows(viewer: Member, sheet: ListImport) -> Iterator[ListRow]:
    """Every wrong row, opened a few hundred at a time."""
    after = 0
    while True:
        rows = ListRow.objects.visible_to(viewer).filter(sheet=sheet, fate=Fate.WRONG, number__gt=after)
        some = list(rows.order_by("number")[:500])
        if not some:
            return
        reveal(some, by=viewer, why="lists.wrong")
        yield from some
        after = some[-1].number
