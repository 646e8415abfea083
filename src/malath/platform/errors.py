"""The base of every error that a rule, a selector or an action may raise.

An error has a stable dotted code, an HTTP status and a message in the member's language; its class name says the fact.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Something that a rule of Malath forbids; nothing was changed.

    Subclasses set `code`, `status` and `message`; named fields given at raising fill the message's placeholders.
    """

    code = "malath.error"
    status = 422
    message: str | Promise = _("This could not be done.")

    def __init__(self, **fields: object) -> None:
        super().__init__(self.code)
        self.fields = fields

    def __str__(self) -> str:
        return str(self.message) % self.fields if self.fields else str(self.message)


class NotFoundError(DomainError):
    """The object does not exist, or the viewer may not know that it does: the answer is the same."""

    code = "malath.not-found"
    status = 404
    message = _("There is nothing here that you can see.")


class NotAllowedError(NotFoundError):
    """The viewer's role does not cover the act. Answers as a missing page, so that nothing is given away."""

    code = "malath.not-allowed"


class ChangedMeanwhileError(DomainError):
    """Another member changed the row after the viewer opened the form."""

    code = "malath.changed-meanwhile"
    status = 409
    message = _("Somebody changed this while you were writing. Your text is kept below; look at the change first.")
