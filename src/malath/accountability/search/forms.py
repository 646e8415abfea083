"""The form of a search, in the words in which people ask; its answer is criteria in codes, and words apart."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from malath.accountability.search.choosing import SeveralField
from malath.accountability.search.units import Called, units_called
from malath.accountability.search.wording import TERMS, choices_of, fixed_choices, role_choices
from malath.accountability.violations.date_wording import said_of_date
from malath.accountability.violations.searching import CODED, NONE, SEVERAL, Criteria
from malath.accountability.violations.wording import when_label
from malath.engines.edtf import KnownDate, read_written
from malath.platform.interface.fields import Line

if TYPE_CHECKING:
    from malath.platform.access.models import Member

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
    unit_name = Line(label=gettext_lazy("Name of a unit"), required=False, max_length=LONGEST,
                     help_text=gettext_lazy("Any that it bears or bore, in any script and spelling; a number such as B-7KQ2MX too."))  # fmt: skip
    first = BoundField(
        label=pgettext_lazy("of a search", "From"),
        help_text=gettext_lazy("As you would say it: 2013, spring 2012, 3 May 2012."),
    )
    last = BoundField(label=pgettext_lazy("of a search", "Until"))
    dated = forms.ChoiceField(label=gettext_lazy("Where the date is not exact"), required=False)

    def __init__(self, *args: Any, viewer: Member | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._units = units_called(viewer, str(self.data.get("unit_name", ""))[:LONGEST]) if viewer else Called()
        self.fields["unit"] = forms.ChoiceField(
            label=_("Which unit"), choices=self._units.choices, required=False, widget=forms.RadioSelect
        )
        anything = [("", "—")]
        for criterion, (terms, label) in TERMS.items():
            if criterion in SEVERAL:
                self.fields[criterion] = SeveralField(terms, label=label, unknown=criterion not in CODED)
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
        if said.get("unit_name"):
            self._choose_unit(said)
        return said

    def _choose_unit(self, said: dict[str, Any]) -> None:
        """One that alone is called so is meant; of several one is chosen, none is taken by its name alone."""
        offered = self._units.choices
        if not offered:
            self.add_error("unit_name", _("No unit that you see is called so."))
        elif len(offered) == 1:
            said["unit"] = offered[0][0]
        elif not said.get("unit"):
            self.add_error("unit", _("Several are called so. Choose one."))
            if self._units.has_more:
                self.add_error("unit_name", _("More are called so than stand here: write more of the name."))

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
            unit=uuid.UUID(said["unit"]) if said.get("unit_name") else base.unit,
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
