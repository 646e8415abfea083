"""The member's own notices."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from malath.platform.access.guard import members_only
from malath.platform.access.viewer import viewer_of
from malath.platform.interface.responses import see_other
from malath.platform.notices.actions import mark_all_read, mark_read
from malath.platform.notices.register import sentence_of
from malath.platform.notices.selectors import notice_for, notices_for


@require_GET
@members_only
def notices(request: HttpRequest) -> HttpResponse:
    """What the member should know, unread first."""
    lines = [(notice, sentence_of(notice.code)) for notice in notices_for(viewer_of(request))]
    unread = sum(notice.read_on is None for notice, _sentence in lines)
    return render(request, "notices/notices.html", {"lines": lines, "unread": unread})


@require_POST
@members_only
def open_notice(request: HttpRequest, notice: uuid.UUID) -> HttpResponse:
    """Mark one notice as read and go where it points."""
    found = notice_for(viewer_of(request), notice)
    mark_read(found)
    return see_other(found.path)


@require_POST
@members_only
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice as read."""
    mark_all_read(by=viewer_of(request))
    return see_other("notices")
