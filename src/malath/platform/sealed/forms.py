"""The forms of sealing and opening."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class UnsealForm(forms.Form):
    """A passphrase, or one holder's share. Not cleaned: a passphrase is taken as it is."""

    passphrase = forms.CharField(
        label=_("Passphrase or share"),
        max_length=1000,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It goes to the keeper's memory and is written nowhere."),
    )
