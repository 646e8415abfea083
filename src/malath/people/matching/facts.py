"""What is recorded of several people, fact by fact, as the screens of the review show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from malath.engines.sheets import Reason
from malath.people.choices import Sex, country_name
from malath.people.likeness import reason_in_words

if TYPE_CHECKING:
    from malath.people.models import Person


@dataclass(frozen=True)
class Fact:
    """One line of a comparison: what is recorded of each person. `how` is "same", "differs" or nothing."""

    label: str
    values: list[str]
    how: str = ""
    ltr: bool = False


def facts_of(people: Sequence[Person], reasons: Iterable[Reason]) -> list[Fact]:
    """The facts of revealed people, in their order; those of which nobody says anything are left out.

    `reasons` are those of every two: a fact differs where it differs between any two of them.
    """
    hows: dict[str, str] = {}
    for reason in reasons:
        field = reason.code.removeprefix("pair.").split("_")[0]
        if hows.get(field) != "differs":
            hows[field] = "same" if reason.weight > 0 else "differs"
    facts = []
    for label, part, key, field, ltr, say in _lines():
        values = [say(getattr(person, part).get(key) or "") for person in people]
        how = hows.get(field, "") if sum(map(bool, values)) > 1 else ""
        if any(values):
            facts.append(Fact(label, values, how, ltr))
    return facts


def told(reasons: Iterable[Reason]) -> list[str]:
    """Reasons as sentences."""
    return [reason_in_words(reason.code, reason.params) for reason in reasons]


def _lines() -> list[tuple[str, str, str, str, bool, Callable[[Any], str]]]:
    """Label, part of the record, key in it, field of the reasons, left to right, how it is said."""
    return [
        (_("Born"), "about", "birth", "birth", True, str),
        (_("Sex"), "about", "sex", "sex", False, _sex),
        (_("Telephone numbers"), "contact", "phones", "phone", True, _phones),
        (_("Place of origin"), "about", "origin", "", False, str),
        (_("Is now in"), "contact", "country", "country", False, country_name),
        (_("Address"), "contact", "address", "place", False, str),
        (_("Occupation"), "about", "occupation", "", False, str),
        (_("Nationality"), "about", "nationality", "", False, country_name),
    ]


def _sex(code: Any) -> str:
    return str(dict(Sex.choices).get(str(code)[:1], "")) if code else ""


def _phones(phones: Any) -> str:
    return "\n".join(str(phone) for phone in phones) if phones else ""
