"""Handing the lead of a text to another organisation: the lead proposes, the other answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.selectors import members_with
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell
from malath.voice.statements.actions.common import check_leads, locked, note, path_of, tell_lead, tell_signatories
from malath.voice.statements.actions.freezing import waits_to_be_judged
from malath.voice.statements.errors import (
    CannotLeadError,
    ChangeWaitsError,
    HandoverOverError,
    HandoverTakesTwoError,
    HandoverWaitsError,
    ReasonMissingError,
    UnnamedToldOneError,
)
from malath.voice.statements.models import Handover, Signatory, SigningLink, Statement
from malath.voice.statements.rules import HandoverEnd

if TYPE_CHECKING:
    import uuid

    from malath.platform.access.models import Member, Organisation

# What other rooms do when a text passes to another; each locks its own rows before the statement is locked.
_Act = Callable[[Statement, "Organisation", "Member"], None]
_on_handing_over: list[tuple[_Act, _Act]] = []


def give_on_handing_over(act: _Act, check: _Act) -> None:
    """Register what a room does when a text passes to another organisation, and what it looks at once more under the lock of
    the text; called in its apps.py."""
    if (act, check) not in _on_handing_over:
        _on_handing_over.append((act, check))


@transaction.atomic
def propose_handover(statement: Statement, to: Organisation, *, reason: str, by: Member) -> Handover:
    """The lead proposes that another of those who are asked lead the text; everybody who is asked hears of it. Raises
    NotAllowedError, ReasonMissingError, HandoverWaitsError, CannotLeadError, ChangeWaitsError, UnnamedToldOneError."""
    check_leads(statement, by)
    if not reason.strip():
        raise ReasonMissingError
    held = locked(statement)
    rows = Handover.objects.unscoped(reason="one waits at a time")
    if rows.filter(statement=held, ended_on=None).exists():
        raise HandoverWaitsError
    check_may_pass(held, to.pk)
    made = Handover(
        statement=held, giver_id=held.organisation_id, taker=to, reason=reason.strip(), proposed_by=by,
        proposed_on=timezone.localdate(),
    )  # fmt: skip
    made.save(force_insert=True)
    _note("proposed", held, made, by)
    tell(members_with("draft_statements", to.pk), "statements.handover_asked", _answered_at(made))
    tell_signatories(held, _others(held, to.pk), "statements.handover_ahead")
    return made


def check_may_pass(held: Statement, to: uuid.UUID) -> None:
    """Raises CannotLeadError, ChangeWaitsError, UnnamedToldOneError."""
    asked = Signatory.objects.unscoped(reason="whoever leads is asked too").filter(statement=held)
    leads_already = to == held.organisation_id
    if leads_already or not asked.filter(organisation=to, removed_on=None).exists():
        raise CannotLeadError
    if not members_with("draft_statements", to):
        raise CannotLeadError
    # The lead and another say what a change is: whoever was the lead when it said so is not the other.
    if waits_to_be_judged(held):
        raise ChangeWaitsError
    # Also of those whom nobody asks any more: what they said is kept.
    if asked.filter(named=False).exclude(organisation__in=[to, held.organisation_id]).exists():
        raise UnnamedToldOneError


@transaction.atomic
def accept_handover(handover: Handover, *, by: Member) -> Statement:
    """From now on the other organisation leads the text, and it alone. Signatures, digests and deadlines stand as they are;
    open links end, since the old lead knows them; what waits for an hour on the site waits no more. Raises NotAllowedError, HandoverTakesTwoError,
    HandoverOverError, ChangedMeanwhileError, and what `propose_handover` does."""
    if not by.can("draft_statements", handover.taker_id):
        raise NotAllowedError
    if handover.proposed_by_id == by.pk:
        raise HandoverTakesTwoError
    for act, _check in _on_handing_over:
        act(handover.statement, handover.taker, by)
    held, standing = _held(handover)
    for _act, check in _on_handing_over:
        check(held, handover.taker, by)
    check_may_pass(held, standing.taker_id)
    giver = held.organisation_id
    held.organisation_id = standing.taker_id
    held.save(update_fields=["organisation"])
    links = SigningLink.objects.unscoped(reason="whoever led knows them").filter(statement=held, closed_on=None)
    links.update(closed_on=timezone.localdate())
    _end(standing, HandoverEnd.ACCEPTED, by)
    _note("accepted", held, standing, by)
    tell(members_with("draft_statements", giver), "statements.handed_over", path_of(held))
    tell_signatories(held, _others(held, giver), "statements.handed_over")
    return held


@transaction.atomic
def decline_handover(handover: Handover, *, by: Member) -> None:
    """The organisation that leads goes on leading. Raises NotAllowedError, HandoverOverError."""
    if not by.can("draft_statements", handover.taker_id):
        raise NotAllowedError
    held, standing = _held(handover)
    _end(standing, HandoverEnd.DECLINED, by)
    _note("declined", held, standing, by)
    tell_lead(held, "statements.handover_declined")


@transaction.atomic
def withdraw_handover(handover: Handover, *, by: Member) -> None:
    """The lead keeps the text after all. Raises NotAllowedError, HandoverOverError."""
    check_leads(handover.statement, by)
    held, standing = _held(handover)
    if standing.giver_id != held.organisation_id:
        raise NotAllowedError
    end_waiting(held, by)


def end_waiting(held: Statement, by: Member, *, taker: uuid.UUID | None = None) -> None:
    """A proposal that waits is withdrawn, whichever organisation it was made to or only `taker`; of a text that is held."""
    rows = Handover.objects.unscoped(reason="what waits, under the lock").filter(statement=held, ended_on=None)
    for one in rows.filter(taker=taker) if taker else rows:
        _end(one, HandoverEnd.WITHDRAWN, by)
        _note("withdrawn", held, one, by)
        tell(members_with("draft_statements", one.taker_id), "statements.handover_withdrawn", reverse("statements"))


def _held(handover: Handover) -> tuple[Statement, Handover]:
    """The text, then the proposal, as they stand. Raises HandoverOverError."""
    held = locked(handover.statement)
    rows = Handover.objects.unscoped(reason="as it stands now, under the lock")
    standing: Handover | None = rows.filter(pk=handover.pk, ended_on=None).first()
    if standing is None:
        raise HandoverOverError
    return held, standing


def _end(one: Handover, how: HandoverEnd, by: Member) -> None:
    one.ending, one.ended_by, one.ended_on = how, by, timezone.localdate()
    one.save(update_fields=["ending", "ended_by", "ended_on"])


def _note(what: str, held: Statement, one: Handover, by: Member) -> None:
    note(f"statement.handover-{what}", held, by, one, giver=one.giver_id, taker=one.taker_id)


def _others(held: Statement, but: uuid.UUID) -> list[Signatory]:
    """Those who are asked, but for the lead and another."""
    rows = Signatory.objects.unscoped(reason="those who are asked hear who leads").filter(
        statement=held, removed_on=None
    )
    return list(rows.exclude(organisation__in=[but, held.organisation_id]).order_by("pk"))


def _answered_at(one: Handover) -> str:
    return reverse("statement_handover", args=[one.pk])
