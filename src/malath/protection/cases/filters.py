"""What the case list and the timeline take from an address: every value is checked, a wrong one asks for nothing."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.platform.access.selectors import networks
from malath.protection.cases.listing import NEWEST, URGENCY, Wanted
from malath.protection.cases.rules import EntryKind, EntryPath, Priority, Stage


class FilterForm(forms.Form):
    """The filters over the case list."""

    stage = forms.ChoiceField(label=pgettext_lazy("of a case", "State"), choices=Stage.choices, required=False)
    mine = forms.BooleanField(label=_("Only where I am on the team"), required=False)
    entry_path = forms.ChoiceField(
        label=_("Where they are"), choices=[("", _("Anywhere")), *EntryPath.choices], required=False
    )
    network = forms.ChoiceField(label=_("Local network"), required=False)
    priority = forms.ChoiceField(
        label=pgettext_lazy("priority of a case", "How soon"),
        choices=[("", _("Any priority")), *Priority.choices],
        required=False,
    )
    order = forms.ChoiceField(
        label=_("Order"), choices=[(URGENCY, _("Most urgent first")), (NEWEST, _("Newest first"))], required=False
    )

    def __init__(self, *args: Any, known: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = [(network.slug, str(network)) for network in networks()] if known is None else known
        self.fields["network"].choices = [("", _("Any network")), *self.known]  # type: ignore[attr-defined]

    def showing(self, wanted: Wanted) -> FilterForm:
        """The form as the page shows it: what the list was made by, whatever was asked."""
        return FilterForm(initial={name: getattr(wanted, name) for name in self.fields}, known=self.known)

    def wanted(self) -> Wanted:
        """What was asked for; what makes no sense is left out."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return Wanted(**asked)


def cursor_of(query: QueryDict) -> uuid.UUID | None:
    """The cursor of a page, if it is one."""
    try:
        return uuid.UUID(query.get("after", ""))
    except ValueError:
        return None


def kind_of(query: QueryDict) -> str:
    """The kind of line that was asked for, or empty."""
    kind = query.get("kind", "")
    return kind if kind in EntryKind.values else ""


def address_after(query: QueryDict, after: str) -> str:
    """The same page of the list, from a cursor on."""
    if not after:
        return ""
    kept = query.copy()
    kept["after"] = after
    return "?" + kept.urlencode()
