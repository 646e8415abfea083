"""The forms of the violations room beside those of its records: reviewing, restricting, linking, sharing (SC1)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from malath.accountability.violations.form_fields import reliability_choices, term_choices
from malath.accountability.violations.models import Event
from malath.accountability.violations.rules import ErasureGround, Stage
from malath.accountability.violations.sharing import LONGEST_SHARE_DAYS
from malath.platform.access.selectors import organisation_names
from malath.platform.interface.fields import Day, Line, Paragraph

if TYPE_CHECKING:
    from malath.platform.access.models import Member, Organisation


class ReasonForm(forms.Form):
    """A reason that is kept."""

    words = Paragraph(label=_("Reason; it is kept"), rows=3, max_length=2000)


class EraseForm(forms.Form):
    """Why an event or a person is erased: a code, which stays, and words, which go with it."""

    ground = forms.ChoiceField(label=_("Ground"), choices=ErasureGround.choices, widget=forms.RadioSelect)
    why = Paragraph(
        label=_("In words, for the second member"),
        rows=3,
        max_length=2000,
        required=False,
        help_text=_("It goes with what is erased. The ground stays."),
    )


class ReviewForm(ReasonForm):
    """A step of the review, or a tie. `seen_change` is the state of the event that the reviewer read."""

    tie_said = forms.ChoiceField(
        label=_("Do you have a tie to anybody named here?"),
        choices=[("none", _("I have no tie to those named here")), ("tied", _("I have a tie, and leave it to others"))],
        widget=forms.RadioSelect,
        help_text=_("Family, friendship, work, a dispute: to a victim, a source or whoever is said to have done it."),
    )
    tie_words = Paragraph(
        label=_("Which tie, if you have one"),
        rows=2,
        max_length=1000,
        required=False,
        help_text=_("It is kept, and those who document here read it. You then review this event no more."),
    )
    seen_change = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    # Of whoever names a tie neither a step nor reasons are asked.
    use_required_attribute = False

    def __init__(self, *args: Any, moves: Collection[Stage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(move.value, move.label) for move in moves]
        self.fields["to"] = forms.ChoiceField(label=_("It becomes"), choices=choices, widget=forms.RadioSelect)
        help_text = _("Asked for when it becomes verified.") if Stage.VERIFIED in moves else ""
        for name, label in (
            ("source_reliability", _("Reliability of the sources")),
            ("information_reliability", _("Reliability of what they say")),
        ):
            self.fields[name] = forms.ChoiceField(
                label=label, choices=reliability_choices, required=False, help_text=help_text
            )
        self.order_fields(
            ["tie_said", "tie_words", "to", "source_reliability", "information_reliability", "words", "seen_change"]
        )

    @property
    def tie(self) -> str:
        """The tie that a valid form names; empty for a step."""
        said = self.cleaned_data
        return str(said["tie_words"]) if said["tie_said"] == "tied" else ""

    def step(self) -> dict[str, Any]:
        """What `review_event` takes."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("tie_said", "tie_words")}
        return {**said, "is_untied": self.cleaned_data["tie_said"] == "none"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("tie_said") == "tied":
            for name in ("to", "words"):
                self.errors.pop(name, None)
            if not cleaned.get("tie_words"):
                self.add_error("tie_words", _("Say which tie, in a few words."))
            return cleaned
        if cleaned.get("tie_words"):
            self.add_error("tie_said", _("You wrote of a tie: say that you have one, or take the words out."))
        if cleaned.get("to") == Stage.VERIFIED:
            for name in ("source_reliability", "information_reliability"):
                if not cleaned.get(name):
                    self.add_error(name, _("Verified says how reliable it is: choose one."))
        return cleaned


class LinkForm(forms.Form):
    """How an event stands to another."""

    number = Line(label=_("Number of the other event"), max_length=12, help_text=_("Such as V-7KQ2MX."))

    def __init__(self, *args: Any, viewer: Member, event: Event, terms: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._viewer, self._event = viewer, event
        self.fields["kind"] = forms.ChoiceField(label=_("This event"), choices=[("", "—"), *term_choices(terms)])
        self.order_fields(["kind", "number"])

    def clean_number(self) -> Event:
        number = str(self.cleaned_data["number"]).upper()
        found: Event | None = Event.objects.visible_to(self._viewer).filter(number=number).first()
        if found is None:
            raise ValidationError(_("No event that you see has this number."))
        if found.pk == self._event.pk:
            raise ValidationError(_("An event is linked to another one."))
        return found


def _in_a_month() -> Any:
    return timezone.localdate() + timedelta(days=30)


class ShareForm(forms.Form):
    """With which organisation, why, until when."""

    reason = Paragraph(label=_("Why"), rows=2, max_length=2000)
    until = Day(label=_("Until the end of"), initial=_in_a_month)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = {str(one.pk): one for one in organisations}
        names = organisation_names(one.pk for one in organisations)
        choices = [("", "—"), *((key, names.get(one.pk, one.slug)) for key, one in self._organisations.items())]
        self.fields["to"] = forms.ChoiceField(label=_("With whom"), choices=choices)
        self.order_fields(["to", "reason", "until"])

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not timezone.localdate() <= until <= timezone.localdate() + timedelta(days=LONGEST_SHARE_DAYS):
            raise ValidationError(_("An access must end in the future, within a year at most."))
        return until

    def grant(self) -> dict[str, Any]:
        """What `share_event` takes."""
        end = datetime.combine(self.cleaned_data["until"], time(23, 59, 59), tzinfo=timezone.get_current_timezone())
        to = self._organisations[self.cleaned_data["to"]]
        return {"organisation": to, "reason": self.cleaned_data["reason"], "ends_at": end}
