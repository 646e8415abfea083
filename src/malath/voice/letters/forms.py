"""Forms of the room of letters in the workspace."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.platform.interface.fields import Paragraph
from malath.voice.letters.rules import LONGEST_KEY, OUTCOMES


class SettleForm(forms.Form):
    """What became of a letter."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("letter", "What became of it"), widget=forms.RadioSelect, choices=[(one.value, one.label) for one in OUTCOMES],
        help_text=_("What they want forgotten, and what is no letter, is erased at once; the rest after 90 days."),
    )  # fmt: skip
    note = Paragraph(label=_("Note"), required=False, rows=3, max_length=2000)


class DeskForm(forms.Form):
    """Whether readers may write, and to which key."""

    is_open = forms.BooleanField(label=_("Readers of the public site may write to us"), required=False)
    public_key = Paragraph(
        label=_("Public key"), required=False, rows=6, max_length=LONGEST_KEY,
        help_text=_("Of age (age1…) or a PGP public key block. Readers see it. Never paste a private key anywhere."),
    )  # fmt: skip
