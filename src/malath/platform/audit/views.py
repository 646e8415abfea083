"""The auditor's page: is the ledger whole, what waits, and its newest lines without any name."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from malath.engines.ledger import verify
from malath.platform.access.guard import requires
from malath.platform.audit.models import OutboxEntry
from malath.platform.keeper.client import home, keeper


@require_GET
@requires("read_ledger")
def ledger(request: HttpRequest) -> HttpResponse:
    """Verify the whole ledger now and show its newest entries (identifiers and verbs only)."""
    report = verify(home() / "ledger")
    before = request.GET.get("before", "")
    entries = keeper().entries(limit=50, before=int(before) if before.isdecimal() and len(before) < 16 else None)
    context = {
        "report": report,
        "waiting": OutboxEntry.objects.count(),
        "entries": [{**entry, "at": datetime.fromisoformat(entry["at"])} for entry in entries],
        "older": entries[-1]["index"] if len(entries) == 50 else None,
    }
    return render(request, "audit/ledger.html", context)
