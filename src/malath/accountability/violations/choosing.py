"""Naming somebody in a form: one of those on the page, somebody by their number, or somebody new by name (SC1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from malath.accountability.violations.accounts import Party
from malath.accountability.violations.models import Body, Person
from malath.accountability.violations.values import LONGEST_LINE
from malath.platform.interface.fields import Line

if TYPE_CHECKING:
    from malath.accountability.violations.recording import Recorder
    from malath.platform.access.models import Member

_NUMBER = 12


@dataclass(frozen=True)
class Chosen:
    """Who or what a form names: a row that stands, or the name and the kind of a new one; nobody where both are empty."""

    row: Person | Body | None = None
    name: str = ""
    kind: str = ""

    def __bool__(self) -> bool:
        return self.row is not None or bool(self.name)

    def person(self, change: Recorder) -> Person | None:
        """The person, new ones queued in the change."""
        if self.row is None and self.name:
            return change.person({"name": self.name}, kind=self.kind or Person.Kind.INDIVIDUAL)
        return self.row if isinstance(self.row, Person) else None

    def body(self, change: Recorder, kind: str) -> Body | None:
        """The unit or the place of detention, the same way."""
        if self.row is None and self.name:
            return change.body(kind, {"name": self.name})
        return self.row if isinstance(self.row, Body) else None


NOBODY = Chosen()


class Choice:
    """Three fields of a form that name one party; `read` turns them into what was chosen."""

    def __init__(
        self,
        name: str,
        label: Any,
        model: type[Person] | type[Body],
        *,
        known: Mapping[UUID, Party],
        required: bool = False,
        new: bool = True,
    ) -> None:
        self.name, self.label, self.model, self.required, self.new = name, label, model, required, new
        self._known = {str(pk): party for pk, party in known.items() if party.is_known}

    def fields(self) -> dict[str, forms.Field]:
        """The fields, by their names in the form."""
        made: dict[str, forms.Field] = {}
        if self._known:
            choices = [("", "—"), *((pk, party.name) for pk, party in self._known.items())]
            made[self.name] = forms.ChoiceField(label=self.label, choices=choices, required=False)
        if self.new:
            label = _("Or somebody new, by name") if self._known else self.label
            label = (_("Or a new one, by name") if self._known else self.label) if self.model is Body else label
            made[f"{self.name}_name"] = Line(label=label, max_length=LONGEST_LINE, required=False)
        hint = _("As it stands on its page, such as P-7KQ2MX.")
        made[f"{self.name}_number"] = Line(
            label=_("Or by the number here"), help_text=hint, max_length=_NUMBER, required=False
        )
        if self.model is Person and self.new:
            made[f"{self.name}_group"] = forms.BooleanField(
                label=_("The new name is that of a group or an organisation"), required=False
            )
        return made

    def read(self, form: forms.Form, viewer: Member) -> Chosen:
        """What was chosen, whom the viewer sees; what is wrong stands in the form."""
        said = form.cleaned_data
        pk, name = said.get(self.name, ""), said.get(f"{self.name}_name", "")
        number = str(said.get(f"{self.name}_number", "")).upper()
        first = next(one for one in self.fields() if one in form.fields)
        if sum(map(bool, (pk, name, number))) > 1:
            form.add_error(first, _("Choose one way to say who it is."))
        elif number or pk:
            wanted = {"number": number} if number else {"pk": pk}
            rows = self.model.objects.visible_to(viewer).filter(**wanted)
            row = (rows.filter(erased_on=None) if self.model is Person else rows).first()
            if row is None:
                form.add_error(f"{self.name}_number" if number else first, _("Nobody whom you see has this number."))
            return Chosen(row=row)
        elif name:
            group = said.get(f"{self.name}_group", False)
            return Chosen(name=name, kind=Person.Kind.GROUP if group else Person.Kind.INDIVIDUAL)
        elif self.required:
            form.add_error(first, _("Say who it is."))
        return Chosen()
