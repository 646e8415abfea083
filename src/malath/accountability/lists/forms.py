"""The forms of the room: bringing a file, and saying how it is read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from malath.accountability.lists.errors import PlanWrongError
from malath.accountability.lists.mapping import DAY_FIRST, MONTH_FIRST, SAYS_NOTHING, Column, Plan, meaning
from malath.accountability.lists.targets import Target, targets
from malath.accountability.lists.wording import choices_of_targets, value_words
from malath.accountability.violations import vocabulary
from malath.accountability.violations.fields import Kind
from malath.accountability.violations.form_fields import term_choices
from malath.accountability.violations.wording import place_label, term_label
from malath.engines.edtf import Limits, read_written
from malath.platform.access.models import Member, Organisation
from malath.platform.access.selectors import organisation_names
from malath.platform.interface.fields import Line, Upload

# What can be the same for every row of a list, in the order in which the page asks.
CONSTANTS = (
    "act.kind", "act.when", "act.place", "act.victim_status", "event.title", "event.status",
    "involvement.kind", "involvement.degree", "information.material", "information.connection",
    "information.reliability",
)  # fmt: skip
_ORDERS = [(DAY_FIRST, _("day first")), (MONTH_FIRST, _("month first"))]


class BringForm(forms.Form):
    """A file, and whose list it becomes."""

    file = Upload(
        label=_("File"), help_text=_("xlsx, xls, ods, csv or tsv; up to 100,000 rows and 25 MB, in any encoding.")
    )

    def __init__(self, *args: Any, viewer: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = viewer.standing.organisations_able("document")
        self._able = {str(one.pk): one for one in Organisation.objects.filter(pk__in=able)}
        names = organisation_names(able)
        choices = [(pk, names.get(one.pk, "")) for pk, one in self._able.items()]
        if len(choices) > 1:
            self.fields["organisation"] = forms.ChoiceField(label=_("Organisation"), choices=[("", "—"), *choices])

    @property
    def organisation(self) -> Organisation:
        """Whose list it becomes."""
        only = next(iter(self._able.values()))
        return self._able.get(self.cleaned_data.get("organisation", ""), only)


class PlanForm(forms.Form):
    """How a list is read: each column, what its words mean, and what is the same for every row."""

    name = Line(label=_("Name of the list"), help_text=_("It is kept as the source of all that the list says."))
    register = Line(
        label=_("What the identifier is"),
        required=False,
        help_text=_(
            "Only where other lists know people by the same one, such as an identity number: then they are one "
            "person in all of them. Leave it empty where the list numbers its rows itself."
        ),
    )
    confidence = forms.ChoiceField(label=_("Confidence in what it says"), required=False)
    profile_name = Line(
        label=_("Keep these columns as a profile"),
        required=False,
        help_text=_("Under a name, for the next list of this shape. A profile of the same name is changed."),
    )

    def __init__(self, *args: Any, plan: Plan, told: dict[str, Any], profile: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.told = plan, told
        self.fields["confidence"].choices = [("", "—"), *term_choices("confidence")]
        self.initial |= {"name": plan.name, "register": plan.register, "confidence": plan.confidence}
        self.initial["profile_name"] = profile
        known = targets()
        for code in CONSTANTS:
            if code in known:
                self.fields[f"constant-{code}"] = _constant_field(known[code])
                self.initial[f"constant-{code}"] = _constant_shown(known[code], plan.constants.get(code))
        choices = choices_of_targets()
        for number, column in enumerate(plan.columns):
            self._add_column(number, column, choices)

    def _add_column(self, number: int, column: Column, choices: list[tuple[str, Any]]) -> None:
        heading = self.told["headings"][number]
        becomes = gettext("Becomes: %(heading)s") % {"heading": heading}
        field = forms.ChoiceField(choices=choices, required=False, label=heading)
        field.widget.attrs |= {"class": "in", "aria-label": becomes}
        self.fields[f"column-{number}"] = field
        self.initial[f"column-{number}"] = column.to
        target = targets().get(column.to)
        if target is None:
            return
        if target.field.kind is Kind.WHEN:
            order = forms.ChoiceField(choices=_ORDERS, required=False, label=heading)
            order.widget.attrs |= {
                "class": "in",
                "aria-label": gettext("Order of the dates: %(heading)s") % {"heading": heading},
            }
            self.fields[f"order-{number}"] = order
            self.initial[f"order-{number}"] = column.order
        if target.is_coded:
            for place, word in enumerate(self.words_of(number)):
                name = f"word-{number}-{place}"
                self.fields[name] = WordField(target, word)
                self.initial[name] = WordField.shown(target, column.words.get(word, ""))

    def words_of(self, number: int) -> dict[str, int]:
        """The words of a column that has few, with how many rows hold each."""
        return dict(self.told.get("words", {}).get(str(number), {}))

    @property
    def columns(self) -> list[dict[str, Any]]:
        """For the page: each column with its fields."""
        shown = []
        for number, column in enumerate(self.plan.columns):
            words = [
                (word, count, self[f"word-{number}-{place}"])
                for place, (word, count) in enumerate(self.words_of(number).items())
                if f"word-{number}-{place}" in self.fields
            ]
            target = targets().get(column.to)
            many = bool(target and target.is_coded and str(number) not in self.told.get("words", {}))
            shown.append(
                {
                    "heading": self.told["headings"][number],
                    "first": self.told["first"][number],
                    "field": self[f"column-{number}"],
                    "order": self[f"order-{number}"] if f"order-{number}" in self.fields else None,
                    "words": words,
                    "target": target,
                    "many": many,
                }
            )
        return shown

    @property
    def constants(self) -> list[Any]:
        """The fields of what is the same for every row."""
        return [self[f"constant-{code}"] for code in CONSTANTS if f"constant-{code}" in self.fields]

    @property
    def datalists(self) -> list[tuple[str, list[str]]]:
        """The words that may be written for a column's words, once a list."""
        found: dict[str, list[str]] = {}
        for field in self.fields.values():
            if isinstance(field, WordField) and field.list_id not in found:
                found[field.list_id] = field.suggestions()
        return list(found.items())

    def read_plan(self) -> Plan:
        """The plan that was written. Raises PlanWrongError only by `check`."""
        said = self.cleaned_data
        columns = []
        for number, before in enumerate(self.plan.columns):
            to = said.get(f"column-{number}", "")
            words = dict(before.words) if to == before.to else {}
            for place, word in enumerate(self.words_of(number)):
                name = f"word-{number}-{place}"
                if name in self.fields and to == before.to:
                    words[word] = said.get(name, "")
            kept = {word: code for word, code in words.items() if code}
            columns.append(Column(to, kept, said.get(f"order-{number}") or before.order))
        constants = {code: said[f"constant-{code}"] for code in CONSTANTS if said.get(f"constant-{code}")}
        headings = list(self.told["headings"])
        return Plan(columns, constants, said["name"], said["register"], said["confidence"], headings)

    def refuse(self, wrong: PlanWrongError) -> None:
        """Show beside its field why a plan cannot be used."""
        self.add_error(wrong.field if wrong.field in self.fields else None, str(wrong))


class WordField(Line):
    """What one word of a list means: a term or a place by its name, or a dash for nothing."""

    def __init__(self, target: Target, word: str) -> None:
        super().__init__(required=False, label=word)
        self.target = target
        self.list_id = f"list-{target.field.terms or 'where'}"
        says = gettext("Means: %(word)s") % {"word": word}
        self.widget.attrs |= {"class": "in", "list": self.list_id, "aria-label": says}

    @staticmethod
    def shown(target: Target, code: str) -> str:
        """A code as it is written in the field."""
        if not code or code == SAYS_NOTHING:
            return code
        label = place_label(code) if target.field.kind is Kind.PLACE else term_label(target.field.terms, code)
        return f"{label} · {code}"

    def suggestions(self) -> list[str]:
        """Every term, as it is written in the field. Places are too many: they are found by what is written."""
        if self.target.field.kind is Kind.PLACE:
            return []
        living = [one for one in vocabulary.terms(self.target.field.terms).values() if one.retired is None]
        return [self.shown(self.target, one.code) for one in living]

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text in ("", SAYS_NOTHING, "–", "—"):
            return SAYS_NOTHING if text else ""
        _label, _dot, code = text.rpartition(" · ")
        for asked in (code, text):
            if asked and (found := self._known(asked) or meaning(self.target, asked, alone=True)):
                return found
        raise ValidationError(
            _("No term has this name. Choose one of the list, or write a dash for nothing."), code="term"
        )

    def _known(self, code: str) -> str:
        from malath.accountability.violations.values import checked

        try:
            value = checked(self.target.field, [code] if self.target.field.kind is Kind.TERMS else code)
        except Exception:
            return ""
        return code if value and self.target.field.kind is not Kind.FATE else ""


class PlaceOfAll(Line):
    """The place of every row, by its name."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        code = WordField(targets()["act.place"], text).clean(text) if text else ""
        return "" if code == SAYS_NOTHING else code


class WhenOfAll(Line):
    """The date of every row, as people write dates."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text:
            return ""
        read = read_written(text, Limits(timezone.localdate(), 1800))
        if read.date is None:
            raise ValidationError(_("This was not understood as a date."), code="date")
        return read.date.text


def _constant_field(target: Target) -> forms.Field:
    label = f"{target.label}"
    if target.field.kind is Kind.TERM:
        nothing = pgettext_lazy("the same for every row", "as each row says, or nothing")
        choices = [("", nothing), *term_choices(target.field.terms)]
        return forms.ChoiceField(label=label, choices=choices, required=False)
    kinds = {Kind.PLACE: PlaceOfAll, Kind.WHEN: WhenOfAll}
    return kinds.get(target.field.kind, Line)(label=label, required=False)


def _constant_shown(target: Target, value: Any) -> Any:
    return value_words(target.code, value) if value and target.field.kind in (Kind.PLACE, Kind.WHEN) else value
