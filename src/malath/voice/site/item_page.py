"""What the workspace shows of one item."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from malath.voice.site.holders import Held
from malath.voice.site.models import Correction, Publication
from malath.voice.site.pages import titles_of
from malath.voice.site.rules import LANGUAGES, State, excerpt_of, ready_languages
from malath.voice.site.selectors import corrections_for, publication_for
from malath.voice.statements.markup import render
from malath.voice.statements.paragraphs import split

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass
class PublicationPage:
    """One item before its readers have it. `embargo` is the path of the journalists' page on the public site."""

    title: str
    language: str
    languages: list[str]
    excerpt: str
    html: SafeString
    corrections: list[Correction]
    public_path: str
    embargo: str

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
    text = row.texts.get(shown, {})
    return PublicationPage(
        title=titles_of(row).get(shown, "") or title_of(row),
        language=shown,
        languages=ready,
        excerpt=excerpt_of(text),
        html=render(split(text.get("body", ""))),
        corrections=corrections_for(viewer, row) if row.state in {State.OUT, State.DOWN} else [],
        public_path=f"/{shown}/{row.slug}/" if row.slug else "",
        embargo=f"/embargo/{row.embargo}/{shown}/" if row.embargo else "",
    )


def held_of(viewer: Member, publication: uuid.UUID) -> Held:
    """An item as what carries pictures and papers. Raises NotFoundError."""
    row = publication_for(viewer, publication)
    address = reverse("publication", args=[row.pk])
    return Held("publication", row.pk, row.organisation_id, title_of(row), address)
