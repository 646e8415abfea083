"""What the room of lists refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class ListBusyError(DomainError):
    code = "lists.busy"
    status = 409
    message = _("This cannot be done now: look at the page again, a job is at work or the import has moved on.")


class ListRefusedError(DomainError):
    """A file that cannot be read as a table; `why` is the engine's code, `params` its values."""

    code = "lists.refused"
    message = _("This file cannot be read as a table.")

    def __init__(self, why: str, params: dict[str, object]) -> None:
        super().__init__()
        self.why, self.given = why, params


class PlanWrongError(DomainError):
    """A mapping that cannot be used: `field` names what is wrong in the form."""

    code = "lists.plan-wrong"
    message = _("%(reason)s")

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason=reason)
        self.field = field
