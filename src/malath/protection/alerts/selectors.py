"""Reads of the alert room."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db.models import Case as WhenCase
from django.db.models import Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.errors import NotFoundError
from malath.protection.alerts.models import (
    Alert,
    AlertErasure,
    AlertImport,
    AlertMessage,
    AlertReferral,
    ImportPair,
    ImportRow,
)
from malath.protection.alerts.rules import (
    COMPANY_ORDER,
    HARM_ORDER,
    OPEN_STATES,
    PRIORITY_ORDER,
    State,
    Urgency,
    urgency_of,
)

PAGE = 50
# The number that a page tells exactly; beyond it, it says "more than".
MOST_COUNTED = 200
_ORDER = ("rank_priority", "rank_when", "rank_harm", "rank_company", "answer_due_at", "pk")


def _rank(field: str, order: tuple[Any, ...]) -> WhenCase:
    whens = [When(**{field: code.value}, then=Value(place)) for place, code in enumerate(order)]
    return WhenCase(*whens, default=Value(len(order)), output_field=IntegerField())


def _rank_when(today: date) -> WhenCase:
    """The database's form of rules.nearness_of: 0 by tomorrow, 1 within a week, 2 later, 3 no date."""
    return WhenCase(
        When(danger_on__isnull=True, then=Value(3)),
        When(danger_on__lte=date.fromordinal(today.toordinal() + 1), then=Value(0)),
        When(danger_on__lte=date.fromordinal(today.toordinal() + 7), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )


def in_order(alerts: QuerySet[Alert], today: date) -> QuerySet[Alert]:
    """Alerts as rules.Urgency orders them, by the database."""
    return alerts.annotate(
        rank_priority=_rank("priority", PRIORITY_ORDER),
        rank_when=_rank_when(today),
        rank_harm=_rank("harm", HARM_ORDER),
        rank_company=_rank("company", COMPANY_ORDER),
    ).order_by(*_ORDER)


def _after(values: tuple[Any, ...]) -> Q:
    """Rows that stand after one whose order values are given."""
    later = Q()
    for depth in range(len(_ORDER)):
        same = {name: value for name, value in zip(_ORDER[:depth], values[:depth], strict=True)}
        later |= Q(**same, **{f"{_ORDER[depth]}__gt": values[depth]})
    return later


def urgency_of_alert(alert: Alert, today: date) -> Urgency:
    """The urgency of an alert as its plain codes say."""
    return urgency_of(
        priority=alert.priority,
        danger_on=alert.danger_on,
        harm=alert.harm,
        company=alert.company,
        due=alert.answer_due_at,
        today=today,
    )


def alerts_waiting_for(viewer: Member) -> QuerySet[Alert]:
    """Alerts on which the viewer may decide, and nobody has."""
    waiting: QuerySet[Alert] = Alert.objects.visible_to(viewer).filter(Alert.screened_q(viewer), state__in=OPEN_STATES)
    return waiting


def queue_page(
    viewer: Member, *, after: uuid.UUID | None = None, today: date | None = None
) -> tuple[list[Alert], bool]:
    """One page of the queue in the order of urgency, and whether more follow."""
    today = today or timezone.localdate()
    ordered = in_order(alerts_waiting_for(viewer), today)
    if after is not None:
        place = ordered.filter(pk=after).values_list(*_ORDER).first()
        if place is None:
            raise NotFoundError
        ordered = ordered.filter(_after(place))
    page = list(ordered.select_related("sent_by", "sheet")[: PAGE + 1])
    return page[:PAGE], len(page) > PAGE


def place_in_queue(viewer: Member, alert: Alert, today: date | None = None) -> tuple[int, Alert | None]:
    """Where an alert stands, counted from 1 (0 beyond what is counted), and the one after it."""
    today = today or timezone.localdate()
    ordered = in_order(alerts_waiting_for(viewer), today)
    first = list(ordered[: MOST_COUNTED + 1])
    for place, one in enumerate(first, 1):
        if one.pk == alert.pk:
            return place, first[place] if place < len(first) else None
    return 0, None


def waiting_count(viewer: Member) -> int:
    """How many alerts wait, at most one more than is counted."""
    return int(alerts_waiting_for(viewer).order_by()[: MOST_COUNTED + 1].count())


def alert_screened_for(viewer: Member, alert: uuid.UUID) -> Alert:
    """An alert as those see it who decide; NotFoundError otherwise."""
    return _one(Alert.objects.visible_to(viewer).filter(Alert.screened_q(viewer)), alert)


def erasure_of_alert(viewer: Member, alert: Alert) -> AlertErasure | None:
    """The erasure that was asked and not withdrawn, carried out or not; only for those who may erase."""
    rows = AlertErasure.objects.visible_to(viewer).select_related("asked_by", "alert").filter(alert=alert)
    found: AlertErasure | None = rows.filter(withdrawn_on=None).first()
    return found


def alert_sent_for(viewer: Member, alert: uuid.UUID) -> Alert:
    """An alert as its sender's organisation sees it; NotFoundError otherwise."""
    return _one(Alert.objects.visible_to(viewer).filter(Alert.sent_q(viewer)), alert)


def _one(alerts: QuerySet[Alert], alert: uuid.UUID) -> Alert:
    found = (
        alerts.select_related("sent_by", "decided_by", "sender_organisation", "screening_organisation", "sheet")
        .filter(pk=alert)
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def alerts_decided_for(viewer: Member) -> list[Alert]:
    """The newest alerts on which the viewer's organisation decided."""
    decided = Alert.objects.visible_to(viewer).filter(Alert.screened_q(viewer)).exclude(state__in=OPEN_STATES)
    return list(decided.order_by("-answered_on", "pk")[:PAGE])


def referrals_made_for(viewer: Member) -> list[AlertReferral]:
    """Alerts that the viewer's organisation sent on, newest first, with the state in which they are now."""
    made = AlertReferral.objects.visible_to(viewer).filter(
        from_organisation__in=viewer.standing.organisations_able("screen_alerts")
    )
    return list(made.select_related("alert").order_by("-on", "pk")[:PAGE])


def alerts_sent_page(viewer: Member, *, after: uuid.UUID | None = None) -> tuple[list[Alert], bool]:
    """The alerts of the viewer's organisation, questions first, then the newest; and whether more follow."""
    sent = (
        Alert.objects.visible_to(viewer)
        .filter(Alert.sent_q(viewer))
        .annotate(rank=WhenCase(When(state=State.ASKED, then=Value(0)), default=Value(1), output_field=IntegerField()))
    )
    if after is not None:
        place = sent.filter(pk=after).values_list("rank", "sent_on", "pk").first()
        if place is None:
            raise NotFoundError
        rank, on, pk = place
        sent = sent.filter(Q(rank__gt=rank) | Q(rank=rank, sent_on__lt=on) | Q(rank=rank, sent_on=on, pk__gt=pk))
    page = list(sent.order_by("rank", "-sent_on", "pk")[: PAGE + 1])
    return page[:PAGE], len(page) > PAGE


def alerts_asked_for(viewer: Member) -> QuerySet[Alert]:
    """Alerts of the viewer's organisation about which a question waits for an answer."""
    asked: QuerySet[Alert] = Alert.objects.visible_to(viewer).filter(Alert.sent_q(viewer), state=State.ASKED)
    return asked.order_by("answer_due_at", "pk")


def messages_of(viewer: Member, alert: Alert) -> list[AlertMessage]:
    """What was said about an alert, as far as the viewer's side may read it, in order."""
    said = AlertMessage.objects.visible_to(viewer).filter(alert=alert)
    return list(said.select_related("author").order_by("number"))


def import_for(viewer: Member, sheet: uuid.UUID) -> AlertImport:
    """One import of the viewer's organisation; NotFoundError otherwise."""
    found: AlertImport | None = (
        AlertImport.objects.visible_to(viewer)
        .select_related("file", "by", "organisation", "screening_organisation")
        .filter(pk=sheet)
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def imports_for(viewer: Member) -> list[AlertImport]:
    """The newest imports of the viewer's organisation."""
    return list(AlertImport.objects.visible_to(viewer).select_related("by").order_by("-on", "pk")[:20])


def import_row_for(viewer: Member, row: uuid.UUID) -> ImportRow:
    """One row of an import; NotFoundError otherwise."""
    found: ImportRow | None = (
        ImportRow.objects.visible_to(viewer).select_related("sheet", "alert").filter(pk=row).first()
    )
    if found is None:
        raise NotFoundError
    return found


def import_pair_for(viewer: Member, pair: uuid.UUID) -> ImportPair:
    """One pair of an import; NotFoundError otherwise."""
    found: ImportPair | None = (
        ImportPair.objects.visible_to(viewer)
        .select_related("sheet", "row__sheet", "other_row__sheet", "other_alert", "other_person")
        .filter(pk=pair)
        .first()
    )
    if found is None:
        raise NotFoundError
    return found


def fates_of(viewer: Member, sheet: AlertImport) -> dict[str, int]:
    """How many rows of an import have which fate."""
    rows = ImportRow.objects.visible_to(viewer).filter(sheet=sheet).order_by()
    return dict(rows.values_list("fate").annotate(count=Count("pk")).values_list("fate", "count"))


def rows_with_fate(viewer: Member, sheet: AlertImport, *fates: str, after: int = 0) -> tuple[list[ImportRow], bool]:
    """One page of an import's rows by fate, and whether more follow."""
    rows = ImportRow.objects.visible_to(viewer).filter(sheet=sheet, fate__in=fates, number__gt=after)
    page = list(rows.order_by("number")[: PAGE + 1])
    return page[:PAGE], len(page) > PAGE


def rows_in_doubt(viewer: Member, sheet: AlertImport, level: int) -> list[ImportRow]:
    """Ready rows in which something was guessed and should be looked at, the first page of them."""
    rows = ImportRow.objects.visible_to(viewer).filter(sheet=sheet, fate=ImportRow.Fate.READY, worst__gte=level)
    return list(rows.order_by("number")[:PAGE])


def pairs_of(viewer: Member, sheet: AlertImport, *, limit: int = 20) -> tuple[list[ImportPair], int]:
    """The undecided pairs first, most likely first; and how many are undecided."""
    pairs = ImportPair.objects.visible_to(viewer).filter(sheet=sheet)
    undecided = pairs.filter(decision=ImportPair.Decision.LATER)
    shown = (
        pairs.annotate(
            rank=WhenCase(
                When(decision=ImportPair.Decision.LATER, then=Value(0)), default=Value(1), output_field=IntegerField()
            )
        )
        .select_related("row", "other_row", "other_alert", "other_person", "sheet")
        .order_by("rank", "number")[:limit]
    )
    return list(shown), int(undecided.count())


def queue_count(viewer: Member) -> int:
    """How many alerts wait for the viewer's organisation, for the side."""
    return min(waiting_count(viewer), MOST_COUNTED)


def asked_count(viewer: Member) -> int:
    """How many questions wait for the viewer's organisation, for the side."""
    return alerts_asked_for(viewer).count()


def last_screening_for(viewer: Member) -> uuid.UUID | None:
    """To which organisation the viewer sent their last alert."""
    mine = Alert.objects.visible_to(viewer).filter(Alert.sent_q(viewer), sent_by=viewer)
    last: uuid.UUID | None = mine.order_by("-sent_on", "pk").values_list("screening_organisation", flat=True).first()
    return last
