"""Consent: recorded, replaced, withdrawn. A withdrawal never waits for anything."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.voice.remembrance.actions.common import check_may, keep, locked, note
from malath.voice.remembrance.errors import (
    AlreadyWithdrawnError,
    ConsentDaysError,
    DeadDoNotConsentError,
    OwnWordStandsError,
)
from malath.voice.remembrance.models import Colleague, Consent, Mention
from malath.voice.remembrance.rules import DEAD, Ending, Part, Relation, State, may_allow
from malath.voice.remembrance.selectors import standing_q
from malath.voice.site.actions import let_go


@dataclass(frozen=True)
class Given:
    """Who said yes, how, to what, from when to when."""

    relation: str
    who: str
    how: str
    allows: Iterable[str]
    given_on: date
    until: date | None = None


@transaction.atomic
def give_consent(row: Colleague, given: Given, *, after: int, by: Member) -> Consent:
    """Record a consent; it takes the place of the one before. Raises NotAllowedError, ChangedMeanwhileError,
    ConsentDaysError, DeadDoNotConsentError, OwnWordStandsError."""
    check_may(by, row.organisation_id)
    row = locked(row, after=after)
    today, allows = timezone.localdate(), {Part(one).value for one in given.allows}
    if given.given_on > today or (given.until is not None and given.until < max(given.given_on, today)):
        raise ConsentDaysError
    before = list(Consent.objects.unscoped(reason="what was allowed before").filter(colleague=row).order_by("-place"))
    reveal(before, by=by, why="remembrance.consent")
    if not may_allow(allows, given.relation, _own_word(before), row.fate):
        raise DeadDoNotConsentError if given.relation == Relation.SELF and row.fate in DEAD else OwnWordStandsError
    for old in before:
        if old.ended_on is None:
            _end(old, Ending.REPLACED, today)
    last = Consent.objects.unscoped(reason="their order").filter(colleague=row).aggregate(last=Max("place"))["last"]
    made = Consent(
        colleague=row,
        given={
            "relation": given.relation, "who": given.who.strip(), "how": given.how.strip(), "allows": sorted(allows)
        },
        given_on=given.given_on,
        until=given.until,
        recorded_by=by,
        place=(last or 0) + 1,
    )  # fmt: skip
    made.save(force_insert=True)
    keep(row)
    note("consent-given", row, by, made, allows=sorted(allows))
    if Part.NAME not in allows:
        _let_texts_go(row, by)
    return made


def _own_word(before: Iterable[Consent]) -> set[str] | None:
    """What they last allowed themselves, of revealed consents, the last first."""
    own = next((one for one in before if one.given["relation"] == Relation.SELF), None)
    if own is None:
        return None
    return set() if own.ending == Ending.WITHDRAWN else set(own.given["allows"])


def keep_own_word(row: Colleague, by: Member) -> None:
    """After a death that was reported wrongly, inside that act: what a relative allowed meanwhile, beyond what they allowed
    themselves, has lapsed, and everything that rested on it goes."""
    before = list(Consent.objects.unscoped(reason="what was allowed before").filter(colleague=row).order_by("-place"))
    standing = next((one for one in before if one.ended_on is None), None)
    reveal(before, by=by, why="remembrance.consent")
    if standing is None or standing.given["relation"] == Relation.SELF:
        return
    if not may_allow(standing.given["allows"], standing.given["relation"], _own_word(before), row.fate):
        _end(standing, Ending.LAPSED, timezone.localdate())
        row.state = State.DOWN if row.state == State.OUT else row.state
        keep(row, "state")
        note("consent-lapsed", row, by, standing)
        _let_texts_go(row, by)


def _end(consent: Consent, how: Ending, on: date) -> None:
    consent.ended_on, consent.ending = on, how
    consent.save(update_fields=["ended_on", "ending"])


@transaction.atomic
def withdraw_consent(row: Colleague, *, silent: bool, by: Member) -> Colleague:
    """Nothing of them may be seen from now on. Their page goes, with the texts that were made from this record: what is
    out is taken down, what waits for its hour is a draft again. A text that was not made from this record stays: its
    authors decide. `silent`: nothing stands at the address. Raises NotAllowedError, AlreadyWithdrawnError."""
    check_may(by, row.organisation_id)
    row = locked(row)
    standing = Consent.objects.unscoped(reason="what is withdrawn").filter(colleague=row, ended_on=None).first()
    if standing is None:
        raise AlreadyWithdrawnError
    _end(standing, Ending.WITHDRAWN, timezone.localdate())
    row.silent = silent
    row.state = State.DOWN if row.state == State.OUT else row.state
    keep(row, "state", "silent")
    note("consent-withdrawn", row, by, standing)
    _let_texts_go(row, by)
    return row


def _let_texts_go(row: Colleague, by: Member | None) -> None:
    rows = Mention.objects.unscoped(reason="what goes with the consent").filter(colleague=row, from_record=True)
    for one in rows.select_related("publication").order_by("publication"):
        let_go(one.publication, by=by)


def end_overdue() -> int:
    """The texts made from the record of somebody whose consent has ended by itself go as if it were withdrawn; of how many
    there were some. Their page goes at the next making of the site. Needs no open server. A job's work."""
    resting = Mention.objects.unscoped(reason="what goes with the consent").filter(
        from_record=True, publication__state__in=["out", "scheduled"]
    )
    standing = Consent.objects.unscoped(reason="what goes with the consent").filter(standing_q(timezone.localdate()))
    ended = resting.exclude(colleague__in=standing.values("colleague")).values_list("colleague", flat=True)
    rows = Colleague.objects.unscoped(reason="what goes with the consent").filter(pk__in=set(ended)).order_by("pk")
    for row in rows:
        _end_texts(row)
    return len(rows)


@transaction.atomic
def _end_texts(row: Colleague) -> None:
    row = locked(row)
    consents = Consent.objects.unscoped(reason="after the check").filter(
        standing_q(timezone.localdate()), colleague=row
    )
    if not consents.exists():
        _let_texts_go(row, None)
        note("consent-ended", row, None)
