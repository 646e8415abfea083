"""Links by which somebody without an account sends: made by a member, used once, ended by a day (SC2)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from malath.accountability.evidence.errors import LinkEndError, LinkOverError
from malath.accountability.evidence.models import IntakeLink
from malath.accountability.evidence.rules import LONGEST_LINK_DAYS, MOST_FILES
from malath.platform.access.models import Member, Organisation
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError


def _digest(secret: str) -> bytes:
    return hashlib.sha256(b"malath link" + secret.encode("utf-8", "replace")).digest()


@transaction.atomic
def make_link(organisation: Organisation, *, ends_on: date, note: str, by: Member) -> tuple[IntakeLink, str]:
    """A link and its secret, which is told once and kept nowhere. Raises NotAllowedError, LinkEndError."""
    if not by.can("work_evidence", organisation.pk):
        raise NotAllowedError
    today = timezone.localdate()
    if not today <= ends_on <= today + timedelta(days=LONGEST_LINK_DAYS):
        raise LinkEndError
    secret = secrets.token_urlsafe(24)
    link = IntakeLink(
        organisation=organisation, made_by=by, note=note, secret_digest=_digest(secret), made_on=today, ends_on=ends_on
    )
    link.save(force_insert=True)
    record("evidence.link_made", by=by, row=link.pk, organisation=organisation.pk, until=ends_on.isoformat())
    return link, secret


def link_of(secret: str) -> IntakeLink:
    """The link of a secret, with its organisation and maker. Raises LinkOverError when it was used or has ended.

    On the day of its first use it stays open until the sender says that all is sent.
    """
    rows = IntakeLink.objects.unscoped(reason="whoever has the link may send by it")
    found: IntakeLink | None = (
        rows.select_related("organisation", "made_by").filter(secret_digest=_digest(secret)).first()
    )
    if found is None or not is_open(found):
        raise LinkOverError
    return found


def is_open(link: IntakeLink) -> bool:
    """Whether something can still be sent by it. Whoever is locked out may be in others' hands, and their links with
    them: those rest until they are let in again. The link comes with its maker."""
    today = timezone.localdate()
    return (
        link.closed_on is None
        and link.made_by.is_active
        and link.ends_on >= today
        and link.first_used_on in {None, today}
        and link.files < MOST_FILES
    )


def note_use(link: IntakeLink) -> None:
    """One more file came by the link."""
    rows = IntakeLink.objects.unscoped(reason="the link that was just used").filter(pk=link.pk)
    rows.filter(first_used_on=None).update(first_used_on=timezone.localdate())
    rows.update(files=F("files") + 1)


@transaction.atomic
def close_link(link: IntakeLink, *, by: Member | None) -> None:
    """Nothing more comes by it: its sender is done (`by` is None), or a member withdrew it. Raises NotAllowedError."""
    if by is not None and not by.can("work_evidence", link.organisation_id):
        raise NotAllowedError
    rows = IntakeLink.objects.unscoped(reason="the link itself").filter(pk=link.pk, closed_on=None)
    if rows.update(closed_on=timezone.localdate()):
        record("evidence.link_closed", by=by, row=link.pk, organisation=link.organisation_id)
