"""Forms of a journey."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.platform.access.models import Member
from malath.platform.access.naming import choices_of
from malath.platform.interface.fields import Day, Line, Moment, Paragraph
from malath.protection.stays.rules import Way


class LegForm(forms.Form):
    """A part of a journey, and by when its safe arrival is to be confirmed."""

    start = Line(label=_("From where"))
    end = Line(label=_("To where"))
    way = forms.ChoiceField(label=pgettext_lazy("journey", "By what"), choices=Way.choices)
    leaves_on = Day(label=_("Day of departure"))
    arrival_at = Moment(
        label=_("Safe arrival confirmed by"),
        help_text=_("If nobody confirms it by then, the team and the coordinators are alarmed."),
    )
    needed = Line(label=_("Documents needed"), required=False)
    held = Line(label=_("Documents at hand"), required=False)
    escort = Line(label=_("Who goes with them"), required=False)
    reach = Line(label=_("How to reach them on the way"), required=False)
    note = Paragraph(label=_("Note"), required=False, rows=3)

    TEXTS = ("start", "end", "needed", "held", "escort", "reach", "note")

    def __init__(self, *args: Any, members: list[Member], viewer: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        among = Member.objects.filter(pk__in=[member.pk for member in members])
        watcher = forms.ModelChoiceField(queryset=among, label=_("Who waits for the news"), initial=viewer.pk)
        watcher.choices = choices_of(members)
        self.fields["member"] = watcher
        names = ["start", "end", "way", "leaves_on", "arrival_at", "member"]
        self.order_fields([*names, *(name for name in self.fields if name not in names)])

    def given(self) -> dict[str, Any]:
        """The arguments of the action: the texts are sealed together."""
        cleaned = self.cleaned_data
        plain = {name: cleaned[name] for name in ("way", "leaves_on", "arrival_at", "member")}
        return {**plain, "details": {name: cleaned[name] for name in self.TEXTS if cleaned.get(name)}}


class ArrivedForm(forms.Form):
    """They are there."""

    said = Line(label=_("How it is known"), help_text=_("Who said so, in what way, and when."))


class LeftOutForm(forms.Form):
    """They do not travel."""

    said = Line(label=_("Why they do not travel"))
