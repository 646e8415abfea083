"""Form fields that take what people really type, and refuse what nobody types by accident."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from malath.platform.sealed.uploads import LARGEST_UPLOAD

# Bidirectional overrides and embeddings turn the meaning of a line round (CVE-2021-42574); marks LRM/RLM and
# isolates are harmless and common in Arabic text.
_OVERRIDES = re.compile("[\u202a-\u202e]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean_text(value: str) -> str:
    """The text in NFC without outer spaces; refuses control characters and direction overrides."""
    if _CONTROLS.search(value) or _SURROGATES.search(value):
        raise ValidationError(_("This text holds a character that cannot be kept. Type it again."), code="control")
    if _OVERRIDES.search(value):
        raise ValidationError(
            _("This text holds hidden marks that turn its direction round. Type it again."), code="bidi"
        )
    return unicodedata.normalize("NFC", value).strip()


class Line(forms.CharField):
    """One line, at most 200 characters."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text(" ".join(str(super().to_python(value)).splitlines()))


class Paragraph(forms.CharField):
    """Several lines, at most 20,000 characters."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20_000)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text(str(super().to_python(value)))


class Day(forms.DateField):
    """A day, by the browser's own picker (ISO), between 1900 and 2200."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and not 1900 <= day.year <= 2200:
            raise ValidationError(_("Check the year."), code="year")
        return day


class Moment(forms.DateTimeField):
    """A day and an hour, by the browser's own picker, in the server's time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"])
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment and not 1900 <= moment.year <= 2200:
            raise ValidationError(_("Check the year."), code="year")
        return moment


class Upload(forms.FileField):
    """One file of at most 25 MB."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > LARGEST_UPLOAD:
            raise ValidationError(_("The file is larger than 25 MB."), code="large")
        return file
