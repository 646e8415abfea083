"""What the room of going along refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class AppointmentOverError(DomainError):
    """Nobody can be found for an appointment that is over or was called off."""

    code = "companions.appointment-over"
    status = 409
    message = _("This appointment is over, or was called off.")


class VolunteerBusyError(DomainError):
    """The volunteer goes along elsewhere at that time."""

    code = "companions.volunteer-busy"
    status = 409
    message = _("This volunteer goes along to somebody else at that time, or is being asked to.")


class VolunteerSaidNoError(DomainError):
    """The volunteer said no to this appointment, or the household does not wish to go with them."""

    code = "companions.volunteer-said-no"
    status = 409
    message = _("This volunteer said no to this appointment.")


class NobodyAskedError(DomainError):
    """There is no answer to write down, for nobody is asked."""

    code = "companions.nobody-asked"
    status = 409
    message = _("Nobody is being asked for this appointment now.")


class NoPlanError(DomainError):
    """The engine did not answer."""

    code = "companions.no-plan"
    status = 503
    message = _("The engine did not answer. Nothing was changed; try again.")
