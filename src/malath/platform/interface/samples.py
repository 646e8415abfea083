"""Fictional content for the component page: every state of every part, in the reader's language."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from malath.platform.interface.fields import Day, Line, Paragraph, Upload
from malath.platform.interface.tags.words import icon_names, name, until_tag


class SampleForm(forms.Form):
    """One field of each kind."""

    what = Line(label=gettext_lazy("What was agreed"), help_text=gettext_lazy("Their words first, then yours."))
    how = forms.ChoiceField(
        label=gettext_lazy("How"),
        widget=forms.RadioSelect,
        choices=[("signal", "Signal"), ("met", gettext_lazy("In person")), ("letter", gettext_lazy("By letter"))],
    )
    domain = forms.ChoiceField(
        label=gettext_lazy("Domain"),
        choices=[("", "—"), ("housing", gettext_lazy("Housing")), ("health", gettext_lazy("Health"))],
    )
    on = Day(label=gettext_lazy("On"), required=False)
    story = Paragraph(label=gettext_lazy("What happened"), rows=3, required=False)
    paper = Upload(
        label=gettext_lazy("A document"), required=False, help_text=gettext_lazy("Up to 25 MB; sealed when it arrives.")
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("Who may read it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("team", gettext_lazy("The team")), ("lawyer", gettext_lazy("The lawyer"))],
    )
    kept = forms.BooleanField(
        label=gettext_lazy("I kept to the rules above"), help_text=gettext_lazy("Needed before it is saved.")
    )


def _people() -> tuple[str, str, str]:
    if (get_language() or "en").startswith("ar"):
        return "أمل درويش", "كريم بيطار", "Boris Lindqvist"
    return "Amal Darwish", "Karim Bitar", "سلمى حداد"


def _risks() -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "threats": [
            {
                "text": _("Named on a list that went round on Sunday"),
                "evidence": _("seen by the focal point"),
                "on": today,
                "confidence": _("high"),
            },
            {
                "text": _("Two men asked for them at the school gate"),
                "evidence": _("told by a neighbour"),
                "on": today,
                "confidence": _("medium"),
            },
        ],
        "vulnerabilities": [
            {"text": _("Alone with a child; no relatives in the city"), "evidence": _("their words"), "on": today}
        ],
        "capacities": [{"text": _("A trusted colleague two streets away")}],
    }


def samples() -> dict[str, Any]:
    """Everything that the component page shows."""
    now, today = timezone.now(), timezone.localdate()
    worker, other, third = _people()
    return {
        "in_three_hours": now + timedelta(hours=3, minutes=5),
        "in_nine_days": now + timedelta(days=9, minutes=5),
        "in_nine_days_date": today + timedelta(days=9),
        "two_days_ago": now - timedelta(days=2, hours=1),
        "last_month": now - timedelta(days=40),
        "alert_title": _("Alert: a reporter must leave her flat tonight"),
        "alert_detail": _("Named on a list. Nobody is with her. Answer promised by noon."),
        "paper_title": _("An asylum certificate ends"),
        "paper_detail": _("No renewal appointment yet."),
        "task_title": _("Send the rent receipt to the city fund"),
        "meeting_title": _("First meeting, by Signal"),
        "safe": {
            "only_ways": [_("Signal, in Arabic")],
            "hours": "10:00–14:00",
            "code_word": _("the library"),
            "never": [_("No call, no mail, no SMS"), _("Nothing through the brother")],
            "agreed_on": today - timedelta(days=18),
            "note": _("No answer within a day: tell the coordinator."),
        },
        "nothing": {},
        **_risks(),
        "trend": [
            (today - timedelta(days=120), 3, _("high")),
            (today - timedelta(days=60), 4, _("very high")),
            (today - timedelta(days=10), 2, _("moderate")),
        ],
        "worker": worker,
        "worker_name": name(worker),
        "other_name": name(other),
        "words": _("“They wrote the name of my street. My son sleeps with his shoes on.”"),
        "now": {"housing": 4, "health": 3, "legal": 2, "capacity": 4, "work": 2},
        "before": (3, 2, 2, 3, 1),
        "first": (1, 1, 2, 2, None),
        "steps": [_("Choose a file"), _("Match columns"), _("Check rows"), _("Import")],
        "tabs": [
            {"url": "#story", "label": _("Story"), "current": True},
            {"url": "#risk", "label": _("Risk"), "count": 2},
            {"url": "#legal", "label": _("Legal"), "icon": "scales"},
        ],
        "rows": [
            (worker, "Lyon", "ok", _("placed"), 9),
            (other, "Metz", "warn", _("waits"), 4),
            (third, "Rennes", "bad", _("overdue"), 61),
        ],
        "messages": [
            Message(SUCCESS, _("38 alerts were imported."), extra_tags="undo=/components/"),
            Message(SUCCESS, _("The step is done.")),
        ],
        "soon_tag": until_tag(today + timedelta(days=9)),
        "later_tag": until_tag(today + timedelta(days=25)),
        "form": SampleForm(auto_id="a_%s"),
        "form_with_errors": SampleForm({"what": "", "domain": "nowhere", "story": _("Kept as typed.")}, auto_id="b_%s"),
        "icons": sorted(icon_names()),
    }
