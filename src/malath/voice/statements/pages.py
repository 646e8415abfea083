"""What the pages of a statement show, put together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from malath.platform.access.selectors import organisation_name, organisation_names
from malath.platform.sealed.fields import reveal
from malath.voice.statements.handovers import handovers_of
from malath.voice.statements.markup import broken_notes, render, undated_links
from malath.voice.statements.models import BoundText, Comment, Edition, Handover, Statement, Version
from malath.voice.statements.models.texts import LANGUAGES, speaking_for
from malath.voice.statements.paragraphs import Budget, Change, Piece, changes_between, compare, follows_text, mark_of
from malath.voice.statements.rules import Nature
from malath.voice.statements.selectors import (
    bound_texts,
    comments_of,
    edition_in_force,
    editions_of,
    judges_of,
    newest_versions,
    signatories_signing,
)
from malath.voice.statements.sheets import Board, Place, Sheet, asked_of, board_of, sheet_of

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def active() -> str:
    """The language of the page, as far as texts and names are written in it."""
    language = (get_language() or "")[:2]
    return language if language in LANGUAGES else "en"


@dataclass
class LanguageLine:
    """How far a language is."""

    language: str
    version: Version | None
    is_source: bool
    follows: bool
    bound: BoundText | None

    @property
    def words(self) -> str:
        """Where it stands, in words."""
        if self.is_source:
            return _("the text itself")
        if self.bound:
            return _("bound to the frozen text")
        if self.version is None:
            return _("not translated yet")
        return _("follows the text") if self.follows else _("behind the text")

    @property
    def kind(self) -> str:
        """The colour of its tag."""
        return "ok" if self.is_source or self.bound or self.follows else "warn" if self.version else "plain"


@dataclass
class StatementPage:
    """A statement as one member sees it."""

    statement: Statement
    lead: str
    leads: bool
    edition: Edition | None
    waiting: Edition | None
    editions: list[tuple[Edition, str]]
    languages: list[LanguageLine]
    title: str
    html: SafeString
    shown_language: str
    shown: BoundText | None
    sheet: Sheet
    board: Board
    own: list[Place]
    comments: int
    drafted: Version | None = None
    lacks: list[str] = field(default_factory=list)
    is_new_draft: bool = False
    # Who led it until which day, the newest first; the viewer's organisation among them; the proposal that waits.
    led_before: list[tuple[str, Handover]] = field(default_factory=list)
    led_by_us: Handover | None = None
    proposed: Handover | None = None
    proposed_to: str = ""
    may_answer: bool = False


def _lacks(version: Version) -> list[str]:
    texts = [part["text"] for part in version.text["parts"]]
    lines = [_("A link lacks the day on which it was read: %(links)s") % {"links": u} for u in undated_links(texts)]
    lines += [
        _("A footnote has no text, or no place in the text: %(notes)s") % {"notes": n} for n in broken_notes(texts)
    ]
    return lines


def page_of(viewer: Member, statement: Statement, *, language: str = "") -> StatementPage:
    """The page of a statement, in the language asked for if the frozen text is bound in it."""
    versions = newest_versions(viewer, statement)
    reveal(versions.values(), by=viewer, why="statement")
    editions = editions_of(viewer, statement)
    edition = edition_in_force(editions)
    texts = {text.language: text for text in bound_texts(viewer, edition)} if edition else {}
    shown = next((texts[code] for code in (language, active(), statement.language) if code in texts), None)
    drafted = versions.get(statement.language)
    text: dict[str, Any] = shown.text if shown else drafted.text if drafted else {"title": "", "parts": []}
    leads = viewer.can("draft_statements", statement.organisation_id)
    natures = {one.number: one.nature for one in editions}
    rows = asked_of(viewer, statement) if leads else signatories_signing(viewer, statement)
    board = board_of(viewer, rows, language=active())
    signing = set(viewer.standing.organisations_able("sign_statements"))
    return StatementPage(
        **_handovers(viewer, statement, leads=leads),
        statement=statement,
        lead=organisation_name(statement.organisation_id),
        leads=leads,
        edition=edition,
        waiting=next((one for one in editions if one.nature == Nature.OPEN), None),
        editions=_judged(viewer, statement, editions),
        languages=[_language(code, statement, versions, drafted, texts) for code in _codes(statement)],
        title=text["title"],
        html=render([part["text"] for part in text["parts"]]),
        shown_language=shown.language if shown else statement.language,
        shown=shown,
        sheet=sheet_of(viewer, statement, edition, natures, language=active()) if edition else Sheet(),
        board=board,
        own=[place for place in board.places if place.row.organisation_id in signing],
        comments=sum(comment.settled_on is None for comment in comments_of(viewer, statement)),
        drafted=drafted,
        lacks=_lacks(drafted) if drafted and leads and statement.is_open else [],
        is_new_draft=bool(drafted and editions and editions[0].version_id != drafted.pk),
    )


def _handovers(viewer: Member, statement: Statement, *, leads: bool) -> dict[str, Any]:
    """What the page says of who led the text, and of who may lead it."""
    rows = handovers_of(viewer, statement)
    if not rows:
        return {}
    names = organisation_names({one for row in rows for one in (row.giver_id, row.taker_id)})
    before = [row for row in rows if row.ended_on is not None]
    waiting = next((row for row in rows if row.ended_on is None), None)
    speaking = speaking_for(viewer)
    return {
        "led_before": [(names.get(row.giver_id, ""), row) for row in before],
        "led_by_us": None if leads else next((row for row in before if row.giver_id in speaking), None),
        "proposed": waiting,
        "proposed_to": names.get(waiting.taker_id, "") if waiting else "",
        "may_answer": waiting is not None and viewer.can("draft_statements", waiting.taker_id),
    }


def _judged(viewer: Member, statement: Statement, editions: list[Edition]) -> list[tuple[Edition, str]]:
    """Each frozen text with the organisation that said what it is; empty where nobody had to say so."""
    known, lead = judges_of(viewer, editions), organisation_name(statement.organisation_id)

    def said(edition: Edition) -> str:
        if edition.judged_on is None:
            return ""
        if edition.judged_for_id is None:
            return lead
        row = known.get(edition.pk)
        names = row.names if row else {}
        return str(names.get(active()) or next(iter(names.values()), "")) or _("an organisation that is not named")

    return [(edition, said(edition)) for edition in editions]


def _codes(statement: Statement) -> list[str]:
    return [statement.language, *(code for code in LANGUAGES if code != statement.language)]


def _language(
    code: str, statement: Statement, versions: dict[str, Version], drafted: Version | None, texts: dict[str, BoundText]
) -> LanguageLine:
    version = versions.get(code)
    up_to_date = bool(version and drafted and follows_text(drafted.text, version.text))
    return LanguageLine(code, version, code == statement.language, up_to_date, texts.get(code))


@dataclass
class Row:
    """One paragraph beside its translation. `changed` shows the words since it was translated, if they changed."""

    key: str
    source: str
    text: str
    is_behind: bool
    changed: list[Piece]


def rows_of(viewer: Member, source: Version, translation: Version | None, earlier: list[Version]) -> list[Row]:
    """The paragraphs of the text with their translations; `earlier` are the versions of the text, revealed, in which the
    words that were translated are looked for."""
    theirs = {part["key"]: part for part in translation.text["parts"]} if translation else {}
    words = {
        (part["key"], mark_of(part["text"])): part["text"] for version in earlier for part in version.text["parts"]
    }
    rows, budget = [], Budget()
    for part in source.text["parts"]:
        kept = theirs.get(part["key"], {})
        behind = bool(kept) and kept["of"] != mark_of(part["text"])
        before = words.get((part["key"], kept.get("of", "")), "") if behind else ""
        changed = compare(before, part["text"], budget) if before else []
        rows.append(Row(part["key"], part["text"], str(kept.get("text", "")), behind, changed))
    return rows


def is_title_behind(source: Version, translation: Version | None) -> bool:
    """Whether the title was rewritten since it was translated."""
    title = translation.text if translation else {"title": ""}
    return bool(title["title"].strip()) and title.get("title_of", "") != mark_of(source.text["title"])


def change_between(before: Version, after: Version) -> list[Change]:
    """Two versions, revealed, paragraph by paragraph, the title first."""
    budget = Budget()
    title = Change("title", compare(before.text["title"], after.text["title"], budget))
    return [title, *changes_between(before.text["parts"], after.text["parts"], budget)]


def said_of(version: Version, comments: list[Comment]) -> list[tuple[str, str, list[Comment]]]:
    """(key, paragraph, what was said of it); what was said of paragraphs that are gone comes last."""
    keys = {part["key"] for part in version.text["parts"]}
    rows = [
        (part["key"], part["text"], [one for one in comments if one.paragraph == part["key"]])
        for part in version.text["parts"]
    ]
    gone = [one for one in comments if one.paragraph not in keys]
    return [*rows, ("", _("Paragraphs that are gone"), gone)] if gone else rows
