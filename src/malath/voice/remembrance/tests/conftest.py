"""Haven keeps the record of a colleague who was arrested; the mother consents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.access.rules import Role
from malath.voice.remembrance.actions.consenting import Given, give_consent
from malath.voice.remembrance.actions.publishing import put_out
from malath.voice.remembrance.actions.recording import Told, add_happening, begin_colleague, write_texts
from malath.voice.remembrance.models import Colleague, Happening
from malath.voice.remembrance.rules import Part
from tests.people import Coalition, member

NAME = {"en": "Salma Invented", "ar": "سلمى المخترعة", "fr": "Salma Inventée"}
TEXTS = {
    "name": NAME,
    "portrait": {"en": "She **taught** drawing.", "ar": "كانت تعلّم الرسم."},
    "place": {"en": "Held in the old mill."},
    "family": {"en": "Her mother waits by the door."},
    "help": {"en": "Write to the ministry."},
}
SOURCE = {"title": "A notice", "url": "https://example.org/notice", "read_on": "2026-11-01"}
ALL = [part.value for part in Part]


@dataclass
class House:
    """Who publishes for Haven, who publishes elsewhere, and the colleague."""

    coalition: Coalition
    officer: Member
    elsewhere: Member
    row: Colleague

    def now(self) -> Colleague:
        found: Colleague = Colleague.objects.unscoped(reason="a test looks").get(pk=self.row.pk)
        return found

    def consent(self, allows: list[str] | None = None, relation: str = "parent", until: date | None = None) -> None:
        given = Given(
            relation, "Her mother", "By telephone", ALL if allows is None else allows, timezone.localdate(), until
        )
        give_consent(self.now(), given, after=self.now().revision, by=self.officer)

    def add(
        self, kind: str = "arrest", when: str = "2020-03-05", words: str = "Taken from work.", **more: Any
    ) -> Happening:
        told = Told(kind, when, {"en": words} if words else {}, sources=[SOURCE], **more)
        return add_happening(self.now(), told, after=self.now().revision, by=self.officer)

    def out(self) -> None:
        put_out(self.now(), after=self.now().revision, by=self.officer)


@pytest.fixture
def house(coalition: Coalition) -> House:
    officer = member("hala", coalition.haven, Role.COMMUNICATIONS_OFFICER)
    row = begin_colleague(coalition.haven, fate="detained", texts={"name": NAME}, by=officer)
    write_texts(row, TEXTS, after=0, by=officer)
    return House(coalition, officer, member("ziad", coalition.archive, Role.COMMUNICATIONS_OFFICER), row)


def in_days(days: int, years: int = 4) -> str:
    """An EDTF day whose anniversary is so many days ahead. 29 February is nobody's here."""
    day = timezone.localdate() + timedelta(days=days)
    return f"{day.year - years}-{day:%m}-{28 if (day.month, day.day) == (2, 29) else day.day:02d}"


Client = Callable[..., Any]
