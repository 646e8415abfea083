"""What the people's room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class NameMissingError(DomainError):
    code = "people.name-missing"
    message = _("Write at least one name, as the person says it. A nickname will do.")


class PersonErasedError(DomainError):
    code = "people.erased"
    message = _("What was known about this person was erased at their wish. Nothing can be added.")


class StatusEndsBeforeStartError(DomainError):
    code = "people.status-ends-before-start"
    message = _("This status would end before it begins. Check the two days.")


class StatusEndedError(DomainError):
    code = "people.status-ended"
    message = _("This status has ended already. Add a new one instead.")


class ReasonMissingError(DomainError):
    code = "people.reason-missing"
    message = _("Say why, in a few words: the reason is kept.")


class ConsentEndsInPastError(DomainError):
    code = "people.consent-ends-in-past"
    message = _("A consent must end after the day on which it was given.")


class ConsentMissingError(DomainError):
    """The person has not allowed this, or allows it no more."""

    code = "people.consent-missing"
    message = _("The person has not consented to this: %(purpose)s. Ask them first, and record what they say.")
