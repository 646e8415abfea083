"""The forms of a person's parts. Each gives its part as the dictionary that the model keeps."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from malath.people.choices import Sex, country_choices, language_choices
from malath.people.fields import Birth, Choices, Hours, Lines, Phones
from malath.people.rules import Channel
from malath.platform.access.models import Member, Organisation
from malath.platform.interface.fields import Day, Line, Paragraph


class FindForm(forms.Form):
    """What somebody heard or read."""

    q = Line(
        label=_("Name, in any script"),
        help_text=_("As you heard or read it, or a pseudonym, a case code, a telephone number."),
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
    )


class PartForm(forms.Form):
    """A form of one part of a person. What it does not know (from an import, an older version) it does not lose."""

    part: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField):
                held = self.initial.get(name) or []
                values = [str(value) for value in ([held] if isinstance(held, str) else held)]
                unknown = [(value, value) for value in values if not field.valid_value(value)]
                field.choices = [*field.choices, *unknown] if unknown else field.choices

    def as_part(self) -> dict[str, Any]:
        """The part as the model keeps it, without what was left empty."""
        kept = {name: value for name, value in self.initial.items() if name not in self.fields}
        given = {name: _plain(value) for name, value in self.cleaned_data.items() if value not in ("", [], None)}
        return {**kept, **given}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


class NamesForm(PartForm):
    part = "names"

    main = Line(label=_("Name"), help_text=_("As the person writes it."), widget=forms.TextInput({"dir": "auto"}))
    others = Lines(
        label=_("The same name in other scripts, other names"),
        help_text=_("One on each line: Latin letters, a passport's spelling, a nickname. Search finds them all."),
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )


class AboutForm(PartForm):
    part = "about"

    birth = Birth(label=_("Born"), help_text=_("1991-04-12, or 1991, or 1991~ for about 1991."), required=False)
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex.choices, required=False)
    occupation = Line(label=_("Occupation"), required=False)
    languages = Choices(label=_("Languages spoken"), choices=lambda: language_choices()[1:], required=False)
    dialect = Line(label=_("Dialect"), required=False)
    nationality = forms.ChoiceField(label=_("Nationality"), choices=country_choices, required=False)
    origin = Line(label=_("Place of origin"), required=False)


class ContactForm(PartForm):
    part = "contact"

    phones = Phones(
        label=_("Telephone numbers"), help_text=_("One on each line, with the country code."), required=False
    )
    mail = Line(label=_("E-mail"), required=False)
    country = forms.ChoiceField(
        label=_("Country where the person is now"),
        help_text=_("Gives the person's own time of day."),
        choices=country_choices,
        required=False,
    )
    address = Paragraph(label=_("Address"), rows=3, required=False)


class SafeContactForm(PartForm):
    part = "safe_contact"

    only = Choices(label=_("Only like this"), choices=Channel.choices, required=False)
    never = Choices(label=_("Never"), choices=Channel.choices, required=False)
    never_words = Paragraph(
        label=_("Never, in words"),
        help_text=_("To whom not, through whom not, what not to say."),
        rows=2,
        required=False,
    )
    hours = Hours(label=_("Hours, in the person's own time"), help_text=_("Such as 10:00-14:00."), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    code_word = Line(
        label=_("Code word"),
        help_text=_("Who you are, and what you ask for, if somebody else answers."),
        required=False,
    )
    note = Paragraph(label=_("What else to know"), rows=3, required=False)
    agreed_on = Day(label=_("Agreed with the person on"), initial=timezone.localdate)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        both = set(cleaned.get("only", [])) & set(cleaned.get("never", []))
        if both:
            self.add_error("never", _("A channel stands in both lists. Ask the person which holds."))
        return cleaned


class WishesForm(PartForm):
    part = "wishes"

    interpreter = forms.ChoiceField(label=_("Interpreter for"), choices=language_choices, required=False)
    dialect = Line(label=_("Dialect of the interpreter"), required=False)
    worker = Line(label=_("Worker"), help_text=_("For example a woman, or nobody from the same town."), required=False)
    other = Paragraph(label=_("Other wishes"), rows=3, required=False)


PART_FORMS: dict[str, type[PartForm]] = {
    form.part: form for form in (NamesForm, AboutForm, ContactForm, SafeContactForm, WishesForm)
}


class EnterForm(NamesForm):
    """The least that is needed to enter a person; the rest is added on their page."""

    birth = Birth(label=_("Born"), help_text=_("1991-04-12, or 1991, or 1991~ for about 1991."), required=False)
    origin = Line(label=_("Place of origin"), required=False)
    phones = Phones(
        label=_("Telephone numbers"), help_text=_("One on each line, with the country code."), required=False
    )
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = by.standing.organisations_able("open_cases")
        choice: Any = self.fields["organisation"]
        choice.queryset = Organisation.objects.filter(pk__in=able)
        choice.label_from_instance = lambda organisation: organisation.name
        if len(able) == 1:
            choice.widget, choice.initial = forms.HiddenInput(), able[0]

    def parts(self) -> dict[str, dict[str, Any]]:
        """What `enter_person` takes."""
        given = self.as_part()
        return {
            "names": {name: given[name] for name in ("main", "others") if name in given},
            "about": {name: given[name] for name in ("birth", "origin") if name in given},
            "contact": {name: given[name] for name in ("phones",) if name in given},
        }
