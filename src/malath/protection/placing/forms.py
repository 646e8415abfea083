"""The forms of placing."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from malath.people.choices import LANGUAGES, language_name
from malath.platform.access.models import Member
from malath.platform.access.selectors import organisation_names
from malath.platform.interface.fields import Day, Paragraph
from malath.protection.hosting.rules import Care
from malath.protection.placing.rules import Answer, Requirement, Scope, Wanted
from malath.protection.stays.rules import LONGEST_STAY_DAYS, MOST_PERSONS


def _boxes(label: Any, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class NeedForm(forms.Form):
    """What a household needs of a home."""

    from_day = Day(label=_("From"), initial=timezone.localdate)
    to_day = Day(label=_("Until"), help_text=_("The day they leave. If nobody knows, say three months."))
    persons = forms.IntegerField(label=_("How many persons"), min_value=1, max_value=MOST_PERSONS)
    women = forms.BooleanField(label=_("Women only, with or without children"), required=False)
    requirements = _boxes(_("The home must have"), Requirement.choices)
    languages = _boxes(_("Languages that they speak"), [])
    language_needed = forms.BooleanField(
        label=_("Somebody near must speak one of these, at home or as an interpreter"), required=False
    )
    care = _boxes(_("Care that must be near"), Care.choices)
    care_km = forms.IntegerField(label=_("How near, in kilometres"), min_value=1, max_value=2000, initial=80)
    wishes = _boxes(_("Where they would like to live"), [])
    not_in = _boxes(_("Where they must not live, for their safety"), [], _("No plan ever puts them there."))

    def __init__(self, *args: Any, networks: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(network.pk), str(network.local)) for network in networks]
        self.fields["languages"].choices = [(code, language_name(code)) for code in LANGUAGES]  # type: ignore[attr-defined]
        self.fields["wishes"].choices = choices  # type: ignore[attr-defined]
        self.fields["not_in"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        begin, end = cleaned.get("from_day"), cleaned.get("to_day")
        if begin and end and not 0 < (end - begin).days <= LONGEST_STAY_DAYS:
            self.add_error("to_day", _("The last day must come after the first, within two years."))
        if end and end <= timezone.localdate():
            self.add_error("to_day", _("This day is past."))
        if cleaned.get("language_needed") and not cleaned.get("languages"):
            self.add_error("languages", _("Say which languages they speak."))
        if set(cleaned.get("wishes", [])) & set(cleaned.get("not_in", [])):
            self.add_error("not_in", _("A place cannot be both wished for and ruled out."))
        return cleaned

    def wanted(self) -> Wanted:
        """What was said."""
        given = self.cleaned_data
        return Wanted(
            from_day=given["from_day"],
            to_day=given["to_day"],
            persons=given["persons"],
            women=given["women"],
            requirements=tuple(given["requirements"]),
            languages=tuple(given["languages"]),
            language_needed=given["language_needed"],
            care=tuple(given["care"]),
            care_km=given["care_km"],
            wishes=tuple(given["wishes"]),
            not_in=tuple(given["not_in"]),
        )


class ApartForm(forms.Form):
    """Whom a household must not be near."""

    other = forms.ChoiceField(label=_("The other household"))
    scope = forms.ChoiceField(
        label=_("How far"), choices=Scope.choices, widget=forms.RadioSelect, initial=Scope.NETWORK
    )

    def __init__(self, *args: Any, cases: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((str(case.pk), f"{case.head.name} · {case.code}") for case in cases)]
        self.fields["other"].choices = choices  # type: ignore[attr-defined]


class PlansForm(forms.Form):
    """For which organisation plans are made. Of a single one nothing is asked; of several, their own is chosen already."""

    organisation = forms.ChoiceField(label=_("Organisation"))

    def __init__(self, *args: Any, viewer: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = viewer.standing.organisations_able("open_cases")
        names = organisation_names(able) if len(able) > 1 else {}
        self.able = {str(pk): names.get(pk, "") for pk in able}
        self.asks = len(able) > 1
        field: forms.ChoiceField = self.fields["organisation"]  # type: ignore[assignment]
        field.choices, field.required = [("", _("Choose")), *self.able.items()], self.asks
        own = str(viewer.home_organisation_id)
        field.initial = own if own in self.able else ""

    def chosen(self) -> uuid.UUID:
        """The one that was chosen, or the only one."""
        return uuid.UUID(self.cleaned_data["organisation"] or next(iter(self.able)))


class HomeForm(forms.Form):
    """Another home for a line of a plan, chosen by hand."""

    NOWHERE = "none"
    home = forms.ChoiceField(label=_("Another home"))

    def __init__(self, *args: Any, homes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(homes)

    def offer(self, homes: list[tuple[str, str]]) -> None:
        """The homes in their order, each under what is said of it."""
        self.fields["home"].choices = [("", _("Choose")), *homes, (self.NOWHERE, _("No home in this plan"))]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What one of the two says."""

    answer = forms.ChoiceField(
        label=_("What they say"),
        choices=[(Answer.YES.value, _("Yes")), (Answer.NO.value, _("No"))],
        widget=forms.RadioSelect,
    )
    why = Paragraph(
        label=_("If no: why"),
        help_text=_("Nobody owes a reason. What is written here is read on this side alone, and never by the other."),
        rows=3,
        required=False,
    )
