"""What a line of the timeline is called, by its kind and details; rooms may say it for their own kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from malath.people.rules import Channel
from malath.platform.interface import formats
from malath.protection.cases.rules import ClosingReason, EntryKind, EntryPath, Outcome, Part, Priority, Stage

if TYPE_CHECKING:
    from malath.protection.cases.models import Entry

Titles = Callable[["Entry"], str]
_given: dict[str, Titles] = {}

ICONS = {
    "note": "note", "contact": "message", "decision": "flag", "document": "document", "appointment": "calendar",
    "task": "check", "risk": "warning", "status": "scales", "consent": "check", "safe_contact": "shield",
    "team": "people", "access": "key", "plan": "wheel", "stage": "case", "path": "arrow", "household": "home",
    "stay": "bed",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """A line's title, its icon, and the tone of its dot: empty, on, ok or bad."""

    title: str
    icon: str
    tone: str = ""


def give_entry_titles(kind: str, titles: Titles) -> None:
    """Register how a room's lines are called; called in apps.py. The entry is revealed."""
    _given[kind] = titles


def said_of(entry: Entry) -> Said:
    """What a revealed line is called."""
    details: dict[str, Any] = entry.details
    icon = ICONS.get(entry.kind, "note")
    if details.get("correction"):
        return Said(_("Correction"), icon)
    if entry.kind in _given:
        return Said(_given[entry.kind](entry), icon, _tone(entry))
    told = _TELLING.get(entry.kind)
    return Said((told(details) if told else "") or _label(EntryKind, entry.kind), icon, _tone(entry))


def _tone(entry: Entry) -> str:
    if entry.kind == EntryKind.ACCESS and entry.details.get("what") == "emergency":
        return "bad"
    if entry.kind == EntryKind.CONTACT:
        return "bad" if entry.details.get("kept_rules") is False else "on"
    if entry.kind in (EntryKind.TASK, EntryKind.DOCUMENT):
        return "ok"
    return ""


def _label(choices: Any, value: Any) -> str:
    return str(dict(choices.choices).get(value, value or ""))


def _contact(details: dict[str, Any]) -> str:
    if not details.get("channel"):
        return ""
    return _("Contact: %(channel)s") % {"channel": _label(Channel, details["channel"])}


def _decision(details: dict[str, Any]) -> str:
    what = details.get("what")
    if what == "changed":
        names = {
            "summary": _("the sentence about them"),
            "place": _("the place"),
            "priority": _("the priority"),
            "network": _("the local network"),
        }
        changed = [names[name] for name in details.get("changed", []) if name in names]
        return _("Changed: %(parts)s") % {"parts": formats_list(changed)}
    if what == "held":
        return _("A legal hold was set")
    if what == "hold_lifted":
        return _("The legal hold was lifted")
    if details.get("alert"):
        return _("Opened from the alert %(code)s") % {"code": details["alert"]}
    return ""


def formats_list(words: list[str]) -> str:
    """Words in a row, with the language's comma."""
    return ("، " if formats.direction() == "rtl" else ", ").join(words)


def _document(details: dict[str, Any]) -> str:
    title = details.get("title", "")
    what = details.get("what", "added")
    if what == "removed":
        return _("Document removed: %(title)s") % {"title": title}
    if what == "back":
        return _("Document brought back: %(title)s") % {"title": title}
    return _("Document added: %(title)s") % {"title": title}


def _what(details: dict[str, Any]) -> str:
    return str(details.get("what", ""))


def _risk(details: dict[str, Any]) -> str:
    return _("The risk was assessed")


def _team(details: dict[str, Any]) -> str:
    names = {"name": details.get("name", ""), "part": _label(Part, details.get("part")) if details.get("part") else ""}
    what = details.get("what")
    if what == "handed_over":
        return _("Handed over to %(name)s") % names
    if what == "left":
        return _("%(name)s left the team (%(part)s)") % names
    return _("%(name)s joined the team (%(part)s)") % names


def _access(details: dict[str, Any]) -> str:
    what, name = details.get("what"), {"name": details.get("name", "")}
    if what == "emergency":
        return _("Emergency access for 24 hours")
    if what == "withdrawn":
        return _("Access withdrawn: %(name)s") % name
    if details.get("ground") == "vital_interest":
        return _("Shared with %(name)s, without consent, for a vital interest") % name
    return _("Shared with %(name)s") % name


def _plan(details: dict[str, Any]) -> str:
    words = {
        "begun": _("A recovery plan was begun"),
        "reviewed": _("The recovery plan was reviewed"),
        "ended": _("The recovery plan ended"),
    }
    return words.get(str(details.get("what")), "")


def _stage(details: dict[str, Any]) -> str:
    if details.get("stage") == Stage.CLOSED:
        reason, outcome = _label(ClosingReason, details.get("reason")), _label(Outcome, details.get("outcome"))
        return _("Closed: %(reason)s. %(outcome)s") % {"reason": reason, "outcome": outcome}
    return pgettext("case", "Reopened") if "reason" in details else pgettext("case", "Opened")


def _path(details: dict[str, Any]) -> str:
    before, now = _label(EntryPath, details.get("from")), _label(EntryPath, details.get("to"))
    return _("Moved on: %(before)s, then %(now)s") % {"before": before, "now": now}


def _household(details: dict[str, Any]) -> str:
    who = {"who": details.get("who", "")}
    words = {
        "left": _("%(who)s left the household"),
        "erased": _("%(who)s was erased"),
    }
    return words.get(str(details.get("what")), _("%(who)s joined the household")) % who


def _people(details: dict[str, Any]) -> str:
    who = {"who": details.get("who", "")}
    words = {
        "people.safe-contact-changed": _("Contact rules of %(who)s changed"),
        "people.consent-given": _("%(who)s gave a consent"),
        "people.consent-withdrawn": _("%(who)s withdrew a consent"),
        "people.status-added": _("Legal status of %(who)s noted"),
        "people.status-corrected": _("Legal status of %(who)s corrected"),
        "people.status-ended": _("Legal status of %(who)s ended"),
    }
    text = words.get(str(details.get("verb")))
    return text % who if text else ""


_TELLING: dict[str, Callable[[dict[str, Any]], str]] = {
    EntryKind.CONTACT: _contact,
    EntryKind.DECISION: _decision,
    EntryKind.DOCUMENT: _document,
    EntryKind.TASK: _what,
    EntryKind.APPOINTMENT: _what,
    EntryKind.RISK: _risk,
    EntryKind.TEAM: _team,
    EntryKind.ACCESS: _access,
    EntryKind.PLAN: _plan,
    EntryKind.STAGE: _stage,
    EntryKind.PATH: _path,
    EntryKind.HOUSEHOLD: _household,
    EntryKind.STATUS: _people,
    EntryKind.CONSENT: _people,
    EntryKind.SAFE_CONTACT: _people,
}


def before_lines(details: dict[str, Any]) -> list[tuple[str, str]]:
    """What the head of the case said before a change: names and old words."""
    before = details.get("before") or {}
    names = {"summary": _("Before"), "place": _("The place before"), "network": _("The local network before")}
    lines = [(names[name], str(before[name])) for name in names if before.get(name)]
    if before.get("priority"):
        lines.append((_("The priority before"), _label(Priority, before["priority"])))
    return lines
