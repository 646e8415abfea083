"""Applying an import: every ready row becomes an alert, in one transaction; and undoing it as a whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell
from malath.platform.sealed import files
from malath.platform.sealed.fields import reveal
from malath.protection.alerts.actions.sending import check_may_send, new_alert, store_alerts
from malath.protection.alerts.actions.writing import write_message
from malath.protection.alerts.errors import ImportClosedError, NothingReadyError
from malath.protection.alerts.facts import codes_from, facts_from, narrative_from, told_in, with_repetitions
from malath.protection.alerts.models import Alert, AlertImport, AlertMessage, ImportPair, ImportRow, RiskAssessment
from malath.protection.alerts.rules import OPEN_STATES, State

BATCH = 500


@transaction.atomic
def apply_import(sheet: AlertImport, *, by: Member) -> int:
    """Make an alert of every ready row; returns how many. All of them or none.

    May be called again when more rows were mended. Raises ImportClosedError, NothingReadyError.
    """
    # Of two who press the button at once, the second waits here and then finds no ready row.
    locked = AlertImport.objects.visible_to(by).select_for_update().filter(pk=sheet.pk).first()
    if locked is None:
        raise NotAllowedError
    if locked.is_closed:
        raise ImportClosedError
    sender = Organisation.objects.get(pk=locked.organisation_id)
    screening = Organisation.objects.get(pk=locked.screening_organisation_id)
    check_may_send(by, sender, screening)
    mine = ImportRow.objects.visible_to(by).filter(sheet=sheet)
    ready = list(mine.filter(fate=ImportRow.Fate.READY).order_by("number"))
    if not ready:
        raise NothingReadyError
    repeated = list(mine.filter(fate=ImportRow.Fate.DUPLICATE))
    reveal(ready, repeated, by=by, why="import.apply")
    known = _known_people(sheet, by)
    alerts = [
        _alert_of(row, sheet, sender, screening, by, _said_again(row, repeated), known.get(row.number)) for row in ready
    ]
    store_alerts(alerts)
    for row, alert in zip(ready, alerts, strict=True):
        row.fate, row.alert = ImportRow.Fate.IMPORTED, alert
    ImportRow.objects.visible_to(by).bulk_update(ready, ["fate", "alert"], batch_size=BATCH)
    _add_to_known_alerts(sheet, repeated, by)
    locked.state = AlertImport.State.APPLIED
    locked.save(update_fields=["state"])
    _forget_file(sheet)
    sheet.state = locked.state
    record("alerts.imported", by=by, row=sheet.pk, organisation=sender.pk, to=screening.pk, alerts=len(alerts))
    tell(members_with("screen_alerts", screening), "alerts.sent", reverse("alerts"))
    return len(alerts)


def _said_again(row: ImportRow, repeated: list[ImportRow]) -> list[tuple[int, dict[str, Any]]]:
    return [(one.number, one.reading) for one in repeated if one.duplicate_of == row.number and one.alert_id is None]


def _known_people(sheet: AlertImport, by: Member) -> dict[int, str]:
    """Rows that a person said to be somebody known already."""
    same = ImportPair.objects.visible_to(by).filter(
        sheet=sheet, decision=ImportPair.Decision.SAME, other_person__isnull=False
    )
    return {number: str(person) for number, person in same.values_list("row__number", "other_person")}


def _alert_of(
    row: ImportRow,
    sheet: AlertImport,
    sender: Organisation,
    screening: Organisation,
    by: Member,
    said_again: list[tuple[int, dict[str, Any]]],
    known_person: str | None,
) -> Alert:
    facts = with_repetitions(facts_from(row.reading), said_again)
    if known_person:
        facts["known_person"] = known_person
    alert = new_alert(
        sender=sender,
        screening=screening,
        by=by,
        facts=facts,
        narrative=narrative_from(row.reading),
        **codes_from(row.reading),
    )
    alert.sheet, alert.row_number = sheet, row.number
    return alert


def _add_to_known_alerts(sheet: AlertImport, repeated: list[ImportRow], by: Member) -> None:
    """What a row says of somebody whose alert waits already goes to that alert, once."""
    told = AlertMessage.objects.visible_to(by).filter(sheet=sheet).values_list("alert", flat=True)
    done = set(told)
    rows = [row for row in repeated if row.alert_id and row.alert_id not in done]
    waiting: dict[Any, Alert] = Alert.objects.visible_to(by).in_bulk([row.alert_id for row in rows])
    for row in rows:
        if row.alert_id in waiting and (text := told_in(row.reading)):
            write_message(
                waiting[row.alert_id], kind=AlertMessage.Kind.ADDITION, by=by, text=text, sheet=sheet, row=row.number
            )


@dataclass
class Undone:
    """What undoing did: how many alerts are gone, and those that stay with the state that keeps them."""

    gone: int = 0
    withdrawn: int = 0
    stays: list[Alert] = field(default_factory=list)


@transaction.atomic
def undo_import(sheet: AlertImport, *, by: Member) -> Undone:
    """Undo an import as a whole. Alerts that nobody touched go; those that were asked about, assessed or referred are
    withdrawn; those that were decided on stay. Raises ImportClosedError."""
    if not by.can("send_alerts", sheet.organisation_id):
        raise NotAllowedError
    applied = AlertImport.objects.visible_to(by).filter(pk=sheet.pk, state=AlertImport.State.APPLIED)
    if not applied.update(state=AlertImport.State.UNDONE):
        raise ImportClosedError
    sheet.state = AlertImport.State.UNDONE
    made = Alert.objects.visible_to(by).filter(sheet=sheet)
    undone = Undone(stays=list(made.exclude(state__in=[*OPEN_STATES, State.WITHDRAWN]).order_by("row_number")))
    touched = _touched(sheet)
    undone.withdrawn = made.filter(pk__in=touched, state__in=OPEN_STATES).update(
        state=State.WITHDRAWN, answered_on=timezone.localdate()
    )
    _forget_untouched(sheet, by, undone, touched)
    record(
        "alerts.import_undone",
        by=by,
        row=sheet.pk,
        organisation=sheet.organisation_id,
        gone=undone.gone,
        withdrawn=undone.withdrawn,
        stays=len(undone.stays),
    )
    return undone


def _forget_file(sheet: AlertImport) -> None:
    """The file is read again only while its columns may change: from here on its rows say all that it held."""
    if sheet.file is not None:
        file, sheet.file = sheet.file, None
        with whole_block_unscoped(reason="the file of an applied import goes"):
            files.remove(file)


def _touched(sheet: AlertImport) -> set[Any]:
    """Alerts of the import about which somebody wrote, or which somebody assessed or referred."""
    reason = "an import is undone without losing what others wrote"
    written = AlertMessage.objects.unscoped(reason=reason).filter(alert__sheet=sheet)
    assessed = RiskAssessment.objects.unscoped(reason=reason).filter(alert__sheet=sheet)
    return {*written.values_list("alert", flat=True), *assessed.values_list("alert", flat=True)}


def _forget_untouched(sheet: AlertImport, by: Member, undone: Undone, touched: set[Any]) -> None:
    going = list(
        Alert.objects.visible_to(by)
        .filter(sheet=sheet, state=State.WAITING)
        .exclude(pk__in=touched)
        .values_list("pk", flat=True)
    )
    stays = [alert.pk for alert in undone.stays]
    with whole_block_unscoped(reason="an import is undone as a whole"):
        rows = ImportRow.objects.filter(sheet=sheet)
        rows.exclude(alert__in=[*stays, *touched]).update(fate=ImportRow.Fate.UNDONE, alert=None)
        AlertMessage.objects.filter(sheet=sheet).delete()
        for start in range(0, len(going), BATCH):
            batch = going[start : start + BATCH]
            ImportPair.objects.filter(other_alert__in=batch).delete()
            Alert.objects.filter(pk__in=batch).delete()
    undone.gone = len(going)
