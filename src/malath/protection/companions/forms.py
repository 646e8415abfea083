"""The forms of going along."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.people.choices import LANGUAGES, language_name
from malath.platform.interface.fields import Line
from malath.protection.companions.rules import LONGEST_MINUTES, LONGEST_WAY, Does


class AskForm(forms.Form):
    """What is needed of whoever goes along, and all that they are told before they say yes."""

    network = forms.ChoiceField(label=_("Which city’s volunteers"))
    does = forms.ChoiceField(
        label=_("What they do"), choices=Does.choices, widget=forms.RadioSelect, initial=Does.ACCOMPANY
    )
    languages = forms.MultipleChoiceField(
        label=_("They speak one of these"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick nothing if any language will do."),
    )  # fmt: skip
    women = forms.BooleanField(label=_("A woman goes along"), required=False)
    minutes = forms.IntegerField(
        label=_("How long it takes there, in minutes"), min_value=5, max_value=LONGEST_MINUTES, initial=60
    )
    way = forms.IntegerField(
        label=_("One way, in minutes"), min_value=0, max_value=LONGEST_WAY, initial=30,
        help_text=_("From the city’s middle. The way there and back counts as their time."),
    )  # fmt: skip
    told = Line(
        label=_("What they are told"), required=False,
        help_text=_("Where to meet, what to bring. No name and no story: it is read by those who keep the city’s network."),
    )  # fmt: skip

    def __init__(self, *args: Any, networks: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(network.pk), str(network.local)) for network in networks]
        self.fields["network"].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]
        self.fields["languages"].choices = [(code, language_name(code)) for code in LANGUAGES]  # type: ignore[attr-defined]


class ChoiceForm(forms.Form):
    """Who is asked."""

    volunteer = forms.ChoiceField(label=_("Volunteer"))

    def __init__(self, *args: Any, volunteers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["volunteer"].choices = [("", _("Choose")), *volunteers]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What the volunteer says."""

    answer = forms.ChoiceField(
        label=_("What they say"),
        choices=[("yes", pgettext_lazy("a volunteer's answer", "Yes, they go along")),
                 ("no", pgettext_lazy("a volunteer's answer", "No, not this time"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
