"""What the statements room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class AnswerOverError(DomainError):
    code = "statements.answer-over"
    status = 409
    message = _("The time for an answer is over. The organisation that leads can open it again for you.")


class AnswerNotOpenError(DomainError):
    code = "statements.answer-not-open"
    status = 409
    message = _("This answer cannot follow what your organisation said last.")


class TextReplacedError(DomainError):
    code = "statements.text-replaced"
    status = 409
    message = _("Another text took the place of the one that you read. Nothing was signed: read the new one first.")


class WordsMissingError(DomainError):
    code = "statements.words-missing"
    message = _("Write the reservation, or the change that you ask for.")


class WordsNotShownError(DomainError):
    """A reservation that was written beside a plain signature would be read by nobody."""

    code = "statements.words-not-shown"
    message = _("Words are shown only with a reservation: choose it, or empty the field.")


class MandateMissingError(DomainError):
    code = "statements.mandate-missing"
    message = _("Say who signs for the organisation, and by which mandate.")


class NameMissingError(DomainError):
    code = "statements.name-missing"
    message = _("Give the organisation’s name in Arabic, in English and in French.")


class TextEmptyError(DomainError):
    code = "statements.text-empty"
    message = _("There is no text yet: write a title and at least one paragraph.")


class LinksUndatedError(DomainError):
    code = "statements.links-undated"
    message = _("A link lacks the day on which it was read: %(links)s")


class NotesBrokenError(DomainError):
    code = "statements.notes-broken"
    message = _("A footnote has no text, or no place in the text: %(notes)s")


class TextUnchangedError(DomainError):
    code = "statements.text-unchanged"
    message = _("The text is the same as the frozen one: there is nothing new to sign.")


class ChangeWaitsError(DomainError):
    code = "statements.change-waits"
    status = 409
    message = _("A changed text waits for one that signed to say what it is. It comes first.")


class ChangeSaidError(DomainError):
    code = "statements.change-said"
    status = 409
    message = _("It was said already what this change is.")


class TextReleasedError(DomainError):
    code = "statements.text-released"
    status = 409
    message = _("The text is out: it does not change any more.")


class TextGivenUpError(DomainError):
    code = "statements.text-given-up"
    status = 409
    message = _("The text was given up. Whoever leads it can take it up again.")


class NotGivenUpError(DomainError):
    code = "statements.not-given-up"
    status = 409
    message = _("The text is not given up.")


class NotFrozenError(DomainError):
    code = "statements.not-frozen"
    status = 409
    message = _("The text is not frozen yet: there is nothing to sign.")


class DeadlinePastError(DomainError):
    code = "statements.deadline-past"
    message = _("Choose a deadline that lies ahead, and within a year.")


class TranslationBehindError(DomainError):
    code = "statements.translation-behind"
    status = 409
    message = _("This translation does not follow the frozen text in every paragraph.")


class TranslationBoundError(DomainError):
    code = "statements.translation-bound"
    status = 409
    message = _("A translation in this language is bound to the frozen text already. To change it, freeze a new text.")


class AlreadyInvitedError(DomainError):
    code = "statements.already-invited"
    status = 409
    message = _("This organisation is invited already.")


class SignatureStandsError(DomainError):
    code = "statements.signature-stands"
    status = 409
    message = _("This organisation signed. Only it can withdraw its signature.")


class WithdrawalStandsError(DomainError):
    code = "statements.withdrawal-stands"
    status = 409
    message = _("This organisation withdrew its signature after the release: that stays under the text.")


class LinkOverError(DomainError):
    """A link that was used, ended, withdrawn or never made: the answer is always the same."""

    code = "statements.link-over"
    status = 404
    message = _("This link is not open. Ask the organisation that sent it for another.")


class CodeWrongError(DomainError):
    code = "statements.code-wrong"
    message = _("This is not the code of this link. After five wrong codes the link ends.")


class HandoverWaitsError(DomainError):
    code = "statements.handover-waits"
    status = 409
    message = _("It is proposed to an organisation already: withdraw that first.")


class HandoverOverError(DomainError):
    code = "statements.handover-over"
    status = 409
    message = _("This was answered or withdrawn already.")


class HandoverTakesTwoError(DomainError):
    """A member of both organisations does not propose and accept alone."""

    code = "statements.handover-takes-two"
    message = _("Somebody else of the other organisation accepts: two members hand a text over.")


class CannotLeadError(DomainError):
    code = "statements.cannot-lead"
    message = _("Only an organisation that is asked to sign, and has members here who draft, can lead the text.")


class ReasonMissingError(DomainError):
    code = "statements.reason-missing"
    message = _("Say why: the other organisation reads it.")


class UnnamedToldOneError(DomainError):
    """Who signs unnamed told its name to the organisation that led then, and to no other."""

    code = "statements.unnamed-told-one"
    status = 409
    message = _(
        "An organisation signed without being named: it told its name to the one that leads, and to no other. The text "
        "can be handed over once it signs by its name."
    )
