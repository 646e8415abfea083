"""What the workspace shows of one item."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from malath.voice.site.holders import Held
from malath.voice.site.models import Correction, Enclosure, Publication
from malath.voice.site.pages import titles_of
from malath.voice.site.rules import LANGUAGES, Enclosed, State, excerpt_of, ready_languages, said_in
from malath.voice.site.selectors import corrections_for, enclosures_for, publication_for
from malath.voice.statements.markup import render
from malath.voice.statements.paragraphs import split

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass
class PublicationPage:
    """One item as its readers will have it, in one language."""

    title: str
    language: str
    languages: list[str]
    excerpt: str
    html: SafeString
    corrections: list[Correction]
    # By language, the paths of the pages on the public site, and of the journalists' before the hour.
    public_paths: list[tuple[str, str]]
    embargo_paths: list[tuple[str, str]]
    picture: Enclosure | None
    # What the picture says to those who do not see it, and in which language.
    alt: tuple[str, str]
    papers: list[tuple[Enclosure, str, str]]

    @property
    def others(self) -> list[str]:
        return [code for code in self.languages if code != self.language]


def title_of(row: Publication) -> str:
    """The title of a revealed item in the active language, else in any; empty while there is none."""
    titles = titles_of(row)
    return titles.get((get_language() or "")[:2]) or next(iter(titles.values()), "")


def start_of(row: Publication) -> dict[str, Any]:
    """The texts as the form begins with them."""
    start: dict[str, Any] = {"after": row.revision, "place": row.place}
    for code, text in row.texts.items():
        start |= {f"{part}_{code}": words for part, words in text.items()}
    return start


def page_of(viewer: Member, row: Publication, *, language: str = "") -> PublicationPage:
    """A revealed item, in the language asked for if it is ready in it."""
    ready = [code for code in LANGUAGES if code in titles_of(row)] if row.is_signed else ready_languages(row.texts)
    wished = [language, (get_language() or "")[:2], *ready]
    shown = next((code for code in wished if code in ready), "")
    text, carried = row.texts.get(shown, {}), enclosures_for(viewer, row.pk)
    picture = next((one for one in carried if one.kind == Enclosed.PICTURE), None)
    return PublicationPage(
        title=titles_of(row).get(shown, "") or title_of(row),
        language=shown,
        languages=ready,
        excerpt=excerpt_of(text),
        html=render(split(text.get("body", ""))),
        corrections=corrections_for(viewer, row) if row.state in {State.OUT, State.DOWN} else [],
        public_paths=[(code, f"/{code}/{row.slug}/") for code in ready] if row.state == State.OUT else [],
        embargo_paths=[(code, f"/embargo/{row.embargo}/{code}/") for code in ready]
        if row.embargo and row.state == State.SCHEDULED
        else [],
        picture=picture,
        alt=said_in(picture.words["alt"], shown) if picture else ("", ""),
        papers=[(one, *said_in(one.words["title"], shown)) for one in carried if one.kind == Enclosed.PAPER],
    )


def held_of(viewer: Member, publication: uuid.UUID) -> Held:
    """An item as what carries pictures and papers. Raises NotFoundError."""
    row = publication_for(viewer, publication)
    address = reverse("publication", args=[row.pk])
    return Held("publication", row.pk, row.organisation_id, title_of(row), address)
