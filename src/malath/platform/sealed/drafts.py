"""Drafts: what a member is writing, kept sealed on the server until it is sent."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedModel
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.models import Draft

LONGEST_DRAFT = 200_000
KEPT_DAYS = 14


_NAMED = re.compile(r"([a-z]+)-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b")
_about: dict[str, tuple[type[ScopedModel], ...]] = {}


def give_drafts_about(kinds: Iterable[str], *of: type[ScopedModel]) -> None:
    """Drafts whose form is named `kind-<key>…` are kept only while a row of these models has the key: a page that was left
    open writes nothing more about what was erased. Called in a room's ready()."""
    _about.update(dict.fromkeys(kinds, of))


def _is_about_nothing(form: str) -> bool:
    found = _NAMED.match(form)
    if found is None or found[1] not in _about:
        return False
    why = "whether what a draft is about still stands"
    return not any(model.objects.unscoped(reason=why).filter(pk=found[2]).exists() for model in _about[found[1]])


@transaction.atomic
def keep_draft(member: Member, form: str, fields: dict[str, str]) -> bool:
    """Keep the newest text of a form, one draft a form and member; whether it was kept. Of more than 200,000 characters the last
    draft that fitted stays; about what was erased nothing is kept."""
    if not form or _is_about_nothing(form) or sum(map(len, fields.values())) > LONGEST_DRAFT:
        return False
    mine = Draft.objects.visible_to(member).filter(form=form).first()
    row = mine or Draft(member=member, form=form)
    row.member, row.fields, row.changed_on = member, fields, timezone.localdate()
    row.save()
    return True


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
