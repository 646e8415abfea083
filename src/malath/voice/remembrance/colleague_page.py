"""What the workspace shows of one colleague: consents, timeline, anniversaries, texts, and what readers see."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from malath.engines.edtf import in_words
from malath.platform.interface import formats
from malath.platform.sealed.fields import reveal
from malath.voice.remembrance.anniversaries import known, years_between
from malath.voice.remembrance.models import Colleague, Consent, Happening, Mention, Observance
from malath.voice.remembrance.proposing import title_of_anniversary
from malath.voice.remembrance.rules import Kind, Part, Relation
from malath.voice.remembrance.selectors import (
    colleague_for,
    consents_for,
    happenings_for,
    mentions_for,
    observances_for,
    standing_consent,
)
from malath.voice.remembrance.showing import (
    Shown,
    Source,
    allowed_by,
    in_order,
    is_shown,
    shown_of,
    sources_of,
)
from malath.voice.site.holders import Held
from malath.voice.site.item_page import title_of
from malath.voice.site.rules import State as TextState
from malath.voice.site.rules import said_in

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def name_of(row: Colleague) -> str:
    """The name of a revealed colleague in the active language, else in another."""
    return said_in(row.texts.get("name", {}), formats.active_language(get_language()))[1]


@dataclass(frozen=True)
class Entry:
    """A line of the timeline as its writers see it. `hidden`: the consent does not let readers see it."""

    row: Happening
    when: str
    kind: str
    words: Mapping[str, str]
    gives_away: tuple[str, ...]
    sources: tuple[Source, ...]
    hidden: bool


@dataclass(frozen=True)
class Word:
    """A consent as it was recorded."""

    row: Consent
    relation: str
    who: str
    how: str
    allows: tuple[str, ...]
    stands: bool


@dataclass(frozen=True)
class ColleaguePage:
    """All of one colleague. `shown` is what readers see, or would see once it is out; None without a consent."""

    name: str
    words: list[Word]
    standing: Word | None
    entries: list[Entry]
    ahead: list[tuple[Happening, SafeString]]
    kept: list[tuple[Observance, SafeString]]
    texts: list[tuple[Mention, str]]
    shown: Shown | None
    left_out: bool


def page_of(viewer: Member, row: Colleague) -> ColleaguePage:
    """Put together all that the workspace shows of a revealed colleague."""
    today = timezone.localdate()
    words = [_word(one, today) for one in consents_for(viewer, row)]
    standing = next((word for word in words if word.stands), None)
    allows = allowed_by(standing.row if standing else None)
    lines, mentions = happenings_for(viewer, row), mentions_for(viewer, row)
    public = [one.publication for one in mentions if _may_be_read(viewer, one)]
    reveal(public, (text.statement for text in public if text.statement), by=viewer, why="remembrance")
    ahead = sorted((line.due_on, str(line.pk), line) for line in lines if line.due_on is not None)
    entries = [_entry(when, line, allows) for when, line in in_order(lines)]
    return ColleaguePage(
        name=name_of(row),
        words=words,
        standing=standing,
        entries=entries,
        ahead=[(line, _veiled(anniversary_title(row, line, due_on))) for due_on, _key, line in ahead],
        kept=[
            (one, _veiled(anniversary_title(row, line, one.due_on)))
            for one in observances_for(viewer, row)
            if one.settled and (line := next((line for line in lines if line.pk == one.happening_id), None))
        ],
        texts=[(one, title_of(one.publication) if _may_be_read(viewer, one) else "") for one in mentions],
        shown=shown_of(row, lines, allows, formats.active_language(), today=today),
        left_out=any(entry.hidden for entry in entries),
    )


def _may_be_read(viewer: Member, one: Mention) -> bool:
    """What is out, everybody reads; a draft, those who publish for its organisation."""
    return one.publication.state == TextState.OUT or viewer.can("publish", one.publication.organisation_id)


def anniversary_title(row: Colleague, line: Happening, on: date) -> str:
    """What comes round on a day, of revealed rows."""
    when = known(line.told.get("when", ""))
    return title_of_anniversary(line.kind, years_between(when, on) if when else 0, name_of(row))


def _veiled(title: str) -> SafeString:
    """A title that names somebody, for those who hide names from whoever looks over their shoulder."""
    return format_html('<bdi class="veiled">{}</bdi>', title)


def _word(one: Consent, today: date) -> Word:
    stands = one.ended_on is None and one.given_on <= today and (one.until is None or one.until >= today)
    parts: dict[str, Any] = {part.value: part.label for part in Part}
    return Word(
        row=one,
        relation=str(Relation(one.given["relation"]).label),
        who=one.given["who"],
        how=one.given["how"],
        allows=tuple(str(label) for part, label in parts.items() if part in one.given["allows"]),
        stands=stands,
    )


def _entry(when: Any, line: Happening, allows: frozenset[str]) -> Entry:
    return Entry(
        row=line,
        when=in_words(when, formats.active_language()),
        kind=str(Kind(line.kind).label),
        words=line.told.get("words", {}),
        gives_away=tuple(str(Part(name).label) for name in line.told.get("names", ())),
        sources=tuple(sources_of(line)),
        hidden=not is_shown(line, allows),
    )


def held_of(viewer: Member, colleague: uuid.UUID) -> Held:
    """A colleague as who has a picture, while a consent stands that allows one. Raises NotFoundError."""
    row = colleague_for(viewer, colleague)
    allowed = Part.PICTURE in allowed_by(standing_consent(row, by=viewer))
    address = reverse("colleague", args=[row.pk])
    return Held(
        "colleague", row.pk, row.organisation_id, name_of(row), address,
        takes_picture=allowed, takes_papers=False, names_somebody=True,
    )  # fmt: skip
