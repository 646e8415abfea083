"""Form fields, one for each kind of value: what people write becomes what `values.checked` keeps (SC1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.date_wording import said_of_date
from malath.accountability.violations.fields import Field, Kind
from malath.accountability.violations.values import LARGEST_NUMBER, LONGEST_LINE, LONGEST_TEXT, MOST_NAMES
from malath.accountability.violations.wording import known_label, term_label, when_label
from malath.engines.edtf import DateError, Limits, WrittenDate, parse, read_written
from malath.platform.interface import formats
from malath.platform.interface.fields import Line, Paragraph

Choices = list[tuple[str, str]]
_STEP = "\u2003"
_FIRST_YEAR = 1800


def term_choices(terms: str, keep: object = "") -> Choices:
    """A vocabulary's living terms with their depth; those of `keep` too, which stand already and may be retired."""
    kept = keep if isinstance(keep, list) else [keep]
    language = formats.active_language()
    known = vocabulary.terms(terms).values()
    living = [one for one in known if one.retired is None or one.code in kept]
    return [(one.code, _STEP * (one.depth - 1) + one.labels[language]) for one in living]


class WhenField(Line):
    """A date as people write it, in three languages or as EDTF. Its value is what was read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", _("As you would say it: 3 May 2012, spring 2013, about 2014, between 3 and 9 May.")
        )
        super().__init__(max_length=LONGEST_LINE, required=False, **kwargs)

    def clean(self, value: Any) -> WrittenDate | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        read = read_written(text, Limits(timezone.localdate(), _FIRST_YEAR))
        if read.error is not None:
            raise ValidationError(said_of_date(read.error), code=read.error.code)
        return read

    def prepare_value(self, value: Any) -> Any:
        """The date in words where these are read back to the same; else EDTF itself."""
        try:
            known = parse(value)
        except (DateError, TypeError, AttributeError):
            return value
        words = when_label(value)
        read = read_written(words)
        return words if read.date == known and not read.notes else value


class NamesField(Paragraph):
    """Several names, one on each line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=3, required=False, max_length=LONGEST_LINE * MOST_NAMES, **kwargs)
        self.help_text = _("One on each line.")

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]
        names = [one.strip() for one in super().clean(value).splitlines() if one.strip()]
        if len(names) > MOST_NAMES or any(len(one) > LONGEST_LINE for one in names):
            raise ValidationError(_("These are too many names, or one of them is too long."), code="names")
        return names

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class FateField(forms.MultiValueField):
    """How sure a fate is, and which it is."""

    def __init__(self, *, terms: str, keep: str = "", **kwargs: Any) -> None:
        known = [("", "—"), *((code, known_label(code)) for code in ("known", "claimed", "unknown"))]
        fates = [("", "—"), *term_choices(terms, keep)]
        fields = (forms.ChoiceField(choices=known), forms.ChoiceField(choices=fates))
        widget = _FateWidget(known, fates, kwargs.get("label", ""))
        super().__init__(fields=fields, widget=widget, required=False, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> dict[str, str] | None:
        known, fate = [*data_list, "", ""][:2]
        if fate and not known:
            raise ValidationError(_("Say how sure it is: known, claimed or unknown."), code="known")
        return {"fate": fate, "known": known} if known else None


class _FateWidget(forms.MultiWidget):
    def __init__(self, known: Choices, fates: Choices, label: Any) -> None:
        sure = forms.Select(choices=known, attrs={"aria-label": _("How sure it is"), "class": "in"})
        super().__init__([sure, forms.Select(choices=fates, attrs={"aria-label": label, "class": "in"})])

    def decompress(self, value: Any) -> list[str]:
        return [value.get("known", ""), value.get("fate", "")] if isinstance(value, dict) else ["", ""]


class NumberField(forms.IntegerField):
    """A number that is not negative; figures of the Arab East are figures too."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, min_value=0, max_value=LARGEST_NUMBER, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def to_python(self, value: Any) -> int | None:
        return super().to_python("" if value is None else str(value).strip()[:20])


def field_for(of: Field, value: Any = None) -> forms.Field:
    """The form field of a field of the table; `value` is what stands in it now."""
    return _MAKERS[of.kind](of, value)


def _term(of: Field, value: Any) -> forms.Field:
    choices = [("", "—"), *term_choices(of.terms, value)]
    return forms.ChoiceField(label=str(of.label), choices=choices, required=False)


def _terms(of: Field, value: Any) -> forms.Field:
    choices = [(code, label.strip(_STEP)) for code, label in term_choices(of.terms, value or [])]
    return forms.MultipleChoiceField(
        label=str(of.label), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


def _place(of: Field, _value: Any) -> forms.Field:
    return forms.ChoiceField(label=str(of.label), choices=[("", "—"), *place_choices()], required=False)


def place_choices() -> Choices:
    """Countries, governorates, districts and towns with their depth, in the reader's language; Syria first."""
    language = formats.active_language()
    return [
        (one.code, _STEP * one.depth + one.labels[language])
        for one in sorted(places.places().values(), key=_syria_first)
    ]


def _syria_first(one: places.Place) -> tuple[bool, str]:
    return one.country != "SY", one.code


_MAKERS: dict[Kind, Callable[[Field, Any], forms.Field]] = {
    Kind.LINE: lambda of, _v: Line(label=of.label, required=False, max_length=LONGEST_LINE),
    Kind.TEXT: lambda of, _v: Paragraph(label=of.label, required=False, max_length=LONGEST_TEXT),
    Kind.NAMES: lambda of, _v: NamesField(label=of.label),
    Kind.TERM: _term,
    Kind.TERMS: _terms,
    Kind.WHEN: lambda of, _v: WhenField(label=of.label),
    Kind.PLACE: _place,
    Kind.NUMBER: lambda of, _v: NumberField(label=of.label),
    Kind.FLAG: lambda of, _v: forms.BooleanField(label=str(of.label), required=False),
    Kind.FATE: lambda of, value: FateField(
        label=of.label, terms=of.terms, keep=(value or {}).get("fate", "") if isinstance(value, dict) else ""
    ),
}
RELIABILITY = "reliability"


def confidence_choices() -> Choices:
    """How sure one is of a value."""
    return [("", "—"), *term_choices("confidence")]


def reliability_choices() -> Choices:
    """How far a source, or what it says, can be relied on."""
    return [("", "—"), *term_choices(RELIABILITY)]


__all__ = [
    "Choices", "FateField", "NamesField", "NumberField", "WhenField", "confidence_choices", "field_for",
    "place_choices", "reliability_choices", "term_choices", "term_label",
]  # fmt: skip
