"""The forms of legal status and consent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.people.choices import NameUse, country_choices, language_choices, near_country_choices
from malath.people.fields import Choices, Lines
from malath.people.models import Consent
from malath.people.rules import ReturnRisk, StatusKind
from malath.platform.interface.fields import Day, Line, Paragraph


class StatusForm(forms.Form):
    """A permit or status: where, which, until when, and how near deportation is."""

    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    kind = forms.ChoiceField(label=_("Status"), choices=[("", "—"), *StatusKind.choices])
    basis = Line(label=_("Basis"), help_text=_("The law, decision or office on which it rests."), required=False)
    number = Line(label=_("Number of the paper"), required=False)
    since = Day(label=pgettext_lazy("day", "From"), required=False)
    expires_on = Day(
        label=pgettext_lazy("day", "Until"),
        help_text=_("Empty if it has no end. Reminders begin 60 days before."),
        required=False,
    )
    return_risk = forms.ChoiceField(label=_("Deportation risk there"), choices=ReturnRisk.choices)
    no_return_to = Choices(label=_("No return to"), choices=near_country_choices, required=False)
    note = Paragraph(label=_("Note"), rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, end = cleaned.get("since"), cleaned.get("expires_on")
        if since and end and end < since:
            self.add_error("expires_on", _("This is before the first day."))
        return cleaned

    def as_status(self) -> dict[str, Any]:
        """What `add_status` and `correct_status` take."""
        days = ("since", "expires_on", "reason")
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", [], None)}
        return {
            "details": {name: value for name, value in given.items() if name not in days},
            "since": self.cleaned_data["since"],
            "expires_on": self.cleaned_data["expires_on"],
        }


class CorrectStatusForm(StatusForm):
    """The same, and why what stood before was wrong."""

    reason = Line(label=_("Why it is corrected"), help_text=_("What stood before is kept with this reason."))

    def as_status(self) -> dict[str, Any]:
        return {**super().as_status(), "reason": self.cleaned_data["reason"]}


class EndStatusForm(forms.Form):
    """When and why a status ended."""

    on = Day(label=_("Ended on"), initial=timezone.localdate)
    reason = Line(label=_("Why it ended"), help_text=_("Renewed, replaced, refused, withdrawn, run out."))


class ConsentForm(forms.Form):
    """What the person allows, in words that they were given and understood."""

    purpose = forms.ChoiceField(label=_("What the person allows"), choices=[("", "—"), *Consent.Purpose.choices])
    recipients = Lines(
        label=_("Who may receive it"),
        help_text=_("One on each line. Empty: only the team of the case."),
        required=False,
    )
    given_on = Day(label=_("Given on"), initial=timezone.localdate)
    until = Day(
        label=pgettext_lazy("day", "Until"), help_text=_("A consent should not outlive its reason."), required=False
    )
    explained = Paragraph(
        label=_("How it was explained"),
        help_text=_("By whom, aloud or in writing, with what examples; what they asked."),
        rows=3,
    )
    language = forms.ChoiceField(label=_("Language in which it was explained"), choices=language_choices)
    name_use = forms.ChoiceField(
        label=_("Name"), choices=NameUse.choices, initial=NameUse.NONE, widget=forms.RadioSelect
    )
    note = Paragraph(label=_("Conditions that the person made"), rows=2, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        given, until = cleaned.get("given_on"), cleaned.get("until")
        if given and given > timezone.localdate():
            self.add_error("given_on", _("This day has not come yet."))
        if given and until and until < max(given, timezone.localdate()):
            self.add_error("until", _("A consent must end in the future."))
        return cleaned
