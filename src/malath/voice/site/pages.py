"""What the pages of an item show: its words in each language, whether they were written here or signed elsewhere."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import override

from malath.platform.access.selectors import organisation_name
from malath.platform.interface import formats
from malath.platform.sealed.fields import reveal
from malath.voice.site.cards import Card
from malath.voice.site.enclosed import FOLDER, NOTHING, Carried, carried
from malath.voice.site.models import Correction, Enclosure, Publication
from malath.voice.site.rules import LANGUAGES, LIVING_KINDS, Kind, State, Subject, excerpt_of, ready_languages, said_in
from malath.voice.statements.markup import render
from malath.voice.statements.paragraphs import split
from malath.voice.statements.published import SignedText, signed_texts


@dataclass(frozen=True)
class Item:
    """One item in one language, as a public page shows it."""

    slug: str
    language: str
    languages: tuple[str, ...]
    kind: str
    subject: str
    title: str
    excerpt: str
    html: SafeString
    by: str
    out_at: datetime | None
    is_down: bool
    embargo: str = ""
    goes_out_at: datetime | None = None
    signed: SignedText | None = None
    # When, in which words, and in which language these are: another where nobody translated them.
    corrections: tuple[tuple[datetime, str, str], ...] = field(default=())
    carried: Carried = NOTHING
    place: int = 1

    @property
    def kind_words(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def subject_words(self) -> str:
        return str(Subject(self.subject).label)

    @property
    def is_living(self) -> bool:
        """Whether it is told as it is now, without a day."""
        return self.kind in LIVING_KINDS

    @property
    def list_path(self) -> str:
        """Where others of its kind stand."""
        return f"/{self.language}/programmes/" if self.is_living else f"/{self.language}/press/{self.kind}/"

    @property
    def card(self) -> Card | None:
        """What stands beside its address where it is shared; nothing before its hour."""
        if self.embargo or self.out_at is None:
            return None
        day = "" if self.is_living else formats.date_text(self.out_at, year=True)
        return Card(self.language, self.title, self.kind_words, self.by, day)

    @property
    def path(self) -> str:
        """Where it stands on the public site."""
        return f"/embargo/{self.embargo}/{self.language}/" if self.embargo else f"/{self.language}/{self.slug}/"


def titles_of(row: Publication) -> dict[str, str]:
    """The titles by language, of a revealed item."""
    if row.is_signed and row.statement is not None:
        known = row.statement.titles
        return dict(known) if isinstance(known, dict) else {}
    return {code: text.get("title", "") for code, text in row.texts.items() if text.get("title")}


def items_of(
    row: Publication, corrections: Sequence[Correction], enclosures: Sequence[Enclosure] = ()
) -> dict[str, Item]:
    """A revealed item in each language in which it is ready, with what its page carries."""
    before = row.state == State.SCHEDULED
    signed = signed_texts(row.statement_id, before=before) if row.statement_id else {}
    ready = [code for code in LANGUAGES if code in signed] if row.is_signed else ready_languages(row.texts)
    return {
        code: replace(
            _item(row, code, tuple(ready), signed.get(code), corrections),
            carried=carried(enclosures, code, folder=f"embargo/{row.embargo}/{FOLDER}" if before else FOLDER),
        )
        for code in ready
    }


def items_out(publications: Iterable[uuid.UUID], code: str) -> list[Item]:
    """Those of them that are out, newest first, in the language, else in English or the first that is ready."""
    rows = Publication.objects.unscoped(reason="the public pages").filter(pk__in=list(publications), state=State.OUT)
    found = list(rows.order_by("-out_at", "pk"))
    reveal(found, by=None, why="site.page")
    known = [items_of(row, []) for row in found]
    return [items.get(code) or items.get("en") or next(iter(items.values())) for items in known if items]


def _item(
    row: Publication, code: str, ready: tuple[str, ...], signed: SignedText | None, corrections: Sequence[Correction]
) -> Item:
    own: Mapping[str, str] = row.texts.get(code, {})
    paragraphs = signed.paragraphs if signed else split(own.get("body", ""))
    title = signed.title if signed else own.get("title", "")
    text = {"excerpt": own.get("excerpt", ""), "body": "\n\n".join(paragraphs)}
    with override(code):
        html, by = render(paragraphs), organisation_name(row.organisation_id)
    return Item(
        slug=row.slug,
        language=code,
        languages=ready,
        kind=row.kind,
        subject=row.subject,
        title=title,
        excerpt=excerpt_of(text),
        html=html,
        by=by,
        out_at=row.out_at,
        is_down=False,
        embargo=row.embargo if row.state == State.SCHEDULED else "",
        goes_out_at=row.goes_out_at,
        signed=signed,
        place=row.place,
        corrections=tuple(_corrected(one, code) for one in corrections),
    )


def _corrected(one: Correction, code: str) -> tuple[datetime, str, str]:
    spoken, words = said_in(one.words, code)
    return one.at, words, spoken
