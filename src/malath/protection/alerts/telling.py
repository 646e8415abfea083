"""How an alert is told on a page: its headline, its facts in order, its contact rules. Takes revealed rows."""

from __future__ import annotations

from typing import Any

from babel import Locale
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from malath.people.choices import language_name
from malath.people.likeness import birth_from
from malath.people.rules import Channel
from malath.platform.interface.formats import date_text, script_language
from malath.protection.alerts.models import Alert
from malath.protection.alerts.rules import Knows, Nearness
from malath.protection.cases.rules import Relation


def country_name(code: str) -> str:
    """A country's name in the active language; what was written where it is no code."""
    if not code:
        return ""
    locale = Locale.parse((get_language() or "en")[:2])
    return str(locale.territories.get(code, code))


def _who(facts: dict[str, Any]) -> str:
    if facts.get("occupation"):
        return str(facts["occupation"])
    return {"female": _("A woman"), "male": _("A man")}.get(str(facts.get("sex", "")), _("A person"))


def headline(alert: Alert) -> str:
    """Who, how old, where: enough to tell one alert from another in the queue, without the name."""
    facts = alert.facts
    parts = [_who(facts)]
    birth = birth_from(str(facts.get("birth", "")))
    if birth:
        parts.append(str(timezone.localdate().year - birth.year))
    if where := facts.get("place") or country_name(str(facts.get("country", ""))):
        parts.append(str(where))
    return _joined(parts)


def _joined(parts: list[str]) -> str:
    """Facts in one line, parted as the script in which they are written does, so that the line does not turn round."""
    return ("، " if script_language("".join(parts)) == "ar" else ", ").join(parts)


def day_of(text: str) -> str:
    """A partial date in words, as far as it is known."""
    born = birth_from(text)
    whole = parse_date(text) if born and born.is_whole else None
    if whole:
        return date_text(whole, year=True)
    return _("about %(year)s") % {"year": text.lstrip("~")} if text.startswith("~") else text


def when_told(alert: Alert, nearness: Nearness) -> str:
    """When the danger is expected, in words."""
    if nearness == Nearness.NONE or alert.danger_on is None:
        return _("no date known")
    return date_text(alert.danger_on)


def safe_rules(facts: dict[str, Any]) -> dict[str, Any]:
    """The contact rules as the component shows them."""
    rules = facts.get("safe") or {}
    labels = dict(Channel.choices)
    return {
        "only_ways": [labels.get(code, code) for code in rules.get("only", [])],
        "never": [labels.get(code, code) for code in rules.get("never", [])],
        "hours": rules.get("hours", ""),
        "code_word": rules.get("code_word", ""),
        "note": rules.get("note", "") or facts.get("reply", ""),
    }


def _languages(said: str | list[str]) -> str:
    """As the sender wrote them; codes, where there is a list of them, by their names."""
    return said if isinstance(said, str) else " · ".join(map(language_name, said))


def facts_told(facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The facts that are known, in order: label, value, and how the value is set (name, code or nothing)."""
    household = _household(facts)
    told = [
        (_("Other names"), " · ".join(facts.get("names", {}).get("others", [])), "name"),
        (_("Born"), day_of(str(facts.get("birth", ""))), ""),
        (_("Sex"), {"female": _("Female"), "male": _("Male"), "other": _("Other")}.get(facts.get("sex", ""), ""), ""),
        (_("Nationality"), country_name(str(facts.get("nationality", ""))), ""),
        (_("Work or activity"), facts.get("occupation", ""), ""),
        (_("Languages"), _languages(facts.get("languages", "")), ""),
        (_("Where"), _where(facts), ""),
        (_("Telephone"), " · ".join(facts.get("phones", [])), "code"),
        (_("Mail"), facts.get("mail", ""), "code"),
        (_("Household"), household, ""),
        (_("Papers"), facts.get("papers", ""), ""),
        (_("Papers end on"), day_of(str(facts.get("papers_until", ""))), ""),
        (_("Father"), facts.get("father", ""), "name"),
        (_("Mother"), facts.get("mother", ""), "name"),
        (_("Their reference"), facts.get("reference", ""), "code"),
        (_("Referred by"), facts.get("referred_by", ""), ""),
        (_("Knows of this alert"), str(dict(Knows.choices).get(facts.get("knows", ""), "")), ""),
    ]
    return [(label, str(value), kind) for label, value, kind in told if value]


def _where(facts: dict[str, Any]) -> str:
    parts = [str(facts.get("place", "")), country_name(str(facts.get("country", "")))]
    return _joined([part for part in parts if part])


def _household(facts: dict[str, Any]) -> str:
    parts = []
    if facts.get("household_size"):
        parts.append(_("size: %(count)s") % {"count": facts["household_size"]})
    if facts.get("children"):
        parts.append(_("of them children: %(count)s") % {"count": facts["children"]})
    relations = dict(Relation.choices)
    for one in facts.get("household", []):
        relation = str(relations.get(one.get("relation", ""), ""))
        parts.append(f"{one.get('name', '')} ({relation})" if relation else str(one.get("name", "")))
    return " · ".join(parts)
