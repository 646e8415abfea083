"""What the plans room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class PlanExistsError(DomainError):
    code = "plans.exists"
    message = _("This person has a plan already. Open it instead.")


class PlanEndedError(DomainError):
    code = "plans.ended"
    message = _("This plan has ended. Begin a new one.")


class NothingRatedError(DomainError):
    code = "plans.nothing-rated"
    message = _("A review says where the person stands in one domain at least.")


class TooManyStepsError(DomainError):
    code = "plans.too-many-steps"
    message = _("A goal with this many steps is two goals. Make another.")


class AlreadySettledError(DomainError):
    code = "plans.already-settled"
    message = _("This was settled already.")
