"""Giving a text up before it is out, and taking it up again."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from malath.platform.access.models import Member
from malath.voice.statements.actions.common import (
    check_in_the_making,
    check_leads,
    in_force,
    locked,
    note,
    tell_signatories,
)
from malath.voice.statements.actions.handing import end_waiting
from malath.voice.statements.errors import NotGivenUpError
from malath.voice.statements.models import Signatory, Statement
from malath.voice.statements.rules import Stage

# What other rooms do when a text is given up; each locks its own rows before the statement is locked.
_on_giving_up: list[Callable[[Statement, Member], None]] = []


def give_on_giving_up(act: Callable[[Statement, Member], None]) -> None:
    """Register what a room does when a text is given up; called in its apps.py."""
    if act not in _on_giving_up:
        _on_giving_up.append(act)


@transaction.atomic
def give_up(statement: Statement, *, by: Member) -> Statement:
    """Nobody writes, signs or publishes it any more, at no hour that was set; whoever was asked is told, as far as they have
    members here. Raises NotAllowedError, TextReleasedError, TextGivenUpError."""
    check_leads(statement, by)
    for act in _on_giving_up:
        act(statement, by)
    held = locked(statement)
    check_in_the_making(held)
    held.stage = Stage.GIVEN_UP
    held.save(update_fields=["stage"])
    end_waiting(held, by)
    note("statement.given-up", held, by)
    tell_signatories(held, _asked(held), "statements.given_up")
    return held


@transaction.atomic
def resume(statement: Statement, *, by: Member) -> Statement:
    """Take it up where it stood, with the deadlines that it had. Raises NotAllowedError, NotGivenUpError."""
    check_leads(statement, by)
    held = locked(statement)
    if held.stage != Stage.GIVEN_UP:
        raise NotGivenUpError
    held.stage = Stage.SIGNING if in_force(held) else Stage.DRAFTING
    held.save(update_fields=["stage"])
    note("statement.resumed", held, by)
    if held.stage == Stage.SIGNING:
        tell_signatories(held, _asked(held), "statements.resumed")
    return held


def _asked(statement: Statement) -> list[Signatory]:
    rows = Signatory.objects.unscoped(reason="those who were asked are told")
    others = rows.filter(statement=statement, removed_on=None).exclude(organisation=statement.organisation_id)
    return list(others.order_by("pk"))
