"""What asking the coalition refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class NoHistoryError(DomainError):
    """The person is too new here, or nobody has worked with them: this is how made-up people are used to probe."""

    code = "asking.no-history"
    message = _(
        "The coalition is asked about people whom you accompany: somebody with an open case of at least a week, "
        "in which something was written."
    )


class TooLittleKnownError(DomainError):
    code = "asking.too-little-known"
    message = _(
        "Too little is known: strangers of the same name would be asked for. Add the year of birth, or the names of "
        "the father and the family, first."
    )


class AskedLatelyError(DomainError):
    code = "asking.asked-lately"
    message = _("Your organisation asked about this person lately. It can ask again from %(day)s on.")


class TooManyQuestionsError(DomainError):
    """The week's questions are used up; or nearly the same name was asked for again and again. One message for both."""

    code = "asking.too-many"
    status = 429
    message = _("Your organisation cannot ask more now. Each question costs the trust of the others: try again later.")


class GroundMissingError(DomainError):
    code = "asking.ground-missing"
    message = _("Say in a few words what makes it necessary: it is kept.")


class QuestionOverError(DomainError):
    code = "asking.over"
    status = 409
    message = _("This question is over: it was answered, withdrawn, or its last day has passed.")


class NotLookedError(DomainError):
    code = "asking.not-looked"
    message = _("Look at your own record first: you must know whom you speak for before you agree.")
