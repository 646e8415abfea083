"""What readers see of a colleague: all that leaves passes here, and only what the consent lets be said comes out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from malath.engines.edtf import KnownDate, in_words
from malath.platform.interface import formats
from malath.voice.remembrance.anniversaries import days_between, exact_day, known
from malath.voice.remembrance.models import Colleague, Consent, Happening
from malath.voice.remembrance.rules import (
    BEGINNINGS,
    PART_OF_TEXT,
    RUNNING,
    Fate,
    Kind,
    Part,
    is_web_address,
    parts_of_happening,
)
from malath.voice.site.enclosed import NOTHING, Carried, carried
from malath.voice.site.models import Enclosure
from malath.voice.site.rules import said_in
from malath.voice.statements.markup import render
from malath.voice.statements.paragraphs import split


@dataclass(frozen=True)
class Source:
    """Where something was read."""

    title: str
    url: str
    read_on: date | None


@dataclass(frozen=True)
class Line:
    """A line of the timeline. `language` is that of its words, which may be another than the page's."""

    when: str
    kind: str
    language: str
    words: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Passage:
    """A text of the page under its heading."""

    part: str
    heading: str
    language: str
    html: SafeString


@dataclass(frozen=True)
class Shown:
    """A colleague in one language. `days` is None where none can be counted; `counted_on` is the day of the count while
    it runs, None once it is over."""

    language: str
    slug: str
    name: str
    name_language: str
    fate: str
    fate_words: str
    days: int | None = None
    since: date | None = None
    counted_on: date | None = None
    passages: tuple[Passage, ...] = ()
    lines: tuple[Line, ...] = ()
    texts: tuple[Any, ...] = field(default=())
    carried: Carried = NOTHING
    by: str = ""

    @property
    def days_text(self) -> str:
        """The days as people of the language write numbers."""
        return formats.number_text(self.days or 0, self.language)

    @property
    def path(self) -> str:
        """Where it stands on the public site."""
        return f"/{self.language}/colleagues/{self.slug}/"


def allowed_by(consent: Consent | None) -> frozenset[str]:
    """What a revealed consent lets be said; nothing without one, and nothing without the name."""
    allows = frozenset(consent.given.get("allows", ())) if consent is not None else frozenset()
    return allows if Part.NAME in allows else frozenset()


def is_shown(happening: Happening, allows: Collection[str]) -> bool:
    """Whether readers may see a revealed line of the timeline."""
    return parts_of_happening(happening.kind, happening.told.get("names", ())) <= set(allows)


def in_order(happenings: Iterable[Happening]) -> list[tuple[KnownDate, Happening]]:
    """Revealed lines by when it was, the first first."""
    dated = [(when, one) for one in happenings if (when := known(one.told.get("when", ""))) is not None]
    return sorted(dated, key=lambda pair: (pair[0].sort_key, str(pair[1].pk)))


def shown_of(
    row: Colleague, happenings: Iterable[Happening], allows: Collection[str], language: str, *, today: date,
    texts: Sequence[Any] = (), enclosures: Sequence[Enclosure] = (), by: str = "",
) -> Shown | None:  # fmt: skip
    """A revealed colleague as readers of a language see them; None where nothing of them may be seen."""
    if Part.NAME not in allows:
        return None
    seen = [(when, one) for when, one in in_order(happenings) if is_shown(one, allows)]
    first, last = _lasted(row.fate, seen, today)
    name_language, name = said_in(row.texts.get("name", {}), language)
    with override(language):
        return Shown(
            language=language,
            slug=row.slug,
            name=name,
            name_language=name_language,
            fate=row.fate,
            fate_words=str(Fate(row.fate).label),
            days=days_between(first, last) if first and last else None,
            since=first,
            counted_on=last if row.fate in RUNNING and first else None,
            passages=tuple(_passages(row.texts, allows, language)),
            lines=tuple(_line(when, one, language) for when, one in seen),
            texts=tuple(texts),
            by=by,
            carried=carried(enclosures, language) if Part.PICTURE in allows else NOTHING,
        )


def _lasted(fate: str, seen: Sequence[tuple[KnownDate, Happening]], today: date) -> tuple[date | None, date | None]:
    """From which day to which days are counted: to today while it goes on, to the day of freedom once that is known."""
    begun = next((exact_day(when) for when, one in reversed(seen) if one.kind in BEGINNINGS), None)
    if begun is None or fate in RUNNING:
        return begun, today
    if fate != Fate.FREED:
        return None, None
    freed = next((exact_day(when) for when, one in reversed(seen) if one.kind == Kind.FREED), None)
    return (begun, freed) if freed and freed >= begun else (None, None)


def _passages(texts: Mapping[str, Mapping[str, str]], allows: Collection[str], language: str) -> Iterable[Passage]:
    headings = {
        "portrait": "",
        "place": _("Where they are held"),
        "family": _("Their family"),
        "help": _("What you can do"),
    }
    for part, heading in headings.items():
        found, words = said_in(texts.get(part, {}), language)
        if words and PART_OF_TEXT[part] in allows:
            yield Passage(part, heading, found, render(split(words)))


def _line(when: KnownDate, one: Happening, language: str) -> Line:
    found, words = said_in(one.told.get("words", {}), language)
    return Line(in_words(when, language), str(Kind(one.kind).label), found, words, tuple(sources_of(one)))


def sources_of(one: Happening) -> Iterable[Source]:
    """The sources of a revealed line; what is no address of the web leads nowhere."""
    for source in one.told.get("sources", ()):
        if is_web_address(source.get("url", "")):
            read_on = source.get("read_on") or ""
            yield Source(
                source.get("title") or source["url"], source["url"], date.fromisoformat(read_on) if read_on else None
            )
