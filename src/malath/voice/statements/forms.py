"""Forms of the statements room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.platform.interface.fields import Day, Line, Moment, Paragraph
from malath.voice.statements.actions.answering import Said
from malath.voice.statements.models.texts import LANGUAGES
from malath.voice.statements.pages import Row
from malath.voice.statements.rules import SIGNING_ACTS, Act, Kind, Mandate, Nature, Order

LANGUAGE_NAMES = {"ar": _("Arabic"), "en": _("English"), "fr": _("French")}
LONGEST_TEXT = 60_000


class TextForm(forms.Form):
    """The text itself. `after` is the version that the writer had before them."""

    title = Line(label=_("Title"))
    body = Paragraph(
        label=_("Text"),
        rows=24,
        max_length=LONGEST_TEXT,
        help_text=_(
            'An empty line ends a paragraph. ## a heading, - a list, > a quotation, [words](https://… "2026-11-22") a link '
            "with the day on which you read it, [^1] a footnote, whose text stands in a paragraph that begins with [^1]:"
        ),
    )
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000, initial=0)


class BeginForm(TextForm):
    """A new text."""

    kind = forms.ChoiceField(
        label=_("Kind of text"), choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.JOINT
    )
    language = forms.ChoiceField(
        label=_("Language in which it is drafted"), choices=list(LANGUAGE_NAMES.items()), widget=forms.RadioSelect
    )
    organisation = forms.ChoiceField(label=_("Organisation that leads"))
    field_order = ["organisation", "kind", "language", "title", "body"]

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["after"]
        self.fields["organisation"].choices = organisations  # type: ignore[attr-defined]


class TranslationForm(forms.Form):
    """A translation beside its text: one field a paragraph."""

    title = Line(label=_("Title"), required=False)
    after = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000, initial=0)
    source = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)

    def __init__(
        self, *args: Any, rows: Iterable[Row], language: str, title_is_behind: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.behind, self.title_is_behind = list(rows), [], title_is_behind
        if title_is_behind:
            still = _("The title still says the same")
            self.fields["same_title"] = forms.BooleanField(label=still, required=False)
        for number, row in enumerate(self.rows, 1):
            lines = min(14, max(2, 2 + len(row.source) // 45))
            label = _("Paragraph %(number)d") % {"number": number}
            field = Paragraph(label=label, rows=lines, required=False, initial=row.text)
            field.widget.attrs["lang"] = language
            self.fields[f"p_{row.key}"] = field
            if row.is_behind:
                self.behind.append(row.key)
                still = _("Paragraph %(number)d still says the same") % {"number": number}
                self.fields[f"same_{row.key}"] = forms.BooleanField(label=still, required=False)

    @property
    def pairs(self) -> list[tuple[Row, Any, Any]]:
        """Each paragraph with its field and, where the text changed, the box that says it still holds."""
        return [
            (row, self[f"p_{row.key}"], self[f"same_{row.key}"] if row.key in self.behind else None)
            for row in self.rows
        ]

    def texts(self) -> dict[str, str]:
        """What was written, by paragraph."""
        return {row.key: self.cleaned_data[f"p_{row.key}"] for row in self.rows}

    def reviewed(self) -> frozenset[str]:
        """The paragraphs that still say the same, and the title."""
        asked = [*self.behind, *(["title"] if self.title_is_behind else [])]
        return frozenset(key for key in asked if self.cleaned_data[f"same_{key}"])


class CommentForm(forms.Form):
    """What is said of a paragraph."""

    paragraph = forms.CharField(widget=forms.HiddenInput, max_length=8)
    words = Paragraph(label=_("Comment"), rows=2, max_length=4000)


class FreezeForm(forms.Form):
    """Freezing a text, and what the change is when there are signatures. `read` is the version that stood on the page."""

    answer_by = Moment(label=_("Answers until"), help_text=_("Silence at the deadline is no signature."))
    order = forms.ChoiceField(
        label=_("Order of the names"), choices=Order.choices, widget=forms.RadioSelect, initial=Order.INITIATORS
    )
    read = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, changes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if changes:
            choices = [
                (Nature.SUBSTANCE.value, _("Of substance: everybody is asked again")),
                (Nature.FORM.value, _("Of form: signatures stay, if one that signed says so too")),
            ]
            self.fields["lead_says"] = forms.ChoiceField(
                label=_("What the change is"), choices=choices, widget=forms.RadioSelect, initial=Nature.SUBSTANCE
            )


class JudgeForm(forms.Form):
    """What one that signed says of a change."""

    says = forms.ChoiceField(
        label=_("What the change is"),
        choices=[
            (Nature.FORM.value, _("Of form: our signature and the others stay")),
            (Nature.SUBSTANCE.value, _("Of substance: everybody is asked again")),
        ],
        widget=forms.RadioSelect,
    )


class NamesForm(forms.Form):
    """An organisation's name in three scripts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"ar": _("Name in Arabic"), "en": _("Name in English"), "fr": _("Name in French")}
        for code in LANGUAGES:
            self.fields[f"name_{code}"] = Line(label=labels[code], required=False)

    def names(self) -> dict[str, str]:
        """The names by language."""
        return {code: self.cleaned_data[f"name_{code}"] for code in LANGUAGES}


class InviteForm(NamesForm):
    """An organisation with members here, or the names of one without."""

    organisation = forms.ChoiceField(label=_("Organisation with members here"), required=False)
    initiator = forms.BooleanField(label=_("It is one of the initiators"), required=False)

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = ("", pgettext_lazy("organisation", "None: I write its names below"))
        self.fields["organisation"].choices = [none, *organisations]  # type: ignore[attr-defined]
        self.order_fields(["organisation", "name_ar", "name_en", "name_fr", "initiator"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("organisation") and not all(given.get(f"name_{code}") for code in LANGUAGES):
            raise ValidationError(_("Choose an organisation, or write its name in all three languages."))
        return given


class DeadlineForm(forms.Form):
    """Until when one organisation may answer."""

    answer_by = Moment(label=_("Answers until"))


class AnswerForm(NamesForm):
    """What an organisation answers. `digest` is that of the text that stood on the page, `seen` the organisation's state,
    `lead` the identifier of the one that leads."""

    act = forms.ChoiceField(label=_("Our answer"), widget=forms.RadioSelect)
    words = Paragraph(
        label=_("In words"), rows=4, required=False, max_length=5000,
        help_text=_(
            "The reservation is shown under the text, also when you are not named: then write nothing in it that gives "
            "you away. A change that you ask for is read by those who lead alone."
        ),
    )  # fmt: skip
    signed_by = Line(
        label=_("Who signs for the organisation"),
        required=False,
        help_text=_("Name and function; needed for a signature. Never shown in public."),
    )
    mandate = forms.ChoiceField(
        label=_("By which mandate"),
        choices=[("", "—"), *Mandate.choices],
        required=False,
        help_text=_("Needed for a signature."),
    )
    mandate_words = Line(label=_("Where it is written"), required=False, help_text=_("Minutes, a letter, a date."))
    unnamed = forms.BooleanField(
        label=_("Do not name us in public"), required=False,
        help_text=_("You are counted among those who sign without being named. Only those who lead know."),
    )  # fmt: skip
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)
    lead = forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)

    def __init__(self, *args: Any, acts: Sequence[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [(act.value, act.label) for act in acts]  # type: ignore[attr-defined]
        if not SIGNING_ACTS & set(acts):
            for name in ("signed_by", "mandate", "mandate_words", "unnamed", *(f"name_{code}" for code in LANGUAGES)):
                del self.fields[name]
        first = ["act", "words", "signed_by", "mandate", "mandate_words", "name_ar", "name_en", "name_fr", "unnamed"]
        self.order_fields(first)

    def names(self) -> dict[str, str]:
        return {code: self.cleaned_data.get(f"name_{code}", "") for code in LANGUAGES}

    def said(self) -> Said:
        """The answer as the action takes it."""
        given = self.cleaned_data
        return Said(
            act=given["act"], digest=given["digest"], seen=given["seen"], lead=given["lead"], words=given["words"],
            mandate=given.get("mandate", ""),
            mandate_words=given.get("mandate_words", ""), signed_by=given.get("signed_by", ""),
            named=not given.get("unnamed"), names=self.names(),
        )  # fmt: skip


class CodeForm(forms.Form):
    """The code of a link."""

    code = Line(
        label=_("Code"), max_length=20, help_text=_("Eight digits, which came to you by another way than the link.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "dir": "ltr"}


class HandOverForm(forms.Form):
    """Which organisation should lead the text, and why."""

    to = forms.ChoiceField(
        label=_("Organisation that should lead"),
        widget=forms.RadioSelect,
        help_text=_(
            "Of those that are asked to sign and have members here who draft. Invite it first if it is missing."
        ),
    )
    reason = Paragraph(
        label=_("Why"), rows=4, max_length=2000, help_text=_("Read by the other organisation and by yours alone.")
    )

    def __init__(self, *args: Any, organisations: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = organisations  # type: ignore[attr-defined]


class HandoverAnswerForm(forms.Form):
    """Whether the organisation takes the text over."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[("accept", _("We lead this text from now on")), ("decline", _("We do not"))],
        widget=forms.RadioSelect,
    )


class ReleaseForm(forms.Form):
    """Since when the text is out."""

    on = Day(label=_("Released on"), initial=timezone.localdate)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("Note it on the day, not before."))
        return day


class CheckForm(forms.Form):
    """A text that somebody holds, to be compared with what was signed."""

    text = Paragraph(
        label=_("The whole file, with its first lines"), rows=10, required=False, max_length=LONGEST_TEXT + 5000,
        strip=False,
    )  # fmt: skip
    file = forms.FileField(label=_("Or the file itself"), required=False, max_length=255)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        file = given.get("file")
        if file is not None and file.size > 4 * LONGEST_TEXT:
            raise ValidationError(_("This file is too large to be a text of ours."))
        if not given.get("text") and not file:
            raise ValidationError(_("Paste the text, or choose its file."))
        return given
