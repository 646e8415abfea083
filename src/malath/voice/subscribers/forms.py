"""Forms of the room of subscribers in the workspace."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from malath.voice.subscribers.rules import LONGEST_ADDRESS


class EraseForm(forms.Form):
    """An address whose owner asked us, by telephone or by letter, to be forgotten."""

    mail = forms.EmailField(
        label=_("E-mail"), max_length=LONGEST_ADDRESS, widget=forms.EmailInput(attrs={"dir": "ltr"})
    )
    quiet = forms.BooleanField(
        label=_("Somebody else had typed it: write to it no more for half a year, whoever asks"), required=False
    )


class KeepForm(forms.Form):
    """Whether the organisation keeps the list."""

    is_open = forms.BooleanField(label=_("We keep the e-mail list of the public site"), required=False)
    end = forms.BooleanField(
        label=_("Close it for good: erase all addresses"), required=False,
        help_text=_("Nobody gets news by e-mail any more, and nothing brings the addresses back."),
    )  # fmt: skip
