"""What the room of placing refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class NeedMissingError(DomainError):
    """The case does not look for a home."""

    code = "placing.need-missing"
    status = 409
    message = _("This household is not written down as looking for a home.")


class NobodyLooksError(DomainError):
    """There is nobody to place."""

    code = "placing.nobody-looks"
    status = 409
    message = _("Nobody you can see looks for a home.")


class NoHomeOpenError(DomainError):
    """There is no home to place anybody in."""

    code = "placing.no-home-open"
    status = 409
    message = _("No approved home that you can see is open in that time.")


class PlansInTheMakingError(DomainError):
    """Somebody has plans made for the same organisation at this moment."""

    code = "placing.plans-in-the-making"
    status = 409
    message = _("Plans are being made for this organisation already. Look again in half a minute.")


class KeptApartError(DomainError):
    """A household that this one is kept apart from lives too near. Neither is said: whoever books from home to home would
    learn where the other one lives."""

    code = "placing.kept-apart"
    status = 409
    message = _("This household cannot live there in that time. Choose another home, or ask a coordinator.")


class SameCaseError(DomainError):
    """A household cannot be kept apart from itself."""

    code = "placing.same-case"
    message = _("Choose another household.")


class RefusedBeforeError(DomainError):
    """The household or the host has said no to this before."""

    code = "placing.refused-before"
    status = 409
    message = _("The household or the host has said no to this before. Take the refusal back first, if they wish so.")


class AnsweredError(DomainError):
    """The proposal does not wait for this answer any more."""

    code = "placing.answered"
    status = 409
    message = _("This proposal does not wait for an answer any more.")


class NotAnsweredError(DomainError):
    """A stay is agreed only once both have said yes, the host to somebody who keeps the home."""

    code = "placing.not-answered"
    status = 409
    message = _(
        "The household or the host has not said yes yet. Whoever keeps the home writes down what its host says."
    )


class BreaksRuleError(DomainError):
    """The home that was chosen by hand breaks a hard rule."""

    code = "placing.breaks-rule"
    status = 409
    message = _("This cannot be: %(why)s.")


class PlanOldError(DomainError):
    """What the plan was made from has changed."""

    code = "placing.plan-old"
    status = 409
    message = _("Something changed since this plan was made. Have new plans made.")


class NoSolverAnswerError(DomainError):
    """The engine did not answer."""

    code = "placing.no-answer"
    status = 503
    message = _("The engine did not answer. Nothing was changed; try again.")
