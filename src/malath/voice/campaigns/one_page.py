"""What the workspace shows of one campaign or occasion."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import get_language, override, pgettext

from malath.platform.access.selectors import organisation_name
from malath.voice.campaigns.models import Part, SpeakerConsent, Undertaking
from malath.voice.campaigns.pages import Shown, path_of, shown
from malath.voice.campaigns.rules import (
    SHOWN,
    Answered,
    Covers,
    Guard,
    Kind,
    PartKind,
    Way,
    by_day,
    changed_since,
    day_of,
    leaving,
    ready_languages,
    said,
    state_words,
)
from malath.voice.campaigns.selectors import Whole, occasions_of, undertaking_for, wholes_for
from malath.voice.site.holders import Held
from malath.voice.site.item_page import title_of as publication_title
from malath.voice.site.rules import LANGUAGES
from malath.voice.site.selectors import publications_out

if TYPE_CHECKING:
    from datetime import date

    from malath.platform.access.models import Member


@dataclass
class LineShown:
    """A line of it as the workspace lists it. `state`: of a tag; `inner`: its answers."""

    part: Part
    title: str
    detail: str = ""
    day: date | None = None
    tag: str = ""
    tag_kind: str = "plain"
    inner: list[LineShown] = field(default_factory=list)


@dataclass
class UndertakingPage:
    """One with all that its writers need. `preview` is what readers would see in `language`; `told` are the places in
    which something that stays inside is blacked out."""

    title: str
    state: str
    languages: list[str]
    language: str
    preview: Shown | None
    lines: dict[str, list[LineShown]]
    publications: list[tuple[str, str]]
    occasions: list[tuple[Undertaking, str]]
    public_path: str
    unnamed: int
    blacked: list[str]
    place_is_open: bool

    @property
    def others(self) -> list[str]:
        return [code for code in self.languages if code != self.language]


@dataclass
class ConsentShown:
    """A consent as its record reads."""

    row: SpeakerConsent
    names: list[str]
    covers: list[str]
    way: str
    in_force: bool
    is_changed: bool


def _language() -> str:
    return (get_language() or "en")[:2]


def title_of(row: Undertaking) -> str:
    """The title of a revealed one in the active language, else in any; empty while there is none."""
    return said({code: text.get("title", "") for code, text in row.texts.items()}, _language())


def state_of(row: Undertaking) -> str:
    """Where it stands, in words."""
    return state_words(row.kind, row.state)


def start_of(row: Undertaking) -> dict[str, Any]:
    """The texts as the form begins with them."""
    start: dict[str, Any] = {"after": row.written, "campaign": str(row.campaign_id or "")}
    for code, text in row.texts.items():
        start |= {f"{part}_{code}": words for part, words in text.items()}
    start |= {name: row.details.get(name, "") for name in ("first", "last", "open")}
    return start | {f"place_{code}": text for code, text in row.details.get("place", {}).items()}


def page_of(viewer: Member, row: Undertaking, *, language: str = "") -> UndertakingPage:
    """A revealed one, in the language asked for if it is ready in it, else as far as it is written."""
    occasions = occasions_of(viewer, row) if row.kind == Kind.CAMPAIGN else []
    whole, *held = wholes_for(viewer, [row, *occasions])
    inner = sum((one.guard for one in held), Guard())
    ready = ready_languages(row.kind, row.texts)
    wished = next((code for code in [language, _language(), *ready] if code in ready), "")
    preview = None
    if wished:
        with override(wished):
            preview = shown(whole, wished, by=organisation_name(row.organisation_id), guard=inner)
    known = (
        {one.pk: publication_title(one) for one in publications_out(viewer, row.organisation_id)}
        if whole.publications
        else {}
    )
    lines = _lines(whole)
    return UndertakingPage(
        title=title_of(row),
        state=state_of(row),
        languages=ready,
        language=wished,
        preview=preview,
        lines=lines,
        publications=[(str(pk), known[pk]) for pk in whole.publications if pk in known],
        occasions=[(one, title_of(one)) for one in occasions],
        public_path=path_of(row.kind, wished, row.slug) if row.slug and row.state in SHOWN else "",
        unnamed=sum(1 for one in lines.get(PartKind.SPEAKER, []) if one.tag_kind != "ok"),
        blacked=_blacked(whole, whole.guard + inner),
        place_is_open=bool(row.details.get("open")),
    )


def _blacked(whole: Whole, guard: Guard) -> list[str]:
    """Titles of what says something that stays inside."""
    found = []
    texts = whole.row.texts
    if any(guard.finds(str(text)) for code in LANGUAGES for text in texts.get(code, {}).values()):
        found.append(title_of(whole.row) or pgettext("of a campaign", "Title"))
    for part in whole.parts:
        told = dict(part.words.get("words", {}))
        if part.kind in {PartKind.SESSION, PartKind.PAPER}:
            told |= {f"names {code}": text for code, text in part.words.get("names", {}).items()}
        if any(guard.finds(text) for text in told.values()):
            found.append(said(part.words.get("names", {}), _language()) or str(PartKind(part.kind).label))
    return found


def _lines(whole: Whole) -> dict[str, list[LineShown]]:
    """All lines by kind; answers stand under their decision makers, sessions in the order of the programme."""
    found: dict[str, list[LineShown]] = {}
    order = {id(words): place for place, words in enumerate(by_day([p.words for p in whole.of_kind(PartKind.SESSION)]))}
    for part in sorted(whole.parts, key=lambda one: (order.get(id(one.words), 0), one.number)):
        if part.kind != PartKind.ANSWER:
            found.setdefault(part.kind, []).append(_line(whole, part))
    return found


def _line(whole: Whole, part: Part) -> LineShown:
    words, code = part.words, _language()
    line = LineShown(part, said(words.get("names", {}), code), said(words.get("words", {}), code))
    if part.kind == PartKind.ADDRESSEE:
        line.day = day_of(words.get("asked_on"))
        answers = sorted((one for one in whole.of_kind(PartKind.ANSWER) if one.of_id == part.pk), key=_answered_on)
        line.inner = [
            LineShown(
                one, str(Answered(one.words["how"]).label), said(one.words.get("words", {}), code), day_of(one.words["on"])
            )
            for one in answers
        ]  # fmt: skip
    elif part.kind == PartKind.INITIATIVE:
        agreed = day_of(words.get("agreed_on"))
        line.day = agreed
        line.tag, line.tag_kind = _initiative_tag(agreed is not None)
    elif part.kind == PartKind.SESSION:
        line.day, line.detail = day_of(words["on"]), f"{words['starts']}–{words['ends']}".rstrip("–")
    elif part.kind == PartKind.PAPER:
        line.day, line.detail = day_of(words["read_on"]), words["url"]
    elif part.kind == PartKind.SPEAKER:
        line.tag, line.tag_kind = _speaker_tag(part, whole.consents.get(part.pk))
    return line


def _answered_on(part: Part) -> str:
    return str(part.words["on"])


def _initiative_tag(agreed: bool) -> tuple[str, str]:
    if agreed:
        return pgettext("an initiative", "Named outside"), "ok"
    return pgettext("an initiative", "Stays inside"), "warn"


def _speaker_tag(part: Part, consent: SpeakerConsent | None) -> tuple[str, str]:
    """Whether the speaker is named outside, and if not, why."""
    if consent is None:
        return pgettext("a speaker", "Not named: no consent"), "warn"
    if changed_since(part.words, consent.words):
        return pgettext("a speaker", "Changed since the consent"), "warn"
    may = leaving(part.words, consent.words)
    if not may.names:
        return pgettext("a speaker", "Not named: no consent"), "warn"
    if may.in_programme:
        return pgettext("a speaker", "Named, also in the programme"), "ok"
    return pgettext("a speaker", "Named, not in the programme"), "ok"


def consents_shown(consents: Sequence[SpeakerConsent], speaker: Part) -> list[ConsentShown]:
    """The consents of a speaker as their records read."""
    return [
        ConsentShown(
            row=one,
            names=list(one.words["names"].values()),
            covers=[str(Covers(cover).label) for cover in Covers.values if cover in one.words["covers"]],
            way=str(Way(one.words["way"]).label),
            in_force=one.withdrawn_on is None,
            is_changed=changed_since(speaker.words, one.words),
        )
        for one in consents
    ]


def held_of(viewer: Member, undertaking: uuid.UUID) -> Held:
    """A campaign or an occasion as what carries a picture and papers. Raises NotFoundError."""
    row = undertaking_for(viewer, undertaking)
    address = reverse("undertaking", args=[row.pk])
    return Held("undertaking", row.pk, row.organisation_id, title_of(row), address)
