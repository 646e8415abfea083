"""A change of what became of somebody: one act, from which every page follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from malath.platform.access.models import Member
from malath.voice.remembrance.actions.common import check_may, keep, locked, note
from malath.voice.remembrance.actions.consenting import keep_own_word
from malath.voice.remembrance.actions.recording import Told, new_line
from malath.voice.remembrance.anniversaries import known, recurs
from malath.voice.remembrance.errors import NoSuchChangeError
from malath.voice.remembrance.models import Colleague, Happening
from malath.voice.remembrance.rules import DEAD, OUTCOMES, REMEMBERED, changes_from


@transaction.atomic
def change_fate(
    row: Colleague, change: str, *, when: str, words: Mapping[str, str], names: Iterable[str] = (),
    sources: Iterable[Mapping[str, str]] = (), after: int, by: Member,
) -> Happening:  # fmt: skip
    """Note that they are free, were moved, were killed…: the fate and the timeline change together, and with them their
    page and the list of colleagues. Raises NotAllowedError, ChangedMeanwhileError, NoSuchChangeError, and what a line of
    the timeline raises."""
    check_may(by, row.organisation_id)
    row = locked(row, after=after)
    if change not in changes_from(row.fate):
        raise NoSuchChangeError
    fate, kind = OUTCOMES[change]
    yearly = kind in REMEMBERED and bool(recurs(known(when)))
    line = new_line(row, Told(kind, when, words, names, sources, yearly), by)
    before, row.fate = row.fate, fate or row.fate
    keep(row, "fate")
    note("changed", row, by, line, change=change, before=before, fate=row.fate)
    if before in DEAD and row.fate not in DEAD:
        keep_own_word(row, by)
    return line
