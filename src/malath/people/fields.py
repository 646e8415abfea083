"""Form fields of the people's room: lines as a list, a birth of which perhaps only the year is known."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from malath.people.rules import hours_of
from malath.platform.interface.fields import Line, Paragraph

MOST_LINES = 30
LONGEST_LINE = 200
_BIRTH = re.compile(r"^~?(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?~?$")
_PHONE = re.compile(r"^[+()\d\s./-]{5,30}$")


class Lines(Paragraph):
    """A list of short texts, one on each line."""

    def __init__(self, *, rows: int = 2, **kwargs: Any) -> None:
        super().__init__(rows=rows, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = [" ".join(line.split()) for line in super().to_python(value).splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("These are more lines than can be kept here."), code="many")
        if any(len(line) > LONGEST_LINE for line in lines):
            raise ValidationError(_("A line is longer than 200 characters."), code="long")
        return lines


class Phones(Lines):
    """Telephone numbers, one on each line, kept as they were told."""

    def to_python(self, value: Any) -> Any:
        lines = super().to_python(value)
        if any(not _PHONE.match(_plain_digits(line)) for line in lines):
            raise ValidationError(_("A telephone number has digits, spaces and a plus sign only."), code="phone")
        return lines


class Birth(Line):
    """A day, a month, or a year, exact or about: 1991-04-12, 1991-04, 1991, 1991~ (EDTF, ISO 8601-2)."""

    def to_python(self, value: Any) -> str:
        text = _plain_digits(super().to_python(value)).replace(" ", "")
        if not text:
            return ""
        match = _BIRTH.match(text)
        try:
            year, month, day = (int(part or 1) for part in match.groups()) if match else (0, 0, 0)
            born = date(year, month, day)
        except ValueError:
            born = date.min
        if not date(1900, 1, 1) <= born <= date.today():
            raise ValidationError(_("Write a year, or a day such as 1991-04-12; 1991~ means about."), code="birth")
        return text.strip("~") + ("~" if "~" in text else "")


class Hours(Line):
    """Hours of the day, in the person's own time: 10:00-14:00, several with commas."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        spans = hours_of(text)
        if spans is None:
            raise ValidationError(_("Write hours such as 10:00-14:00; put a comma between two spans."), code="hours")
        return ", ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in spans)


class Choices(forms.MultipleChoiceField):
    """Several of a few, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple


def _plain_digits(text: str) -> str:
    return "".join(str(int(c)) if c.isdecimal() else c for c in text)
