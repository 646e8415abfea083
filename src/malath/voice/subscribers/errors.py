"""What the room of subscribers refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class ListKeptElsewhereError(DomainError):
    code = "subscribers.kept-elsewhere"
    status = 409
    message = _("Another organisation keeps the list. It closes it first.")


class NothingCorrectedError(DomainError):
    code = "subscribers.nothing-corrected"
    status = 409
    message = _("Nothing was corrected since it was sent, or it is not on the site any more.")


class ListStillOpenError(DomainError):
    code = "subscribers.still-open"
    message = _("To erase all addresses, close the list: take the other tick away.")
