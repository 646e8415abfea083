"""A question as a page asks it: criteria of the address, words from their seal, and what the finder proposes for them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from malath.accountability.search.addresses import SHOWN, address, criteria_in
from malath.accountability.search.models import Search
from malath.accountability.violations.searching import Asked, Count, Criteria, counts_of, proposed_for
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Question:
    """What a page was asked: `words` is the sealed row that the address names, revealed; `shown` one of SHOWN."""

    asked: Asked
    words: Search | None = None
    shown: str = SHOWN[0]

    @property
    def criteria(self) -> Criteria:
        """The part in codes."""
        return self.asked.criteria

    @property
    def text(self) -> str:
        """Words of what happened."""
        return str(self.words.asked.get("text", "")) if self.words else ""

    @property
    def name(self) -> str:
        """The name that was asked."""
        return str(self.words.asked.get("name", "")) if self.words else ""

    def address(self, url_name: str = "violations_find", **changes: object) -> str:
        """The same question with some criteria changed, as a table unless `show` says how."""
        return self.address_with(changes, url_name)

    def address_with(self, changes: Mapping[str, object], url_name: str = "violations_find") -> str:
        """The same, of changes in a mapping."""
        changes = dict(changes)
        show = changes.pop("show", self.shown)
        after = changes.pop("after", "")
        words = self.words.pk if self.words else ""
        shown = "" if show == SHOWN[0] else show
        return address(self.criteria.with_(**changes), url_name, words=words, show=shown, after=after)


def question_in(viewer: Member, said: Mapping[str, str]) -> Question:
    """The question of an address. Raises NotFoundError for what cannot be read, or words that are not the viewer's."""
    criteria, shown = criteria_in(said), said.get("show") or SHOWN[0]
    if shown not in SHOWN:
        raise NotFoundError
    words = words_for(viewer, said["words"]) if said.get("words") else None
    question = Question(Asked(criteria), words, shown)
    proposed = proposed_for(viewer, criteria, text=question.text, name=question.name)
    return Question(Asked(criteria, proposed), words, shown)


def words_for(viewer: Member, pk: str) -> Search:
    """The viewer's own sealed words, revealed. Raises NotFoundError."""
    try:
        search = Search.objects.visible_to(viewer).filter(pk=uuid.UUID(pk)).first()
    except ValueError as wrong:
        raise NotFoundError from wrong
    if search is None:
        raise NotFoundError
    reveal(search, by=viewer, why="search.words")
    found: Search = search
    return found


@dataclass
class Kept:
    """A search that is kept, and how many acts came since it was last looked at."""

    search: Search
    called: str
    said: dict[str, str] = field(default_factory=dict)
    new: Count = field(default_factory=lambda: Count(0))
    is_readable: bool = True

    @property
    def question(self) -> str:
        """Where it is answered."""
        words = self.search.pk if self.search.asked.get("text") or self.search.asked.get("name") else ""
        return address(criteria_in(self.said), words=words)


def kept_by(viewer: Member, *, followed: bool = False) -> list[Kept]:
    """The searches that the viewer keeps, by name, each with the number of new acts, counted to a thousand; only those that
    they follow where `followed`."""
    kept = Search.objects.visible_to(viewer).filter(is_kept=True)
    rows = list((kept.filter(is_followed=True) if followed else kept).order_by("-made_on", "pk"))
    if not rows:
        return []
    reveal(rows, by=viewer, why="search.kept")
    found = [Kept(row, str(row.asked.get("called", "")), dict(parse_qsl(row.asked.get("query", "")))) for row in rows]
    asked = [asked_anew(viewer, kept) for kept in found]
    for kept, count in zip(found, counts_of(viewer, [one or Asked() for one in asked]), strict=True):
        kept.new = count
    for kept, one in zip(found, asked, strict=True):
        kept.is_readable = one is not None
    return sorted(found, key=lambda kept: kept.called.casefold())


def kept_search(viewer: Member, pk: uuid.UUID) -> Kept:
    """One search that the viewer keeps, revealed. Raises NotFoundError."""
    row = Search.objects.visible_to(viewer).filter(pk=pk, is_kept=True).first()
    if row is None:
        raise NotFoundError
    reveal(row, by=viewer, why="search.kept")
    return Kept(row, str(row.asked.get("called", "")), dict(parse_qsl(row.asked.get("query", ""))))


def asked_anew(viewer: Member, kept: Kept) -> Asked | None:
    """The kept question, of what came since the last look; None where a code is not known any more."""
    try:
        criteria = criteria_in(kept.said).with_(since=kept.search.seen_change)
    except NotFoundError:
        return None
    text, name = (str(kept.search.asked.get(part, "")) for part in ("text", "name"))
    return Asked(criteria, proposed_for(viewer, criteria, text=text, name=name))
