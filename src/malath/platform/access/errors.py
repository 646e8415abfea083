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
    message = _(
        "An administrator, an auditor and a delegate of a victims' association read no case: they hold no other role."
    )


class OnlyYourselfError(DomainError):
    code = "access.not-yourself"
    message = _("You cannot do this to your own account.")


class LastManagerError(DomainError):
    code = "access.last-manager"
    message = _("Somebody must remain who can manage the members of this organisation.")


class NetworkMissingError(DomainError):
    code = "access.network-missing"
    message = _("Say which local network this member coordinates.")


class AlreadyLockedOutError(DomainError):
    code = "access.already-locked-out"
    status = 409
    message = _("This member is locked out already.")


class NotLockedOutError(DomainError):
    code = "access.not-locked-out"
    status = 409
    message = _("This member is not locked out.")


class AlreadyMemberError(DomainError):
    code = "access.already-member"
    message = _("You hold this role here already.")


class LinkEndedError(DomainError):
    code = "access.link-ended"
    status = 404
    message = _("This link was used or has ended. Ask for a new one.")


class DirectorNeededError(DomainError):
    code = "access.director-needed"
    message = _("Only a director may let a member in without their second factor.")
