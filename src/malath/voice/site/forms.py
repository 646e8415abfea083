"""Forms of the site room."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.platform.interface.fields import Line, Moment, Paragraph
from malath.voice.site.actions import FURTHEST
from malath.voice.site.rules import LANGUAGES, LONGEST_EXCERPT, SIGNED_KINDS, Ground, Kind, Subject

LABELS = {
    "ar": (_("Title in Arabic"), _("Excerpt in Arabic"), _("Text in Arabic"), _("What was wrong, in Arabic")),
    "en": (_("Title in English"), _("Excerpt in English"), _("Text in English"), _("What was wrong, in English")),
    "fr": (_("Title in French"), _("Excerpt in French"), _("Text in French"), _("What was wrong, in French")),
}
LONGEST_TEXT = 60_000


class BeginForm(forms.Form):
    """What is to be published."""

    organisation = forms.ChoiceField(label=_("Organisation that publishes"))
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect)
    statement = forms.ChoiceField(
        label=_("Text that was signed"),
        required=False,
        help_text=_("For a statement or an appeal, and for these alone."),
    )
    subject = forms.ChoiceField(label=_("Subject"), choices=Subject.choices)

    def __init__(
        self, *args: Any, organisations: Sequence[tuple[str, str]], statements: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]
        none = ("", pgettext_lazy("text", "None: it is written here"))
        self.fields["statement"].choices = [none, *statements]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("kind") and (given["kind"] in SIGNED_KINDS) != bool(given.get("statement")):
            self.add_error(
                "statement", _("A statement or an appeal is published from the text that was signed; no other kind is.")
            )
        return given


class TextsForm(forms.Form):
    """Title, excerpt and text, in three languages; of a signed text, the excerpts alone. `after` is the revision that the
    writer had before them."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, signed: bool, living: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if living:
            self.fields["place"] = forms.IntegerField(
                label=_("Place among the programmes"), min_value=1, max_value=999, initial=1,
                help_text=_("Smaller numbers stand first."),
            )  # fmt: skip
        for code in LANGUAGES:
            title, excerpt, body, _wrong = LABELS[code]
            if not signed:
                self.fields[f"title_{code}"] = Line(label=title, required=False)
            self.fields[f"excerpt_{code}"] = Paragraph(
                label=excerpt, rows=2, required=False, max_length=LONGEST_EXCERPT,
                help_text=_("Stands under the title in lists. Left empty, the text’s beginning does."),
            )  # fmt: skip
            if not signed:
                self.fields[f"body_{code}"] = Paragraph(label=body, rows=12, required=False, max_length=LONGEST_TEXT)
            for part in ("title", "excerpt", "body"):
                if f"{part}_{code}" in self.fields:
                    self.fields[f"{part}_{code}"].widget.attrs["lang"] = code

    def texts(self) -> dict[str, dict[str, str]]:
        """{language: {"title", "excerpt", "body"}}."""
        parts = ("title", "excerpt", "body")
        return {code: {p: self.cleaned_data.get(f"{p}_{code}", "") for p in parts} for code in LANGUAGES}


class CorrectionForm(TextsForm):
    """The texts as they should have been, and what was wrong, for readers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            field = Paragraph(label=LABELS[code][3], rows=2, required=False, max_length=1000)
            field.widget.attrs["lang"] = code
            self.fields[f"words_{code}"] = field
        words = [f"words_{code}" for code in LANGUAGES]
        self.order_fields([*words, *(name for name in self.fields if name not in words)])

    def words(self) -> dict[str, str]:
        """What was wrong, by language."""
        return {code: self.cleaned_data[f"words_{code}"] for code in LANGUAGES}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(f"words_{code}") for code in LANGUAGES):
            raise ValidationError(_("Say in at least one language what was wrong: readers see it beside the text."))
        return given


class PublishForm(forms.Form):
    """Now, or at an hour; with an address for journalists before it."""

    at = Moment(label=_("Goes out at"), required=False, help_text=_("Left empty, it goes out now."))
    embargo = forms.BooleanField(
        label=_("Journalists may read it before"), required=False,
        help_text=_("You get an address that nobody can guess. Whoever has it can read the text until the hour."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        at, now = given.get("at"), timezone.now()
        if at is not None and not now + timedelta(minutes=1) < at <= now + FURTHEST:
            self.add_error("at", _("Choose an hour ahead, within a year."))
        if given.get("embargo") and at is None and "at" not in self.errors:
            self.add_error("at", _("An embargo needs the hour at which it ends."))
        return given


class EraseForm(forms.Form):
    """Why a record is erased: a code, which stays, and words, which go with it."""

    ground = forms.ChoiceField(label=_("Ground"), choices=Ground.choices, widget=forms.RadioSelect)
    why = Paragraph(
        label=_("In words, for the second member"),
        rows=3,
        max_length=2000,
        required=False,
        help_text=_("It goes with what is erased. The ground stays."),
    )
