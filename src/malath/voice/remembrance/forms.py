"""Forms of the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from malath.engines.edtf import DateError, Limits, in_words, parse, read_written
from malath.platform.interface import formats
from malath.platform.interface.fields import Day, Line, Paragraph
from malath.voice.remembrance.actions.consenting import Given
from malath.voice.remembrance.actions.recording import Told
from malath.voice.remembrance.rules import MOST_SOURCES, TEXTS, Change, Fate, Kind, Part, Relation, is_web_address
from malath.voice.site.rules import LANGUAGES

LABELS = {
    "name": _("Name"),
    "portrait": _("Portrait in words"),
    "place": _("Where they are held"),
    "family": _("Their family"),
    "help": _("What readers can do"),
}
LONGEST_TEXT = 20_000
FIRST_YEAR = 1900
# The context in which the two texts are given away by a line of the timeline.
GIVEN_AWAY = [(Part.PLACE, _("It tells where they are held")), (Part.FAMILY, _("It tells of their family"))]


def _in_language(label: Any, code: str) -> Any:
    """A label and the language in which it is filled in; the isolates keep the direction around it."""
    return format_lazy("{} (\u2068{}\u2069)", label, formats.LANGUAGE_NAMES[code])


class AfterForm(forms.Form):
    """A form that remembers which revision its writer had before them."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)


class ColleagueTexts(forms.Form):
    """Name, portrait, place, family and what readers can do, in three languages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            for part in TEXTS:
                label = _in_language(LABELS[part], code)
                field = (
                    Line(label=label, required=False)
                    if part == "name"
                    else Paragraph(label=label, rows=4, required=False, max_length=LONGEST_TEXT)
                )
                field.widget.attrs["lang"] = code
                self.fields[f"{part}_{code}"] = field

    def texts(self) -> dict[str, dict[str, str]]:
        """{part: {language: words}}."""
        return {part: {code: self.cleaned_data.get(f"{part}_{code}", "") for code in LANGUAGES} for part in TEXTS}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(f"name_{code}") for code in LANGUAGES):
            raise ValidationError(_("Write their name in at least one language."))
        return given


def start_of_texts(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """The texts as their form begins with them."""
    return {f"{part}_{code}": words for part, found in texts.items() for code, words in found.items()}


class BeginForm(ColleagueTexts):
    """Of whom, and what became of them."""

    organisation = forms.ChoiceField(label=_("Organisation that publishes"))
    fate = forms.ChoiceField(label=_("What became of them"), choices=Fate.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        for code in LANGUAGES:
            for part in TEXTS:
                if part != "name":
                    del self.fields[f"{part}_{code}"]


class WriteForm(AfterForm, ColleagueTexts):
    """All texts of a colleague."""


class ConsentForm(AfterForm):
    """Who said yes, how, to what."""

    relation = forms.ChoiceField(label=_("Who gives the consent?"), choices=Relation.choices, widget=forms.RadioSelect)
    who = Line(label=_("Their name, for us alone"))
    how = Paragraph(
        label=_("How it was given"), rows=2, max_length=1000,
        help_text=_("To whom they spoke, in which language, in writing or by voice. It stays here."),
    )  # fmt: skip
    allows = forms.MultipleChoiceField(
        label=_("What may be said"), choices=Part.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Ask for each. Without their name there is no page."),
    )  # fmt: skip
    given_on = Day(label=_("Given on"))
    until = Day(label=_("Stands until"), required=False, help_text=_("Left empty, it stands until it is withdrawn."))

    def given(self) -> Given:
        """What the action takes."""
        return Given(
            **{key: self.cleaned_data[key] for key in ("relation", "who", "how", "allows", "given_on", "until")}
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        day, until, today = given.get("given_on"), given.get("until"), timezone.localdate()
        if day and day > today:
            self.add_error("given_on", _("This day has not come yet."))
        if until and until < max(day or today, today):
            self.add_error("until", _("This day is past."))
        return given


class DownForm(forms.Form):
    """What stands at the address afterwards."""

    silent = forms.BooleanField(
        label=_("Leave no trace at its address"), required=False,
        help_text=_("Otherwise the address says that something was taken down, and not what."),
    )  # fmt: skip


class WhenField(Line):
    """A day, a month or a year as people write it; its value is EDTF."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("When"), help_text=_("As you would say it: 3 May 2012, March 2013, about 2014."), **kwargs
        )

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        read = read_written(text, Limits(timezone.localdate(), FIRST_YEAR))
        if read.date is None:
            raise ValidationError(_("This was not understood as a day that has come. Write it as in 3 May 2012."))
        if read.other is not None:
            # Day first or month first: on a page that names somebody nothing is guessed.
            raise ValidationError(_("Write the month as a word: this could be two different days."), code="ambiguous")
        return read.date.text

    def prepare_value(self, value: Any) -> Any:
        try:
            known = parse(value)
        except (DateError, TypeError, AttributeError):
            return value
        words = in_words(known, formats.active_language())
        read = read_written(words)
        return words if read.date == known and read.other is None else value


class ToldForm(AfterForm):
    """A line of the timeline: when, in which words, from which sources."""

    when = WhenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            field = Paragraph(label=_in_language(_("What happened"), code), rows=2, required=False, max_length=2000)
            field.widget.attrs["lang"] = code
            self.fields[f"words_{code}"] = field
        self.fields["names"] = forms.MultipleChoiceField(
            label=_("What it gives away"), choices=GIVEN_AWAY, required=False, widget=forms.CheckboxSelectMultiple,
            help_text=_("Readers see it only if the consent allows that too."),
        )  # fmt: skip
        for number in range(1, MOST_SOURCES + 1):
            self._add_source(number)

    def _add_source(self, number: int) -> None:
        self.fields[f"title_{number}"] = Line(label=format_lazy(_("Source {number}"), number=number), required=False)
        url = Line(label=format_lazy(_("Address of source {number}"), number=number), required=False, max_length=500)
        url.widget.attrs |= {"dir": "ltr", "inputmode": "url"}
        self.fields[f"url_{number}"] = url
        self.fields[f"read_{number}"] = Day(
            label=format_lazy(_("Day on which source {number} was read"), number=number), required=False
        )

    def words(self) -> dict[str, str]:
        """The words by language."""
        return {code: self.cleaned_data[f"words_{code}"] for code in LANGUAGES}

    def sources(self) -> list[dict[str, str]]:
        """The sources that were filled in."""
        given, found = self.cleaned_data, []
        for number in range(1, MOST_SOURCES + 1):
            read = given.get(f"read_{number}")
            one = {"title": given[f"title_{number}"], "url": given[f"url_{number}"]}
            if any(one.values()) or read:
                found.append({**one, "read_on": read.isoformat() if read else ""})
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for number in range(1, MOST_SOURCES + 1):
            url, read = given.get(f"url_{number}", ""), given.get(f"read_{number}")
            if url and not is_web_address(url):
                self.add_error(f"url_{number}", _("An address begins with https:// or http://."))
            if (given.get(f"title_{number}") or read) and not url and f"url_{number}" not in self.errors:
                self.add_error(f"url_{number}", _("Give the address at which it was read."))
            if url and not read and f"read_{number}" not in self.errors:
                self.add_error(f"read_{number}", _("Say on which day it was read: pages change."))
            if read and read > timezone.localdate():
                self.add_error(f"read_{number}", _("This day has not come yet."))
        return given


class HappeningForm(ToldForm):
    """A line of the timeline, and whether it comes round each year."""

    kind = forms.ChoiceField(label=_("What it was"), choices=Kind.choices)
    yearly = forms.BooleanField(
        label=_("Remember it each year"), required=False,
        help_text=_("It stands on Today 60 days ahead. Only what is known to the day or the month can."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["kind", "when", "yearly"])

    def told(self) -> Told:
        """What the action takes."""
        given = self.cleaned_data
        return Told(given["kind"], given["when"], self.words(), given["names"], self.sources(), given["yearly"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("kind") != Kind.BIRTH and not any(given.get(f"words_{code}") for code in LANGUAGES):
            self.add_error(f"words_{LANGUAGES[0]}", _("Say it in at least one language."))
        return given


def start_of_line(kind: str, told: Mapping[str, Any], *, yearly: bool) -> dict[str, Any]:
    """A line as its form begins with it."""
    start: dict[str, Any] = {
        "kind": kind,
        "when": told.get("when", ""),
        "names": told.get("names", []),
        "yearly": yearly,
    }
    start |= {f"words_{code}": words for code, words in told.get("words", {}).items()}
    for number, source in enumerate(told.get("sources", []), 1):
        start |= {
            f"title_{number}": source["title"],
            f"url_{number}": source["url"],
            f"read_{number}": source["read_on"],
        }
    return start


class ChangeForm(ToldForm):
    """What changed, when, in which words."""

    change = forms.ChoiceField(label=_("What changed?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, changes: Sequence[Change], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["change"].choices = [(one.value, one.label) for one in changes]  # type: ignore[attr-defined]
        self.order_fields(["change", "when"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(f"words_{code}") for code in LANGUAGES):
            self.add_error(f"words_{LANGUAGES[0]}", _("Say it in at least one language."))
        return given


class AddressForm(forms.Form):
    """A text that is out, by the address at which readers find it."""

    address = Line(label=_("Address of the text on the public site"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["address"].widget.attrs |= {"dir": "ltr", "inputmode": "url"}


class KeepForm(forms.Form):
    """How an anniversary is settled without a new draft."""

    due_on = forms.DateField(widget=forms.HiddenInput)
    address = Line(
        label=_("A text that is out and keeps this day"), required=False, max_length=300,
        help_text=_("Its address on the public site."),
    )  # fmt: skip
    reason = Paragraph(label=_("Or why nothing is published this year"), rows=2, required=False, max_length=1000)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if bool(given.get("address")) == bool(given.get("reason")):
            raise ValidationError(_("Give the address of a text, or a reason: one of the two."))
        return given


class DueForm(forms.Form):
    """Which anniversary is meant: the day that stood on the page."""

    due_on = forms.DateField(widget=forms.HiddenInput)
