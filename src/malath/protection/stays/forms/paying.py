"""Forms of rent and budget lines."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from malath.platform.interface.fields import Day, Line, Upload
from malath.protection.stays.rent import MOST_CENTS, Currency, in_cents

_MONTH = re.compile(r"(\d{4})-(\d{2})(-\d{2})?")


class Month(forms.CharField):
    """A month by the browser's own picker; a browser without one takes 2026-11."""

    widget = forms.DateInput(attrs={"type": "month", "placeholder": "2026-11", "dir": "ltr"}, format="%Y-%m")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        found = _MONTH.fullmatch(text.strip())
        try:
            month = date(int(found[1]), int(found[2]), 1) if found else None
        except ValueError:
            month = None
        if month is None or not 1900 <= month.year <= 2200:
            raise forms.ValidationError(_("Write the month like this: 2026-11."), code="month")
        return month


class Money(forms.DecimalField):
    """An amount with at most two decimal places; its value is in cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=Decimal("0.01"), max_value=Decimal(MOST_CENTS) / 100, decimal_places=2, max_digits=12, **kwargs
        )

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return in_cents(amount) if amount is not None else None


class LineChangeForm(forms.Form):
    """An amount, an end, and whether a budget line still promises."""

    cents = Money(label=_("Amount"))
    until = Day(label=_("Until"))
    is_closed = forms.BooleanField(
        label=_("Closed: nothing new is promised from it"), required=False,
        help_text=_("What is promised already is paid to the end."),
    )  # fmt: skip


class LineForm(forms.Form):
    """A new budget line."""

    name = Line(label=_("Name of the line"))
    cents = Money(label=_("Amount"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    since = Day(label=_("From"))
    until = Day(label=_("Until"))

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = forms.ChoiceField(label=_("Organisation"), choices=organisations)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("since") and cleaned.get("until") and cleaned["until"] < cleaned["since"]:
            self.add_error("until", _("The line ends after it begins."))
        return cleaned


class RentForm(forms.Form):
    """A rent agreement of a stay."""

    cents = Money(label=_("Rent a month"))
    first_month = Month(label=_("First month"))
    last_month = Month(label=_("Last month"))
    payee = Line(label=_("Paid to whom"))
    note = Line(label=_("Note"), required=False)

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["line"] = forms.ChoiceField(label=_("From which budget line"), choices=lines)
        self.order_fields(["line", "cents", "first_month", "last_month", "payee", "note"])


class PayForm(forms.Form):
    """A month that was paid."""

    paid_on = Day(label=_("Paid on"), initial=timezone.localdate)
    reference = Line(label=_("Reference of the payment"), required=False)
    upload = Upload(label=_("Receipt"), required=False, help_text=_("It becomes a document of the case."))

    def __init__(self, *args: Any, months: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"] = forms.ChoiceField(label=_("Month"), choices=months)
        self.order_fields(["month", "paid_on", "reference", "upload"])


class TakeBackForm(forms.Form):
    """It was written in error, or the money came back."""

    why = Line(label=_("Why it is taken back"))
