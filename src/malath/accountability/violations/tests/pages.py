"""What tests of the pages share: an event with everything in it, and forms filled in as a browser sends them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from malath.accountability.violations import vocabulary
from malath.accountability.violations.models import (
    Act,
    Body,
    Change,
    Event,
    Holding,
    Information,
    Intervention,
    Involvement,
    Person,
    Tie,
)
from malath.accountability.violations.recording import recording
from malath.accountability.violations.rules import SEXUAL_ACTS

VICTIM, SOURCE, OFFICER = "سليم العابد", "Umm Salim", "Captain Nasr"
SITE, UNIT, TITLE = "Branch of the test", "Unit of the test", "Arrest at the checkpoint of Arbin"
_INPUT = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


def first_code(terms: str) -> str:
    """A term that restricts nothing."""
    sexual = vocabulary.under("acts", SEXUAL_ACTS[0]) if terms == "acts" else ()
    return next(code for code in vocabulary.terms(terms) if code not in sexual)


@dataclass
class Told:
    """An event, and all that hangs on it."""

    event: Event
    act: Act
    victim: Person
    source: Person
    officer: Person
    involvement: Involvement
    information: Information
    intervention: Intervention
    holding: Holding
    site: Body
    unit: Body
    tie: Tie


def tell_all(documenters: Any, by: Any = None, **more: Any) -> Told:
    """An event with an act, a perpetrator, a source, a place of detention, an intervention and a tie."""
    with recording(organisation=documenters.archive, by=by or documenters.yara, kind=Change.Kind.STORY) as change:
        source = change.person({"name": SOURCE})
        victim = change.person({"name": VICTIM, "names": ["Salim al-Abed"]}, source=source)
        officer = change.person({"name": OFFICER})
        unit, site = change.body("unit", {"name": UNIT}), change.body("site", {"name": SITE})
        said = {"source": source, "confidence": first_code("confidence")}
        event = change.event({"title": TITLE, "narrative": "They took him.", "when": "2013~", "place": "SY-02"}, **said)
        act = change.act(event, victim, {"kind": first_code("acts"), "when": "2013-03-XX", **more}, **said)
        involvement = change.involvement(act, {"kind": first_code("perpetrators")}, person=officer, body=unit)
        information = change.information(event, {"reliability": first_code("reliability")}, told_by=source)
        intervention = change.intervention(event, {"asked": "The minister"}, party=source)
        holding = change.holding(act, 1, {"when": "2013/2014"}, site=site)
        tie = change.tie(source, victim, first_code("relationships"), {})
    return Told(
        event, act, victim, source, officer, involvement, information, intervention, holding, site, unit, tie
    )  # fmt: skip


def hidden(page: bytes) -> dict[str, str]:
    """What the hidden fields of a page's forms hold."""
    found = {name: html.unescape(value) for name, value in _INPUT.findall(page.decode())}
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def opened(client: Client, kind: str, record: Any, **typed: Any) -> tuple[str, dict[str, Any]]:
    """The address of a record's page, and what a browser would send after something was typed into it."""
    url = reverse("violations_change", args=[kind, record.pk])
    page = client.get(url)
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in shown.items() if value not in (None, "", [], {}) and value is not False}
    for name, value in list(sent.items()):
        if isinstance(value, dict):
            del sent[name]
            sent |= {f"{name}_0": value["known"], f"{name}_1": value["fate"]}
    return url, {**sent, **hidden(page.content), **typed}
