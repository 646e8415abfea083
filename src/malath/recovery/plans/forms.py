"""The forms of the plans room."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from malath.platform.access.models import Member
from malath.platform.access.naming import choices_of
from malath.platform.interface.fields import Day, Line, Paragraph
from malath.recovery.plans.models import Finding
from malath.recovery.plans.rules import SCALE, Domain, GoalState


class DomainForm(forms.Form):
    """Anything that belongs to one domain."""

    domain = forms.ChoiceField(label=_("Domain"), choices=Domain.choices)


class FindingForm(DomainForm):
    """A need, or a strength."""

    kind = forms.ChoiceField(
        label=_("What is it"),
        choices=[(Finding.Kind.NEED, _("A need")), (Finding.Kind.STRENGTH, _("A strength"))],
        widget=forms.RadioSelect,
        initial=Finding.Kind.NEED,
    )
    text = Paragraph(label=_("In a sentence"), rows=2, max_length=1000)


class GoalForm(DomainForm):
    """A goal, as the person says it."""

    words = Paragraph(
        label=_("The goal, in their own words"),
        help_text=_("As they said it, in their language. It is printed as it stands."),
        rows=3,
        max_length=1000,
    )


class StepForm(forms.Form):
    """A step towards a goal."""

    what = Line(label=_("What is done"))
    due_on = Day(label=_("By when"))
    owner = Line(
        label=_("Who, if it is nobody on the team"),
        required=False,
        help_text=_("The person, a relative, a volunteer"),
    )

    def __init__(self, *args: Any, members: list[Member], viewer: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        self.fields["member"] = forms.ChoiceField(
            label=_("Who on the team"),
            required=False,
            choices=[("", _("Nobody on the team")), *choices_of(members)],
            initial=str(viewer.pk),
        )
        self.order_fields(["what", "member", "owner", "due_on"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["member"] = self.members.get(cleaned.get("member", ""))
        if not cleaned["member"] and not cleaned.get("owner"):
            self.add_error("owner", _("A step belongs to somebody."))
        return cleaned


class StepOutcomeForm(forms.Form):
    """What came of a step."""

    outcome = Line(label=_("What came of it"), required=False)


class GoalStateForm(forms.Form):
    """What became of a goal."""

    state = forms.ChoiceField(choices=GoalState.choices)


class ReviewForm(forms.Form):
    """Where the person places themself, domain by domain, and what they say."""

    def __init__(self, *args: Any, last: dict[str, int] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Not asked"))] + [(str(n), f"{n} · {words}") for n, words in SCALE.items()]
        for domain in Domain:
            before = (last or {}).get(domain.value)
            hint = _("Last time: %(n)s, %(words)s") % {"n": before, "words": SCALE[before]} if before else ""
            self.fields[f"rate_{domain.value}"] = forms.ChoiceField(
                label=domain.label, choices=choices, required=False, help_text=hint
            )
            self.fields[f"say_{domain.value}"] = Line(label=_("In their words"), required=False)
        self.fields["say_all"] = Paragraph(label=_("What they say of the whole"), required=False, rows=3)
        self.fields["next_on"] = Day(label=_("Next review"), required=False)

    def ratings(self) -> dict[str, int]:
        """The domains that were rated."""
        rated = {domain: self.cleaned_data.get(f"rate_{domain}") for domain in Domain.values}
        return {domain: int(value) for domain, value in rated.items() if value}

    def words(self) -> dict[str, str]:
        """What was said, by domain and of all."""
        return {key: self.cleaned_data.get(f"say_{key}", "") for key in [*Domain.values, "all"]}


class PrintForm(forms.Form):
    """How the plan is printed."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    organisation = forms.BooleanField(label=_("With the organisation’s name"), required=False)


class EndForm(forms.Form):
    """The end of a plan."""

    reason = Paragraph(label=_("How it ends"), rows=2)
