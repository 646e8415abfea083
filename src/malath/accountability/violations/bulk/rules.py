"""Pure decisions of changing many records at once: what can be changed, what becomes of a value, who is left out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from malath.accountability.violations.fields import FIELDS, Field, Kind

MOST = 200
"""So many acts are changed at once: each stands in the preview, on one page that is read before anything is written."""

# What can be changed of an act that was found: the kind of record that says it, and its field.
CHANGES: Mapping[str, tuple[str, str]] = {
    "status": ("event", "status"),
    "kind": ("act", "kind"),
    "methods": ("act", "methods"),
    "victim_status": ("act", "victim_status"),
    "place": ("act", "place"),
    "perpetrator": ("involvement", "kind"),
}


class How(TextChoices):
    """What happens where something is said already."""

    EMPTY = "empty", pgettext_lazy("of a change of many records", "Only where nothing is said yet")
    INSTEAD = (
        "instead",
        pgettext_lazy("of a change of many records", "Also in place of what is shown first; it is kept"),
    )


class LeftOut(TextChoices):
    """Why a record is left out."""

    OTHERS = "others", pgettext_lazy("why a record is left out", "It belongs to another organisation")
    SAID = "said", pgettext_lazy("why a record is left out", "It says so already")
    FILLED = "filled", pgettext_lazy("why a record is left out", "Something else is said already")
    CHANGED = "changed", pgettext_lazy("why a record is left out", "Somebody changed it since you looked")
    REFUSED = "refused", pgettext_lazy("why a record is left out", "It does not take this value")


@dataclass(frozen=True)
class Wanted:
    """The change: one of CHANGES, the code to be said, and the unit of a perpetrator's part."""

    what: str
    code: str
    how: How = How.EMPTY
    unit: uuid.UUID | None = None

    @property
    def record(self) -> str:
        """Which kind of record says it."""
        return CHANGES[self.what][0]

    @property
    def field(self) -> Field:
        """The field that says it."""
        record, code = CHANGES[self.what]
        return FIELDS[record][code]


def value_after(wanted: Wanted, before: Any) -> tuple[Any, LeftOut | None]:
    """What is said afterwards in place of what is said now; or why nothing is changed. A method is added to the others."""
    if wanted.field.kind is Kind.TERMS:
        known = list(before or [])
        if wanted.code in known:
            return before, LeftOut.SAID
        return ([*known, wanted.code], None) if not known or wanted.how == How.INSTEAD else (before, LeftOut.FILLED)
    if before == wanted.code:
        return before, LeftOut.SAID
    if before and wanted.how == How.EMPTY:
        return before, LeftOut.FILLED
    return wanted.code, None
