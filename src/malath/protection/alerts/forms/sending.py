"""The form by which a focal point sends an alert, and what it becomes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from malath.engines.sheets import Kind, Level, ReadContext, Reading, read_value
from malath.people.rules import Channel
from malath.platform.access.models import Member, Organisation
from malath.platform.access.selectors import organisation_names, screening_organisations
from malath.platform.interface.fields import Day, Line, Paragraph, Upload
from malath.protection.alerts.messages import sentence
from malath.protection.alerts.rules import Company, Harm, Knows
from malath.protection.alerts.selectors import last_screening_for
from malath.protection.cases.rules import EntryPath, Priority, Relation

MOST_AT_ONCE = 20


class Understood(Line):
    """A line that the spreadsheet engine reads too (a date in any form, a telephone number, a country)."""

    def __init__(self, kind: Kind, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        self.reading = Reading()

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            self.reading = Reading()
            return ""
        self.reading = read_value(self.kind, text, ReadContext(timezone.localdate()))
        for problem in self.reading.problems:
            if problem.level == Level.ERROR:
                raise ValidationError(sentence(problem.code, problem.params), code="understood")
        return self.reading.text or text


def _choices(organisations: Any) -> list[tuple[str, str]]:
    pks = [organisation.pk for organisation in organisations]
    names = organisation_names(pks)
    return [(str(pk), names.get(pk, "")) for pk in pks]


class Organisations(forms.TypedChoiceField):
    """A choice of one of the organisations given."""

    def fill(self, organisations: list[Organisation]) -> None:
        """Say which organisations may be chosen; a single one is chosen already."""
        self.by_id = {str(organisation.pk): organisation for organisation in organisations}
        names = _choices(organisations)
        self.choices = [("", _("Choose")), *names] if len(names) > 1 else names
        self.coerce = self.by_id.__getitem__
        if len(organisations) == 1:
            self.initial = str(organisations[0].pk)
            self.widget = forms.HiddenInput()


class Addressed(forms.Form):
    """From which organisation of the member, to which that decides."""

    sender = Organisations(label=_("You send it for"))
    screening = Organisations(label=_("To whom"), help_text=_("This organisation decides; it alone reads the alert."))

    def __init__(self, *args: Any, viewer: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = viewer.standing.organisations_able("send_alerts")
        self.fields["sender"].fill(list(Organisation.objects.filter(pk__in=able).order_by("slug")))
        screening = list(screening_organisations())
        self.fields["screening"].fill(screening)
        # To whom they sent the last time, else their own: never somebody who merely comes first in the list.
        for usual in (last_screening_for(viewer), viewer.home_organisation_id):
            if str(usual) in self.fields["screening"].by_id:
                self.fields["screening"].initial = str(usual)
                break


class AlertForm(Addressed):
    """One household at risk, as a focal point tells it."""

    name = Line(label=_("Name, as the person writes it"), help_text=_("A nickname or initials will do."))
    other_names = Line(
        label=_("The same name in other letters, other names"), required=False, help_text=_("Parted by commas.")
    )
    birth = Understood(
        Kind.BIRTH, label=_("Born"), required=False, help_text=_("A day, a year, or an age: all will do.")
    )
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=[("", _("Not said")), ("female", _("Female")), ("male", _("Male")), ("other", _("Other"))],
    )
    occupation = Line(label=_("Work or activity"), required=False)
    languages = Line(label=_("Languages and dialect"), required=False)
    country = Understood(Kind.COUNTRY, label=_("Country where the person is now"), required=False)
    place = Line(label=_("Town or area"), required=False, help_text=_("No address: the town will do."))
    household_size = forms.IntegerField(label=_("How many move together"), required=False, min_value=1, max_value=60)
    children = forms.IntegerField(label=_("Of them, children"), required=False, min_value=0, max_value=50)
    entry_path = forms.ChoiceField(label=_("Where they are now"), choices=EntryPath, widget=forms.RadioSelect)
    priority = forms.ChoiceField(label=_("How soon you need an answer"), choices=Priority, widget=forms.RadioSelect)
    harm = forms.ChoiceField(label=_("What is threatened"), choices=Harm, widget=forms.RadioSelect)
    danger_on = Day(
        label=_("Is there a date?"), required=False, help_text=_("A hearing, an end of a permit, a threat with a day.")
    )
    company = forms.ChoiceField(label=_("Who stands with the person"), choices=Company, widget=forms.RadioSelect)
    narrative = Paragraph(label=_("What happened, and how you know"), rows=7)
    own_words = Paragraph(
        label=_("In the person's own words"), required=False, rows=3, help_text=_("As they said it, in any language.")
    )
    knows = forms.ChoiceField(label=_("Does the person know of this alert?"), choices=Knows, widget=forms.RadioSelect)
    reply = Line(
        label=_("How to reply safely"),
        help_text=_("Through you alone? At which hours? Say what could put the person in danger."),
    )
    phone = Understood(Kind.PHONE, label=_("The person's telephone"), required=False)
    safe_only = forms.MultipleChoiceField(
        label=_("The person may be contacted only by"),
        required=False,
        choices=Channel,
        widget=forms.CheckboxSelectMultiple,
    )
    safe_never = forms.MultipleChoiceField(
        label=_("Never by"), required=False, choices=Channel, widget=forms.CheckboxSelectMultiple
    )
    safe_hours = Line(label=_("At which hours"), required=False)
    safe_code_word = Line(label=_("Code word"), required=False)
    papers = Line(label=_("Papers or permit"), required=False)
    papers_until = Day(label=_("Papers end on"), required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        both = set(given.get("safe_only", [])) & set(given.get("safe_never", []))
        if both:
            labels = ", ".join(str(Channel(code).label) for code in both)
            self.add_error("safe_never", _("Allowed and never at once: %(channels)s.") % {"channels": labels})
        size, children = given.get("household_size"), given.get("children")
        if size and children and children > size:
            self.add_error("children", _("More children than people."))
        return given


class HouseholdForm(forms.Form):
    """Somebody else of the household."""

    name = Line(label=_("Name"), required=False)
    birth = Understood(Kind.BIRTH, label=_("Born"), required=False)
    relation = forms.ChoiceField(label=_("Relation"), choices=[("", "—"), *Relation.choices], required=False)

    def has_changed(self) -> bool:
        """A row of which only the relation was touched holds nobody."""
        return bool(set(self.changed_data) - {"relation"})


HouseholdFormSet: type[BaseFormSet[HouseholdForm]] = formset_factory(
    HouseholdForm, extra=3, max_num=MOST_AT_ONCE, validate_max=True, absolute_max=MOST_AT_ONCE
)


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def content_of(form: AlertForm, household: BaseFormSet[HouseholdForm]) -> dict[str, Any]:
    """What `send_alert` takes, from forms that are valid."""
    given = form.cleaned_data
    phone = form.fields["phone"].reading.value if given["phone"] else None
    others = [name.strip() for name in given["other_names"].replace("،", ",").split(",") if name.strip()]
    safe = {
        "only": given["safe_only"],
        "never": given["safe_never"],
        "hours": given["safe_hours"],
        "code_word": given["safe_code_word"],
        "note": given["reply"],
    }
    facts = {
        "names": {"main": given["name"], "others": others},
        "phones": list(phone) if isinstance(phone, tuple) else [given["phone"]] if given["phone"] else [],
        "safe": {key: value for key, value in safe.items() if value},
        "papers_until": _iso(given["papers_until"]),
        "own_words_on": _iso(timezone.localdate()) if given["own_words"] else "",
        "household": [
            {key: row[key] for key in ("name", "birth", "relation") if row.get(key)}
            for row in household.cleaned_data
            if row.get("name")
        ],
    }
    plain = ("birth", "sex", "occupation", "languages", "country", "place", "household_size", "children")
    facts |= {key: given[key] for key in (*plain, "own_words", "knows", "reply", "papers")}
    codes = ("entry_path", "priority", "harm", "company", "danger_on", "narrative")
    return {
        "facts": {key: value for key, value in facts.items() if value not in ("", None, [], {})},
        **{key: given[key] for key in codes},
    }


class ImportForm(Addressed):
    """A spreadsheet to read."""

    file = Upload(label=_("Spreadsheet"), help_text=_("Excel, LibreOffice or CSV; at most 20 MB and 20,000 rows."))


class SayForm(forms.Form):
    """An answer to a question, or something learned since."""

    text = Paragraph(label=_("Your answer, or what you learned since"))


class WithdrawForm(forms.Form):
    """Why an alert is taken back."""

    reason = Paragraph(label=_("Why do you withdraw it?"), rows=3, help_text=_("Those who decide read it; it is kept."))
