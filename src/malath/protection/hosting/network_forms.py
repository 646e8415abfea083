"""The forms of local networks."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.people.choices import country_choices
from malath.platform.access.models import LocalNetwork, Organisation
from malath.platform.interface.fields import Day, Line, Paragraph
from malath.platform.interface.formats import weekday_text
from malath.protection.hosting.forms import spoken_choices
from malath.protection.hosting.rules import CapacityKind, Care


class CapacityForm(forms.Form):
    """What a network can give from a day on."""

    kind = forms.ChoiceField(label=_("What"), choices=CapacityKind.choices)
    language = forms.ChoiceField(label=_("Language"), required=False, help_text=_("For interpreters."))
    care = forms.ChoiceField(
        label=_("Care"), choices=[("", "—"), *Care.choices], required=False, help_text=_("For specialised care.")
    )
    most = forms.IntegerField(label=_("How many at once"), min_value=0, max_value=9999)
    km = forms.IntegerField(
        label=_("How far, in km"), min_value=0, max_value=999, required=False, help_text=_("For specialised care.")
    )
    from_day = Day(label=pgettext_lazy("a capacity", "From"), initial=timezone.localdate)
    to_day = Day(label=pgettext_lazy("a capacity", "Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", "—"), *spoken_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("kind")
        if kind == CapacityKind.INTERPRETER and not cleaned.get("language"):
            self.add_error("language", _("Say which language."))
        if kind == CapacityKind.CARE and not (cleaned.get("care") and cleaned.get("km") is not None):
            self.add_error("care", _("Say which care, and how far it is."))
        return cleaned

    def code(self) -> str:
        """Which language or which care; empty for the others."""
        given = self.cleaned_data
        chosen = {CapacityKind.INTERPRETER: given["language"], CapacityKind.CARE: given["care"]}
        return str(chosen.get(given["kind"], ""))


class CanDo(forms.MultipleChoiceField):
    """What a volunteer can do."""

    CHOICES = (
        ("welcome", _("Welcome on the first days")),
        ("accompany", _("Go along to offices and doctors")),
        ("interpret", _("Interpret")),
        ("teach", _("Teach the language")),
        ("drive", _("Drive")),
        ("children", _("Look after children")),
        ("repair", _("Repair and furnish")),
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=self.CHOICES, widget=forms.CheckboxSelectMultiple, required=False, **kwargs)


def time_choices() -> list[tuple[str, str]]:
    """Each part of each day of the week, Monday first, as a volunteer says when they have time."""
    parts = (("am", _("8 to 13")), ("pm", _("13 to 18")), ("eve", _("18 to 22")))
    # 1 January 2024 was a Monday.
    days = [weekday_text(date(2024, 1, 1 + day)) for day in range(7)]
    return [(f"{at}-{part}", f"{day}, {text}") for at, day in enumerate(days) for part, text in parts]


class VolunteerForm(forms.Form):
    """Who helps."""

    name = Line(label=_("Name"))
    phone = Line(label=_("Telephone"), required=False)
    can = CanDo(label=_("What they can do"))
    languages = forms.MultipleChoiceField(
        label=_("Languages they speak"), required=False, widget=forms.CheckboxSelectMultiple, choices=spoken_choices
    )
    times = forms.MultipleChoiceField(
        label=_("When they have time"), required=False, widget=forms.CheckboxSelectMultiple, choices=time_choices,
        help_text=_("Tick nothing for any day between 8 and 20. They are asked each time all the same."),
    )  # fmt: skip
    hours = forms.IntegerField(
        label=_("Hours a week at most"), required=False, min_value=1, max_value=60, help_text=_("Empty: no limit.")
    )
    woman = forms.BooleanField(
        label=_("Is a woman"), required=False, help_text=_("For those who wish a woman to go along with them.")
    )
    note = Paragraph(label=_("Note"), required=False, rows=2)

    def details(self) -> dict[str, Any]:
        """What was written, for the action."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "phones": [given["phone"]] if given["phone"] else [],
            "languages": given["languages"],
            "can": given["can"],
            "times": given["times"],
            "hours": given["hours"],
            "woman": given["woman"],
            "note": given["note"],
        }


def volunteer_as_written(details: dict[str, Any]) -> dict[str, Any]:
    """What stands of a volunteer, as the form shows it."""
    return {**details, "phone": next(iter(details.get("phones", [])), "")}


class NetworkChangeForm(forms.Form):
    """What of a network changes over time."""

    partners = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.none(),
        label=_("Organisations that help"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their coordinators of this city keep its homes, and open its offers, as long as they are ticked."),
    )
    takes_offers = forms.BooleanField(
        label=_("The public form offers this city"), required=False,
        help_text=_("Without it, whoever offers a home chooses another city. Offers that are here stay."),
    )  # fmt: skip
    latitude = forms.DecimalField(
        label=_("Latitude of the city"), min_value=-90, max_value=90, decimal_places=1, required=False,
        help_text=_("To a tenth of a degree, for the picture of networks."),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=_("Longitude of the city"), min_value=-180, max_value=180, decimal_places=1, required=False
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partners"].queryset = others  # type: ignore[attr-defined]
        self.fields["partners"].label_from_instance = lambda one: one.name  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        north, east = cleaned.get("latitude"), cleaned.get("longitude")
        if not self.errors and (north is None) != (east is None):
            self.add_error("longitude", _("Write both, or neither."))
        return cleaned


class NetworkForm(forms.Form):
    """Begin to keep homes in a city."""

    local = forms.ModelChoiceField(queryset=LocalNetwork.objects.none(), label=_("City"))
    organisation = forms.ModelChoiceField(
        queryset=Organisation.objects.none(), label=_("Organisation that answers for it")
    )
    partners = forms.ModelMultipleChoiceField(
        queryset=Organisation.objects.none(),
        label=_("Organisations that help"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    latitude = forms.DecimalField(
        label=_("Latitude of the city"), min_value=-90, max_value=90, decimal_places=1, required=False,
        help_text=_("To a tenth of a degree, for the picture of networks."),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=_("Longitude of the city"), min_value=-180, max_value=180, decimal_places=1, required=False
    )

    def __init__(self, *args: Any, cities: Any, mine: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("local", cities), ("organisation", mine), ("partners", others)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            if name != "local":
                self.fields[name].label_from_instance = lambda one: one.name  # type: ignore[attr-defined]
