"""What the room refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class NameMissingError(DomainError):
    code = "remembrance.name-missing"
    message = _("Write their name in at least one language.")


class ConsentMissingError(DomainError):
    code = "remembrance.consent-missing"
    status = 409
    message = _("No consent that stands today allows this. Record one first.")


class OwnWordStandsError(DomainError):
    code = "remembrance.own-word"
    message = _("They themselves have said what may be known of them: while they live, nobody else allows more.")


class DeadDoNotConsentError(DomainError):
    code = "remembrance.dead"
    message = _("By this record they are dead: a relative gives the consent.")


class ConsentDaysError(DomainError):
    code = "remembrance.consent-days"
    message = _("A consent is given on a day that has come, and ends after it.")


class AlreadyWithdrawnError(DomainError):
    code = "remembrance.already-withdrawn"
    status = 409
    message = _("There is no consent that could be withdrawn.")


class NotOutError(DomainError):
    code = "remembrance.not-out"
    status = 409
    message = _("This page is not published.")


class AlreadyOutError(DomainError):
    code = "remembrance.already-out"
    status = 409
    message = _("This page is published already.")


class NotDatedError(DomainError):
    code = "remembrance.not-dated"
    message = _("Write when it was: a day, a month or a year.")


class DoesNotRecurError(DomainError):
    code = "remembrance.does-not-recur"
    message = _("Only what is known to the day or to the month can come round each year.")


class NothingSaidError(DomainError):
    code = "remembrance.nothing-said"
    message = _("Say it in at least one language.")


class NoSuchChangeError(DomainError):
    code = "remembrance.no-such-change"
    message = _("This does not fit what is known of them.")


class SourceAddressError(DomainError):
    code = "remembrance.source"
    message = _("A source is an address that begins with https:// or http://, and the day on which it was read.")


class NoSuchTextError(DomainError):
    code = "remembrance.no-such-text"
    message = _("At this address nothing is published on this site.")


class NotDueError(DomainError):
    code = "remembrance.not-due"
    status = 409
    message = _("This anniversary was settled meanwhile.")


class DraftBegunError(DomainError):
    code = "remembrance.draft-begun"
    status = 409
    message = _("A draft for this anniversary was begun already.")
