"""The form of any record, made from the table of its fields; it says only what its writer changed (SC1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from malath.accountability.violations import vocabulary
from malath.accountability.violations.choosing import Choice, Chosen
from malath.accountability.violations.date_wording import said_of_date
from malath.accountability.violations.errors import ValueWrongError
from malath.accountability.violations.fields import FIELDS, Kind
from malath.accountability.violations.form_fields import confidence_choices, field_for
from malath.accountability.violations.speech import FIELDS as SPEECH_ONLY
from malath.accountability.violations.speech import is_speech
from malath.accountability.violations.terms.standing import Standing
from malath.accountability.violations.values import checked
from malath.accountability.violations.wording import when_bounds, when_label
from malath.engines.edtf import WrittenDate

if TYPE_CHECKING:
    from django.forms.boundfield import BoundField

    from malath.accountability.violations.selectors import Said
    from malath.platform.access.models import Member

INSTEAD, BESIDE = "instead", "beside"
MINE, THEIRS, BOTH = "mine", "theirs", "both"
# What is asked first; all else of a record folds away until it is wanted.
FIRST: Mapping[str, Collection[str]] = {
    "event": ("title", "narrative", "when", "when_reason", "place", "place_words", "status"),
    "act": ("kind", "when", "when_reason", "place", "place_words", "age", "victim_status", "fate"),
    "person": ("name", "names", "sex", "birth", "birth_place", "mother", "occupation"),
}


def digest(value: Any) -> str:
    """A short mark of a value, by which a form knows what its writer changed. Of a list the order says nothing."""
    text = json.dumps(sorted(value) if isinstance(value, list) else value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class RecordForm(forms.Form):
    """Values of one record, with who says them, how sure, and whether beside what stands or in its place.

    `said` is what stands (None for a new record), `based_on` the record's `last_change` when the page was opened.
    """

    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    was = forms.CharField(widget=forms.HiddenInput, required=False, max_length=4000)

    def __init__(
        self,
        *args: Any,
        record: str,
        viewer: Member,
        said: Said | None = None,
        based_on: int = 0,
        source: Choice | None = None,
        parties: Collection[Choice] = (),
        without: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        self.table = {code: one for code, one in FIELDS[record].items() if code not in without}
        if record == "act" and said is not None and not is_speech(said.main("kind") or ""):
            # Of what stands nothing is hidden.
            kept = {code for code in SPEECH_ONLY if said.by_field.get(code)}
            self.table = {code: one for code, one in self.table.items() if code not in SPEECH_ONLY or code in kept}
        self.record, self.viewer, self.is_new = record, viewer, said is None
        self._source, self._parties = source, {one.name: one for one in parties}
        standing = {code: said.main(code) for code in self.table} if said else {}
        marks = {code: digest(value) for code, value in standing.items() if value is not None}
        kwargs["initial"] = {
            **{code: value for code, value in standing.items() if value is not None},
            "based_on": based_on,
            "was": json.dumps(marks),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        for party in parties:
            self.fields.update(party.fields())
        for code, one in self.table.items():
            self.fields[code] = field_for(one, standing.get(code))
            if one.kind is Kind.WHEN:
                self.fields[f"{code}-understood"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self._mark_drafts()
        self._add_saying()
        self.chosen: dict[str, Chosen] = {}
        self.said_by = Chosen()

    def _mark_drafts(self) -> None:
        """Say of which words nobody has put a name to them in the language of the page: of each, or once of a whole list."""
        worded = {code: one.terms for code, one in self.table.items() if one.terms and one.kind is not Kind.FATE}
        standing, language = Standing(self.viewer, set(worded.values())), vocabulary.spoken()
        for code, terms in worded.items():
            drafts = {pk for pk, one in vocabulary.terms(terms).items() if standing.is_draft(one, language)}
            bound: Any = self.fields[code]
            if len(drafts) == len(vocabulary.terms(terms)):
                bound.help_text = _("These words are drafts in this language: nobody has reviewed them yet.")
            elif drafts:
                mark = gettext("%(term)s (draft)")
                bound.choices = [(pk, mark % {"term": label} if pk in drafts else label) for pk, label in bound.choices]

    def _add_saying(self) -> None:
        """Who says it, how sure, and how it stands to what others say."""
        if self._source is not None:
            self.fields.update(self._source.fields())
        self.fields["sure"] = forms.ChoiceField(label=_("Confidence"), choices=confidence_choices, required=False)
        if not self.is_new:
            ways = [
                (INSTEAD, _("In place of what stands; that is kept in the history")),
                (BESIDE, _("Beside what stands, as another account")),
            ]
            self.fields["how"] = forms.ChoiceField(
                label=_("What you changed stands"), choices=ways, initial=INSTEAD, widget=forms.RadioSelect
            )

    # ── what was said ──
    def clean(self) -> dict[str, Any]:
        """Read who is named, and have dates that can be read in two ways confirmed."""
        cleaned = super().clean() or {}
        self.chosen = {name: one.read(self, self.viewer) for name, one in self._parties.items()}
        if self._source is not None:
            self.said_by = self._source.read(self, self.viewer)
        for code in self.table:
            if isinstance(read := cleaned.get(code), WrittenDate):
                self._confirm(code, read)
            self._check(code)
        self._check_speech(cleaned)
        return cleaned

    def _check_speech(self, cleaned: dict[str, Any]) -> None:
        """Words and their outlet are said of hate speech and incitement alone."""
        said = [code for code in SPEECH_ONLY if self.record == "act" and cleaned.get(code)]
        if said and not is_speech(cleaned.get("kind") or ""):
            self.add_error(
                said[0], gettext("This is said of hate speech and incitement alone: choose such a kind of act.")
            )

    def _check(self, code: str) -> None:
        if code in self.errors:
            return
        try:
            self._kept(code)
        except ValueWrongError as wrong:
            self.add_error(code, str(wrong))

    def _confirm(self, code: str, read: WrittenDate) -> None:
        """A date that was read with a remark is shown back once; sent again unchanged, it is kept."""
        if read.date is None or not read.notes or self.cleaned_data.get(f"{code}-understood") == read.date.text:
            return
        self._send_again(f"{code}-understood", read.date.text)
        remarks = " ".join(said_of_date(one) for one in read.notes)
        words = _("Understood as %(date)s. %(remarks)s If that is right, save again.")
        self.add_error(code, words % {"date": when_label(read.date.text), "remarks": remarks})

    def _kept(self, code: str) -> Any:
        value = self.cleaned_data.get(code)
        if isinstance(value, WrittenDate):
            value = value.date.text if value.date else None
        return checked(self.table[code], value)

    def changed_values(self) -> dict[str, Any]:
        """What its writer changed, as it is kept; None where they took a value away."""
        try:
            marks = dict(json.loads(self.cleaned_data.get("was") or "{}"))
        except (ValueError, TypeError):
            marks = {}
        nothing, found = digest(None), {}
        for code in self.table:
            if digest(value := self._kept(code)) != marks.get(code, nothing):
                found[code] = value
        return found

    def answers(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """What takes the place of what stands, and what stands beside it, after the writer's choices in a conflict."""
        values = self.changed_values()
        how = self.cleaned_data.get("how") or INSTEAD
        instead: dict[str, Any] = {}
        beside: dict[str, Any] = {}
        for code, value in values.items():
            chosen = self.data.get(f"keep-{code}", "")
            if chosen == THEIRS:
                continue
            into = beside if chosen == BOTH or (how == BESIDE and chosen != MINE) else instead
            into[code] = value
        return instead, beside

    def understood(self) -> list[tuple[Any, str, str]]:
        """Each date that was written, as it was understood: label, words, between which days."""
        changed = self.changed_values()
        dates = [
            (code, changed[code]) for code, one in self.table.items() if one.kind is Kind.WHEN and changed.get(code)
        ]
        return [(self.table[code].label, when_label(text), when_bounds(text)) for code, text in dates]

    def rebase(self, on: int) -> None:
        """After a conflict that is shown: what is sent next is based on what stands now."""
        self._send_again("based_on", str(on))

    def _send_again(self, name: str, value: str) -> None:
        """What a hidden field of the page that is shown again holds."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data[self.add_prefix(name)] = value
        self.data = data

    # ── how it is shown ──
    def _bound(self, codes: Collection[str]) -> Iterator[BoundField]:
        return (self[code] for code in codes if code in self.fields)

    @property
    def party_fields(self) -> list[BoundField]:
        """Who is named."""
        return [self[name] for party in self._parties.values() for name in party.fields() if name in self.fields]

    @property
    def first_fields(self) -> list[BoundField]:
        """What is asked at once."""
        return list(self._bound(FIRST.get(self.record, tuple(self.table))))

    @property
    def more_fields(self) -> list[BoundField]:
        """What folds away."""
        first = FIRST.get(self.record, tuple(self.table))
        return list(self._bound([code for code in self.table if code not in first and not self._is_long(code)]))

    @property
    def long_fields(self) -> list[BoundField]:
        """Those with many boxes to tick: each folds by itself."""
        return list(self._bound([code for code in self.table if self._is_long(code)]))

    def _is_long(self, code: str) -> bool:
        return self.table[code].kind is Kind.TERMS

    @property
    def more_is_open(self) -> bool:
        """Whether something in the fold is filled in, or wrong."""
        return any(one.errors or one.value() for one in self.more_fields)

    @property
    def source_fields(self) -> list[BoundField]:
        """Who says it."""
        return [*self._bound(list(self._source.fields()) if self._source else []), self["sure"]]
