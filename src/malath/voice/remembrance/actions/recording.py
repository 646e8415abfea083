"""Beginning a colleague's record, writing it, and its timeline."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from malath.engines.edtf import DateError, KnownDate, Limits, parse
from malath.platform.access.models import Member, Organisation
from malath.platform.errors import ChangedMeanwhileError
from malath.platform.keeper.client import keeper
from malath.voice.remembrance.actions.common import check_may, keep, locked, note
from malath.voice.remembrance.anniversaries import first_due, recurs
from malath.voice.remembrance.errors import (
    DoesNotRecurError,
    NameMissingError,
    NotDatedError,
    NothingSaidError,
    SourceAddressError,
)
from malath.voice.remembrance.models import Colleague, Happening, Observance
from malath.voice.remembrance.rules import MOST_SOURCES, TEXTS, Kind, Part, is_web_address
from malath.voice.site.rules import LANGUAGES

Texts = Mapping[str, Mapping[str, str]]
# Letters and digits that are not taken for one another when they are read aloud.
_SIGNS = "23456789bcdfghjkmnpqrstvwxz"


@dataclass(frozen=True)
class Told:
    """A line of the timeline as a member writes it. `when` is EDTF; `names` are Parts that the words give away."""

    kind: str
    when: str
    words: Mapping[str, str]
    names: Iterable[str] = ()
    sources: Iterable[Mapping[str, str]] = ()
    yearly: bool = False
    known: KnownDate = field(init=False)

    def __post_init__(self) -> None:
        try:
            known = parse(self.when, Limits(timezone.localdate(), 1900))
        except DateError as refusal:
            raise NotDatedError from refusal
        object.__setattr__(self, "known", known)

    def kept(self) -> dict[str, Any]:
        """What is sealed. Raises NothingSaidError, SourceAddressError."""
        words = {code: self.words.get(code, "").strip() for code in LANGUAGES if self.words.get(code, "").strip()}
        if not words and self.kind != Kind.BIRTH:
            raise NothingSaidError
        sources = [_source(one) for one in self.sources if any(one.values())][:MOST_SOURCES]
        names = [part.value for part in (Part.PLACE, Part.FAMILY) if part in set(self.names)]
        return {"when": self.known.text, "words": words, "names": names, "sources": sources}


def _source(given: Mapping[str, str]) -> dict[str, str]:
    url, read_on = given.get("url", "").strip(), given.get("read_on", "")
    try:
        read = date.fromisoformat(read_on)
    except ValueError as refusal:
        raise SourceAddressError from refusal
    if not is_web_address(url) or read > timezone.localdate():
        raise SourceAddressError
    return {"title": given.get("title", "").strip(), "url": url, "read_on": read.isoformat()}


def _texts(given: Texts) -> dict[str, dict[str, str]]:
    """Raises NameMissingError."""
    kept = {part: {c: given.get(part, {}).get(c, "").strip() for c in LANGUAGES} for part in TEXTS}
    kept = {part: {c: words for c, words in texts.items() if words} for part, texts in kept.items()}
    if not kept["name"]:
        raise NameMissingError
    return kept


@transaction.atomic
def begin_colleague(organisation: Organisation, *, fate: str, texts: Texts, by: Member) -> Colleague:
    """Begin the record of a colleague. Nothing of it goes out. Raises NotAllowedError, NameMissingError."""
    check_may(by, organisation.pk)
    slug = "-".join("".join(secrets.choice(_SIGNS) for _sign in range(4)) for _group in range(2))
    row = Colleague(
        organisation=organisation, fate=fate, slug=slug, texts=_texts(texts), begun_by=by, begun_on=timezone.localdate()
    )
    keeper().create_subject(row.pk, organisation.pk)
    row.save(force_insert=True)
    note("begun", row, by, fate=fate)
    return row


@transaction.atomic
def write_texts(row: Colleague, texts: Texts, *, after: int, by: Member) -> Colleague:
    """Save names, portrait, place, family and what readers can do. Raises NotAllowedError, ChangedMeanwhileError,
    NameMissingError."""
    check_may(by, row.organisation_id)
    row = locked(row, after=after)
    row.texts = _texts(texts)
    keep(row, "texts")
    note("written", row, by)
    return row


@transaction.atomic
def add_happening(row: Colleague, told: Told, *, after: int, by: Member) -> Happening:
    """A new line of the timeline. Raises NotAllowedError, ChangedMeanwhileError, NotDatedError, NothingSaidError,
    SourceAddressError, DoesNotRecurError."""
    check_may(by, row.organisation_id)
    row = locked(row, after=after)
    made = new_line(row, told, by)
    keep(row)
    note("happening-added", row, by, made, kind=told.kind)
    return made


def new_line(row: Colleague, told: Told, by: Member) -> Happening:
    """The line itself, inside the act of which it is part."""
    made = Happening(colleague=row, written_by=by, written_on=timezone.localdate())
    _fill(made, told)
    made.save(force_insert=True)
    return made


def _fill(line: Happening, told: Told) -> None:
    """Raises DoesNotRecurError. An anniversary that is open, also one that has passed, stays open while the day is the
    same."""
    recurring = recurs(told.known) if told.yearly else ""
    if told.yearly and not recurring:
        raise DoesNotRecurError
    if recurring != line.recurs:
        line.due_on = first_due(told.known, timezone.localdate()) if recurring else None
    line.recurs, line.kind, line.told = recurring, told.kind, told.kept()


@transaction.atomic
def write_happening(line: Happening, told: Told, *, after: int, by: Member) -> Happening:
    """Write a line anew. Raises what `add_happening` does."""
    row, line = _line(line, after, by)
    _fill(line, told)
    line.save(update_fields=["kind", "told", "recurs", "due_on"])
    keep(row)
    note("happening-written", row, by, line, kind=told.kind)
    return line


@transaction.atomic
def strike_happening(line: Happening, *, after: int, by: Member) -> Happening:
    """Take a line from the timeline; it stays in the record. Raises NotAllowedError, ChangedMeanwhileError."""
    row, line = _line(line, after, by)
    line.struck, line.recurs, line.due_on = True, "", None
    line.save(update_fields=["struck", "recurs", "due_on"])
    Observance.objects.unscoped(reason="what was begun for a line that is gone").filter(
        happening=line, settled=False
    ).delete()
    keep(row)
    note("happening-struck", row, by, line)
    return line


def _line(line: Happening, after: int, by: Member) -> tuple[Colleague, Happening]:
    """The colleague and the line, held. Raises NotAllowedError, ChangedMeanwhileError."""
    check_may(by, line.colleague.organisation_id)
    row = locked(line.colleague, after=after)
    rows = Happening.objects.unscoped(reason="one writer at a time, after the check").filter(struck=False)
    found: Happening | None = rows.select_for_update(of=("self",)).filter(pk=line.pk).first()
    if found is None:
        raise ChangedMeanwhileError
    return row, found
