"""Keeping what was read of a spreadsheet: rows, their fates, and who may stand in two places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from malath.engines.sheets import Fate, Pair, Person, RowReading, likely_duplicates
from malath.people.likeness import known_person
from malath.people.selectors import people_near
from malath.platform.access.models import Member
from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.sealed.fields import reveal, seal_rows
from malath.protection.alerts.models import Alert, AlertImport, ImportPair, ImportRow
from malath.protection.alerts.reading import (
    SheetReading,
    is_to_fix,
    mended,
    person_of,
    plain_reading,
    worst_of,
)
from malath.protection.alerts.rules import OPEN_STATES

if TYPE_CHECKING:
    from malath.people.models import Person as KnownPerson

BATCH = 1000
# A longer file is compared within itself and with alerts only, and says so: a search takes milliseconds a name.
MOST_LOOKED_UP = 3000
MOST_WAITING = 2000
MOST_PAIRS = 500

_FATES = {
    Fate.READY: ImportRow.Fate.READY,
    Fate.TO_FIX: ImportRow.Fate.TO_FIX,
    Fate.DUPLICATE: ImportRow.Fate.DUPLICATE,
}


def store_reading(sheet: AlertImport, reading: SheetReading, *, chosen: Mapping[str, str], by: Member) -> None:
    """Keep a reading in the place of the one before; what a person mended or left out stays so."""
    before = _before(sheet, by)
    sheet.mapping = {"columns": reading.mapping, "chosen": dict(chosen)}
    sheet.account = reading.account
    sheet.rows_read = len(reading.rows)
    sheet.rows_compared = len(reading.rows) if len(reading.rows) <= MOST_LOOKED_UP else 0
    sheet.save()
    rows = [_row(sheet, row, before) for row in reading.rows]
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        seal_rows(batch)
        ImportRow.objects.bulk_create(batch)
    _store_pairs(sheet, rows, reading, by)


def _before(sheet: AlertImport, by: Member) -> dict[int, ImportRow]:
    """What a person did with the rows of the reading before; they are deleted."""
    earlier = list(ImportRow.objects.visible_to(by).filter(sheet=sheet))
    mended_rows = [row for row in earlier if row.fixes or row.fate == ImportRow.Fate.LEFT_OUT]
    reveal(mended_rows, by=by, why="import.columns")
    with whole_block_unscoped(reason="a new reading replaces the one before"):
        ImportPair.objects.filter(sheet=sheet).delete()
        ImportRow.objects.filter(sheet=sheet).delete()
    return {row.number: row for row in mended_rows}


def _row(sheet: AlertImport, row: RowReading, before: Mapping[int, ImportRow]) -> ImportRow:
    reading: dict[str, Any] = plain_reading(row)
    fate, fixes = _FATES[row.fate], {}
    earlier = before.get(row.row)
    if earlier is not None:
        fixes = dict(earlier.fixes)
        for key, text in fixes.items():
            reading = mended(reading, key, text, today=timezone.localdate())
        if fixes and fate != ImportRow.Fate.DUPLICATE:
            fate = ImportRow.Fate.TO_FIX if is_to_fix(reading) else ImportRow.Fate.READY
        if earlier.fate == ImportRow.Fate.LEFT_OUT:
            fate = ImportRow.Fate.LEFT_OUT
    return ImportRow(
        sheet=sheet,
        number=row.row,
        fate=fate,
        worst=worst_of(reading),
        duplicate_of=row.duplicate_of,
        reading=reading,
        fixes=fixes,
    )


def _store_pairs(sheet: AlertImport, rows: list[ImportRow], reading: SheetReading, by: Member) -> None:
    by_number = {str(row.number): row for row in rows}
    people = [one for one in reading.people if by_number[one.id].fate != ImportRow.Fate.DUPLICATE and one.names]
    found: list[tuple[Pair, dict[str, Any]]] = [
        (pair, {"row": by_number[pair.b], "other_row": by_number[pair.a]})
        for pair in _ordered(likely_duplicates(people))
    ]
    alerts = _waiting_alerts(by, sheet)
    known = [person_of(str(alert.pk), alert.facts) for alert in alerts]
    by_alert = {str(alert.pk): alert for alert in alerts}
    found += [
        (pair, {"row": by_number[pair.a], "other_alert": by_alert[pair.b]}) for pair in likely_duplicates(people, known)
    ]
    if sheet.rows_compared:
        met = _known_people(by, people)
        told = [known_person(id, [p.name, *p.other_names], p.about, p.contact) for id, p in met.items()]
        found += [
            (pair, {"row": by_number[pair.a], "other_person": met[pair.b]}) for pair in likely_duplicates(people, told)
        ]
    found.sort(key=lambda one: -one[0].score)
    pairs = [
        ImportPair(
            sheet=sheet,
            number=number,
            reasons={"reasons": [[one.code, one.weight, _plain(one.params)] for one in pair.reasons]},
            **place,
        )
        for number, (pair, place) in enumerate(found[:MOST_PAIRS], 1)
    ]
    seal_rows(pairs)
    ImportPair.objects.bulk_create(pairs)


def _ordered(pairs: Iterable[Pair]) -> list[Pair]:
    """Pairs within the file with the earlier row as `a`."""
    return [pair if int(pair.a) < int(pair.b) else Pair(pair.b, pair.a, pair.score, pair.reasons) for pair in pairs]


def _plain(params: Mapping[str, object]) -> dict[str, object]:
    return {key: value if isinstance(value, int | float) else str(value) for key, value in params.items()}


def _waiting_alerts(by: Member, sheet: AlertImport) -> list[Alert]:
    """The newest alerts that wait and that the importer may see, revealed."""
    waiting = Alert.objects.visible_to(by).filter(state__in=OPEN_STATES).exclude(sheet=sheet)
    alerts = list(waiting.order_by("-sent_on", "pk")[:MOST_WAITING])
    reveal(alerts, by=by, why="import.compare")
    return alerts


def _known_people(by: Member, people: list[Person]) -> dict[str, KnownPerson]:
    """People whom the importer may see and whose names are near those of the file, revealed."""
    return {str(found.pk): found for found in people_near(by, [name for one in people for name in one.names])}
