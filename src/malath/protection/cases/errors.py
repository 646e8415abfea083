"""What the case room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class CaseClosedError(DomainError):
    code = "cases.closed"
    message = _("This case is closed. Reopen it before you write in it.")


class RestrictionNotYoursError(DomainError):
    code = "cases.restriction-not-yours"
    message = _("Only members who hold this part on the team can write under this restriction.")
