"""The form by which readers ask for news."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from malath.platform.interface.formats import LANGUAGE_NAMES
from malath.voice.site.rules import Kind, Subject
from malath.voice.subscribers.rules import LONGEST_ADDRESS


class AskForm(forms.Form):
    """An address, a language, and what is wished. It judges the public form and what comes of it."""

    mail = forms.EmailField(
        label=_("E-mail"), max_length=LONGEST_ADDRESS, widget=forms.EmailInput(attrs={"dir": "ltr"})
    )
    language = forms.ChoiceField(label=_("In which language"), choices=list(LANGUAGE_NAMES.items()))
    kinds = forms.MultipleChoiceField(
        label=_("Only these kinds"), required=False, choices=Kind.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none, and everything comes."),
    )  # fmt: skip
    subjects = forms.MultipleChoiceField(
        label=_("Only about"), required=False, choices=Subject.choices, widget=forms.CheckboxSelectMultiple
    )
