"""Words are kept sealed before they are asked, and searches are kept by name: each its owner's alone (SC1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.accountability.search.errors import TooManySearchesError
from malath.accountability.search.models import Search
from malath.accountability.violations.searching import newest_change
from malath.platform.audit.actions import record

if TYPE_CHECKING:
    from malath.platform.access.models import Member

MOST_KEPT = 30
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
def keep_search(*, called: str, query: str, text: str, name: str, by: Member) -> Search:
    """Keep a question under a name. Raises TooManySearchesError."""
    if Search.objects.visible_to(by).filter(is_kept=True).count() >= MOST_KEPT:
        raise TooManySearchesError
    search = _sealed({"called": called, "query": query, "text": text, "name": name}, by, is_kept=True)
    record("violations.search_kept", by=by, row=search.pk, organisation=search.organisation_id)
    return search


@transaction.atomic
def look_again(search: Search, *, by: Member) -> None:
    """The member runs a kept search: what is there now is no longer new."""
    seen = Search.objects.visible_to(by).filter(pk=search.pk)
    seen.update(seen_change=newest_change(), looked_on=timezone.localdate())


@transaction.atomic
def forget_search(search: Search, *, by: Member) -> None:
    """A member keeps it no longer."""
    record("violations.search_forgotten", by=by, row=search.pk, organisation=search.organisation_id)
    Search.objects.visible_to(by).filter(pk=search.pk).delete()


def _sealed(asked: dict[str, str], by: Member, *, is_kept: bool = False) -> Search:
    today = timezone.localdate()
    search = Search(member=by, organisation_id=by.home_organisation_id, is_kept=is_kept, made_on=today, looked_on=today)
    search.seen_change, search.asked = newest_change(), {key: value for key, value in asked.items() if value}
    search.save()
    return search
