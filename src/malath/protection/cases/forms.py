"""The forms of the case room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.interface.fields import Day, Line, Moment, Paragraph, Upload
from malath.protection.cases.rules import ClosingReason, EntryPath, Outcome, Part, Priority, Restriction


class MemberField(forms.ChoiceField):
    """One of the members given; their names were revealed by the view."""

    def __init__(self, members: list[Member], *, empty: Any = None, **kwargs: Any) -> None:
        self.members = {str(member.pk): member for member in members}
        first = [("", empty)] if empty else []
        super().__init__(choices=[*first, *((pk, str(m.display_name)) for pk, m in self.members.items())], **kwargs)

    def clean(self, value: Any) -> Member | None:
        return self.members.get(super().clean(value))


class NetworkField(forms.ModelChoiceField):
    """A local network, or none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=LocalNetwork.objects.all(), label=_("Local network"), required=False, **kwargs)


def restriction_choices(parts: set[str]) -> list[tuple[str, Any]]:
    """Restrictions under which a member may write."""
    allowed = {"", *(p for p in (Part.HEALTH.value, Part.LEGAL.value) if p in parts)}
    return [(value, label) for value, label in Restriction.choices if value in allowed]


class NoteForm(forms.Form):
    """A note on the timeline."""

    text = Paragraph(label=_("Note"), rows=4)
    restriction = forms.ChoiceField(label=_("Who may read it"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, parts: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = restriction_choices(parts)
        self.fields["restriction"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["restriction"]


class CorrectionForm(forms.Form):
    """A correction follows the line that it corrects."""

    text = Paragraph(label=_("What is right"), rows=4)


class DocumentForm(forms.Form):
    """A file to keep."""

    file = Upload(label=_("File"), help_text=_("At most 25 MB. It is encrypted before it touches the disk."))
    title = Line(label=_("What it is"), required=False)
    note = Line(label=_("Note"), required=False)
    restriction = forms.ChoiceField(label=_("Who may read it"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, parts: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = restriction_choices(parts)
        self.fields["restriction"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["restriction"]


class ReasonForm(forms.Form):
    """A reason that is kept."""

    reason = Paragraph(label=_("Reason; it is kept"), rows=2, max_length=2000)


class OpenCaseForm(forms.Form):
    """Open a case for somebody who is known already."""

    organisation = forms.ModelChoiceField(queryset=Organisation.objects.none(), label=_("Organisation"))
    entry_path = forms.ChoiceField(label=_("Where they are now"), choices=EntryPath.choices, widget=forms.RadioSelect)
    place = Line(label=_("The place, in words"), required=False, help_text=_("It is sealed."))
    priority = forms.ChoiceField(label=_("How soon"), choices=Priority.choices, initial=Priority.NORMAL)
    network = NetworkField()
    summary = Paragraph(label=_("In a sentence"), rows=2, required=False)

    def __init__(self, *args: Any, viewer: Member, members: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        able = Organisation.objects.filter(pk__in=viewer.standing.organisations_able("open_cases"))
        self.fields["organisation"].queryset = able  # type: ignore[attr-defined]
        self.fields["organisation"].label_from_instance = lambda one: one.name  # type: ignore[attr-defined]
        if able.count() == 1:
            self.fields["organisation"].initial = able.first()
        self.fields["lead"] = MemberField(members, empty=_("I lead it"), label=_("Case lead"), required=False)


class CaseForm(forms.Form):
    """What the case page says at its top."""

    summary = Paragraph(label=_("In a sentence"), rows=2, required=False)
    priority = forms.ChoiceField(label=_("How soon"), choices=Priority.choices)
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

    part = forms.ChoiceField(label=_("Part"), choices=Part.choices)

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
    return timezone.localtime().replace(second=0, microsecond=0) + timedelta(days=7)


class ShareForm(forms.Form):
    """Who may see the case, why, until when."""

    handle = Line(
        label=_("Member’s handle, or an organisation"),
        help_text=_("A handle lets in one member; an organisation’s short name lets in its case workers."),
    )
    reason = Paragraph(label=_("Why"), rows=2)
    ends_at = Moment(label=_("Until"), initial=_in_a_week)
    may_write = forms.BooleanField(label=_("They may write too"), required=False)
    vital_interest = Line(
        label=_("Without their consent: which vital interest"),
        required=False,
        help_text=_("Only if the person has not agreed, and somebody’s life depends on it. It is kept."),
    )


class GlassForm(forms.Form):
    """Emergency access."""

    reference = Line(label=_("Case code or pseudonym"))
    reason = Paragraph(
        label=_("Why you need it now"),
        rows=3,
        help_text=_("The owners of the case are told at once, with these words."),
    )


class CloseForm(forms.Form):
    """The end of a case."""

    reason = forms.ChoiceField(label=_("Why it closes"), choices=ClosingReason.choices)
    outcome = forms.ChoiceField(label=_("How they stand"), choices=Outcome.choices)
    text = Paragraph(label=_("In a few sentences"), rows=4)


class EraseForm(forms.Form):
    """Why a case is erased."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[
            ("asked", _("The person asks to be forgotten")),
            ("no_longer_needed", _("No longer needed, two years after the last contact")),
            ("in_error", _("Entered in error")),
        ],
    )


class HouseholdForm(forms.Form):
    """Somebody who joins the household: a new person."""

    name = Line(label=_("Name"))
    other_name = Line(label=_("Name in another script"), required=False)
    birth = Line(label=_("Born"), required=False, help_text=_("A day, a year, or “about 1990”"))
    relation = Line(label=_("Relation to the head of the household"))
