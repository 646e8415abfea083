"""The forms of hosting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.people.choices import LANGUAGES, language_name
from malath.platform.interface.fields import Day, Line, Paragraph
from malath.protection.hosting.actions.entering import FLAGS, HomeFacts, HostFacts
from malath.protection.hosting.listing import WantedHomes
from malath.protection.hosting.models import Home, Host
from malath.protection.hosting.rules import (
    LIVING_STATES,
    CheckKind,
    DeclineReason,
    HomeKind,
    HomeState,
    HostErasureGround,
    HostKind,
    Span,
)

SEALED_APART = _("Sealed apart: whoever looks at it leaves an entry in the ledger.")
KEPT_CLOSE = _("Sealed; seen only by those who keep this network's homes.")
DECLINED_GOES = _("Sealed, and forgotten after 90 days with the offer. What is no offer at all is forgotten at once.")
FLAG_LABELS = {
    "step_free": _("No step to the door and within"),
    "women_only": _("Women only"),
    "children_welcome": _("Children are welcome"),
    "single_parent_support": _("Help for a parent alone"),
    "discreet": _("Discreet: nobody around would know"),
    "tonight": _("Can take somebody in tonight"),
}


def spoken_choices() -> list[tuple[str, str]]:
    """The languages that hosts and helpers speak."""
    return [(code, language_name(code)) for code in LANGUAGES]


def flag_choices() -> list[tuple[str, Any]]:
    """The attributes of a home."""
    return [(flag, FLAG_LABELS[flag]) for flag in FLAGS]


class HostForm(forms.Form):
    """Who offers."""

    host_kind = forms.ChoiceField(label=_("Who offers"), choices=HostKind.choices, widget=forms.RadioSelect)
    name = Line(label=_("Name"))
    contact = Line(
        label=_("Who answers for it"), required=False, help_text=_("Where a body offers: the person we call.")
    )
    phone = Line(label=_("Telephone"), required=False)
    mail = forms.EmailField(label=_("E-mail"), required=False, max_length=200)
    how = Line(label=_("How and when to reach them"), required=False)
    host_wishes = Paragraph(
        label=_("What they wish and what they fear"), required=False, rows=3, help_text=KEPT_CLOSE
    )  # fmt: skip

    def host_facts(self) -> HostFacts:
        """What was written, for the action."""
        given = self.cleaned_data
        names = {"main": given["name"], "contact": given["contact"]}
        contact = {"phones": [given["phone"]] if given["phone"] else [], "mail": given["mail"], "how": given["how"]}
        return HostFacts(given["host_kind"], names, contact, given["host_wishes"])

    @staticmethod
    def written_of(host: Host) -> dict[str, Any]:
        """A revealed host as the form's initial values."""
        phones = host.contact.get("phones") or [""]
        return {
            "host_kind": host.kind,
            "name": host.name,
            "contact": host.names.get("contact", ""),
            "phone": phones[0],
            "mail": host.contact.get("mail", ""),
            "how": host.contact.get("how", ""),
            "host_wishes": host.wishes,
        }


class HomeForm(forms.Form):
    """What a home is like. Nothing here says who or where."""

    kind = forms.ChoiceField(label=_("What kind of home"), choices=HomeKind.choices, widget=forms.RadioSelect)
    beds = forms.IntegerField(label=_("Beds"), min_value=1, max_value=60)
    rooms = forms.IntegerField(label=_("Rooms"), min_value=1, max_value=40)
    flags = forms.MultipleChoiceField(
        label=_("What it offers"), required=False, widget=forms.CheckboxSelectMultiple, choices=flag_choices
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken at home"), required=False, widget=forms.CheckboxSelectMultiple, choices=spoken_choices
    )
    described = Paragraph(
        label=_("What it is like"), required=False, rows=3,
        help_text=_("No name and no address: everybody who looks for a place reads this."),
    )  # fmt: skip
    rules = Paragraph(label=_("Rules of the house"), required=False, rows=3)
    wishes = Paragraph(label=_("Whom the host would gladly welcome"), required=False, rows=2)

    def facts(self) -> HomeFacts:
        """What was written, for the action."""
        given = self.cleaned_data
        details = {name: given[name] for name in ("described", "rules", "wishes")}
        return HomeFacts(
            given["kind"], given["beds"], given["rooms"], frozenset(given["flags"]), tuple(given["languages"]), details
        )

    @staticmethod
    def written_of_home(home: Home) -> dict[str, Any]:
        """A revealed home as the form's initial values."""
        return {
            "kind": home.kind,
            "beds": home.beds,
            "rooms": home.rooms,
            "flags": [flag for flag in FLAGS if getattr(home, flag)],
            "languages": home.language_codes,
            **home.details,
        }


class AddressForm(forms.Form):
    """Where a home is."""

    lines = Paragraph(
        label=_("Address"),
        rows=3,
        max_length=500,
        help_text=SEALED_APART,
    )
    way = Paragraph(label=_("How to find it"), required=False, rows=2, max_length=1000)
    door = Line(label=_("At the door"), required=False, help_text=_("The name on the bell, a code, what to say."))


class NightsForm(forms.Form):
    """From one day to another: open, or closed."""

    from_day = Day(label=_("From the night of"), initial=timezone.localdate)
    to_day = Day(label=_("Until the morning of"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("from_day"), cleaned.get("to_day")
        if first and last and last <= first:
            self.add_error("to_day", _("The last day must come after the first."))
        return cleaned

    def span(self) -> Span:
        """The nights, for the action."""
        return Span(self.cleaned_data["from_day"], self.cleaned_data["to_day"])


class NewHomeForm(HostForm, HomeForm):
    """A host and their home at once: what a coordinator writes down on the telephone."""

    lines = Paragraph(
        label=_("Address"),
        required=False,
        rows=2,
        max_length=500,
        help_text=SEALED_APART,
    )
    from_day = Day(label=_("Open from the night of"), required=False)
    to_day = Day(label=_("Until the morning of"), required=False)

    field_order = ("host_kind", "name", "contact", "phone", "mail", "how", "host_wishes", "kind", "beds", "rooms")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("from_day"), cleaned.get("to_day")
        if bool(first) != bool(last) or (first and last and last <= first):
            self.add_error("to_day", _("Both days are needed, and the last must come after the first."))
        return cleaned

    def nights(self) -> Span | None:
        """When it is open, if that is known."""
        first, last = self.cleaned_data["from_day"], self.cleaned_data["to_day"]
        return Span(first, last) if first and last else None

    def address(self) -> dict[str, str]:
        """Where it is, as far as it was told."""
        return {"lines": self.cleaned_data["lines"]} if self.cleaned_data["lines"] else {}


class CheckForm(forms.Form):
    """What was looked at, when, and what came of it."""

    kind = forms.ChoiceField(label=_("What was checked"), choices=CheckKind.choices)
    done_on = Day(label=_("Checked on"), initial=timezone.localdate)
    passed = forms.ChoiceField(
        label=_("What came of it"),
        choices=[("yes", _("It holds")), ("no", _("It does not hold"))],
        widget=forms.RadioSelect,
    )
    expires_on = Day(
        label=_("Ends on, if earlier than the rule says"), required=False,
        help_text=_("A visit and an agreement end after 12 months, a criminal record after 24, references and the preparation after 36."),
    )  # fmt: skip
    outcome = Paragraph(
        label=_("What was seen and said"),
        required=False,
        rows=4,
        help_text=KEPT_CLOSE,
    )


class StepForm(forms.Form):
    """Approve, pause, refuse, end, or begin anew."""

    state = forms.ChoiceField(label=_("What happens with this home"), choices=HomeState.choices)
    why = Paragraph(label=_("Why"), required=False, rows=2, help_text=_("Needed to pause, refuse or end. Sealed."))

    def __init__(self, *args: Any, states: list[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if states is not None:
            acts = dict(ACTS)
            self.fields["state"].choices = [(state, acts[state]) for state in states]  # type: ignore[attr-defined]


ACTS = [
    (HomeState.APPROVED, _("Approve it: households may be placed here")),
    (HomeState.PAUSED, _("Pause it: no new stay for a while")),
    (HomeState.REFUSED, _("Refuse it")),
    (HomeState.ENDED, _("End it: it is offered no more")),
    (HomeState.OFFERED, _("It is offered again: begin anew")),
]


class WhyForm(forms.Form):
    """A reason alone."""

    why = Line(label=_("Why"))


class EraseHostForm(forms.Form):
    """Why a host is erased: a code, because it stays when everything else is gone."""

    ground = forms.ChoiceField(label=_("Ground"), choices=HostErasureGround.choices, widget=forms.RadioSelect)


class HostCopyForm(forms.Form):
    """In which language a host gets their copy."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, widget=forms.RadioSelect)


class DeclineForm(forms.Form):
    """Say no to an offer."""

    reason = forms.ChoiceField(label=_("Why"), choices=DeclineReason.choices)
    text = Paragraph(
        label=_("More about it"),
        required=False,
        rows=2,
        help_text=DECLINED_GOES,
    )


class FilterForm(forms.Form):
    """The filters over the list of homes."""

    state = forms.ChoiceField(
        label=pgettext_lazy("of a home", "State"), required=False,
        choices=[("", _("All that are not ended")), *[(state.value, state.label) for state in LIVING_STATES],
                 (HomeState.REFUSED.value, HomeState.REFUSED.label), (HomeState.ENDED.value, HomeState.ENDED.label)],
    )  # fmt: skip
    network = forms.ChoiceField(label=_("Local network"), required=False)
    kind = forms.ChoiceField(
        label=_("What kind of home"), choices=[("", _("Any kind of home")), *HomeKind.choices], required=False
    )
    beds = forms.IntegerField(label=_("At least so many beds"), min_value=0, max_value=60, required=False)
    need = forms.ChoiceField(label=_("What it must offer"), required=False)
    language = forms.ChoiceField(label=_("Language spoken"), required=False)

    def __init__(self, *args: Any, known: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("network", [("", _("Any network")), *known]),
            ("need", [("", _("Anything")), *flag_choices()]),
            ("language", [("", _("Any language")), *spoken_choices()]),
        ):
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def wanted(self) -> WantedHomes:
        """What was asked for; what makes no sense is left out."""
        self.is_valid()
        return WantedHomes(**{name: value for name, value in self.cleaned_data.items() if value})
