"""Whose site it is: the name in the head and the title of every public page (PR1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from malath.platform.access.models import Member, Organisation, OrganisationName
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.voice.site.models import SiteName
from malath.voice.site.rules import LANGUAGES

_NAMES: ContextVar[Mapping[str, str] | None] = ContextVar("names of the site", default=None)


def names_given() -> dict[str, str]:
    """The name that was given to the site, by language; empty where none was."""
    return dict(SiteName.objects.order_by("language").values_list("language", "name"))


def names_of_site() -> dict[str, str]:
    """The name of the site, by language: the one that it was given, else that of the only organisation of the coalition.
    Empty where several share it and nobody said what they are called together: none of them is taken for all."""
    if given := names_given():
        return given
    inside = list(Organisation.objects.filter(in_coalition=True).values_list("pk", flat=True)[:2])
    if len(inside) != 1:
        return {}
    theirs = OrganisationName.objects.filter(organisation=inside[0]).order_by("language")
    return dict(theirs.values_list("language", "name"))


@contextmanager
def named(names: Mapping[str, str]) -> Iterator[None]:
    """Let every page that is made inside the block bear this name, without asking again."""
    token = _NAMES.set(names)
    try:
        yield
    finally:
        _NAMES.reset(token)


def name_in(code: str) -> str:
    """The name that pages of a language bear; empty where there is none in it."""
    names = _NAMES.get()
    return (names_of_site() if names is None else names).get(code, "")


def fingerprint() -> str:
    """The name, as one line: when it changes, all pages are behind. Needs no open server."""
    return " ".join(f"{code} {name}" for code, name in sorted(names_of_site().items()))


@transaction.atomic
def name_site(names: Mapping[str, str], *, by: Member) -> None:
    """Say what the site is called, in each language. Raises NotAllowedError."""
    if not by.can("manage_system"):
        raise NotAllowedError
    for code in LANGUAGES:
        SiteName.objects.update_or_create(language=code, defaults={"name": names[code]})
    record("site.named", by=by)
