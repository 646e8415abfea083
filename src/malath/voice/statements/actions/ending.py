"""Giving a text up before it is out, and taking it up again."""

from __future__ import annotations

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
from malath.voice.statements.errors import NotGivenUpError
from malath.voice.statements.models import Signatory, Statement
from malath.voice.statements.rules import Stage


@transaction.atomic
def give_up(statement: Statement, *, by: Member) -> Statement:
    """Nobody writes, signs or publishes it any more; whoever was asked is told. Raises NotAllowedError, TextReleasedError,
    TextGivenUpError."""
    check_leads(statement, by)
    held = locked(statement)
    check_in_the_making(held)
    asked = _asked(held) if held.stage == Stage.SIGNING else []
    held.stage = Stage.GIVEN_UP
    held.save(update_fields=["stage"])
    note("statement.given-up", held, by)
    tell_signatories(held, asked, "statements.given_up")
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
