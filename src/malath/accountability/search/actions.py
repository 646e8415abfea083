"""Words are kept sealed before they are asked, and searches are kept by name: each its owner's alone (SC1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.accountability.search.errors import TooManyFollowedError, TooManySearchesError
from malath.accountability.search.models import Search
from malath.accountability.violations.searching import newest_change
from malath.platform.audit.actions import record

if TYPE_CHECKING:
    from malath.platform.access.models import Member

MOST_KEPT, MOST_FOLLOWED = 30, 10
PASSING_DAYS, MOST_PASSING = 2, 200


@transaction.atomic
def note_words(*, text: str, name: str, by: Member) -> Search:
    """Seal the words of a question, so that its address names them by an identifier; those of other days are forgotten."""
    passing = Search.objects.visible_to(by).filter(is_kept=False)
    passing.filter(made_on__lt=timezone.localdate() - timedelta(days=PASSING_DAYS)).delete()
    many = list(passing.order_by("made_on", "pk").values_list("pk", flat=True)[MOST_PASSING:])
    passing.filter(pk__in=many).delete()
    return _sealed({"text": text, "name": name}, by)


@transaction.atomic
def keep_search(*, called: str, query: str, text: str, name: str, by: Member, is_followed: bool = False) -> Search:
    """Keep a question under a name; with `is_followed`, what is new of it is said on Today. Raises TooManySearchesError."""
    if Search.objects.visible_to(by).filter(is_kept=True).count() >= MOST_KEPT:
        raise TooManySearchesError
    if is_followed:
        _check_followed(by)
    asked = {"called": called, "query": query, "text": text, "name": name}
    search = _sealed(asked, by, is_kept=True, is_followed=is_followed)
    record("violations.search_kept", by=by, row=search.pk, organisation=search.organisation_id)
    return search


def _check_followed(by: Member) -> None:
    if Search.objects.visible_to(by).filter(is_followed=True).count() >= MOST_FOLLOWED:
        raise TooManyFollowedError


@transaction.atomic
def follow_search(search: Search, *, follow: bool, by: Member) -> None:
    """Have what is new of a kept search said on Today, or no longer. Raises TooManyFollowedError."""
    if follow:
        _check_followed(by)
    Search.objects.visible_to(by).filter(pk=search.pk, is_kept=True).update(is_followed=follow)


@transaction.atomic
def look_again(search: Search, *, by: Member, upto: int | None = None) -> None:
    """The member looked at a kept search: what was there then is no longer new. `upto`: the newest change when the page was
    made that they looked at, so that what came since stays new; without it, what is there now."""
    newest = newest_change()
    seen = Search.objects.visible_to(by).filter(pk=search.pk, seen_change__lte=newest if upto is None else upto)
    seen.update(seen_change=newest if upto is None else min(upto, newest), looked_on=timezone.localdate())


@transaction.atomic
def forget_search(search: Search, *, by: Member) -> None:
    """A member keeps it no longer."""
    record("violations.search_forgotten", by=by, row=search.pk, organisation=search.organisation_id)
    Search.objects.visible_to(by).filter(pk=search.pk).delete()


def _sealed(asked: dict[str, str], by: Member, **kept: bool) -> Search:
    today = timezone.localdate()
    search = Search(member=by, organisation_id=by.home_organisation_id, made_on=today, looked_on=today, **kept)
    search.seen_change, search.asked = newest_change(), {key: value for key, value in asked.items() if value}
    search.save()
    return search
