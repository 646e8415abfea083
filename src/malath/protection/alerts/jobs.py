"""Work in the background: say that an answer is late; forget files that nobody imported."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.notices.actions import tell
from malath.protection.alerts.actions.importing import clear_import, forget_import
from malath.protection.alerts.models import Alert, AlertImport
from malath.protection.alerts.rules import OPEN_STATES

PREVIEW_DAYS = 14
# What stood in a partner's file is needed while rows are mended or the import may be undone; then alerts hold it.
RAW_DAYS = 30


def tell_overdue() -> int:
    """Remind those who decide that alerts wait longer than they should; once, until they read it. Returns how many wait."""
    late = Alert.objects.unscoped(reason="reminding of what is late").filter(
        state__in=OPEN_STATES, answer_due_at__lt=timezone.now()
    )
    organisations = set(late.order_by().values_list("screening_organisation", flat=True))
    for organisation in organisations:
        tell(members_with("screen_alerts", organisation), "alerts.overdue", reverse("alerts"))
    return int(late.count())


def forget_old_previews() -> int:
    """Forget files that were read and not imported for two weeks. Returns how many."""
    before = timezone.localdate() - timedelta(days=PREVIEW_DAYS)
    old = AlertImport.objects.unscoped(reason="files that nobody imported").select_related("file")
    sheets = list(old.filter(state=AlertImport.State.PREVIEW, on__lt=before))
    for sheet in sheets:
        with transaction.atomic():
            record("alerts.import_forgotten", by=None, row=sheet.pk, organisation=sheet.organisation_id)
            forget_import(sheet)
    return len(sheets)


def forget_raw_rows() -> int:
    """Forget what stood in the rows of imports applied or undone a month ago: the key goes, the account of rows stays."""
    before = timezone.localdate() - timedelta(days=RAW_DAYS)
    done = AlertImport.objects.unscoped(reason="retention of raw rows").exclude(state=AlertImport.State.PREVIEW)
    sheets = list(done.select_related("file").filter(on__lt=before, cleared_on=None))
    for sheet in sheets:
        with transaction.atomic():
            record("alerts.import_cleared", by=None, row=sheet.pk, organisation=sheet.organisation_id)
            clear_import(sheet)
    return len(sheets)
