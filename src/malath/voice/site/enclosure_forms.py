"""Forms of what a page carries: a picture, a paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.platform.interface.fields import Day, Line, Paragraph
from malath.voice.site.cleaning import LARGEST
from malath.voice.site.rules import LANGUAGES, People

_ALT = {
    "ar": _("What is to be seen, in Arabic"),
    "en": _("What is to be seen, in English"),
    "fr": _("What is to be seen, in French"),
}
_TITLE = {
    "ar": _("Title of the paper in Arabic"),
    "en": _("Title of the paper in English"),
    "fr": _("Title of the paper in French"),
}


class OneFile(forms.FileField):
    """One file of at most 10 MB. Its name is not kept."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file.size > LARGEST:
            raise ValidationError(_("The file is larger than 10 MB."), code="large")
        return file


class _Described(forms.Form):
    """What is said of it; `after` is the revision that the writer had before them."""

    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"after": 0}, **kwargs})

    def words(self) -> dict[str, Any]:
        """What the action keeps."""
        raise NotImplementedError

    def in_languages(self, part: str) -> dict[str, str]:
        """{language: text}, of those in which there is one."""
        return {code: text for code in LANGUAGES if (text := self.cleaned_data.get(f"{part}_{code}"))}


class PictureWordsForm(_Described):
    """What is to be seen in a picture, of whom it is, and who agreed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            field = Paragraph(label=_ALT[code], rows=2, required=False, max_length=500)
            field.widget.attrs["lang"] = code
            self.fields[f"alt_{code}"] = field
        self.fields["alt_ar"].help_text = _("For readers who cannot see it: it is read out in its place.")
        self.fields["credit"] = Line(
            label=_("Whose picture it is"), required=False, max_length=120,
            help_text=_("Stands under it. Left empty, nothing does: some who take pictures must not be named."),
        )  # fmt: skip
        self.fields["people"] = forms.ChoiceField(
            label=_("Who is seen in it?"), choices=People.choices, widget=forms.RadioSelect,
            help_text=_("Faces, and also tattoos, uniforms, houses, cars: whatever gives somebody away."),
        )  # fmt: skip
        self.fields["said_by"] = Line(
            label=_("Who told us that they agreed"), required=False, max_length=120, help_text=_("It stays here.")
        )
        self.fields["said_on"] = Day(label=_("Told us on"), required=False)

    def words(self) -> dict[str, Any]:
        given = self.cleaned_data
        agreed = given["people"] == People.AGREED
        return {
            "alt": self.in_languages("alt"),
            "credit": given["credit"],
            "people": given["people"],
            "said_by": given["said_by"] if agreed else "",
            "said_on": given["said_on"].isoformat() if agreed else "",
        }

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(f"alt_{code}") for code in LANGUAGES):
            raise ValidationError(_("Say in at least one language what is to be seen: some readers cannot see it."))
        if given.get("people") == People.AGREED:
            for name in ("said_by", "said_on"):
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, _("Say who told us that they agreed, and when."))
            if given.get("said_on") and given["said_on"] > timezone.localdate():
                self.add_error("said_on", _("This day has not come yet."))
        return given


class PaperWordsForm(_Described):
    """What a paper is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            field = Line(label=_TITLE[code], required=False, max_length=200)
            field.widget.attrs["lang"] = code
            self.fields[f"title_{code}"] = field

    def words(self) -> dict[str, Any]:
        return {"title": self.in_languages("title")}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not any(given.get(f"title_{code}") for code in LANGUAGES):
            raise ValidationError(_("Give it a title in at least one language."))
        return given


class PictureForm(PictureWordsForm):
    """A picture and what is said of it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = OneFile(
            label=pgettext_lazy("on a page", "Picture"),
            widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
            help_text=_(
                "At most 10 MB. Where and when it was taken, and with what, is taken out, and the file that you bring is not kept."
            ),
        )
        self.order_fields(["file"])


class PaperForm(PaperWordsForm):
    """A paper and its title."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"] = OneFile(
            label=pgettext_lazy("on a page", "Paper (PDF)"),
            widget=forms.ClearableFileInput(attrs={"accept": "application/pdf"}),
            help_text=_(
                "At most 10 MB. Author, history, attached files and scripts are taken out; the words stay, also words under "
                "a black bar. Names in it are not checked: read it as a stranger would."
            ),
        )
        self.order_fields(["file"])


def start_of(words: Mapping[str, Any], revision: int) -> dict[str, Any]:
    """What is said of something as its form begins with it."""
    start: dict[str, Any] = {"after": revision}
    for name in ("alt", "title"):
        start |= {f"{name}_{code}": text for code, text in words.get(name, {}).items()}
    return start | {name: words[name] for name in ("credit", "people", "said_by", "said_on") if words.get(name)}
