"""What the review of pairs refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class PairSettledError(DomainError):
    code = "matching.settled"
    status = 409
    message = _("This pair was decided meanwhile. What was decided can be undone first.")


class GroupConflictError(DomainError):
    """The link would join records of which a member said that they are two people."""

    code = "matching.group-conflict"
    status = 409
    message = _(
        "This link would join records of which a member said that they are two people: %(one)s and %(other)s. "
        "Look at that pair first."
    )


class VerdictWithdrawnError(DomainError):
    code = "matching.withdrawn"
    status = 409
    message = _("This was taken back already.")


class GroupSettledError(DomainError):
    """The member has said it of every pair already, or the pairs are decided."""

    code = "matching.group-settled"
    status = 409
    message = _("There is nothing left to say: of each of these pairs you said it already, or it is decided.")


class TooFewChosenError(DomainError):
    code = "matching.too-few"
    status = 422
    message = _("Choose at least two records.")
