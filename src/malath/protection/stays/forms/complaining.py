"""Forms of complaints."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malath.platform.interface.fields import Paragraph
from malath.protection.stays.rules import Complainant


class ComplaintForm(forms.Form):
    """A complaint, written down for somebody."""

    who = forms.ChoiceField(label=_("Who complains"), choices=Complainant.choices, widget=forms.RadioSelect)
    what = Paragraph(label=_("What they complain of, in their words"), rows=6)
    wish = Paragraph(label=_("What they wish for"), required=False, rows=3)

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ChoiceField(
            label=_("Who shall hear it"),
            choices=organisations,
            help_text=_("Its directors read it. Whoever coordinates the local network does not."),
        )
        self.order_fields(["who", "organisation", "what", "wish"])


class AnswerForm(forms.Form):
    """What was found and done."""

    answer = Paragraph(label=_("What was found, and what was done"), rows=5)
