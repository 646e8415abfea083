"""What a story asks, part by part: who tells and what happened once; acts, people, places held and steps taken in rows (SC1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from malath.accountability.violations.date_wording import said_of_date
from malath.accountability.violations.form_fields import (
    NamesField,
    NumberField,
    WhenField,
    term_choices,
)
from malath.accountability.violations.models import Body
from malath.accountability.violations.telling.bodies import is_body_number
from malath.accountability.violations.telling.people import NEW, Somebody, is_number
from malath.accountability.violations.telling.pickers import Picked, PlaceField, TermField, understood
from malath.accountability.violations.values import LONGEST_LINE, LONGEST_TEXT
from malath.accountability.violations.wording import known_label, when_bounds, when_label
from malath.engines.edtf import WrittenDate
from malath.platform.interface.fields import Line, Paragraph

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

PERSON, SELF, NOBODY, ITEM = "person", "self", "nobody", "item"
WAYS = (
    (PERSON, _("Somebody told it")),
    (SELF, _("I was there")),
    (NOBODY, _("Somebody who is not named")),
    (ITEM, _("A document, or an item of evidence")),
)
_AS_NUMBER = _("A name as they give it, or a number such as P-7KQ2MX.")


class ListField(forms.ChoiceField):
    """One term of a short vocabulary."""

    def __init__(self, terms: str, **kwargs: Any) -> None:
        self.terms = terms
        super().__init__(choices=lambda: [("", "—"), *term_choices(terms)], required=False, **kwargs)


def _sure_choices() -> list[tuple[str, str]]:
    return [("", "—"), *((code, known_label(code)) for code in ("known", "claimed", "unknown"))]


def _one_of(label: Any, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, **kwargs)


def _line(label: Any, **kwargs: Any) -> Line:
    return Line(label=label, required=False, max_length=LONGEST_LINE, **kwargs)


def _marked() -> forms.CharField:
    return forms.CharField(required=False, max_length=LONGEST_LINE, widget=forms.HiddenInput)


@dataclass
class Who:
    """Somebody who is named: the field, those known here who are called alike, and which of them is meant."""

    bound: BoundField
    known: BoundField
    offered: list[Somebody] = field(default_factory=list)

    @property
    def picked(self) -> str:
        """A number, "new", or nothing yet."""
        return str(self.known.value() or "")


class Part(forms.Form):
    """A part of the story. `who` names the field in which somebody is named, if there is one."""

    who_field = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, one in list(self.fields.items()):
            if isinstance(one, WhenField):
                self.fields[f"{code}-understood"] = _marked()
        self.offered: list[Somebody] = []
        self.decided_elsewhere = ""

    @property
    def said(self) -> Mapping[str, Any]:
        """What was written and understood."""
        return getattr(self, "cleaned_data", {})

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written in it."""
        return not any(any(self._written(name)) for name in self.fields)

    def _written(self, name: str) -> list[str]:
        data, key = self.data, self.add_prefix(name)
        found = data.getlist(key) if isinstance(data, QueryDict) else [data.get(key, "")]
        return [str(one).strip() for one in found]

    def clean(self) -> dict[str, Any]:
        """Dates that were read with a remark are shown back once; sent again unchanged, they are kept."""
        cleaned = super().clean() or {}
        for code, read in list(cleaned.items()):
            if isinstance(read, WrittenDate) and read.date is not None and read.notes:
                self._confirm(code, read, read.date.text)
        return cleaned

    def _confirm(self, code: str, read: WrittenDate, text: str) -> None:
        mark = f"{code}-understood"
        if self.cleaned_data.get(mark) == text:
            return
        self.data = again(self.data, {self.add_prefix(mark): text})
        remarks = " ".join(said_of_date(one) for one in read.notes)
        words = _("Understood as %(date)s. %(remarks)s If that is right, send it again.")
        self.add_error(code, ValidationError(words % {"date": when_label(text), "remarks": remarks}, code="understood"))

    def day_of(self, code: str = "when") -> str:
        """A date as EDTF, empty where none was understood."""
        read = self.said.get(code)
        return read.date.text if isinstance(read, WrittenDate) and read.date else ""

    def choose_again(self, name: str) -> None:
        """Who was chosen bore another name than the one that is written now: that choice is forgotten, and said so."""
        self.data = again(self.data, {self.add_prefix(f"{name}_known"): ""})
        self.add_error(
            name,
            ValidationError(
                _("This is another name than that of whom you chose before. Look again and send it."), code="stale"
            ),
        )

    # ── somebody who is named ──
    @property
    def named(self) -> str:
        """The name that was written for somebody."""
        return str(self.said.get(self.who_field, "")) if self.who_field else ""

    @property
    def number(self) -> str:
        """The number of whoever is known here and meant; empty for somebody new."""
        if is_number(self.named):
            return self.named.strip().upper()
        return "" if self.decision == NEW else self.decision.upper()

    @property
    def decision(self) -> str:
        """Who of that name it is: a number, or NEW; as it was decided where the same name stands elsewhere in the story."""
        return str(self.said.get(f"{self.who_field}_known", "")) or self.decided_elsewhere

    @property
    def is_decided_here(self) -> bool:
        """Whether it was said in this very place."""
        return bool(self.said.get(f"{self.who_field}_known"))

    @property
    def is_undecided(self) -> bool:
        """Whether a name was written and nobody said yet who of that name it is."""
        return bool(self.named) and not is_number(self.named) and not self.decision

    @property
    def who(self) -> Who:
        """What the page shows of it."""
        return Who(self[self.who_field], self[f"{self.who_field}_known"], self.offered)

    # ── how it is shown ──
    def show_understood(self) -> None:
        """Say under dates, kinds and places what was understood."""
        for code, value in self.said.items():
            if isinstance(value, WrittenDate) and value.date is not None:
                text = value.date.text
                words = " · ".join(filter(None, [when_label(text), when_bounds(text)]))
            elif isinstance(one := self.fields.get(code), Picked):
                words = understood(one, str(self[code].value() or ""), str(value))
            else:
                continue
            if words:
                self[code].help_text = _("Understood: %(what)s") % {"what": words}

    def without_errors(self) -> None:
        """A story that is only looked at is told as a hint what will be asked of it, not as something wrong."""
        if self.is_bound:
            for code, errors in self.errors.items():
                if code in self.fields:
                    self[code].help_text = " ".join(map(str, errors))
            self._errors = forms.utils.ErrorDict()


def again(data: Any, more: Mapping[str, str]) -> QueryDict:
    """What was sent, with some values changed, for the page that is shown again."""
    changed = QueryDict(mutable=True)
    changed.update(data)
    for name, value in more.items():
        changed[name] = value
    return changed


class MainPart(Part):
    """Who tells, what happened, when and where, and what became of those to whom it was done."""

    who_field = "teller"
    way = _one_of(_("How do you know of it?"), WAYS, initial=PERSON, widget=forms.RadioSelect)
    teller = _line(_("Who told it"), help_text=_AS_NUMBER)
    teller_known = _marked()
    evidence = _line(
        _("Number of the evidence"), help_text=_("As it stands on its page, if an item shows or tells it.")
    )
    connection = ListField("source_connection", label=_("How do they know?"))
    material = ListField("source_material", label=_("Kind of material"))
    language = _line(_("In which language was it told?"))
    told = WhenField(label=_("When was it told?"))
    reliability = ListField("reliability", label=_("Reliability of the source"))
    sure = ListField("confidence", label=_("How sure is what follows?"))
    title = _line(_("In one line, to find it again"))
    narrative = Paragraph(
        label=_("What happened, in their own words"), rows=10, required=False, max_length=LONGEST_TEXT
    )
    when = WhenField(label=_("When did it happen?"))
    when_reason = ListField("date_reasons", label=_("Why the date is not exact"))
    place = PlaceField(label=_("Governorate, district or town"))
    place_words = _line(_("The exact place, as they say it"))
    others = NamesField(
        label=_("Others to whom the same was done"),
        help_text=_("One name on each line; nothing else is known of them."),
    )
    victim_status = ListField("victim_status", label=_("How are they now?"))
    known = _one_of(_("How sure is their fate?"), _sure_choices)
    fate = ListField("fates", label=_("Their fate"))


class ActPart(Part):
    """One kind of act."""

    kind = TermField("acts", label=_("What was done"))
    method = TermField("methods", label=_("How, with what"))
    method2 = TermField("methods", label=_("And also"))
    method3 = TermField("methods", label=_("And also"))
    reason = _line(_("Reason that was given"))

    @property
    def methods(self) -> list[str]:
        """The methods that were understood."""
        return [code for name in ("method", "method2", "method3") if (code := self.said.get(name))]


class VictimPart(Part):
    """Somebody to whom it was done, or a group."""

    who_field = "name"
    name = _line(_("Name"), help_text=_AS_NUMBER)
    name_known = _marked()
    is_group = forms.BooleanField(label=_("This is a group"), required=False)
    size = NumberField(label=_("How many people it is"))
    age = NumberField(label=_("Age then"))
    sex = ListField("sex", label=_("Sex"))
    occupation = _line(_("Work"))
    why = TermField("characteristics", label=_("Why them?"))
    why2 = TermField("characteristics", label=_("And also"))
    victim_status = ListField("victim_status", label=_("How are they now?"))
    known = _one_of(_("How sure is their fate?"), _sure_choices)
    fate = ListField("fates", label=_("Their fate"))

    def offer_acts(self, acts: Iterable[tuple[int, str]]) -> None:
        """Ask which of several acts were done to them; none chosen means all."""
        choices = [(str(index), words) for index, words in acts]
        if len(choices) > 1:
            self.fields["acts"] = forms.MultipleChoiceField(
                label=_("Which of it was done to them? If you choose none: all of it."),
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def characteristics(self) -> list[str]:
        """Why them, as it was understood."""
        return [code for name in ("why", "why2") if (code := self.said.get(name))]


class BodyPart(Part):
    """A part in which a unit or a place of detention is named, in `body_field`: one known here, or new."""

    body_field, body_kind = "", ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies_offered: list[Somebody] = []
        self.body_decided_elsewhere = ""

    @property
    def body_named(self) -> str:
        """What was written for it."""
        return str(self.said.get(self.body_field, ""))

    @property
    def is_body_decided_here(self) -> bool:
        """Whether it was said in this very place which one of that name it is."""
        return bool(self.said.get(f"{self.body_field}_known"))

    @property
    def body_decision(self) -> str:
        """Which of that name it is: a number, or NEW; as it was decided where the same name stands elsewhere."""
        return str(self.said.get(f"{self.body_field}_known", "")) or self.body_decided_elsewhere

    @property
    def body_number(self) -> str:
        """The number of the one that is known here and meant; empty for a new one."""
        if is_body_number(self.body_named):
            return self.body_named.strip().upper()
        return "" if self.body_decision == NEW or not self.body_named else self.body_decision.upper()

    @property
    def is_body_undecided(self) -> bool:
        """Whether a name was written and nobody said yet which of that name it is."""
        return bool(self.body_named) and not is_body_number(self.body_named) and not self.body_decision

    @property
    def body(self) -> Who:
        """What the page shows of it."""
        return Who(self[self.body_field], self[f"{self.body_field}_known"], self.bodies_offered)


class DoerPart(BodyPart):
    """Who did it, or had a part in it."""

    who_field, body_field, body_kind = "person", "unit", Body.Kind.UNIT
    kind = TermField("perpetrators", label=_("What kind of perpetrator"))
    unit = _line(_("Unit or branch, by name or number"))
    unit_known = _marked()
    person = _line(_("A person, if somebody is named"), help_text=_AS_NUMBER)
    person_known = _marked()
    degree = ListField("involvement", label=_("Their part in it"))


class StayPart(BodyPart):
    """A place where they were held, in its order."""

    body_field, body_kind = "site", Body.Kind.SITE
    site = _line(_("Where, in their words or by number"))
    site_known = _marked()
    when = WhenField(label=_("From when to when"))
    conditions = Paragraph(label=_("How it was there"), rows=2, required=False, max_length=LONGEST_TEXT)

    def offer_victims(self, victims: Iterable[tuple[int, str]]) -> None:
        """Ask who was held there, where several people are named."""
        choices = [(str(index), name) for index, name in victims]
        if len(choices) > 1:
            self.fields["of"] = _one_of(_("Who was held there"), [("", _("all of them")), *choices])


class StepPart(Part):
    """What was done about it."""

    who_field = "party"
    kind = ListField("interventions", label=_("What was done about it"))
    party = _line(_("By whom"), help_text=_AS_NUMBER)
    party_known = _marked()
    asked = _line(_("What was asked, and of whom"))
    when = WhenField(label=_("When"))
    response = ListField("responses", label=_("The answer"))
