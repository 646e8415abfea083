"""Why two records are not joined, or not taken apart."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class OneAlreadyError(DomainError):
    code = "violations.one-already"
    status = 409
    message = _("These two are joined already, or somebody has proposed it.")


class NotAlikeError(DomainError):
    """Records of two organisations, or of two kinds."""

    code = "violations.not-alike"
    message = _("Only two records of one organisation and of one kind can be joined.")


class TiedError(DomainError):
    """One stands to the other as a brother, a colleague: then they are two."""

    code = "violations.tied"
    status = 409
    message = _(
        "It is recorded how the one stands to the other, as if they were two people. Undo that first, if it is wrong."
    )


class ErasureWaitsError(DomainError):
    code = "violations.erasure-waits"
    status = 409
    message = _("An erasure of one of them waits for an answer. Answer it first.")


class WrongJoinerError(DomainError):
    code = "violations.wrong-joiner"
    status = 403
    message = _("A second member must confirm it.")


class JoinOverError(DomainError):
    code = "violations.join-over"
    status = 409
    message = _("Somebody answered this meanwhile. Look again.")
