"""Criteria in an address: codes, days and identifiers alone. What cannot be read is refused, never left out in silence."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.rules import Stage
from malath.accountability.violations.searching import NONE, Criteria, Role
from malath.platform.errors import NotFoundError

SHOWN = ("table", "timeline", "map")
_MOST = 60


def criteria_in(said: Mapping[str, str]) -> Criteria:
    """The criteria of an address. Raises NotFoundError for a code or a day that there is not."""
    try:
        return Criteria(**{name: read(said[name]) for name, read in _READERS.items() if said.get(name)})
    except (LookupError, ValueError) as wrong:
        raise NotFoundError from wrong


def address(criteria: Criteria, url_name: str = "violations_find", **more: object) -> str:
    """Where the criteria are answered; `more` are other parts of the address, left out where empty."""
    query = urlencode({**criteria.as_pairs(), **{name: str(value) for name, value in more.items() if value}})
    return reverse(url_name) + (f"?{query}" if query else "")


def _term(terms: str) -> Callable[[str], str]:
    return lambda code: code if code == NONE else vocabulary.term(terms, code[:_MOST]).code


def _place(code: str) -> str:
    return code if code == NONE else places.place(code[:_MOST]).code


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(said: str) -> str:
        if said not in allowed:
            raise ValueError("no such choice")
        return said

    return read


def _yes(said: str) -> bool:
    return bool(_one_of("1")(said))


_READERS: Mapping[str, Callable[[str], Any]] = {
    "kind": _term("acts"),
    "not_kind": _term("acts"),
    "place": _place,
    "not_place": _place,
    "first": date.fromisoformat,
    "last": date.fromisoformat,
    "surely": _yes,
    "undated": _yes,
    "perpetrator": _term("perpetrators"),
    "unit": uuid.UUID,
    "person": uuid.UUID,
    "role": _one_of(*Role),
    "stage": _one_of(*Stage.values),
    "status": _term("violation_status"),
    "victim": _term("victim_status"),
    "material": _term("source_material"),
    "reliability": _term("reliability"),
    "restricted": _one_of("yes", "no"),
}
