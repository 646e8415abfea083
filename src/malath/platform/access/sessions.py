"""A member's open sessions: their own list, and ending them. Days only: no address, no agent, no hour."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member, SignIn
from malath.platform.access.session_store import stored_key
from malath.platform.audit.actions import record
from malath.platform.errors import NotFoundError


def session_digest(session_key: str) -> bytes:
    """What is kept of a session's key in the member's own list: what stands for it in the table of sessions."""
    return bytes.fromhex(stored_key(session_key))


def sign_ins_of(member: Member) -> list[SignIn]:
    """The member's open sessions, the last seen first."""
    return list(member.sign_ins.order_by("-seen_on", "-since", "id"))


@transaction.atomic
def end_sign_in(sign_in: uuid.UUID, *, by: Member) -> None:
    """End one of the member's own sessions. Raises NotFoundError for anybody else's."""
    found = SignIn.objects.filter(pk=sign_in, member=by).first()
    if found is None:
        raise NotFoundError
    _end([found])
    record("access.session_ended", by=by, row=by.pk, organisation=by.home_organisation_id)


@transaction.atomic
def end_other_sign_ins(session_key: str, *, by: Member) -> int:
    """End all of the member's sessions but the one in hand; returns how many."""
    count = end_all_sign_ins(by, but=session_key)
    record("access.sessions_ended", by=by, row=by.pk, organisation=by.home_organisation_id, count=count)
    return count


def end_all_sign_ins(member: Member, but: str | None = None) -> int:
    """End the member's sessions, save the one whose key is given; part of another act, which leaves the entry."""
    kept = session_digest(but) if but else None
    return _end([row for row in member.sign_ins.all() if bytes(row.session_digest) != kept])


def forget_sign_in(session_key: str | None) -> None:
    """Drop a session from the list when its member signs out."""
    if session_key:
        SignIn.objects.filter(session_digest=session_digest(session_key)).delete()


def clear_sign_ins() -> int:
    """Remove expired sessions, and the lines of the lists whose session is gone; a job. Returns how many lines went."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    alive = set(Session.objects.values_list("session_key", flat=True))
    gone = [row.pk for row in SignIn.objects.all().iterator() if bytes(row.session_digest).hex() not in alive]
    SignIn.objects.filter(pk__in=gone).delete()
    return len(gone)


def _end(rows: Iterable[SignIn]) -> int:
    """Delete the sessions and their lines."""
    ending = {bytes(row.session_digest).hex(): row.pk for row in rows}
    Session.objects.filter(session_key__in=ending).delete()
    SignIn.objects.filter(pk__in=ending.values()).delete()
    return len(ending)
