"""The words in an export: every term with its codes and how it stands in each language; and the reviews, to come back (SC1)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from malath.accountability.violations import vocabulary
from malath.accountability.violations.models import TermReview
from malath.accountability.violations.terms.standing import Standing
from malath.accountability.violations.vocabulary import LANGUAGES
from malath.accountability.violations.vocabulary.huridocs import mapped
from malath.engines.sheets import to_csv_safely

if TYPE_CHECKING:
    from malath.accountability.violations.vocabulary import Term
    from malath.platform.access.models import Member, Organisation


def words_table(viewer: Member) -> bytes:
    """Every term: list, code, words in three languages, HURIDOCS and Rome, and in each language a draft or by whom reviewed."""
    standing = Standing(viewer, vocabulary.names())
    headings = [_("List"), _("Code"), *LANGUAGES, "HURIDOCS", _("HURIDOCS, through a broader term"), _("Rome Statute"),
                _("Articles"), *(_("%(language)s: reviewed by") % {"language": one} for one in LANGUAGES)]  # fmt: skip
    lines = [
        [
            name,
            term.code,
            *(term.labels[one] for one in LANGUAGES),
            *_huridocs(name, term.code),
            ", ".join(term.rome),
            ", ".join(term.articles),
            *(said_of(standing, term, one) for one in LANGUAGES),
        ]
        for name in vocabulary.names()
        for term in vocabulary.terms(name).values()
    ]
    return to_csv_safely([headings, *lines])


def _huridocs(name: str, code: str) -> tuple[str, str]:
    found = mapped(name, code)
    if found is None:
        return "", ""
    return (str(found), "") if found.is_own else ("", str(found))


def said_of(standing: Standing, term: Term, language: str) -> str:
    """Who reviewed the words and when, or that they are a draft."""
    reviews = standing.of(term, language)
    return "; ".join(f"{one.by}, {one.on.isoformat()}" for one in reviews) if reviews else _("draft")


def review_lines(viewer: Member) -> Iterator[dict[str, Any]]:
    """The reviews of terms, in a settled order."""
    rows = TermReview.objects.visible_to(viewer).select_related("organisation", "by")
    for row in rows.order_by("pk"):
        yield {
            "id": str(row.pk),
            "terms": row.terms,
            "code": row.code,
            "language": row.language,
            "label": row.label,
            "organisation": row.organisation.slug,
            "by": row.by.handle,
            "on": row.on.isoformat(),
        }


def load_reviews(
    lines: Iterable[dict[str, Any]],
    *,
    organisation_of: Callable[[str], Organisation],
    member_of: Callable[[str], Member],
) -> None:
    """Bring back what `review_lines` gave; what the instance knows already stays as it is."""
    for line in lines:
        TermReview.objects.unscoped(reason="one review of an organisation for the same words").get_or_create(
            terms=str(line["terms"])[:24],
            code=str(line["code"])[:20],
            language=str(line["language"])[:2],
            label=str(line["label"])[:12],
            organisation=organisation_of(line["organisation"]),
            defaults={"id": line["id"], "by": member_of(line["by"]), "on": date.fromisoformat(line["on"])},
        )
