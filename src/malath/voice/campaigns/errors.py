"""What the room of campaigns and occasions refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class NothingReadyError(DomainError):
    code = "campaigns.nothing-ready"
    message = _("Before the public reads it, write in at least one language what every language needs.")


class NoDayError(DomainError):
    code = "campaigns.no-day"
    message = _("Say first on which day the occasion begins.")


class NotThereError(DomainError):
    """The step does not follow from where it stands."""

    code = "campaigns.not-there"
    status = 409
    message = _("Somebody else went on with this meanwhile. Look at it first.")


class NoNameError(DomainError):
    code = "campaigns.no-name"
    message = _("Write the name in at least one language first.")


class DayAheadError(DomainError):
    code = "campaigns.day-ahead"
    message = _("This day is still ahead.")
