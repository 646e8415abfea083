"""Forms of campaigns and occasions. What readers see is asked in each language, the member's own first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from malath.platform.interface.fields import Day, Line, Paragraph
from malath.voice.campaigns.rules import TEXTS, Answered, Covers, Kind, PartKind, Way
from malath.voice.site.rules import LANGUAGES, LONGEST_EXCERPT

LONGEST_TEXT = 30_000
OWN_NAMES = {"ar": "العربية", "en": "English", "fr": "Français"}
LABELS: dict[str, str | Promise] = {
    "title": pgettext_lazy("of a campaign", "Title"),
    "excerpt": _("Excerpt"),
    "aim": pgettext_lazy("of a campaign", "Aim"),
    "demands": _("Demands"),
    "asked": _("What the public can do"),
    "reached": _("What was reached"),
    "body": pgettext_lazy("of an occasion", "What it is about"),
}
HINTS = {"demands": _("One on each line.")}
LINES = {"title", "name"}


def languages() -> list[str]:
    """The languages in the order of the forms: the member's own first."""
    own = (get_language() or "")[:2]
    return sorted(LANGUAGES, key=lambda code: code != own)


def _add(form: forms.Form, name: str, label: str | Promise, code: str, **kwargs: Any) -> None:
    """A field of one language: its label says which, in that language's own name."""
    kind = kwargs.pop("kind", Line)
    field = kind(label=format_lazy("{} · {}", label, OWN_NAMES[code]), required=False, **kwargs)
    field.widget.attrs["lang"] = code
    form.fields[f"{name}_{code}"] = field


def _by_language(given: Mapping[str, Any], name: str) -> dict[str, str]:
    return {code: given[f"{name}_{code}"] for code in LANGUAGES if given.get(f"{name}_{code}")}


class BeginForm(forms.Form):
    """For whom."""

    organisation = forms.ChoiceField(label=_("Organisation that publishes"))

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]


class TextsForm(forms.Form):
    """The texts of a campaign."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = Kind(kind)
        for code in languages():
            for part in TEXTS[self.kind]:
                long = {"rows": 2, "max_length": LONGEST_EXCERPT} if part == "excerpt" else {"max_length": LONGEST_TEXT}
                extra = {} if part in LINES else {"kind": Paragraph, **long}
                _add(self, part, LABELS[part], code, help_text=HINTS.get(part, ""), **extra)

    def texts(self) -> dict[str, dict[str, str]]:
        """{language: {part: text}}."""
        return {code: {p: self.cleaned_data[f"{p}_{code}"] for p in TEXTS[self.kind]} for code in LANGUAGES}


class OccasionForm(TextsForm):
    """The texts of an occasion, its days, its place, and the campaign it belongs to."""

    first = Day(label=_("First day"), required=False)
    last = Day(label=_("Last day"), required=False, help_text=_("Left empty, it is one day."))
    open = forms.BooleanField(
        label=_("The public may know the place"), required=False,
        help_text=_("Otherwise it is undisclosed: no page or preview shows it, and where texts of this occasion name it, it is blacked out."),
    )  # fmt: skip
    campaign = forms.ChoiceField(label=_("Belongs to the campaign"), required=False)

    def __init__(self, *args: Any, campaigns: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["campaign"].choices = [("", pgettext_lazy("campaign", "None")), *campaigns]  # type: ignore[attr-defined]
        for code in languages():
            _add(self, "place", pgettext_lazy("of an occasion", "Place"), code)
        places = [f"place_{code}" for code in languages()]
        texts = [name for name in self.fields if name not in {"first", "last", "open", "campaign", *places}]
        self.order_fields(["first", "last", "open", *places, "campaign", *texts])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("last") and (not given.get("first") or given["last"] < given["first"]):
            self.add_error("last", _("The last day stands before the first."))
        if given.get("open") and not _by_language(given, "place"):
            self.add_error("open", _("Write the place first."))
        return given

    def details(self) -> dict[str, Any]:
        """Days and place."""
        given = self.cleaned_data
        return {**{name: given[name] for name in ("first", "last", "open")}, "place": _by_language(given, "place")}


class PartForm(forms.Form):
    """A line with a name, and words beside it."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    names_label: str | Promise = ""
    words_label: str | Promise = ""
    first_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, speakers: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [name for name in self.fields if name != "after"]
        for code in languages():
            if self.names_label:
                _add(self, "names", self.names_label, code)
            if self.words_label:
                _add(self, "words", self.words_label, code, kind=Paragraph, rows=3, max_length=2000)
        rest = [name for name in self.fields if name not in {"after", *own}]
        self.order_fields(["after", *self.first_fields, *rest])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.names_label and not _by_language(given, "names"):
            raise ValidationError(_("Write the name in at least one language first."))
        return given

    def words(self) -> dict[str, Any]:
        """What is kept of the line: days as ISO text."""
        given = self.cleaned_data
        own = {name: _written(given.get(name)) for name in self.base_fields if name != "after"}
        return {**own, "names": _by_language(given, "names"), "words": _by_language(given, "words")}


def _written(value: Any) -> Any:
    """A day or an hour as ISO text; anything else as it is."""
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else value or ""


def _past(value: Any) -> Any:
    if value and value > timezone.localdate():
        raise ValidationError(_("This day is still ahead."))
    return value


class InitiativeForm(PartForm):
    """A victims' initiative that carries the campaign; it agrees to be named."""

    names_label = _("Name of the initiative")
    words_label = _("What it does in this campaign")
    agreed_on = Day(
        label=_("Agreed to be named on"), required=False,
        help_text=_("Without this day the initiative stands here only, and on no public page."),
    )  # fmt: skip

    def clean_agreed_on(self) -> Any:
        return _past(self.cleaned_data["agreed_on"])


class AddresseeForm(PartForm):
    """Who decides, by their office."""

    names_label = pgettext_lazy("of a decision maker", "Name")
    words_label = pgettext_lazy("of a decision maker", "Office, and what they can decide")
    asked_on = Day(label=_("Asked since"), required=False)
    first_fields = ("asked_on",)


class AnswerForm(PartForm):
    """What they answered, or that they stayed silent until a day."""

    words_label = _("In their words, or what happened")
    on = Day(label=_("On"), validators=[_past])
    how = forms.ChoiceField(label=pgettext_lazy("of a decision maker", "Answer"), choices=Answered.choices)
    first_fields = ("on", "how")


class SpeakerForm(PartForm):
    """Who speaks; outside they are named only with their consent, which is recorded apart."""

    names_label = _("Name, exactly as it may stand outside")
    words_label = _("Who they are, in a sentence")


class SessionForm(PartForm):
    """One of the programme."""

    names_label = pgettext_lazy("of a session", "Title")
    words_label = pgettext_lazy("of a session", "What it is about")
    on = Day(label=pgettext_lazy("of a session", "Day"))
    starts = forms.TimeField(label=_("From (hour)"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(
        label=_("Until (hour)"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    speakers = forms.MultipleChoiceField(label=_("Speakers"), required=False, widget=forms.CheckboxSelectMultiple)
    first_fields = ("on", "starts", "ends", "speakers")

    def __init__(self, *args: Any, speakers: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if speakers:
            self.fields["speakers"].choices = speakers  # type: ignore[attr-defined]
        else:
            del self.fields["speakers"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("starts") and given.get("ends") and given["ends"] <= given["starts"]:
            self.add_error("ends", _("The end stands before the beginning."))
        return given


class PaperForm(PartForm):
    """A link to a paper, with the day on which it was read."""

    names_label = pgettext_lazy("of a paper", "Title")
    url = forms.URLField(label=_("Address on the web"), assume_scheme="https", max_length=500)
    read_on = Day(label=_("Read on"), validators=[_past])
    first_fields = ("url", "read_on")

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        if not url.lower().startswith(("https://", "http://")):
            raise ValidationError(_("An address on the web begins with https:// or http://."))
        return url


PART_FORMS: dict[str, type[PartForm]] = {
    PartKind.INITIATIVE: InitiativeForm,
    PartKind.ADDRESSEE: AddresseeForm,
    PartKind.ANSWER: AnswerForm,
    PartKind.SPEAKER: SpeakerForm,
    PartKind.SESSION: SessionForm,
    PartKind.PAPER: PaperForm,
}


def start_of_part(words: Mapping[str, Any], revision: int) -> dict[str, Any]:
    """A line as its form begins with it."""
    start: dict[str, Any] = {"after": revision, **{k: v for k, v in words.items() if k not in {"names", "words"}}}
    for part in ("names", "words"):
        start |= {f"{part}_{code}": text for code, text in words.get(part, {}).items()}
    return start


class ConsentForm(forms.Form):
    """What a speaker agreed to, when and how they said so."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    covers = forms.MultipleChoiceField(
        label=_("They agree to"), choices=Covers.choices, widget=forms.CheckboxSelectMultiple,
        help_text=_("Words and programme are shown only together with the name."),
    )  # fmt: skip
    given_on = Day(label=_("Said on"), validators=[_past])
    way = forms.ChoiceField(label=_("How they said so"), choices=Way.choices, widget=forms.RadioSelect)
    note = Paragraph(label=_("Where that can be found"), rows=2, required=False, max_length=1000)

    def clean_covers(self) -> list[str]:
        covers: list[str] = self.cleaned_data["covers"]
        if Covers.NAME not in covers:
            raise ValidationError(_("Without the name nothing of them is shown: there is nothing to agree to."))
        return covers


class BelongingForm(forms.Form):
    """The texts of the press list that belong to it."""

    publications = forms.MultipleChoiceField(
        label=_("Texts that belong to it"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, publications: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["publications"].choices = publications  # type: ignore[attr-defined]
