"""The forms of the public site that end in this room; and of every reader's form, what the public process must know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.platform.interface.fields import Line, Paragraph
from malath.platform.interface.formats import LANGUAGE_NAMES
from malath.platform.sealed.readers import City, ReadersForm, readers_forms
from malath.voice.letters.rules import Kind
from malath.voice.letters.selectors import Addressee

ELSEWHERE = "elsewhere"
EITHER = ("phone", "mail")
ONE_OF_TWO = _("Leave a telephone number or an e-mail address, so that we can answer.")


class _Person(forms.Form):
    """Who writes, and how to answer them."""

    name = Line(label=_("Your name"))
    phone = Line(label=_("Telephone"), required=False, max_length=60, help_text=ONE_OF_TWO)
    mail = forms.EmailField(label=_("E-mail"), required=False, max_length=200)
    language = forms.ChoiceField(label=_("In which language may we answer?"), choices=list(LANGUAGE_NAMES.items()))


class LocalForm(_Person):
    """Somebody who would help near them."""

    city = forms.ChoiceField(label=_("Near which city"))
    speaks = Line(label=_("Languages you speak"), required=False)
    text = Paragraph(label=_("What you could do, and when you have time"), rows=5, max_length=4000)

    def __init__(self, *args: Any, cities: Sequence[City], elsewhere: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        other = [(ELSEWHERE, pgettext_lazy("city", "Another place"))] if elsewhere else []
        self.fields["city"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((city.local.slug, str(city.local)) for city in cities),
            *other,
        ]


class _Addressed(forms.Form):
    to = forms.ChoiceField(label=_("To whom"))

    def __init__(self, *args: Any, known: Sequence[Addressee], code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(one.slug, one.name_in(code)) for one in known]  # type: ignore[attr-defined]


class GivingForm(_Person, _Addressed):
    """Somebody who would give something. No payment passes here: somebody writes back."""

    text = Paragraph(label=_("What you would give: money, things, rooms, transport"), rows=4, max_length=4000)
    field_order = ("to",)


class ContactForm(_Addressed):
    """Somebody who writes. Who they are is for them to say."""

    name = Line(label=_("Your name"), required=False)
    phone = Line(label=_("Telephone"), required=False, max_length=60)
    mail = forms.EmailField(
        label=_("E-mail"), required=False, max_length=200, help_text=_("Without it or a telephone nobody can answer.")
    )
    language = forms.ChoiceField(label=_("In which language may we answer?"), choices=list(LANGUAGE_NAMES.items()))
    text = Paragraph(label=_("Your letter"), rows=10, max_length=10_000)


def forms_open(code: str, cities: Sequence[City], known: Sequence[Addressee]) -> dict[str, forms.Form]:
    """The forms that somebody reads, by their key: those of other rooms first. In the active language, which is `code`."""
    found = {key: form for key, asked in readers_forms.items() if (form := asked.make()) is not None}
    if cities or known:
        for key in (Kind.ACCOMPANY, Kind.TAKE_PART):
            found[key.value] = LocalForm(cities=cities, elsewhere=bool(known))
    if known:
        found[Kind.DONATE.value] = GivingForm(known=known, code=code)
        found[Kind.CONTACT.value] = ContactForm(known=known, code=code)
    for form in found.values():
        form.initial["language"] = code
    return found


def either_of(key: str) -> tuple[str, ...]:
    """The fields of which one is to be filled."""
    asked: ReadersForm | None = readers_forms.get(key)
    return asked.either if asked else (() if key == Kind.CONTACT else EITHER)


def rules_of(form: forms.Form) -> dict[str, dict[str, Any]]:
    """What the public process looks at: lengths, choices, what may not be empty, what may be given more than once."""
    return {name: _rule(field) for name, field in form.fields.items()}


def _rule(field: forms.Field) -> dict[str, Any]:
    rule: dict[str, Any] = {"most": getattr(field, "max_length", None) or 40}
    if field.required:
        rule["required"] = True
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        rule["values"] = [str(value) for value, _label in choices if str(value)]
    if isinstance(field, forms.MultipleChoiceField):
        rule["many"] = True
    return rule
