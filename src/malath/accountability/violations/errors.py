"""What the violations room refuses, by name."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import ChangedMeanwhileError, DomainError


class ReviewStepError(DomainError):
    code = "violations.review-step"
    status = 409
    message = _("The review cannot go from here to there. Look at the page again.")


class ReasonMissingError(DomainError):
    code = "violations.reason-missing"
    message = _("Say why, in a few words: the reason is kept.")


class SecondMemberNeededError(DomainError):
    code = "violations.second-member"
    status = 403
    message = _("Somebody who did not write it must check it.")


class AnotherMustVerifyError(DomainError):
    """The only one who checked what stands would verify it too, though somebody else may."""

    code = "violations.another-must-verify"
    status = 403
    message = _("You checked it: somebody else verifies it.")


class TiedReviewerError(DomainError):
    code = "violations.tied-reviewer"
    status = 403
    message = _("You named a tie to somebody in it: somebody else reviews it.")


class TieUnsaidError(DomainError):
    code = "violations.tie-unsaid"
    message = _("Say whether you have a tie to somebody named here.")


class CycleError(DomainError):
    code = "violations.cycle"
    message = _("The two events would come before each other. Nothing was changed.")


class FieldsChangedError(ChangedMeanwhileError):
    """The same fields were changed by somebody else since the page was opened; `changed` names them."""

    code = "violations.fields-changed"
    message = _("Somebody changed the same values while you wrote. Both are shown: choose what stands.")

    def __init__(self, changed: Collection[str]) -> None:
        super().__init__()
        self.changed = frozenset(changed)


class ValueWrongError(DomainError):
    """A value that its field does not take; `field` names it."""

    code = "violations.value-wrong"
    message = _("This value cannot be kept: %(field)s.")

    def __init__(self, field: str = "") -> None:
        super().__init__(field=field)
        self.field = field


class AlreadyUndoneError(DomainError):
    code = "violations.already-undone"
    status = 409
    message = _("This was undone already.")


class RestrictedError(DomainError):
    """What is restricted is shared with nobody."""

    code = "violations.restricted"
    message = _("It is restricted: it can be shared when somebody who may see such records opened it.")


class OwnOrganisationError(DomainError):
    code = "violations.own-organisation"
    message = _("Those who document here see it already.")


class UndoneElsewhereError(DomainError):
    """A change of an import, or one that touches what the member does not see, is not undone from an event's page."""

    code = "violations.undone-elsewhere"
    status = 409
    message = _("This change holds more than this event. It is undone as a whole by those who see all of it.")


class StoryTooLongError(DomainError):
    """More was typed into a story than it takes; nothing of it was cut."""

    code = "violations.story-too-long"
    message = _("This is more than a story takes. Keep the longest text elsewhere, as evidence, and send it again.")


class RecordErasedError(DomainError):
    """Somebody erased the event or the person while the member wrote; nothing was written."""

    code = "violations.erased"
    status = 409
    message = _("It was erased. Nothing is written about it any more.")


class RecordUndoneError(DomainError):
    """Somebody undid the event or the act while the member wrote what hangs on it; nothing was written."""

    code = "violations.undone-meanwhile"
    status = 409
    message = _("It was undone while you wrote. Nothing was saved: bring it back first.")


class WrongEraserError(DomainError):
    code = "violations.wrong-eraser"
    status = 403
    message = _("A second member must carry it out.")


class ErasureOverError(DomainError):
    code = "violations.erasure-over"
    status = 409
    message = _("This erasure was answered already.")


class ErasureBlockedError(DomainError):
    code = "violations.erasure-blocked"
    status = 409
    message = _("Something stands in its way: it is named on the page. Nothing was erased.")


class AccountGoneError(DomainError):
    """The account stands no more: somebody ended it, or said it anew, since the page was opened."""

    code = "violations.account-gone"
    status = 409
    message = _("This account stands no more: somebody changed it meanwhile. Look again, then choose.")
