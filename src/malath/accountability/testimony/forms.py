"""The forms of the testimony room. Nothing is ticked beforehand: what nobody said stays unsaid (SC1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.accountability.testimony.consenting import Given
from malath.accountability.testimony.errors import NameTooMuchError
from malath.accountability.testimony.rules import WITH_RECIPIENT, Mechanism, NameUse, Purpose, Who, fits_name_use
from malath.platform.access.models import Organisation
from malath.platform.access.selectors import organisation_names
from malath.platform.interface.fields import Day, Line, Paragraph

MOST_RECIPIENTS = 20


class _Giver(forms.Form):
    """For whom the consent is given; a parent or a guardian speaks for a minor, by name."""

    given_by = forms.ChoiceField(label=_("Who speaks"), choices=Who.choices, widget=forms.RadioSelect)
    given_by_name = Line(label=_("Name of the parent or guardian"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("given_by") in (Who.PARENT, Who.GUARDIAN) and not cleaned.get("given_by_name"):
            self.add_error("given_by_name", _("Write who gives it for the minor."))
        return cleaned


class TakingForm(_Giver):
    """How a testimony was taken."""

    taken_on = Day(label=_("Taken on"), initial=timezone.localdate)
    explained = Paragraph(
        label=_("How it was explained to them"),
        rows=3,
        max_length=2000,
        help_text=_("What it is for, who may see it, that they may say no and take it back at any time."),
    )
    language = Line(label=_("In which language"), max_length=60)
    present = Line(label=_("Who else was there"), required=False)
    interpreter = Line(label=_("Who interpreted"), required=False)
    field_order = ("taken_on", "explained", "language", "present", "interpreter", "given_by", "given_by_name")

    def clean_taken_on(self) -> date:
        return _not_later(self.cleaned_data["taken_on"])


class ReadingForm(forms.Form):
    """It was read back to the person."""

    on = Day(label=_("Read back on"), initial=timezone.localdate)
    read_by = Line(label=_("Who read it to them"))
    corrections = Paragraph(label=_("What they corrected"), rows=3, required=False, max_length=5000)

    def clean_on(self) -> date:
        return _not_later(self.cleaned_data["on"])


class ConsentForm(_Giver):
    """What the person says on one purpose; which fields it has follows from the purpose."""

    agrees = forms.TypedChoiceField(
        label=_("What the person says"),
        choices=[("yes", pgettext_lazy("consent", "I agree")), ("no", pgettext_lazy("consent", "I do not agree"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    given_on = Day(label=_("Said on"), initial=timezone.localdate)
    until = Day(label=_("Until the end of"), required=False, help_text=_("Empty: until they withdraw it."))
    note = Paragraph(label=_("Note"), rows=2, required=False, max_length=2000)

    def __init__(self, *args: Any, purpose: Purpose, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purpose
        self._add_recipients(organisations)
        if purpose == Purpose.SEAT:
            self._add_seat(organisations)
        if purpose == Purpose.SUBMISSION:
            self.fields["knows_letter"] = _known(_("They know that a letter goes to the authorities"))
            self.fields["knows_summary"] = _known(_("They know that a summary appears in a public report"))
        uses = [NameUse.NAME, NameUse.INITIALS] if purpose == Purpose.SUBMISSION else list(NameUse)
        choices = [(use.value, use.label) for use in uses]
        self.fields["name_use"] = forms.ChoiceField(
            label=_("Under which name"), choices=choices, widget=forms.RadioSelect, required=False
        )
        first = ["agrees", "association", "organisations", "mechanisms", "others", "knows_letter", "knows_summary"]
        first += ["name_use", "known_as"]
        self.order_fields([*first, "given_by", "given_by_name", "given_on", "until", "note"])

    def _add_recipients(self, organisations: list[Organisation]) -> None:
        several = forms.CheckboxSelectMultiple
        if self.purpose == Purpose.SHARING:
            self.fields["organisations"] = forms.MultipleChoiceField(
                label=_("Which organisations of the coalition"),
                choices=_named(organisations),
                widget=several,
                required=False,
            )
        if self.purpose == Purpose.SUBMISSION:
            self.fields["mechanisms"] = forms.MultipleChoiceField(
                label=_("Which mechanisms"), choices=Mechanism.choices, widget=several, required=False
            )
        if self.purpose in (Purpose.SHARING, Purpose.PROSECUTION):
            self.fields["others"] = Paragraph(label=_("Who else, one a line"), rows=2, required=False, max_length=2000)

    def _add_seat(self, associations: list[Organisation]) -> None:
        """One association holds a seat; it knows the person as they wish to be known there."""
        self.fields["association"] = forms.ChoiceField(
            label=_("Which victims' association"),
            choices=_named(associations),
            widget=forms.RadioSelect,
            required=False,
        )
        self.fields["known_as"] = Line(
            label=_("As the association knows them"),
            required=False,
            max_length=80,
            help_text=_("Their name or their initials, if they wish; empty: by the number of the testimony alone."),
        )

    def clean_given_on(self) -> date:
        return _not_later(self.cleaned_data["given_on"])

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise ValidationError(_("It would have ended already."))
        return until

    def clean_others(self) -> list[str]:
        lines = [" ".join(line.split())[:200] for line in str(self.cleaned_data["others"]).splitlines()]
        return [line for line in lines if line][:MOST_RECIPIENTS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("agrees") is not True:
            return cleaned
        if not cleaned.get("name_use"):
            self.add_error("name_use", _("Ask under which name, and choose."))
        if self.purpose in WITH_RECIPIENT and not self._recipients():
            self.add_error(None, _("Say who may receive it: a consent for nobody in particular is none."))
        if cleaned.get("name_use") and not fits_name_use(cleaned.get("known_as") or "", cleaned["name_use"]):
            self.add_error("known_as", str(NameTooMuchError()))
        return cleaned

    def _recipients(self) -> list[str]:
        said = self.cleaned_data
        association = [said["association"]] if said.get("association") else []
        return association + [one for name in ("organisations", "mechanisms", "others") for one in said.get(name) or ()]

    def given(self) -> Given:
        """What a valid form says."""
        said = self.cleaned_data
        return Given(
            purpose=self.purpose.value,
            agrees=said["agrees"],
            given_on=said["given_on"],
            recipients=self._recipients(),
            name_use=said.get("name_use") or NameUse.NONE.value,
            until=said.get("until"),
            knows_letter=bool(said.get("knows_letter")),
            knows_summary=bool(said.get("knows_summary")),
            given_by=said["given_by"],
            given_by_name=said["given_by_name"],
            note=said["note"],
            known_as=said.get("known_as") or "",
        )


class PassingForm(forms.Form):
    """That a testimony went to somebody."""

    purpose = forms.ChoiceField(label=_("For what"), choices=[])
    recipient = Line(label=_("To whom"))
    on = Day(label=_("On which day"), initial=timezone.localdate)
    note = Paragraph(label=_("Note"), rows=2, required=False, max_length=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outside = (Purpose.SUBMISSION, Purpose.PROSECUTION, Purpose.PUBLICATION, Purpose.SHARING, Purpose.ANALYSIS)
        choices = [("", "—"), *((one.value, one.label) for one in outside)]
        field = self.fields["purpose"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_recipient(self) -> str:
        """A mechanism that is written as it is called here is kept as its code, as in a consent."""
        written = str(self.cleaned_data["recipient"])
        codes = {str(one.label).casefold(): one.value for one in Mechanism}
        return codes.get(written.casefold(), written)

    def clean_on(self) -> date:
        return _not_later(self.cleaned_data["on"])


def _named(organisations: list[Organisation]) -> list[tuple[str, str]]:
    names = organisation_names(one.pk for one in organisations)
    return [(str(one.pk), names.get(one.pk, one.slug)) for one in organisations]


def _known(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


def _not_later(day: date) -> date:
    if day > timezone.localdate():
        raise ValidationError(_("This day has not come yet."))
    return day
