"""How the words of a term stand in a language: a draft, or reviewed by whom and when (SC1)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from malath.accountability.violations import vocabulary
from malath.accountability.violations.models import TermReview
from malath.accountability.violations.vocabulary import LANGUAGES, Term
from malath.platform.access.selectors import organisation_names

if TYPE_CHECKING:
    import uuid

    from malath.platform.access.models import Member

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Reviewed:
    """Who read the words: an organisation of the coalition, or whoever the vocabularies themselves name; and when."""

    by: str
    on: date


def digest_of(label: str) -> str:
    """The mark of words that were read."""
    return hashlib.sha256(label.encode()).hexdigest()[:12]


class Standing:
    """The reviews that stand, of the lists that are named, as a viewer reads them: two queries, however many terms."""

    def __init__(self, viewer: Member, lists: Iterable[str]) -> None:
        rows = list(TermReview.objects.visible_to(viewer).filter(terms__in=list(lists)).order_by("on", "pk"))
        names = organisation_names({row.organisation_id for row in rows}) if rows else {}
        self._found: dict[Place, list[Reviewed]] = {}
        self._own: set[tuple[Place, uuid.UUID]] = set()
        for row in rows:
            place = (row.terms, row.code, row.language)
            if self._label(place) == row.label:
                self._found.setdefault(place, []).append(Reviewed(names.get(row.organisation_id, ""), row.on))
                self._own.add((place, row.organisation_id))

    def _label(self, place: Place) -> str:
        known = vocabulary.terms(place[0]).get(place[1]) if place[0] in vocabulary.names() else None
        return digest_of(known.labels[place[2]]) if known else ""

    def of(self, term: Term, language: str) -> list[Reviewed]:
        """Who reviewed the term in the language, the first first; nobody, where it is a draft."""
        written = term.reviewed.get(language)
        own = []
        if written:
            name, _, day = written.rpartition(", ")
            own = [Reviewed(name, date.fromisoformat(day))]
        return [*own, *self._found.get((term.list, term.code, language), [])]

    def is_draft(self, term: Term, language: str) -> bool:
        """Whether nobody has reviewed the words."""
        return not self.of(term, language)

    def is_reviewed_by(self, organisation: uuid.UUID, term: Term, language: str) -> bool:
        """Whether the organisation has reviewed these very words."""
        return ((term.list, term.code, language), organisation) in self._own

    def drafts(self, name: str) -> Mapping[str, int]:
        """How many living terms of a list are drafts, by language."""
        living = [one for one in vocabulary.terms(name).values() if one.retired is None]
        return {language: sum(self.is_draft(one, language) for one in living) for language in LANGUAGES}
