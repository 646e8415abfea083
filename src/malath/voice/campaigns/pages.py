"""What a page of a campaign or an occasion shows in one language: nothing of a speaker without consent, no place that is
undisclosed, and neither in any text around them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext

from malath.platform.interface import formats
from malath.voice.campaigns.models import Part
from malath.voice.campaigns.rules import (
    Answered,
    Guard,
    Kind,
    PartKind,
    State,
    by_day,
    day_of,
    demands_of,
    last_day,
    leaving,
    ready_languages,
)
from malath.voice.campaigns.selectors import Whole
from malath.voice.site.cards import Card
from malath.voice.site.enclosed import NOTHING, Carried, carried
from malath.voice.site.models import Enclosure
from malath.voice.site.rules import Spoken, excerpt_of, said_in
from malath.voice.statements.markup import render
from malath.voice.statements.paragraphs import split

NOWHERE = NOBODY = Spoken("", "")


@dataclass(frozen=True)
class Line:
    """Something that belongs to it, and in which language it can be read."""

    path: str
    title: str
    language: str
    day: date | datetime | None
    kind_words: str


@dataclass(frozen=True)
class Told:
    """A named line: a victims' initiative, a speaker. `name` is empty where it stays inside."""

    name: Spoken
    words: Spoken


@dataclass(frozen=True)
class Answer:
    """What came of asking, on a day."""

    on: date | None
    how: str
    how_words: str
    words: Spoken


@dataclass(frozen=True)
class Addressee:
    """A decision maker, since when they are asked, and what they answered, newest last."""

    name: Spoken
    office: Spoken
    asked_on: date | None
    answers: list[Answer]


@dataclass(frozen=True)
class Session:
    """One of a programme; `speakers` are names, empty for "a speaker"."""

    starts: str
    ends: str
    title: Spoken
    words: Spoken
    speakers: list[Spoken]


@dataclass(frozen=True)
class Paper:
    """A link, and the day on which it was read."""

    title: Spoken
    url: str
    read_on: date | None


@dataclass(frozen=True)
class Shown:
    """One in one language."""

    kind: str
    slug: str
    language: str
    languages: tuple[str, ...]
    by: str
    title: str
    excerpt: str
    out_on: date | None
    changed_on: date | None
    closed_on: date | None
    html: SafeString
    demands: list[str] = field(default_factory=list)
    asked: SafeString = field(default_factory=SafeString)
    reached: SafeString = field(default_factory=SafeString)
    initiatives: list[Told] = field(default_factory=list)
    addressees: list[Addressee] = field(default_factory=list)
    first: date | None = None
    last: date | None = None
    place: Spoken = NOWHERE
    days: list[tuple[date | None, list[Session]]] = field(default_factory=list)
    speakers: list[Told] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    carried: Carried = NOTHING
    clock: str = ""

    @property
    def path(self) -> str:
        """Where it stands on the public site."""
        return path_of(self.kind, self.language, self.slug)

    @property
    def card(self) -> Card:
        """What stands beside its address where it is shared: of an occasion its first day, and never its place."""
        day = self.out_on if self.is_campaign else self.first
        return Card(
            self.language, self.title, str(Kind(self.kind).label), self.by,
            formats.date_text(day, year=True) if day else "",
        )  # fmt: skip

    @property
    def is_campaign(self) -> bool:
        return self.kind == Kind.CAMPAIGN


def path_of(kind: str, code: str, slug: str) -> str:
    """The address of one on the public site, or of their list without a slug."""
    return f"/{code}/{kind}s/{slug}/" if slug else f"/{code}/{kind}s/"


@dataclass(frozen=True)
class Teller:
    """Tells one whole in one language, which is active, through the guard of what stays inside."""

    whole: Whole
    code: str
    guard: Guard

    def clean(self, text: str) -> str:
        speaker, place = (
            pgettext("instead of a name", "a speaker"),
            pgettext("instead of a place", "an undisclosed place"),
        )
        return self.guard.clean(text, speaker, place)

    def own(self, part: str) -> str:
        return self.clean(str(self.whole.row.texts.get(self.code, {}).get(part, "")))

    def html(self, part: str) -> SafeString:
        return render(split(self.own(part)))

    def any(self, part: Part, name: str) -> Spoken:
        """What a part says, in this language or another."""
        return self._cleaned(part.words.get(name, {}))

    def _cleaned(self, texts: Mapping[str, str]) -> Spoken:
        code, words = said_in(texts, self.code)
        return Spoken(self.clean(words), code)

    def _name(self, texts: Mapping[str, str]) -> Spoken:
        """A name that may be said: the guard lets it pass."""
        code, words = said_in(texts, self.code)
        return Spoken(words, code)

    def initiatives(self) -> list[Told]:
        """Those that agreed to be named."""
        agreed = [one for one in self.whole.of_kind(PartKind.INITIATIVE) if one.words.get("agreed_on")]
        return [Told(self._name(one.words["names"]), self.any(one, "words")) for one in agreed]

    def addressees(self) -> list[Addressee]:
        answers = sorted(self.whole.of_kind(PartKind.ANSWER), key=lambda one: str(one.words["on"]))
        return [
            Addressee(
                name=self._name(one.words["names"]),
                office=self.any(one, "words"),
                asked_on=day_of(one.words.get("asked_on")),
                answers=[self._answer(answer) for answer in answers if answer.of_id == one.pk],
            )
            for one in self.whole.of_kind(PartKind.ADDRESSEE)
        ]

    def _answer(self, one: Part) -> Answer:
        how = Answered(one.words["how"])
        return Answer(day_of(one.words["on"]), how.value, str(how.label), self.any(one, "words"))

    def speakers(self) -> tuple[list[Told], dict[str, Spoken]]:
        """The list of speakers, and by identifier the names that may stand in the programme."""
        told, in_programme = [], {}
        for one in self.whole.of_kind(PartKind.SPEAKER):
            consent = self.whole.consents.get(one.pk)
            may = leaving(one.words, consent.words if consent else None)
            name = self._name(may.names)
            told.append(Told(name, self._cleaned(may.words)))
            if may.in_programme:
                in_programme[str(one.pk)] = name
        return told, in_programme

    def days(self, names: dict[str, Spoken]) -> list[tuple[date | None, list[Session]]]:
        """The programme, day by day."""
        known = {str(one.pk) for one in self.whole.of_kind(PartKind.SPEAKER)}
        days: dict[date | None, list[Session]] = {}
        by_words = {id(one.words): one for one in self.whole.of_kind(PartKind.SESSION)}
        for words in by_day([one.words for one in by_words.values()]):
            part = by_words[id(words)]
            speakers = [names.get(pk, NOBODY) for pk in words.get("speakers", []) if pk in known]
            title, about = self.any(part, "names"), self.any(part, "words")
            session = Session(_hour(words.get("starts", "")), _hour(words.get("ends", "")), title, about, speakers)
            days.setdefault(day_of(words.get("on")), []).append(session)
        return list(days.items())

    def papers(self) -> list[Paper]:
        """Links; one whose address itself names what stays inside is left out."""
        return [
            Paper(
                self.any(one, "names") or Spoken(one.words["url"], ""),
                one.words["url"],
                day_of(one.words.get("read_on")),
            )
            for one in self.whole.of_kind(PartKind.PAPER)
            if not self.guard.finds(unquote(one.words["url"]).replace("_", " "))
        ]

    def kind_parts(self) -> dict[str, Any]:
        """What a campaign or an occasion alone has."""
        if self.whole.row.kind == Kind.CAMPAIGN:
            return {
                "demands": demands_of(self.own("demands")),
                "asked": self.html("asked"),
                "reached": self.html("reached"),
                "initiatives": self.initiatives(),
                "addressees": self.addressees(),
            }
        details: dict[str, Any] = self.whole.row.details
        told, names = self.speakers()
        return {
            "first": day_of(details.get("first")),
            "last": last_day(details),
            "place": self._name(details.get("place", {})) if details.get("open") else NOWHERE,
            "days": self.days(names),
            "speakers": told,
            "papers": self.papers(),
            "clock": formats.zone_text(),
        }


def _hour(written: str) -> str:
    return formats.time_text(datetime.fromisoformat(f"2000-01-01T{written}")) if written else ""


def shown(
    whole: Whole, code: str, *, by: str, guard: Guard | None = None, enclosures: Sequence[Enclosure] = ()
) -> Shown:
    """A revealed whole in a language, which is active, with what its page carries. `guard` adds what its texts must not say
    of others."""
    row, tell = whole.row, Teller(whole, code, whole.guard + (guard or Guard()))
    main = "aim" if row.kind == Kind.CAMPAIGN else "body"
    return Shown(
        kind=row.kind,
        slug=row.slug,
        language=code,
        languages=tuple(ready_languages(row.kind, row.texts)),
        by=by,
        title=tell.own("title"),
        excerpt=excerpt_of({"excerpt": tell.own("excerpt"), "body": tell.own(main)}),
        out_on=row.out_on,
        changed_on=row.changed_on,
        closed_on=row.closed_on if row.state == State.CLOSED else None,
        html=tell.html(main),
        carried=carried(enclosures, code, clean=tell.clean),
        **tell.kind_parts(),
    )


def titled(row_title: str) -> str:
    """A title, or that there is none yet."""
    return row_title or gettext("Without a title yet")


def by_campaign(known: list[Whole]) -> dict[uuid.UUID, list[Whole]]:
    """The occasions of each campaign."""
    found: dict[uuid.UUID, list[Whole]] = {}
    for one in known:
        if one.row.campaign_id:
            found.setdefault(one.row.campaign_id, []).append(one)
    return found
