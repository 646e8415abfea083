"""Forms of a stay from the booking to its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.platform.interface.fields import Day, Line, Paragraph
from malath.protection.stays.rules import EXIT_DAYS, MOST_PERSONS, EndReason, IncidentKind, Mood, WhereNext


class DaysForm(forms.Form):
    """When, and for how many: what homes are looked for by."""

    from_day = Day(label=_("First night"), initial=timezone.localdate)
    to_day = Day(label=_("Day of leaving"), help_text=_("The night of this day is free again."))
    persons = forms.IntegerField(label=_("For how many people"), min_value=1, max_value=MOST_PERSONS)

    def __init__(self, *args: Any, persons: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].initial = max(1, persons)
        self.fields["to_day"].initial = timezone.localdate() + timedelta(days=90)


class BookForm(forms.Form):
    """One of the homes that have room, for the days that were looked for."""

    home = forms.ChoiceField(label=_("Which home"), widget=forms.RadioSelect)
    note = Paragraph(label=_("Why this home"), required=False, rows=3)

    def __init__(self, *args: Any, homes: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"].choices = [(str(home.pk), home_label(home)) for home in homes]  # type: ignore[attr-defined]


def home_label(home: Any) -> str:
    """A home by its code, its city and its kind: nobody's name, no address."""
    kind = _("with a host") if home.kind == "family" else _("shared flat")
    return _("%(code)s, %(city)s, %(kind)s, beds: %(beds)s") % {
        "code": home.code, "city": home.network.local, "kind": kind, "beds": home.beds,
    }  # fmt: skip


class AgreeForm(forms.Form):
    """Both said yes; what free housing takes away was shown before."""

    person_said = Paragraph(label=_("What the household said"), rows=3, required=False)
    host_said = Paragraph(label=_("What the host said"), rows=3, required=False)
    both_agree = forms.BooleanField(label=_("The household and the host both said yes, each by themselves"))

    def __init__(self, *args: Any, effect: bool, adults: int | None, persons: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if effect:
            self.fields["adults"] = forms.IntegerField(
                label=_("How many adults of them receive the allowance"), min_value=0, max_value=persons, initial=adults
            )
            self.fields["allowance_shown"] = forms.BooleanField(
                label=_("They saw what changes in their allowance before they said yes")
            )


class ArriveForm(forms.Form):
    """They live there."""

    on = Day(label=_("Day of arrival"), initial=timezone.localdate)


class ExtendForm(forms.Form):
    """The stay goes on."""

    to_day = Day(label=_("New day of leaving"))


class EndForm(forms.Form):
    """The household left."""

    on = Day(label=_("Day of leaving"), initial=timezone.localdate)
    reason = forms.ChoiceField(label=_("Why it ends"), choices=[("", "—"), *EndReason.choices])
    where_next = forms.ChoiceField(label=_("Where they live next"), choices=[("", "—"), *WhereNext.choices])
    why = Paragraph(label=_("In their words, or yours"), required=False, rows=3)
    learnt = Paragraph(label=_("What was learnt, for the next stay"), required=False, rows=3)


_UNMET = (EndReason.THEIR_WISH, EndReason.HOST_STOPS, EndReason.NOT_SAFE, EndReason.NEVER_CAME, EndReason.OTHER)


class CancelForm(forms.Form):
    """Nobody comes."""

    reason = forms.ChoiceField(label=_("Why it is cancelled"), choices=[(one.value, one.label) for one in _UNMET])
    why = Paragraph(
        label=_("More, if they wish it kept"), required=False, rows=3, help_text=_("A refusal needs no reason.")
    )


class VisitForm(forms.Form):
    """How it goes, asked of both sides."""

    on = Day(label=_("When"), initial=timezone.localdate)
    person = forms.ChoiceField(label=_("How it goes for the household"), choices=Mood.choices, widget=forms.RadioSelect)
    person_said = Line(label=_("In their words"), required=False)
    host = forms.ChoiceField(label=_("How it goes for the host"), choices=Mood.choices, widget=forms.RadioSelect)
    host_said = Line(label=_("In the host's words"), required=False)
    note = Paragraph(label=_("What is to be done"), required=False, rows=4)


class IncidentForm(forms.Form):
    """Something went wrong."""

    on = Day(label=_("When"), initial=timezone.localdate)
    kind = forms.ChoiceField(label=_("What kind"), choices=[("", "—"), *IncidentKind.choices])
    what = Paragraph(label=pgettext_lazy("incident", "What happened"), rows=5)
    done = Paragraph(label=_("What was done at once"), required=False, rows=3)


class SettleForm(forms.Form):
    """What was done about it."""

    done = Paragraph(label=_("What was done"), rows=4)


class ExitForm(forms.Form):
    """What shall be reached 30, 60 and 90 days after the arrival."""

    def __init__(self, *args: Any, steps: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in steps:
            days = {"days": step.after}
            self.fields[f"aim_{step.after}"] = Line(
                label=_("After %(days)s days") % days, required=False, initial=step.details.get("aim", "")
            )
            self.fields[f"reached_{step.after}"] = forms.BooleanField(
                label=_("Reached"), required=False, initial=step.reached_on is not None
            )

    def plan(self) -> dict[int, tuple[str, bool]]:
        """The aims and what was reached, by days."""
        given = self.cleaned_data
        return {days: (given.get(f"aim_{days}", ""), given.get(f"reached_{days}", False)) for days in EXIT_DAYS}
