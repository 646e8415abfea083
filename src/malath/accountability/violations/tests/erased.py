"""What tests of erasing share: an event and a person full of marks, and whatever can still be read of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone

from malath.accountability.violations.editing import Answers, say
from malath.accountability.violations.erasing.actions import ask_erasure, carry_out_erasure
from malath.accountability.violations.linking import link_events
from malath.accountability.violations.models import (
    Act,
    Change,
    Event,
    Information,
    Person,
    RecordErasure,
)
from malath.accountability.violations.recording import recording
from malath.accountability.violations.reviewing import disagree
from malath.platform.access.models import Member
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.models import Draft

MARK, NAME = "Zarqa Inventee", "Fadwa Inventada"
CODE = "03.01"
_WHY = "test"


@dataclass
class Told:
    """An event full of a mark, in which a person named NAME suffered; she is the source of another event."""

    event: Event
    other: Event
    victim: Person
    officer: Person
    act: Act
    information: Information
    change: Change


def make_told(documenters: Any) -> Told:
    with recording(organisation=documenters.archive, by=documenters.yara, kind="story", note=f"{MARK} note") as change:
        source, officer = change.person({"name": "A neighbour"}), change.person({"name": "An officer"})
        victim = change.person({"name": NAME, "names": ["Fadwa I."], "remarks": f"{NAME} limps"}, source=source)
        event = change.event(
            {"title": f"{MARK} title", "narrative": f"{MARK} was taken", "when": "2013~", "place": "SY-02"}
        )
        act = change.act(event, victim, {"kind": CODE, "remarks": MARK, "when": "2013-03"}, source=source)
        change.involvement(act, {"remarks": MARK}, person=officer)
        change.information(event, {"text": f"{MARK} I saw it"}, told_by=source)
        change.holding(act, 1, {"site": f"{MARK} cellar"})
        change.intervention(event, {"asked": MARK}, party=source)
        other = change.event({"title": "Another day"})
        information = change.information(other, {"text": f"{NAME} told us this"}, told_by=victim)
        change.act(other, source, {"kind": CODE})
        change.tie(victim, source, "01", {"remarks": f"{NAME} is her sister"})
        change.tie(officer, victim, "01", {"remarks": f"{NAME} knows him"})
    say(event, answers(title=f"{MARK} title again"), by=documenters.karim)
    disagree(event, words=f"{MARK} I do not", by=documenters.karim)
    link_events(other, event, kind="01", by=documenters.yara)
    form = f"/violations/{event.pk}/act/"
    Draft(
        member=documenters.yara, form=form, fields={"remarks": f"{MARK} half written"}, changed_on=timezone.localdate()
    ).save()
    return Told(event, other, victim, officer, act, information, change.change)


def answers(**values: Any) -> Answers:
    """As a page that was opened just now sends them."""
    return Answers(values, based_on=10**9)


def erase(row: Event | Person, documenters: Any, second: Member) -> RecordErasure:
    erasure = ask_erasure(row, ground="wish", why=f"{MARK} {NAME} asked us", by=documenters.hala)
    return carry_out_erasure(erasure, by=second)


def everything_readable(by: Member) -> str:
    """Every row of every table, opened as far as any key still opens it."""
    said: list[Any] = []
    for model in apps.get_models():
        rows = getattr(model.objects, "unscoped", lambda reason, m=model: m.objects.all())(reason=_WHY)
        rows = list(rows)
        reveal([row for row in rows if hasattr(row, "sealed_subject")], by=None, why=_WHY)
        said += [row.__dict__ for row in rows]
    return str(said)


def dumped() -> bytes:
    """Every value of every column of every table, as the database holds it."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found += [
                bytes(one) if isinstance(one, memoryview) else str(one).encode()
                for row in cursor.fetchall()
                for one in row
            ]
    return b"\n".join(found)


def notices(who: Member) -> list[str]:
    rows = Notice.objects.unscoped(reason=_WHY).filter(member=who, code__startswith="violations.erasure")
    return list(rows.order_by("pk").values_list("code", flat=True))
