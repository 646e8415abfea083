"""What the site room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class NothingReadyError(DomainError):
    code = "site.nothing-ready"
    message = _("Write a title and a text in at least one language first.")


class NotDraftError(DomainError):
    code = "site.not-draft"
    status = 409
    message = _("This is published already. Say what was wrong, as a correction.")


class NotOutError(DomainError):
    code = "site.not-out"
    status = 409
    message = _("This is not published.")


class HourPastError(DomainError):
    code = "site.hour-past"
    message = _("Choose an hour ahead, within a year.")


class NeedsSignedTextError(DomainError):
    code = "site.needs-signed-text"
    message = _("A statement or an appeal is published from the text that was signed: choose it.")


class NotFrozenYetError(DomainError):
    code = "site.not-frozen"
    status = 409
    message = _("This text is not frozen, or a change of it waits to be judged.")


class AlreadyPublishedError(DomainError):
    code = "site.already-published"
    status = 409
    message = _("This text is published already.")
