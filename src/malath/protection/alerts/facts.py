"""What a row of a spreadsheet becomes: the facts of an alert. Values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from malath.people.rules import Channel
from malath.protection.alerts.rules import Company
from malath.protection.cases.rules import EntryPath, Priority

_PRIORITIES = {"immediate": Priority.EMERGENCY, "very_high": Priority.URGENT, "high": Priority.URGENT}
# Words of a contact rule that name a channel; the rule itself is kept as it was written.
_CHANNELS = {
    "signal": Channel.SIGNAL,
    "سيغنال": Channel.SIGNAL,
    "سجنال": Channel.SIGNAL,
    "whatsapp": Channel.WHATSAPP,
    "واتساب": Channel.WHATSAPP,
    "واتس": Channel.WHATSAPP,
    "telegram": Channel.TELEGRAM,
    "تلغرام": Channel.TELEGRAM,
    "تيليغرام": Channel.TELEGRAM,
}
_HOME, _HOST = "SY", "FR"


def text_in(reading: dict[str, Any], key: str) -> str:
    """A field's canonical text in a plain reading."""
    return str(reading.get("values", {}).get(key, [""])[0])


def never_calls(reading: dict[str, Any]) -> bool:
    """Whether the row asks not to be called."""
    return any(problem["code"] == "contact.never_call" for problem in reading.get("problems", []))


def safe_from(reading: dict[str, Any]) -> dict[str, Any]:
    """The contact rules of a row, as Person.safe_contact; the words of the sender stay in the note."""
    words = text_in(reading, "contact_channel")
    only = list(dict.fromkeys(code.value for word, code in _CHANNELS.items() if word in words.casefold()))
    never = [Channel.CALL.value] if never_calls(reading) else []
    rules: dict[str, Any] = {"only": [code for code in only if code not in never], "never": never, "note": words}
    return {key: value for key, value in rules.items() if value}


def names_from(reading: dict[str, Any]) -> dict[str, Any]:
    """Main name and others: full name, name in the other script, pseudonym."""
    found = [text_in(reading, key) for key in ("full_name", "name_other_script", "pseudonym")]
    names = [name for name in dict.fromkeys(found) if name]
    return {"main": names[0], "others": names[1:]} if names else {}


def facts_from(reading: dict[str, Any]) -> dict[str, Any]:
    """All that an alert keeps of a row besides its codes."""
    size, children = (reading.get("household") or [None, None])[:2]
    facts = {
        "names": names_from(reading),
        "birth": text_in(reading, "birth"),
        "sex": text_in(reading, "sex"),
        "nationality": text_in(reading, "nationality"),
        "occupation": text_in(reading, "occupation"),
        "languages": text_in(reading, "languages"),
        "phones": reading.get("phones", []),
        "mail": text_in(reading, "email"),
        "country": text_in(reading, "country"),
        "place": text_in(reading, "place_now"),
        "household_size": size,
        "children": children if children is not None else _number(text_in(reading, "children")),
        "papers": text_in(reading, "legal_status"),
        "papers_until": text_in(reading, "legal_expiry"),
        "reference": text_in(reading, "reference"),
        "referred_by": text_in(reading, "referred_by"),
        "mother": text_in(reading, "mother_name"),
        "father": text_in(reading, "father_name"),
        "safe": safe_from(reading),
        "extra": list(reading.get("extra", [])),
    }
    return {key: value for key, value in facts.items() if value not in ("", None, [], {})}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None


def narrative_from(reading: dict[str, Any]) -> str:
    """What happened, in the sender's words."""
    return "\n\n".join(filter(None, (text_in(reading, "threat"), text_in(reading, "notes"))))


def codes_from(reading: dict[str, Any]) -> dict[str, Any]:
    """Priority, entry path and company as a row says them; what it does not say is taken as the lesser claim."""
    size, children = (reading.get("household") or [None, None])[:2]
    children = children if children is not None else _number(text_in(reading, "children"))
    country, situation = text_in(reading, "country"), text_in(reading, "situation")
    if situation not in EntryPath.values:
        situation = {_HOME: EntryPath.IN_DANGER, _HOST: EntryPath.IN_HOST_COUNTRY}.get(country, EntryPath.IN_TRANSIT)
    company = Company.UNKNOWN
    if size and children is not None and size - children == 1:
        company = Company.WITH_CHILDREN if children else Company.ALONE
    elif size and size > 1:
        company = Company.WITH_OTHERS
    return {
        "priority": _PRIORITIES.get(text_in(reading, "urgency"), Priority.NORMAL),
        "entry_path": situation,
        "company": company,
    }


def told_in(reading: dict[str, Any]) -> str:
    """What a row says, as a text to add to an alert about the same person."""
    lines = [narrative_from(reading)]
    lines += [
        text_in(reading, key) for key in ("full_name", "name_other_script", "phone", "place_now", "contact_channel")
    ]
    return "\n".join(filter(None, [*lines, *reading.get("extra", [])]))


def with_repetitions(facts: dict[str, Any], repeated: Sequence[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    """The facts of a row with what other rows of the same person say."""
    if not repeated:
        return facts
    extra = [*facts.get("extra", []), *(f"{number}: {told_in(reading)}" for number, reading in repeated)]
    return {**facts, "extra": extra}
