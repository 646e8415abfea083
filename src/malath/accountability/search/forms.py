"""The form of a search, in the words in which people ask; its answer is criteria in codes, and words apart."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from malath.accountability.search.choosing import SeveralField
from malath.accountability.search.wording import TERMS, choices_of, fixed_choices, role_choices
from malath.accountability.violations.date_wording import said_of_date
from malath.accountability.violations.searching import NONE, SEVERAL, Criteria
from malath.accountability.violations.wording import when_label
from malath.engines.edtf import KnownDate, read_written
from malath.platform.interface.fields import Line

LONGEST = 200
_EXCLUDED = {
    "not_kind": ("kind", gettext_lazy("Without this kind of act")),
    "not_place": ("place", gettext_lazy("Without this place")),
}


class BoundField(Line):
    """One end of a period, as people write a date; its value is what was read, or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST, **kwargs)

    def clean(self, value: Any) -> KnownDate | None:  # type: ignore[override]
        text = super().clean(value)
        if not text:
            return None
        read = read_written(text)
        if read.error is not None or read.date is None:
            raise ValidationError(said_of_date(read.error) if read.error else _("This was not understood as a date."))
        return read.date


class FindForm(forms.Form):
    """Every field may stay empty."""

    text = Line(label=gettext_lazy("Words of what happened"), required=False, max_length=LONGEST,
                help_text=gettext_lazy("In Arabic, English or French. Every word must be there, if only as a part of a longer one."))  # fmt: skip
    name = Line(label=gettext_lazy("Name of a person"), required=False, max_length=LONGEST,
                help_text=gettext_lazy("In any script and spelling; a number such as P-7KQ2MX too."))  # fmt: skip
    role = forms.ChoiceField(label=gettext_lazy("The person appears"), required=False)
    first = BoundField(
        label=pgettext_lazy("of a search", "From"),
        help_text=gettext_lazy("As you would say it: 2013, spring 2012, 3 May 2012."),
    )
    last = BoundField(label=pgettext_lazy("of a search", "Until"))
    dated = forms.ChoiceField(label=gettext_lazy("Where the date is not exact"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        anything = [("", "—")]
        for criterion, (terms, label) in TERMS.items():
            if criterion in SEVERAL:
                self.fields[criterion] = SeveralField(terms, label=label, unknown=True)
                continue
            known = [*choices_of(terms), (NONE, _("not known"))] if terms else fixed_choices(criterion)
            self.fields[criterion] = forms.ChoiceField(label=label, choices=anything + known, required=False)
        for name, (criterion, label) in _EXCLUDED.items():
            self.fields[name] = SeveralField(TERMS[criterion][0], label=label)
        self.fields["role"].choices = role_choices()  # type: ignore[attr-defined]
        self.fields["dated"].choices = [  # type: ignore[attr-defined]
            ("", _("it possibly lies in the period")),
            ("surely", _("it surely lies in the period")),
            ("none", _("only acts of whose date nothing is known")),
        ]
        first = ["text", "name", "role", "kind", "place", "first", "last", "dated"]
        self.order_fields(first)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and last.latest < first.earliest:
            self.add_error("last", _("It ends before it begins."))
        return said

    def criteria(self, base: Criteria) -> Criteria:
        """What a valid form asks; what it has no field for stays as in `base`."""
        said = self.cleaned_data
        plain = {name: said[name] for name in (*TERMS, *_EXCLUDED, "role")}
        first, last = said.get("first"), said.get("last")
        return base.with_(
            **plain,
            first=first.earliest if first and first.has_beginning else None,
            last=last.latest if last and last.has_end else None,
            surely=said["dated"] == "surely",
            undated=said["dated"] == "none",
        )


def initial_of(criteria: Criteria, text: str = "", name: str = "") -> dict[str, Any]:
    """What the form shows of a question."""
    shown: dict[str, Any] = {one: getattr(criteria, one) for one in (*TERMS, *_EXCLUDED, "role")}
    dated = "none" if criteria.undated else "surely" if criteria.surely else ""
    return {**shown, "text": text, "name": name, "dated": dated, "first": _day(criteria.first), "last": _day(criteria.last)}  # fmt: skip


def _day(day: date | None) -> str:
    return when_label(day.isoformat()) if day else ""


class KeepForm(forms.Form):
    """Under which name a search is kept."""

    called = Line(label=pgettext_lazy("of a search", "Name of this search"), max_length=80)
    is_followed = forms.BooleanField(
        label=gettext_lazy("Follow it: Today says what is new of it"), required=False, initial=True
    )
