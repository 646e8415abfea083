"""Codes that search asks for and that are no column: written from the account that is shown first (SC1).

Methods, fate and whereabouts of an act, rights affected by an event. What was entered before there were such rows gets them
from a job, once the server is open.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from malath.accountability.violations.fields import FIELDS, Field, Kind
from malath.accountability.violations.lanes import settle_lanes
from malath.accountability.violations.locking import hold_as_they_stand
from malath.accountability.violations.models import Act, Coded, Event, Statement
from malath.accountability.violations.records import main_of
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.inserting import neighbouring_keys

CODED: Mapping[str, tuple[str, ...]] = {"act": ("methods", "fate", "whereabouts"), "event": ("rights",)}
KNOWN = "known"
"""Under which name it stands how sure a fate is."""
_REASON = "codes by which a search finds acts and events that its viewer sees"
_AT_ONCE = 500
Mains = Mapping[tuple[Act | Event, str], Any]
"""Of each record and field the value that is shown first, or None."""


def is_coded(row: Any, code: str) -> bool:
    """Whether a field of a record is kept as codes."""
    return code in CODED.get(str(row._meta.model_name), ())


def codes_of(field: Field, value: Any) -> list[str]:
    """The codes that a value says, as they are kept."""
    if not value:
        return []
    if field.kind is Kind.FATE:
        fate = [f"{field.code}/{value['fate']}"] if value.get("fate") else []
        return [f"{KNOWN}/{value['known']}", *fate]
    return [f"{field.code}/{code}" for code in value]


def write_codes(mains: Mains, *, new: Collection[uuid.UUID] = ()) -> None:
    """Write anew what the fields say; `new` are records of which nothing stands yet. Inside a transaction, once they stand."""
    said: list[Coded] = []
    keys = neighbouring_keys()
    stale: dict[tuple[str, str], list[uuid.UUID]] = defaultdict(list)
    for (row, code), value in mains.items():
        of = str(row._meta.model_name)
        act, event = (row.pk, row.event_id) if isinstance(row, Act) else (None, row.pk)
        if row.pk not in new:
            stale[of, code].append(row.pk)
        said += [
            Coded(id=next(keys), organisation_id=row.organisation_id, event_id=event, act_id=act, code=one)
            for one in codes_of(FIELDS[of][code], value)
        ]
    for (of, code), pks in stale.items():
        _forget(of, FIELDS[of][code], pks)
    if said:
        Coded.objects.unscoped(reason=_REASON).bulk_create(said, batch_size=_AT_ONCE)


def _forget(of: str, field: Field, pks: list[uuid.UUID]) -> None:
    begins = Q(code__startswith=f"{field.code}/")
    if field.kind is Kind.FATE:
        begins |= Q(code__startswith=f"{KNOWN}/")
    rows = Coded.objects.unscoped(reason=_REASON).filter(begins)
    for start in range(0, len(pks), _AT_ONCE):
        some = pks[start : start + _AT_ONCE]
        (rows.filter(act__in=some) if of == "act" else rows.filter(event__in=some, act=None)).delete()


def code_older() -> None:
    """The job: codes of what was entered before they were kept, some hundred events at a time, in the order of their keys.
    Once all were looked at, it rests until the server is started again."""
    after: uuid.UUID | None = None
    while not _all_coded and (events := _uncoded(after)):
        _code_again(events)
        after = events[-1]
    if not _all_coded:
        _all_coded.append(True)


_all_coded: list[bool] = []


def _uncoded(after: uuid.UUID | None) -> list[uuid.UUID]:
    """The next events of which something stands that has no codes. What says nothing has none after it was looked at either:
    it must not stand in the way of the others."""
    found: set[uuid.UUID] = set()
    beyond = Q(event__gt=after) if after else Q(event__isnull=False)
    for of, fields in CODED.items():
        for code in fields:
            mark = KNOWN if FIELDS[of][code].kind is Kind.FATE else code
            its = {"act": OuterRef("record")} if of == "act" else {"event": OuterRef("record"), "act": None}
            has = Exists(Coded.objects.unscoped(reason=_REASON).filter(code__startswith=f"{mark}/", **its))
            said = Statement.objects.unscoped(reason=_REASON).filter(beyond, ~has, of=of, field=code, stands=True)
            found |= set(said.order_by("event").values_list("event", flat=True).distinct()[:_AT_ONCE])
    return sorted(found)[:_AT_ONCE]


@transaction.atomic
def _code_again(events: Collection[uuid.UUID]) -> None:
    hold_as_they_stand({"event": events})
    rows: dict[uuid.UUID, Act | Event] = Event.objects.unscoped(reason=_REASON).in_bulk(list(events))
    rows |= {act.pk: act for act in Act.objects.unscoped(reason=_REASON).filter(event__in=events)}
    every = [code for fields in CODED.values() for code in fields]
    said = Statement.objects.unscoped(reason=_REASON).filter(
        event__in=events, of__in=CODED, field__in=every, stands=True
    )
    standing = list(said.order_by("made_in_id", "pk"))
    reveal(standing, by=None, why="index.build")
    by_place: dict[tuple[Act | Event, str], list[Statement]] = defaultdict(list)
    for one in standing:
        by_place[rows[one.record], one.field].append(one)
    mains = {place: main_of(several) for place, several in by_place.items()}
    write_codes({place: main and main.value["v"] for place, main in mains.items()})
    settle_lanes(events)
