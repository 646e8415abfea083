"""What accompaniment refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class AssigneeCannotSeeError(DomainError):
    code = "accompaniment.assignee-cannot-see"
    message = _("This member does not see the case. Put them on the team first.")


class AlreadyDoneError(DomainError):
    code = "accompaniment.already-done"
    message = _("This was settled already.")


class AppointmentStateError(DomainError):
    code = "accompaniment.appointment-state"
    message = _("The appointment cannot change in this way any more.")


class ContactRulesError(DomainError):
    code = "accompaniment.contact-rules"
    message = _("The contact rules forbid this way. Say why it was done all the same: it is kept.")
