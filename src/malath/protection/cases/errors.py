"""What the case room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class CaseClosedError(DomainError):
    code = "cases.closed"
    message = _("This case is closed. Reopen it before you write in it.")


class CaseOpenError(DomainError):
    code = "cases.open"
    status = 409
    message = _("This case is open already.")


class RestrictionNotYoursError(DomainError):
    code = "cases.restriction-not-yours"
    message = _("Only members who hold this part on the team can write under this restriction.")


class ReasonMissingError(DomainError):
    code = "cases.reason-missing"
    message = _("Say why, in a few words: the reason is kept.")


class PersonHasCaseError(DomainError):
    code = "cases.person-has-case"
    message = _("This person belongs to an open case already: %(code)s. Work there, or close it first.")


class AlreadyInHouseholdError(DomainError):
    code = "cases.already-in-household"
    message = _("This person belongs to the household already.")


class HeadStaysError(DomainError):
    code = "cases.head-stays"
    message = _("The case is called by this person. They stay in its household as long as it is open.")


class MemberCannotJoinError(DomainError):
    code = "cases.member-cannot-join"
    message = _(
        "Only members who work on cases in the organisation of this case can join its team. Others are let in by an authorisation."
    )


class AlreadyOnTeamError(DomainError):
    code = "cases.already-on-team"
    message = _("This member holds this part already.")


class LastLeadError(DomainError):
    code = "cases.last-lead"
    message = _("Somebody must lead the case. Hand it over instead.")


class ConsentToShareMissingError(DomainError):
    """Neither a consent to share nor a vital interest allows the grant."""

    code = "cases.consent-to-share-missing"
    message = _(
        "The person has not allowed sharing with this organisation. Ask them first; or say which vital interest"
        " of theirs leaves no time to ask."
    )


class GrantToOwnerError(DomainError):
    code = "cases.grant-to-owner"
    message = _("This organisation owns the case: put the member on the team instead.")


class EmergencyTooOftenError(DomainError):
    code = "cases.emergency-too-often"
    status = 429
    message = _("You used emergency access very often today. Ask a coordinator for an authorisation.")


class LegalHoldError(DomainError):
    code = "cases.legal-hold"
    message = _("A legal hold stands on this case: nothing of it may be erased.")


class WrongEraserError(DomainError):
    code = "cases.wrong-eraser"
    message = _("Erasing takes two: somebody else than the one who asked must carry it out.")


class ErasureAskedError(DomainError):
    code = "cases.erasure-asked"
    status = 409
    message = _("An erasure of this case waits already.")


class ErasureOverError(DomainError):
    code = "cases.erasure-over"
    status = 409
    message = _("This erasure was carried out or withdrawn already.")


class PersonHeadsCaseError(DomainError):
    code = "cases.person-heads-case"
    status = 409
    message = _("A case is called by this person. It is erased with them: erase the case.")


class PersonElsewhereError(DomainError):
    code = "cases.person-elsewhere"
    status = 409
    message = _("This person belongs to a case of another organisation too. They can be erased when that has ended.")


class EmptyFileError(DomainError):
    code = "cases.empty-file"
    message = _("The file is empty. Choose it again.")


class SamePlaceError(DomainError):
    code = "cases.same-place"
    message = _("The household is there already.")


class CorrectionRefusedError(DomainError):
    code = "cases.correction-refused"
    message = _("This line tells of an act. It stands as it happened; write a note beside it.")
