"""The forms of those who decide: ask, move, refer, decline, accept, assess."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.access.naming import choices_of
from malath.platform.interface.fields import Day, Line, Paragraph
from malath.protection.alerts.forms.sending import Organisations
from malath.protection.alerts.models import Alert
from malath.protection.alerts.rules import Confidence, DeclineReason, RiskKind, Trend
from malath.protection.cases.rules import EntryPath, ErasureGround, Part, Priority

MOST_LINES = 60


class QuestionForm(forms.Form):
    """What the sender is asked."""

    text = Paragraph(
        label=_("Your question"),
        help_text=_("The focal point reads it here. Do not ask them to put anybody in danger for an answer."),
    )


class EraseForm(forms.Form):
    """Why an alert is erased: a code, because it stays when everything else is gone."""

    ground = forms.ChoiceField(label=_("Ground"), choices=ErasureGround.choices, widget=forms.RadioSelect)


class MoveForm(forms.Form):
    """Another place in the order, with its reason."""

    priority = forms.ChoiceField(label=_("How soon an answer is owed"), choices=Priority, widget=forms.RadioSelect)
    reason = Paragraph(label=_("Reason; it is kept"), rows=3)


class ReferForm(forms.Form):
    """Which other organisation should decide, and why."""

    to = Organisations(label=_("Refer on to"))
    reason = Paragraph(
        label=_("Why they are the right ones"),
        rows=3,
        help_text=_("They read it. The sender learns where the alert went."),
    )

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].fill(list(organisations))


class DeclineForm(forms.Form):
    """A reason for the records, and one that may be told."""

    reason = forms.ChoiceField(label=_("Reason"), choices=DeclineReason, widget=forms.RadioSelect)
    told = Paragraph(
        label=_("What the sender may be told"),
        rows=3,
        help_text=_("They read this text as you write it. Say what they can do now, and who else may help."),
    )
    text = Paragraph(label=_("For your own organisation only"), required=False, rows=3)


class AcceptForm(forms.Form):
    """Opening the case: who the person is, and who is on the team."""

    head = forms.ChoiceField(label=_("Who it is"), widget=forms.RadioSelect)
    entry_path = forms.ChoiceField(label=_("Where they are now"), choices=EntryPath, widget=forms.RadioSelect)
    lead = forms.ChoiceField(label=_("Case lead"))
    workers = forms.MultipleChoiceField(
        label=_("Also on the team"), required=False, widget=forms.CheckboxSelectMultiple
    )
    network = forms.ModelChoiceField(
        LocalNetwork.objects.order_by("slug"), label=_("Local network"), required=False, empty_label=_("None yet")
    )
    summary = Paragraph(label=_("Summary of the case"), rows=4)
    told = Paragraph(
        label=_("What the sender may be told besides"),
        required=False,
        rows=2,
        help_text=_("They learn that it was accepted."),
    )

    def __init__(
        self, *args: Any, alert: Alert, members: Sequence[Member], likely: Sequence[Any], by: Member, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.members = {str(member.pk): member for member in members}
        self.people = {str(one.person.pk): one.person for one in likely}
        names = choices_of(members)
        self.fields["lead"].choices = names
        self.fields["lead"].initial = str(by.pk)
        self.fields["workers"].choices = names
        new = (("", _("Somebody new: %(name)s") % {"name": alert.name}),)
        known = [(pk, _("Known already: %(name)s") % {"name": person.name}) for pk, person in self.people.items()]
        self.fields["head"].choices = [*new, *known]
        self.fields["head"].required = False
        told = str(alert.facts.get("known_person", ""))
        self.fields["head"].initial = told if told in self.people else ""
        self.fields["entry_path"].initial = alert.entry_path
        self.fields["summary"].initial = alert.narrative

    @property
    def team(self) -> list[tuple[Member, str]]:
        """The members chosen, with their parts."""
        lead = self.cleaned_data["lead"]
        seats = [(self.members[lead], Part.LEAD.value)]
        seats += [(self.members[pk], Part.WORKER.value) for pk in self.cleaned_data["workers"] if pk != lead]
        return seats


class RiskLineForm(forms.Form):
    """One line of one of the three lists."""

    kind = forms.ChoiceField(label=_("List"), choices=RiskKind)
    text = Line(label=_("What"), required=False, max_length=500)
    evidence = Line(label=_("Evidence"), required=False, help_text=_("Who saw it, which document."))
    dated = Day(label=pgettext_lazy("of an evidence", "Dated"), required=False)
    confidence = forms.ChoiceField(
        label=_("Confidence"), choices=[("", _("Not said")), *Confidence.choices], required=False
    )
    trend = forms.ChoiceField(label=_("Since the last time"), choices=Trend, required=False, initial=Trend.NEW)

    def has_changed(self) -> bool:
        """A row without words is no line."""
        return bool(set(self.changed_data) - {"kind", "trend"})


class RiskFormSet(BaseFormSet):  # type: ignore[type-arg]  # not subscriptable while it runs
    """The lines of an assessment."""

    @property
    def given(self) -> list[dict[str, Any]]:
        """The lines that hold words, as `assess_alert` takes them."""
        return [
            {**row, "dated": row["dated"].isoformat() if row.get("dated") else ""}
            for row in self.cleaned_data
            if row.get("text")
        ]


def risk_formset(lines: Sequence[dict[str, Any]]) -> type[RiskFormSet]:
    """The class of a formset that begins with the last lines and leaves room for new ones."""
    return formset_factory(  # type: ignore[return-value]
        RiskLineForm,
        formset=RiskFormSet,
        extra=3 if lines else 6,
        max_num=MOST_LINES,
        absolute_max=MOST_LINES,
        validate_max=True,
    )


def first_lines(lines: Sequence[Any]) -> list[dict[str, Any]]:
    """What a new assessment begins with: the lines that held at the last, each as it was."""
    begun = [
        {
            "kind": line.kind,
            "text": line.content.get("text", ""),
            "evidence": line.content.get("evidence", ""),
            "dated": line.content.get("dated", ""),
            "confidence": line.content.get("confidence", ""),
            "trend": Trend.SAME.value,
        }
        for line in lines
        if line.trend != Trend.GONE
    ]
    return begun


def empty_lines() -> list[dict[str, Any]]:
    """What a first assessment begins with: room in each of the three lists."""
    return [{"kind": kind.value} for kind in (RiskKind.THREAT, RiskKind.VULNERABILITY, RiskKind.CAPACITY)]


def uuid_or_none(text: str | None) -> uuid.UUID | None:
    """The identifier of a page's first row, None where it is none."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None
