"""The forms of the case room."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.people.fields import Birth
from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.access.naming import choices_of
from malath.platform.access.selectors import organisation_names
from malath.platform.interface.fields import Day, Line, Paragraph, Upload
from malath.protection.cases.errors import RestrictionNotYoursError
from malath.protection.cases.rules import (
    GRANT_DAYS,
    LONGEST_GRANT_DAYS,
    ClosingReason,
    EntryKind,
    EntryPath,
    ErasureGround,
    Outcome,
    Part,
    Priority,
    Relation,
    Restriction,
    restrictions_open_to,
)

LANGUAGES = [("ar", "العربية"), ("en", "English"), ("fr", "Français")]


class MemberField(forms.ChoiceField):
    """One of the members given; their names were revealed by the view."""

    def __init__(self, members: list[Member], *, empty: Any = None, **kwargs: Any) -> None:
        self.members = {str(member.pk): member for member in members}
        first = [("", empty)] if empty else []
        super().__init__(choices=[*first, *choices_of(members)], **kwargs)

    def clean(self, value: Any) -> Member | None:
        return self.members.get(super().clean(value))


class NetworkField(forms.ModelChoiceField):
    """A local network, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=LocalNetwork.objects.all(), label=_("Local network"), required=False, **kwargs)
        self.empty_label = "—"


def restriction_choices(parts: set[str]) -> list[tuple[str, Any]]:
    """Restrictions under which a member may write."""
    allowed = restrictions_open_to(parts)
    return [(value, label) for value, label in Restriction.choices if value in allowed]


class RestrictedForm(forms.Form):
    """A form whose result may be restricted: only to parts that the member holds, and silent where there is no choice."""

    restriction = forms.ChoiceField(label=_("Who may read it"), required=False, widget=forms.RadioSelect, initial="")

    def __init__(self, *args: Any, parts: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = restriction_choices(parts)
        self.fields["restriction"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["restriction"]

    def clean(self) -> dict[str, Any]:
        """What was written for a part that its writer no longer holds is refused, never kept for everybody."""
        cleaned: dict[str, Any] = super().clean() or {}
        if "restriction" not in self.fields and self.data.get(self.add_prefix("restriction")):
            raise forms.ValidationError(RestrictionNotYoursError.message)
        return cleaned


class NoteForm(RestrictedForm):
    """A note, or a decision, on the timeline."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[(k.value, k.label) for k in (EntryKind.NOTE, EntryKind.DECISION)],
        widget=forms.RadioSelect,
        initial=EntryKind.NOTE.value,
    )
    text = Paragraph(label=_("What is to be known"), rows=4)
    on = Day(label=_("Of which day"), initial=timezone.localdate)
    field_order = ["kind", "text", "on", "restriction"]


class CorrectionForm(forms.Form):
    """A correction follows the line that it corrects."""

    text = Paragraph(label=_("What is right"), rows=4)


class DocumentForm(RestrictedForm):
    """A file to keep."""

    file = Upload(label=_("File"), help_text=_("At most 25 MB. It is encrypted before it touches the disk."))
    title = Line(label=_("What it is"), required=False)
    note = Line(label=_("Note"), required=False)
    field_order = ["file", "title", "note", "restriction"]


class ReasonForm(forms.Form):
    """A reason that is kept."""

    reason = Paragraph(label=_("Reason; it is kept"), rows=2, max_length=2000)


class OpenCaseForm(forms.Form):
    """Open a case for somebody who is known already."""

    entry_path = forms.ChoiceField(label=_("Where they are now"), choices=EntryPath.choices, widget=forms.RadioSelect)
    place = Line(label=_("The place, in words"), required=False, help_text=_("It is sealed."))
    priority = forms.ChoiceField(
        label=pgettext_lazy("priority of a case", "How soon"), choices=Priority.choices, initial=Priority.NORMAL
    )
    network = NetworkField()
    summary = Paragraph(label=_("In a sentence"), rows=2, required=False)

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"] = MemberField(members, empty=_("I lead it"), label=_("Case lead"), required=False)


class CaseForm(forms.Form):
    """What the case page says at its top."""

    summary = Paragraph(label=_("In a sentence"), rows=2, required=False)
    place = Line(label=_("The place, in words"), required=False, help_text=_("It is sealed."))
    priority = forms.ChoiceField(label=pgettext_lazy("priority of a case", "How soon"), choices=Priority.choices)
    network = NetworkField()
    seen = forms.CharField(widget=forms.HiddenInput)


class PathForm(forms.Form):
    """Where the household is now."""

    entry_path = forms.ChoiceField(label=_("Where they are now"), choices=EntryPath.choices, widget=forms.RadioSelect)
    place = Line(label=_("The place, in words"), required=False, help_text=_("It is sealed."))
    on = Day(label=_("Since"), initial=timezone.localdate)
    text = Paragraph(label=_("How they came there"), rows=3, required=False)


class SeatForm(forms.Form):
    """A seat on the team."""

    part = forms.ChoiceField(label=_("Part on the team"), choices=Part.choices)

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"] = MemberField(members, label=_("Member"))
        self.order_fields(["member", "part"])


class HandOverForm(forms.Form):
    """Everything that one member holds goes to another."""

    note = Paragraph(label=_("What they must know"), rows=3, required=False)

    def __init__(self, *args: Any, leaving: list[Member], members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaving"] = MemberField(leaving, label=_("Who leaves"))
        self.fields["to"] = MemberField(members, label=_("Who takes over"))
        self.order_fields(["leaving", "to", "note"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("leaving") and cleaned.get("leaving") == cleaned.get("to"):
            self.add_error("to", _("Choose another member."))
        return cleaned


def _in_a_week() -> Any:
    return timezone.localdate() + timedelta(days=GRANT_DAYS)


class HandOverAllForm(forms.Form):
    """Every case of one member goes to another."""

    note = Paragraph(label=_("What they must know"), rows=3, required=False)

    def __init__(self, *args: Any, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = MemberField(members, label=_("Who takes over"))
        self.order_fields(["to", "note"])


class ShareForm(forms.Form):
    """Who may see the case, why, until when. The names in the choices were revealed by the view."""

    to = forms.ChoiceField(label=_("With whom"))
    reason = Paragraph(label=_("Why"), rows=2, max_length=2000)
    until = Day(label=_("Until the end of"), initial=_in_a_week)
    may_write = forms.BooleanField(label=_("They may write too"), required=False)
    vital_interest = Line(
        label=_("Without their consent: which vital interest"),
        required=False,
        help_text=_("Only where the person has not agreed and somebody’s life or safety cannot wait. It is kept."),
    )

    def __init__(self, *args: Any, members: list[Member], organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._members = {f"m:{member.pk}": member for member in members}
        self._organisations = {f"o:{organisation.pk}": organisation for organisation in organisations}
        names = organisation_names([o.pk for o in organisations] + [m.home_organisation_id for m in members])
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, organisation in self._organisations.items():
            groups.setdefault(str(_("Everybody who works on cases in")), []).append((key, names[organisation.pk]))
        labels = dict(choices_of(members))
        for key, member in self._members.items():
            groups.setdefault(names[member.home_organisation_id], []).append((key, labels[str(member.pk)]))
        self.fields["to"].choices = [("", "—"), *groups.items()]  # type: ignore[attr-defined]

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not timezone.localdate() <= until <= timezone.localdate() + timedelta(days=LONGEST_GRANT_DAYS):
            raise forms.ValidationError(_("An authorisation must end in the future, within a year at most."))
        return until

    def grant(self) -> dict[str, Any]:
        """What `share_case` takes."""
        cleaned = self.cleaned_data
        end = datetime.combine(cleaned["until"], time(23, 59, 59), tzinfo=timezone.get_current_timezone())
        return {
            "member": self._members.get(cleaned["to"]),
            "organisation": self._organisations.get(cleaned["to"]),
            "reason": cleaned["reason"],
            "ends_at": end,
            "may_write": cleaned["may_write"],
            "vital_interest": cleaned["vital_interest"],
        }


class GlassForm(forms.Form):
    """Emergency access."""

    reference = Line(label=_("Case code or pseudonym"))
    reason = Paragraph(
        label=_("Why you need it now"),
        rows=3,
        min_length=10,
        max_length=2000,
        help_text=_("Those who answer for the case are told at once, and read these words."),
    )


class CloseForm(forms.Form):
    """The end of a case."""

    reason = forms.ChoiceField(label=_("Why it closes"), choices=ClosingReason.choices)
    outcome = forms.ChoiceField(label=_("How they stand"), choices=Outcome.choices)
    text = Paragraph(label=_("In a few sentences"), rows=4)


class EraseForm(forms.Form):
    """Why a case is erased: a code, because it stays when everything else is gone."""

    ground = forms.ChoiceField(label=_("Ground"), choices=ErasureGround.choices, widget=forms.RadioSelect)


class JoinForm(forms.Form):
    """Somebody whom the viewer knows already joins the household."""

    pseudonym = Line(label=_("Pseudonym"), help_text=_("As it stands under the name on the person’s page."))
    relation = forms.ChoiceField(label=_("Relation to the head of the household"), choices=Relation)


class CopyForm(forms.Form):
    """In which language a person gets their copy."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)


class HouseholdForm(forms.Form):
    """Somebody who joins the household: a new person."""

    name = Line(label=_("Name"))
    other_name = Line(label=_("Name in another script"), required=False)
    birth = Birth(label=_("Born"), help_text=_("1991-04-12, or 1991, or 1991~ for about 1991."), required=False)
    relation = forms.ChoiceField(label=_("Relation to the head of the household"), choices=Relation)

    def names(self) -> dict[str, Any]:
        other = self.cleaned_data["other_name"]
        return {"main": self.cleaned_data["name"], "others": [other] if other else []}

    def about(self) -> dict[str, Any]:
        return {"birth": self.cleaned_data["birth"]} if self.cleaned_data["birth"] else {}
