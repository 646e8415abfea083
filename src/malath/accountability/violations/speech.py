"""What is said to the public is done to nobody in particular: hate speech and incitement need no victim (SC7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.accountability.violations import vocabulary
from malath.platform.errors import DomainError

SPEECH = ("12.01", "12.02")
"""Hate speech, and incitement, of the kinds of acts."""
HEAD = "12"
"""What stands above both in the kinds of acts."""
AGAINST_SOMEBODY = ("12.02.04", "12.02.05")
"""Of these, what is said of a person: an accusation of treason, of unbelief."""


FIELDS = ("outlet_kind", "outlet", "quote", "quote_language", "translation", "reach")
"""What is asked of these alone: where it was said, in which words, how far it reached."""


def is_speech(kind: str) -> bool:
    """Whether an act of this kind is hate speech or incitement."""
    return any(kind == one or kind.startswith(f"{one}.") for one in SPEECH)


def kinds_of_speech() -> frozenset[str]:
    """Every kind of these, with all below them."""
    return frozenset().union(*(vocabulary.under("acts", one) for one in SPEECH))


class VictimMissingError(DomainError):
    """An act that is done to somebody, without anybody to whom it was done."""

    code = "violations.victim-missing"
    message = _("Say to whom it was done, or against which group. Only what is said to the public needs nobody.")


def may_be_against_nobody(kind: str) -> bool:
    """Whether an act of this kind may be recorded without a victim: what is said to the public, of no person."""
    return is_speech(kind) and kind not in AGAINST_SOMEBODY


def check_victim(kind: str | None, *, is_named: bool) -> None:
    """Raise VictimMissingError where an act of this kind is done to somebody and nobody is named."""
    if not is_named and not may_be_against_nobody(kind or ""):
        raise VictimMissingError
