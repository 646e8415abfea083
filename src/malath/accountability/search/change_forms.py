"""What is to be changed in the acts that a search found: one thing, how, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from malath.accountability.search.wording import choices_of
from malath.accountability.violations.bulk import How, Wanted
from malath.accountability.violations.selectors import unit_numbered
from malath.platform.interface.fields import Line, Paragraph

if TYPE_CHECKING:
    from malath.accountability.violations.models import Body
    from malath.platform.access.models import Member

# Each change with its vocabulary and its label, in the order in which they are offered.
WHAT: Mapping[str, tuple[str, str | Promise]] = {
    "status": ("violation_status", gettext_lazy("Is it a violation?")),
    "kind": ("acts", gettext_lazy("Kind of act")),
    "methods": ("methods", gettext_lazy("A method more")),
    "victim_status": ("victim_status", gettext_lazy("The victim afterwards")),
    "place": ("places", pgettext_lazy("of a search", "Place")),
    "perpetrator": ("perpetrators", gettext_lazy("A perpetrator more, by kind")),
}


class ChangeForm(forms.Form):
    """One change. Of the values only that of the chosen change is read; another one that is filled in is refused."""

    what = forms.ChoiceField(label=gettext_lazy("What is to be changed"), widget=forms.RadioSelect)
    how = forms.ChoiceField(
        label=gettext_lazy("Where something is said already"),
        choices=How.choices,
        initial=How.EMPTY,
        widget=forms.RadioSelect,
    )
    why = Paragraph(label=gettext_lazy("Why; it stands in the history of each"), rows=2, max_length=500)

    def __init__(self, *args: Any, viewer: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._viewer = viewer
        self.fields["what"].choices = [(code, label) for code, (_terms, label) in WHAT.items()]  # type: ignore[attr-defined]
        for code, (terms, label) in WHAT.items():
            choices = [("", "—"), *choices_of(terms)]
            self.fields[f"to_{code}"] = forms.ChoiceField(label=str(label), choices=choices, required=False)
        self.fields["unit"] = Line(
            label=gettext_lazy("Its unit, by number"),
            max_length=12,
            required=False,
            help_text=gettext_lazy("Only with a perpetrator. Such as B-7KQ2MX."),
        )
        self.order_fields(["what", *(f"to_{code}" for code in WHAT), "unit", "how", "why"])

    def clean_unit(self) -> Body | None:
        number = str(self.cleaned_data["unit"]).upper()
        if not number:
            return None
        found = unit_numbered(self._viewer, number)
        if found is None:
            raise ValidationError(_("No unit that you see has this number."))
        return found

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        what = said.get("what")
        if what and not said.get(f"to_{what}") and f"to_{what}" not in self.errors:
            self.add_error(f"to_{what}", _("Choose what it becomes."))
        for code in WHAT:
            if what and code != what and said.get(f"to_{code}"):
                self.add_error(
                    f"to_{code}", _("One thing is changed at a time: choose this one above, or leave it empty.")
                )
        if said.get("unit") and what != "perpetrator":
            self.add_error("unit", _("A unit goes with a perpetrator."))
        return said

    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        said = self.cleaned_data
        unit = said["unit"].pk if said.get("unit") else None
        return Wanted(said["what"], said[f"to_{said['what']}"], How(said["how"]), unit)
