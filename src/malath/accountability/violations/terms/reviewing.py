"""Putting a name to the words of a term: that they say what they should, in one language (SC1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.accountability.violations.models import TermReview
from malath.accountability.violations.terms.errors import WordsChangedError
from malath.accountability.violations.terms.standing import digest_of
from malath.accountability.violations.vocabulary import LANGUAGES
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError, NotFoundError

if TYPE_CHECKING:
    from malath.accountability.violations.vocabulary import Term
    from malath.platform.access.models import Member, Organisation


def may_review_terms(member: Member, organisation: Organisation) -> bool:
    """Legal officers and directors: those who answer for what their organisation says in these words."""
    return member.can("see_restricted", organisation.pk)


@transaction.atomic
def review_term(term: Term, language: str, *, label: str, organisation: Organisation, by: Member) -> TermReview:
    """Record that the organisation read the words of a term in a language. `label` is the digest of what was on the page.

    Raises NotAllowedError, NotFoundError for a language that the vocabularies do not speak, WordsChangedError.
    """
    if not may_review_terms(by, organisation):
        raise NotAllowedError
    if language not in LANGUAGES:
        raise NotFoundError
    if label != digest_of(term.labels[language]):
        raise WordsChangedError
    review, is_new = TermReview.objects.unscoped(
        reason="one review of an organisation for the same words"
    ).get_or_create(
        terms=term.list,
        code=term.code,
        language=language,
        label=label,
        organisation=organisation,
        defaults={"by": by, "on": timezone.localdate()},
    )
    if is_new:
        record(
            "violations.term_reviewed",
            by=by,
            row=review.pk,
            organisation=organisation.pk,
            terms=term.list,
            code=term.code,
            language=language,
            label=label,
        )
    found: TermReview = review
    return found
