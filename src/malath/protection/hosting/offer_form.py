"""The form by which anybody offers a home. It needs no account, sets no cookie and loads nothing from elsewhere."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from malath.people.choices import LANGUAGES, language_name
from malath.platform.access.models import LocalNetwork
from malath.platform.interface.fields import Day, Line, Paragraph
from malath.protection.hosting.forms import FLAG_LABELS, spoken_choices
from malath.protection.hosting.models import Offer
from malath.protection.hosting.rules import HomeKind, HostKind

_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
# What somebody who offers can say of their home; the rest is seen at the visit.
_ASKED = ("step_free", "women_only", "children_welcome", "tonight")


def open_cities() -> list[tuple[str, str]]:
    """The cities that take offers."""
    rows = LocalNetwork.objects.filter(hosting__takes_offers=True).order_by("slug")
    return [(row.slug, str(row)) for row in rows]


def _asked_choices() -> list[tuple[str, Any]]:
    return [(flag, FLAG_LABELS[flag]) for flag in _ASKED]


class OfferForm(forms.Form):
    """A home, as its host tells of it. The address is asked at the visit, not here."""

    name = Line(label=_("Your name"))
    phone = Line(label=_("Telephone"), required=False)
    mail = forms.EmailField(label=_("E-mail"), required=False, max_length=200)
    language = forms.ChoiceField(label=_("In which language may we answer?"))
    city = forms.ChoiceField(label=_("Near which city"))
    where = Line(
        label=_("Which part of the city, or which village"),
        required=False,
        help_text=_("No address yet: we ask when we meet."),
    )
    host_kind = forms.ChoiceField(label=_("Who offers"), choices=HostKind.choices, widget=forms.RadioSelect)
    home_kind = forms.ChoiceField(
        label=_("What you offer"), widget=forms.RadioSelect,
        choices=[(HomeKind.FAMILY.value, _("A room where we live")), (HomeKind.SHARED.value, _("A flat or house of its own"))],
    )  # fmt: skip
    beds = forms.IntegerField(label=_("How many people can sleep there"), min_value=1, max_value=60)
    rooms = forms.IntegerField(label=_("How many rooms"), min_value=1, max_value=40)
    flags = forms.MultipleChoiceField(
        label=_("What it offers"), required=False, widget=forms.CheckboxSelectMultiple, choices=_asked_choices
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you speak"), required=False, widget=forms.CheckboxSelectMultiple, choices=spoken_choices
    )
    from_day = Day(label=_("From when"), required=False)
    to_day = Day(label=_("Until when"), required=False)
    text = Paragraph(label=_("Anything else you want to tell us"), required=False, rows=4, max_length=4000)
    stamp = forms.CharField(widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args: Any, cities: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].choices = [("", "—"), *cities]  # type: ignore[attr-defined]
        self.fields["language"].choices = [(code, language_name(code)) for code in LANGUAGES]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("phone") and not cleaned.get("mail"):
            self.add_error("phone", _("Leave a telephone number or an e-mail address, so that we can answer."))
        if len(_LINK.findall(cleaned.get("text", ""))) > 1:
            self.add_error("text", _("Please leave out the links."))
        return cleaned

    def details(self) -> dict[str, Any]:
        """What is kept, sealed."""
        given = self.cleaned_data
        kept = (
            "name",
            "mail",
            "language",
            "where",
            "host_kind",
            "home_kind",
            "beds",
            "rooms",
            "flags",
            "languages",
            "text",
        )
        days = {"from": given["from_day"], "until": given["to_day"]}
        return {
            **{name: given[name] for name in kept},
            **{name: day.isoformat() if day else "" for name, day in days.items()},
            "phones": [given["phone"]] if given["phone"] else [],
        }


def written_of_offer(offer: Offer) -> dict[str, Any]:
    """A revealed offer as the first values of a new home's form."""
    told = offer.details
    return {
        "host_kind": told.get("host_kind"),
        "name": told.get("name", ""),
        "phone": (told.get("phones") or [""])[0],
        "mail": told.get("mail", ""),
        "kind": told.get("home_kind"),
        "beds": told.get("beds"),
        "rooms": told.get("rooms"),
        "flags": told.get("flags", []),
        "languages": told.get("languages", []),
        "from_day": told.get("from", ""),
        "to_day": told.get("until", ""),
    }
