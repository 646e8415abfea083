"""Whom the lead asks, until when, and the links for those without an account."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from malath.engines.names import fold_digits
from malath.platform.access.models import Member, Organisation
from malath.platform.access.selectors import members_with
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell
from malath.voice.statements.actions.common import (
    check_deadline,
    check_leads,
    check_not_given_up,
    in_force,
    locked,
    note,
    path_of,
)
from malath.voice.statements.actions.drafting import names_of
from malath.voice.statements.actions.handing import end_waiting
from malath.voice.statements.errors import (
    AlreadyInvitedError,
    CodeWrongError,
    LinkOverError,
    NameMissingError,
    NotFrozenError,
    SignatureStandsError,
    WithdrawalStandsError,
)
from malath.voice.statements.models import Signatory, SigningLink, Statement
from malath.voice.statements.models.texts import LANGUAGES
from malath.voice.statements.rules import STANDING, Stage

MOST_TRIES = 5
CODE_DIGITS = 8
_SALT = "malath.statements.link"
# Whoever gave the code may read and answer for so long before they are asked for it again.
PASS_SECONDS = 2 * 60 * 60


@transaction.atomic
def invite_organisation(
    statement: Statement, organisation: Organisation, *, initiator: bool = False, by: Member
) -> Signatory:
    """Ask an organisation that has members here. From then on they read the text, translate it and comment on it. Raises
    AlreadyInvitedError."""
    check_leads(statement, by)
    statement = locked(statement)
    check_not_given_up(statement)
    rows = Signatory.objects.unscoped(reason="asked once").filter(statement=statement, organisation=organisation)
    if rows.filter(removed_on=None).exists():
        raise AlreadyInvitedError
    signatory = _add(statement, names_of(organisation.pk), initiator, by, organisation)
    able = {*members_with("sign_statements", organisation), *members_with("draft_statements", organisation)}
    tell(able, "statements.invited", path_of(statement))
    return signatory


@transaction.atomic
def invite_outside(statement: Statement, *, names: Mapping[str, str], initiator: bool = False, by: Member) -> Signatory:
    """Ask an organisation that has no members here; it answers by a link. Raises NameMissingError."""
    check_leads(statement, by)
    if not all(names.get(language, "").strip() for language in LANGUAGES):
        raise NameMissingError
    statement = locked(statement)
    check_not_given_up(statement)
    return _add(statement, {code: names[code].strip() for code in LANGUAGES}, initiator, by, None)


def _add(
    statement: Statement, names: dict[str, str], initiator: bool, by: Member, organisation: Organisation | None
) -> Signatory:
    until = statement.answer_by if statement.answer_by and statement.answer_by > timezone.now() else None
    signatory = Signatory(
        statement=statement, organisation=organisation, names=names, initiator=initiator, answer_by=until, added_by=by,
        added_on=timezone.localdate(),
    )  # fmt: skip
    signatory.save(force_insert=True)
    note("statement.invited", statement, by, signatory, inside=organisation is not None)
    return signatory


@transaction.atomic
def open_again(signatory: Signatory, *, answer_by: datetime, by: Member) -> Signatory:
    """Give one organisation until another day: it answered nothing in time, or signs later. Raises NotFrozenError,
    DeadlinePastError."""
    check_leads(signatory.statement, by)
    check_deadline(answer_by)
    statement = locked(signatory.statement)
    check_not_given_up(statement)
    if statement.stage == Stage.DRAFTING:
        raise NotFrozenError
    signatory.answer_by = answer_by
    signatory.save(update_fields=["answer_by"])
    note("statement.opened-again", signatory.statement, by, signatory, until=answer_by.isoformat())
    if signatory.organisation_id:
        able = members_with("sign_statements", signatory.organisation_id)
        tell(able, "statements.frozen", path_of(signatory.statement))
    return signatory


@transaction.atomic
def remove_signatory(signatory: Signatory, *, by: Member) -> None:
    """Ask an organisation no longer: its members see the text no more, its links end. Raises SignatureStandsError,
    WithdrawalStandsError."""
    statement = signatory.statement
    check_leads(statement, by)
    held = locked(statement)
    rows = Signatory.objects.unscoped(reason="as it stands now, under the lock").filter(pk=signatory.pk)
    row = rows.get()
    if row.state in STANDING or row.organisation_id == statement.organisation_id:
        raise SignatureStandsError
    if row.withdrawn_on is not None:
        raise WithdrawalStandsError
    rows.update(removed_on=timezone.localdate())
    _close_links(signatory)
    if row.organisation_id:
        end_waiting(held, by, taker=row.organisation_id)
    note("statement.removed", statement, by, signatory)


def _close_links(signatory: Signatory) -> None:
    links = SigningLink.objects.unscoped(reason="a newer link, or none, takes their place")
    links.filter(signatory=signatory, closed_on=None).update(closed_on=timezone.localdate())


def _digest(secret: str) -> bytes:
    return hashlib.sha256(b"malath signing link" + secret.encode("utf-8", "replace")).digest()


@transaction.atomic
def make_link(signatory: Signatory, *, by: Member) -> tuple[str, str]:
    """A link by which an organisation answers once, and its code, which goes to them by another way. Both are told once
    and kept nowhere; an earlier link ends. It holds until the organisation's deadline, or a month to withdraw. Raises
    NotAllowedError for an organisation with members here: its own director answers, and nobody for it."""
    check_leads(signatory.statement, by)
    statement = locked(signatory.statement)
    if signatory.organisation_id is not None:
        raise NotAllowedError
    if in_force(statement) is None:
        raise NotFrozenError
    _close_links(signatory)
    now, secret = timezone.now(), secrets.token_urlsafe(24)
    code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    rows = Signatory.objects.unscoped(reason="its deadline as it stands now").filter(pk=signatory.pk)
    until = rows.values_list("answer_by", flat=True).get()
    if until is None or until <= now:
        until = now + timedelta(days=30)
    link = SigningLink(
        signatory=signatory, statement=statement, secret_digest=_digest(secret), code_digest=make_password(code),
        made_by=by, made_on=timezone.localdate(), ends_at=until,
    )  # fmt: skip
    link.save(force_insert=True)
    note("statement.link-made", statement, by, signatory, until=until.isoformat())
    return secret, code


def link_of(secret: str) -> SigningLink:
    """The open link of a secret. Raises LinkOverError, always the same, for any other."""
    rows = SigningLink.objects.unscoped(reason="whoever has the link may open it with its code")
    found: SigningLink | None = (
        rows.select_related("signatory__statement__organisation", "signatory__signed_edition", "made_by", "statement")
        .filter(secret_digest=_digest(secret), closed_on=None, tries__lt=MOST_TRIES, ends_at__gt=timezone.now())
        .first()
    )
    if found is None or not found.made_by.is_active or found.signatory.removed_on is not None:
        raise LinkOverError
    if found.signatory.organisation_id is not None:
        raise LinkOverError
    # Of a text that was given up nothing is read any more, but for taking a signature back.
    if found.statement.stage == Stage.GIVEN_UP and found.signatory.state not in STANDING:
        raise LinkOverError
    return found


def pass_for(link: SigningLink, code: str) -> str:
    """What stands for the code on the pages that follow. A wrong one is counted, whatever happens after; after five the
    link ends. Raises CodeWrongError, LinkOverError."""
    rows = SigningLink.objects.unscoped(reason="the link itself").filter(pk=link.pk)
    # Counted before it is looked at: of many who try at once, five are heard.
    if not rows.filter(tries__lt=MOST_TRIES, closed_on=None).update(tries=F("tries") + 1):
        raise LinkOverError
    if not check_password(fold_digits("".join(code.split())), link.code_digest):
        raise CodeWrongError
    rows.update(tries=F("tries") - 1)
    return signing.dumps(str(link.pk), salt=_SALT)


def is_passed(link: SigningLink, given: str) -> bool:
    """Whether the code of this very link was given a while ago."""
    try:
        return bool(signing.loads(given, salt=_SALT, max_age=PASS_SECONDS) == str(link.pk))
    except signing.BadSignature:
        return False
