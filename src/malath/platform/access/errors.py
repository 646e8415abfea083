"""What access refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class GrantEndsInPastError(DomainError):
    code = "access.grant-ends-in-past"
    message = _("An authorisation must end in the future, within a year at most.")


class ReasonMissingError(DomainError):
    code = "access.reason-missing"
    message = _("Say why, in a few words: the reason is kept.")


class InvitationEndedError(DomainError):
    code = "access.invitation-ended"
    status = 404
    message = _("This invitation was used, withdrawn or has ended. Ask for a new one.")


class HandleTakenError(DomainError):
    code = "access.handle-taken"
    message = _("This handle is taken. Choose another.")


class RolesConflictError(DomainError):
    code = "access.roles-conflict"
    message = _("An administrator or an auditor reads no case, so they can hold no other role.")


class OnlyYourselfError(DomainError):
    code = "access.not-yourself"
    message = _("You cannot do this to your own account.")


class LastManagerError(DomainError):
    code = "access.last-manager"
    message = _("Somebody must remain who can manage the members of this organisation.")
