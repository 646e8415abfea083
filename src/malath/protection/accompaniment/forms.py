"""The forms of accompaniment."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.people.rules import Channel
from malath.platform.access.models import Member
from malath.platform.access.naming import choices_of
from malath.platform.interface.fields import Day, Line, Moment, Paragraph
from malath.protection.accompaniment.rules import AppointmentState, Reached, Reminder


class MemberChoice(forms.ModelChoiceField):
    """One of the members who see the case; their names are revealed by the view."""

    def __init__(self, members: list[Member], **kwargs: Any) -> None:
        super().__init__(queryset=Member.objects.filter(pk__in=[member.pk for member in members]), **kwargs)
        self.choices = choices_of(members)


def _this_minute() -> time:
    return timezone.localtime().time().replace(second=0, microsecond=0)


class ContactForm(forms.Form):
    """A contact with the household, the agreed rules inside the form."""

    channel = forms.ChoiceField(label=_("How"), choices=[("", "—"), *Channel.choices])
    reached = forms.ChoiceField(label=_("What came of it"), choices=Reached.choices)
    on = Day(label=_("When"), initial=timezone.localdate)
    at = forms.TimeField(
        label=_("At what hour"),
        required=False,
        initial=_this_minute,
        widget=forms.TimeInput(attrs={"type": "time", "class": "in narrow"}, format="%H:%M"),
        help_text=_("Your own hour: theirs is reckoned from it."),
    )
    text = Paragraph(
        label=_("What was said and agreed"),
        help_text=_("Their words first, then yours. Read by the team."),
        rows=4,
        required=False,
    )
    kept_rules = forms.BooleanField(label=_("I kept to the rules above"), required=False)
    why_not = Line(label=_("If not: why"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("kept_rules") and not cleaned.get("why_not"):
            self.add_error("why_not", _("The rules protect them. Say why they could not be kept."))
        return cleaned


class TaskForm(forms.Form):
    """Something to do by a day."""

    what = Line(label=_("What is to be done"))
    due_on = Day(label=_("By when"))
    note = Paragraph(label=_("Note"), required=False, rows=3)

    def __init__(self, *args: Any, members: list[Member], viewer: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"] = MemberChoice(members, label=_("Who"), initial=viewer.pk)
        self.order_fields(["what", "assignee", "due_on", "note"])


class SettleForm(forms.Form):
    """What came of a task."""

    outcome = Line(label=_("What came of it"), required=False)


class AppointmentForm(forms.Form):
    """An appointment: what, when, where, who goes along."""

    what = Line(label=pgettext_lazy("of an appointment", "What for"))
    starts_at = Moment(label=_("When"))
    where = Line(label=_("Where"), required=False)
    bring = Line(label=_("What to bring"), required=False)
    interpreter = Line(label=_("Interpreter"), required=False)
    goes_along = Line(label=_("Who goes along"), help_text=_("A volunteer, a relative, nobody"), required=False)
    reminder = forms.ChoiceField(label=_("Reminder"), choices=Reminder.choices, initial=Reminder.DAY)
    note = Paragraph(label=_("Note"), required=False, rows=3)

    TEXTS = ("what", "where", "bring", "interpreter", "goes_along", "note")

    def __init__(self, *args: Any, members: list[Member], viewer: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = MemberChoice(members, label=_("Who answers for it"), initial=viewer.pk)

    def details(self) -> dict[str, str]:
        """The texts that are sealed together."""
        return {name: self.cleaned_data[name] for name in self.TEXTS if self.cleaned_data.get(name)}


class ReportForm(forms.Form):
    """What became of an appointment."""

    state = forms.ChoiceField(
        label=pgettext_lazy("of an appointment", "What became of it"),
        choices=[(s.value, s.label) for s in AppointmentState if s != AppointmentState.PLANNED],
        widget=forms.RadioSelect,
    )
    report = Paragraph(label=_("Report"), required=False, rows=4)
