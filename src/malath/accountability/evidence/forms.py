"""The forms of the evidence room."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.accountability.evidence.receiving import Told
from malath.accountability.evidence.rules import (
    LINK_DAYS,
    LONGEST_SHARE_DAYS,
    MOST_PLAIN_FILES,
    Ground,
    Kind,
    Obtained,
    Proof,
    Status,
    Use,
)
from malath.accountability.evidence.selectors import Wanted
from malath.platform.access.models import Member, Organisation
from malath.platform.access.naming import choices_of
from malath.platform.access.selectors import organisation_names
from malath.platform.interface.fields import Day, Line, Paragraph
from malath.platform.sealed.uploads import LARGEST_UPLOAD

_UNSAFE = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def clean_name(name: str) -> str:
    """A file's own name without folders, control characters and marks that turn its direction; never empty."""
    last = re.split(r"[/\\]", name)[-1]
    return unicodedata.normalize("NFC", _UNSAFE.sub("", last)).strip()[:200] or "file"


def clean_path(path: str) -> str:
    """The folders in which a file lay, as its sender's device says, without its own name: at most 48 of them, each cleaned."""
    folders = [clean_name(part) for part in re.split(r"[/\\]", path[:4000])[:-1] if part.strip(". ")]
    return "/".join(folders[:48])[:1000]


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Up to ten files of at most 25 MB each, sent in one go; larger and more by the page's script."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFilesInput(attrs={"data-files": ""}), max_length=None, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > MOST_PLAIN_FILES:
            raise ValidationError(_("At most ten files at once like this. Send the others after them."), code="many")
        for file in files:
            super().clean(file, initial)
            if file.size > LARGEST_UPLOAD:
                raise ValidationError(_("The file is larger than 25 MB."), code="large")
        return list(files)


class TellForm(forms.Form):
    """What the sender says of what they send."""

    title = Line(label=_("Title"), required=False, help_text=_("Left empty, the file’s own name is taken."))
    obtained = forms.ChoiceField(
        label=_("How it was obtained"), choices=Obtained.choices, initial=Obtained.SOURCE.value
    )
    source = Paragraph(label=_("Source"), rows=2, required=False, help_text=_("Who gave it, and who made it."))
    use = forms.ChoiceField(
        label=_("Conditions of use"), choices=Use.choices, initial=Use.CONFIDENTIAL.value, widget=forms.RadioSelect
    )
    consent = Line(label=_("Consent"), required=False, help_text=_("Who agreed to what, when; where it is written."))
    time = Line(label=_("When it was made, as claimed"), required=False)
    place = Line(label=_("Where it was made, as claimed"), required=False)
    shows = Paragraph(label=_("People and events it shows"), rows=2, required=False)
    notes = Paragraph(label=_("Notes"), rows=3, required=False)

    def told(self) -> Told:
        """What was said."""
        return Told(**{name: self.cleaned_data[name] for name in Told.__dataclass_fields__})


class UploadForm(TellForm):
    """Files, and what is said of them. The organisation is asked only of members of several."""

    def __init__(self, *args: Any, organisations: list[Organisation], with_files: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = {str(one.pk): one for one in organisations}
        if with_files:
            self.fields["files"] = ManyFiles(label=_("Files"))
        if len(organisations) > 1:
            names = organisation_names(one.pk for one in organisations)
            choices = [(key, names.get(one.pk, one.slug)) for key, one in self._organisations.items()]
            self.fields["organisation"] = forms.ChoiceField(label=_("Kept by"), choices=choices)
        self.order_fields(["files", "organisation"])

    def organisation(self) -> Organisation:
        """Where it is kept."""
        chosen = self.cleaned_data.get("organisation") or next(iter(self._organisations))
        return self._organisations[chosen]


class GiveForm(forms.Form):
    """What somebody with a link is asked: little, and nothing about themselves."""

    shows = Paragraph(label=_("What it shows"), rows=3, required=False)
    time = Line(label=_("When it was made"), required=False)
    place = Line(label=_("Where it was made"), required=False)
    notes = Paragraph(
        label=_("What we must know before we use it"),
        rows=3,
        required=False,
        help_text=_("For instance who must not be recognised. Without a word from you it stays confidential."),
    )

    def __init__(self, *args: Any, with_files: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_files:
            self.fields["files"] = ManyFiles(label=_("Files"))
            self.order_fields(["files"])

    def told(self) -> Told:
        """What was said."""
        said = {name: self.cleaned_data[name] for name in ("shows", "time", "place", "notes")}
        return Told(obtained=Obtained.SOURCE, use=Use.CONFIDENTIAL, **said)


class FactsForm(TellForm):
    """What is known of an item."""

    verified_time = Line(label=_("When it was made, verified"), required=False)
    verified_place = Line(label=_("Where it was made, verified"), required=False)
    field_order = [
        "title", "obtained", "source", "use", "consent", "time", "place", "verified_time", "verified_place", "shows",
        "notes",
    ]  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What `change_facts` takes."""
        cleaned = dict(self.cleaned_data)
        return {**cleaned, "claimed_time": cleaned.pop("time"), "claimed_place": cleaned.pop("place")}


class ReviewForm(forms.Form):
    """A step of the review."""

    note = Paragraph(label=_("Reason; it is kept"), rows=3, max_length=2000)

    def __init__(self, *args: Any, moves: tuple[Status, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = forms.ChoiceField(
            label=_("It becomes"), choices=[(move.value, move.label) for move in moves], widget=forms.RadioSelect
        )
        self.order_fields(["to", "note"])


class ReasonForm(forms.Form):
    """A reason that is kept."""

    reason = Paragraph(label=_("Reason; it is kept"), rows=2, max_length=500)


def _in_a_week() -> Any:
    return timezone.localdate() + timedelta(days=7)


class ShareForm(forms.Form):
    """Who may see an item, why, until when. The names in the choices were revealed by the view."""

    to = forms.ChoiceField(label=_("With whom"))
    reason = Paragraph(label=_("Why"), rows=2, max_length=2000)
    until = Day(label=_("Until the end of"), initial=_in_a_week)

    def __init__(self, *args: Any, members: list[Member], organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._members = {f"m:{member.pk}": member for member in members}
        self._organisations = {f"o:{organisation.pk}": organisation for organisation in organisations}
        names = organisation_names([one.pk for one in organisations] + [one.home_organisation_id for one in members])
        labels, groups = dict(choices_of(members)), dict[str, list[tuple[str, str]]]()
        for key, organisation in self._organisations.items():
            groups.setdefault(str(_("Everybody who works on evidence in")), []).append((key, names[organisation.pk]))
        for key, member in self._members.items():
            groups.setdefault(names[member.home_organisation_id], []).append((key, labels[str(member.pk)]))
        self.fields["to"].choices = [("", "—"), *groups.items()]  # type: ignore[attr-defined]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not timezone.localdate() <= until <= timezone.localdate() + timedelta(days=LONGEST_SHARE_DAYS):
            raise ValidationError(_("An access must end in the future, within a year at most."))
        return until

    def grant(self) -> dict[str, Any]:
        """What `share_evidence` takes."""
        end = datetime.combine(self.cleaned_data["until"], time(23, 59, 59), tzinfo=timezone.get_current_timezone())
        to = self.cleaned_data["to"]
        return {
            "member": self._members.get(to),
            "organisation": self._organisations.get(to),
            "reason": self.cleaned_data["reason"],
            "ends_at": end,
        }


class EraseForm(forms.Form):
    """Why an item is erased: a code, because it stays when everything else is gone."""

    ground = forms.ChoiceField(label=_("Ground"), choices=Ground.choices, widget=forms.RadioSelect)


def _in_two_weeks() -> Any:
    return timezone.localdate() + timedelta(days=LINK_DAYS)


class LinkForm(forms.Form):
    """A link for somebody without an account."""

    note = Line(label=_("For whom, or for what"), required=False, help_text=_("Only for you; it is sealed."))
    ends_on = Day(label=_("It ends after"), initial=_in_two_weeks)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._organisations = {str(one.pk): one for one in organisations}
        if len(organisations) > 1:
            names = organisation_names(one.pk for one in organisations)
            choices = [(key, names.get(one.pk, one.slug)) for key, one in self._organisations.items()]
            self.fields["organisation"] = forms.ChoiceField(label=_("Kept by"), choices=choices)

    def organisation(self) -> Organisation:
        """Where what comes by it is kept."""
        chosen = self.cleaned_data.get("organisation") or next(iter(self._organisations))
        return self._organisations[chosen]


class FilterForm(forms.Form):
    """What of the wall is wanted."""

    status = forms.ChoiceField(label=_("Review"), choices=[("", _("Any review")), *Status.choices], required=False)
    kind = forms.ChoiceField(
        label=pgettext_lazy("of evidence", "Kind"), choices=[("", _("Any kind")), *Kind.choices], required=False
    )
    proof = forms.ChoiceField(
        label=_("State of proof"), choices=[("", _("Any state of proof")), *Proof.choices], required=False
    )
    number = Line(label=_("Number"), required=False, max_length=12)

    def wanted(self) -> Wanted:
        """What was asked for; what makes no sense is left out."""
        self.is_valid()
        return Wanted(**{name: str(value) for name, value in self.cleaned_data.items() if value})


class FindForm(forms.Form):
    """Words to look for."""

    q = Line(label=_("Words"), widget=forms.TextInput(attrs={"type": "search"}))
