"""The forms of the seats: what is proposed, what the association answers, which organisation is one (SC4)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.accountability.testimony.answering import Answered
from malath.accountability.testimony.models import UseProposal
from malath.accountability.testimony.proposing import Use
from malath.accountability.testimony.rules import Purpose
from malath.platform.access.models import Organisation
from malath.platform.access.selectors import organisation_names
from malath.platform.interface.fields import Day, Line, Paragraph


class _Proposed(forms.Form):
    """What every proposal says beside its purpose."""

    what = Line(
        label=_("What of it"),
        help_text=_("The association reads this. Write what would leave, and nothing of what was told."),
    )
    until = Day(label=_("Until the end of"))

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < timezone.localdate():
            raise ValidationError(_("It would have ended already."))
        return until


class UseForm(_Proposed):
    """A use of one testimony: among those that its person allows."""

    use = forms.ChoiceField(label=_("Which use"), widget=forms.RadioSelect)
    field_order = ("use", "what", "until")

    def __init__(self, *args: Any, uses: list[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["use"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(f"{purpose}:{to}", words) for purpose, to, words in uses]

    def use_asked(self) -> Use:
        """What a valid form proposes."""
        said = self.cleaned_data
        purpose, _colon, recipient = str(said["use"]).partition(":")
        return Use(purpose, recipient, said["what"], said["until"])


class SharingForm(_Proposed):
    """The sharing of an event with an organisation."""

    to = forms.ChoiceField(label=_("With which organisation"))
    field_order = ("to", "what", "until")

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        names = organisation_names(one.pk for one in organisations)
        field.choices = [("", "—"), *((str(one.pk), names.get(one.pk, one.slug)) for one in organisations)]

    def use_asked(self) -> Use:
        """What a valid form proposes."""
        said = self.cleaned_data
        return Use(Purpose.SHARING.value, said["to"], said["what"], said["until"])


class AnswerForm(forms.Form):
    """The association's answer to one proposal. Nothing is ticked beforehand."""

    agrees = forms.TypedChoiceField(
        label=_("What the association says"),
        choices=[("yes", pgettext_lazy("seat", "We agree")), ("no", pgettext_lazy("seat", "We do not agree"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    until = Day(label=_("Agreed until the end of"), required=False)
    reason = Paragraph(
        label=_("Our reason"),
        rows=3,
        required=False,
        max_length=2000,
        help_text=_("Only the delegates of your association can read it."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args: Any, proposal: UseProposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial, self.fields["until"].initial = proposal.turn, proposal.until
        self._proposal = proposal
        self.fields["until"].help_text = _("Not later than what was proposed. A refusal needs no day.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        until = cleaned.get("until")
        if cleaned.get("agrees") is True and "until" in cleaned and not self._within(until):
            self.add_error("until", _("Choose a day from today on, and not later than the one proposed."))
        return cleaned

    def _within(self, until: date | None) -> bool:
        return until is not None and timezone.localdate() <= until <= self._proposal.until

    def answered(self) -> Answered:
        """What a valid form says."""
        said = self.cleaned_data
        until = said["until"] if said["agrees"] else None
        return Answered(said["agrees"], said["seen"], until, said["reason"])


class AssociationForm(forms.Form):
    """Which organisation of the coalition is a victims' association."""

    organisation = forms.ChoiceField(label=_("Organisation"))

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = organisation_names(one.pk for one in organisations)
        self._organisations = {str(one.pk): one for one in organisations}
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *((str(one.pk), names.get(one.pk, one.slug)) for one in organisations)]

    @property
    def chosen(self) -> Organisation:
        """The organisation of a valid form."""
        return self._organisations[self.cleaned_data["organisation"]]
