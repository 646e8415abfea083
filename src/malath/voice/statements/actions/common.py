"""What every write of the room begins with: who may, and one writer at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError
from malath.platform.notices.actions import tell
from malath.voice.statements.errors import DeadlinePastError, TextGivenUpError, TextReleasedError
from malath.voice.statements.models import Edition, Signatory, Statement
from malath.voice.statements.rules import Nature, Stage

LONGEST_DEADLINE = timedelta(days=366)


def check_leads(statement: Statement, by: Member) -> None:
    """Raises NotAllowedError unless the member drafts for the organisation that leads."""
    if not by.can("draft_statements", statement.organisation_id):
        raise NotAllowedError


def check_deadline(answer_by: datetime) -> None:
    """Raises DeadlinePastError unless it lies ahead, within a year."""
    now = timezone.now()
    if not now < answer_by <= now + LONGEST_DEADLINE:
        raise DeadlinePastError


def check_not_given_up(statement: Statement) -> None:
    """Raises TextGivenUpError for a text that was given up."""
    if statement.stage == Stage.GIVEN_UP:
        raise TextGivenUpError


def check_in_the_making(statement: Statement) -> None:
    """Raises TextReleasedError for a text that is out, TextGivenUpError for one that was given up."""
    if statement.stage == Stage.RELEASED:
        raise TextReleasedError
    check_not_given_up(statement)


def locked(statement: Statement) -> Statement:
    """The statement as it stands now; whoever else writes on it waits until this transaction ends. Raises
    ChangedMeanwhileError where another organisation leads it than the one for which it was checked."""
    rows = Statement.objects.unscoped(reason="one writer at a time, after the check")
    found: Statement = rows.select_for_update().get(pk=statement.pk)
    if found.organisation_id != statement.organisation_id:
        raise ChangedMeanwhileError
    return found


def note(verb: str, statement: Statement, by: Member | None, row: object = None, **facts: object) -> None:
    """The ledger's entry of an act on a statement."""
    row_id = getattr(row, "pk", statement.pk)
    record(verb, by=by, subject=statement.pk, row=row_id, organisation=statement.organisation_id, **facts)


def path_of(statement: Statement) -> str:
    """Where to look at it."""
    return reverse("statement", args=[statement.pk])


def tell_lead(statement: Statement, code: str) -> None:
    """Tell whoever drafts for the organisation that leads."""
    tell(members_with("draft_statements", statement.organisation_id), code, path_of(statement))


def tell_signatories(statement: Statement, rows: list[Signatory], code: str) -> None:
    """Tell whoever signs for these organisations, as far as they have members here."""
    for row in rows:
        if row.organisation_id:
            tell(members_with("sign_statements", row.organisation_id), code, path_of(statement))


def in_force(statement: Statement) -> Edition | None:
    """The edition that is signed now: the newest that does not wait to be judged."""
    rows = Edition.objects.unscoped(reason="the text in force").filter(statement=statement).exclude(nature=Nature.OPEN)
    found: Edition | None = rows.select_related("statement", "version").order_by("-number").first()
    return found
