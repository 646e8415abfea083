"""The forms: a question, an answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from malath.people.asking.rules import GRANT_DAYS, Ground, Purpose, Reply
from malath.platform.interface.fields import Line, Paragraph


def day_choices() -> list[tuple[int, str]]:
    """For how long a name may be shown."""
    return [(days, ngettext("%(count)d day", "%(count)d days", days) % {"count": days}) for days in GRANT_DAYS]


def _days(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=day_choices, coerce=int, initial=14, empty_value=14)


class AskForm(forms.Form):
    """Why, on what ground, and for how long the other side may see whom one means."""

    purpose = forms.ChoiceField(label=_("Why you ask"), choices=Purpose.choices, widget=forms.RadioSelect)
    words = Line(
        label=_("In a few words"),
        help_text=_("The other organisation reads this. No name, no place, no telephone: nobody has agreed yet."),
        required=False,
    )
    ground = forms.ChoiceField(label=_("On what ground"), choices=Ground.choices, widget=forms.RadioSelect)
    ground_words = Paragraph(
        label=_("Without consent: what makes it necessary"), rows=2, max_length=2000, required=False,
        help_text=_("Kept with the question; the other side does not read it."),
    )  # fmt: skip
    days = _days(_("If they agree, they see the name for"))


class AnswerForm(forms.Form):
    """What one answers, and for an agreement on what ground and for how long."""

    reply = forms.ChoiceField(label=_("Your answer"), choices=Reply.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(
        label=_("If you agree: on what ground"), choices=Ground.choices, widget=forms.RadioSelect,
        required=False, initial=Ground.CONSENT,
    )  # fmt: skip
    ground_words = Paragraph(
        label=_("Without consent: what makes it necessary"), rows=2, max_length=2000, required=False,
        help_text=_("Kept with your answer; the other side does not read it."),
    )  # fmt: skip
    days = _days(_("If you agree, they see the name for"))

    def __init__(self, *args: Any, may_agree: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_agree:
            for name in ("ground", "ground_words", "days"):
                del self.fields[name]
            choices: Any = self.fields["reply"]
            choices.choices = [choice for choice in Reply.choices if choice[0] != Reply.AGREE]

    def given(self) -> dict[str, Any]:
        """What `answer_question` takes."""
        return {**self.cleaned_data, "ground": self.cleaned_data.get("ground") or Ground.CONSENT.value}
