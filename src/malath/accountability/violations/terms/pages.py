"""What the pages of the vocabularies show: every list, one list, one term, with who reviewed its words (SC1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from malath.accountability.violations import vocabulary
from malath.accountability.violations.terms.standing import Reviewed, Standing, digest_of
from malath.accountability.violations.vocabulary import LANGUAGES, Term
from malath.accountability.violations.vocabulary.huridocs import Mapped, mapped
from malath.platform.errors import NotFoundError

if TYPE_CHECKING:
    from malath.platform.access.models import Member

LABELS: dict[str, str | Promise] = {
    "acts": _("Kinds of acts"),
    "attribution": _("On what ground an act is attributed"),
    "chain_types": _("How events stand to one another"),
    "characteristics": _("Why somebody may have been targeted"),
    "confidence": _("How sure a value is"),
    "counting_units": _("What counts as one victim"),
    "date_reasons": _("Why a date is not exact"),
    "detention_types": _("Kinds of detention"),
    "fates": _("Fates of the disappeared"),
    "interventions": _("What is done about it"),
    "involvement": _("Parts in an act"),
    "methods": _("Methods, means and weapons"),
    "outlets": _("Where something was said or published"),
    "perpetrators": _("Kinds of perpetrators"),
    "places": _("Kinds of places"),
    "posts": _("Posts in units and places of detention"),
    "relationships": _("How people stand to one another"),
    "reliability": _("How reliable a source is"),
    "responses": _("Answers to what was asked"),
    "rights": _("Rights that are affected"),
    "sex": _("Sex, as it is stated"),
    "source_connection": _("How a source knows"),
    "source_material": _("Kinds of material"),
    "victim_status": _("How the victim is afterwards"),
    "violation_status": _("Whether it is a violation"),
    "whereabouts": _("Whereabouts and contact"),
}
LANGUAGE_NAMES = {"en": _("English"), "fr": _("French"), "ar": _("Arabic")}


@dataclass(frozen=True)
class Words:
    """The words of a term in one language. `may_review`: the viewer's organisation has not put its name to them yet."""

    language: str
    name: str | Promise
    label: str
    digest: str
    reviewed: list[Reviewed]
    may_review: bool = False


@dataclass(frozen=True)
class Line:
    """A term as a list shows it."""

    term: Term
    label: str
    mapped: Mapped | None
    drafts: list[str | Promise]


def overview(viewer: Member) -> list[dict[str, Any]]:
    """Every list: its name, its terms, and how many are drafts in each language."""
    standing = Standing(viewer, vocabulary.names())
    lists = []
    for name in vocabulary.names():
        drafts = standing.drafts(name)
        of = len([one for one in vocabulary.terms(name).values() if one.retired is None])
        lists.append({"code": name, "label": LABELS[name], "count": of, "drafts": [drafts[one] for one in LANGUAGES]})
    return sorted(lists, key=lambda one: str(one["label"]))


def lines_of(viewer: Member, name: str) -> list[Line]:
    """The living terms of a list, in its order. Raises NotFoundError."""
    check_list(name)
    standing, language = Standing(viewer, [name]), vocabulary_language()
    return [
        Line(
            term,
            term.labels[language],
            mapped(name, term.code),
            [LANGUAGE_NAMES[one] for one in LANGUAGES if standing.is_draft(term, one)],
        )
        for term in vocabulary.terms(name).values()
        if term.retired is None
    ]


def words_of(viewer: Member, term: Term, organisation: Any) -> list[Words]:
    """A term in each language. `organisation` is the one for which the viewer may review, or None."""
    standing = Standing(viewer, [term.list])
    return [
        Words(
            one,
            LANGUAGE_NAMES[one],
            term.labels[one],
            digest_of(term.labels[one]),
            standing.of(term, one),
            organisation is not None and not standing.is_reviewed_by(organisation.pk, term, one),
        )
        for one in LANGUAGES
    ]


def term_for(name: str, code: str) -> Term:
    """A term by list and code. Raises NotFoundError."""
    check_list(name)
    if (found := vocabulary.terms(name).get(code)) is None:
        raise NotFoundError
    return found


def check_list(name: str) -> None:
    """Raise NotFoundError where there is no such list."""
    if name not in vocabulary.names():
        raise NotFoundError


def vocabulary_language() -> str:
    """The language of the page, as the vocabularies speak it."""
    return vocabulary.spoken()
