"""Drafts: what a member is writing, kept sealed on the server until it is sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.models import Draft

LONGEST_DRAFT = 200_000
KEPT_DAYS = 14


@transaction.atomic
def keep_draft(member: Member, form: str, fields: dict[str, str]) -> None:
    """Keep the newest text of a form, one draft a form and member; more than 200,000 characters are refused silently
    by keeping the last draft that fitted."""
    if not form or sum(map(len, fields.values())) > LONGEST_DRAFT:
        return
    mine = Draft.objects.visible_to(member).filter(form=form).first()
    row = mine or Draft(member=member, form=form)
    row.member, row.fields, row.changed_on = member, fields, timezone.localdate()
    row.save()


def draft_for(member: Member, form: str) -> dict[str, str]:
    """The draft's fields, or none."""
    row = Draft.objects.visible_to(member).select_related("member").filter(form=form).first()
    if row is None:
        return {}
    reveal(row, by=member, why="draft")
    return dict(row.fields)


def drop_draft(member: Member, form: str) -> None:
    """Forget a draft."""
    Draft.objects.visible_to(member).filter(form=form).delete()


def drop_old_drafts() -> int:
    """Forget drafts untouched for two weeks. A job's work."""
    old = timezone.localdate() - timedelta(days=KEPT_DAYS)
    count: int
    count, _rows = Draft.objects.unscoped(reason="retention of drafts").filter(changed_on__lt=old).delete()
    return count


def device_draft_key(request: HttpRequest) -> str:
    """The key under which the browser may keep a draft while the line is lost: valid for this session, never stored."""
    session = request.session.session_key or ""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"device-draft|" + session.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
