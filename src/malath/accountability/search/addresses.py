"""Criteria in an address: codes, days and identifiers alone. What cannot be read is refused, never left out in silence."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.rules import Stage
from malath.accountability.violations.searching import CODED, MOST_CODES, NONE, Criteria, Role, codes_in
from malath.accountability.violations.values import KNOWN
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
    query = urlencode({**criteria.as_pairs(), **{name: str(value) for name, value in more.items() if value}}, safe=",")
    return reverse(url_name) + (f"?{query}" if query else "")


def _term(terms: str) -> Callable[[str], str]:
    return lambda code: code if code == NONE else vocabulary.term(terms, code[:_MOST]).code


def _place(code: str) -> str:
    return code if code == NONE else places.place(code[:_MOST]).code


def joined_codes(terms: str, codes: Iterable[str]) -> str:
    """Several codes as one criterion: in order, each once, without those that lie below another of them. Raises ValueError
    for more than MOST_CODES."""
    chosen = set(codes)
    below = {one for code in chosen - {NONE} for one in _below(terms, code)}
    several = sorted(chosen - below)
    if len(several) > MOST_CODES:
        raise ValueError("too many codes")
    return ",".join(several)


def _below(terms: str, code: str) -> frozenset[str]:
    return (places.under(code) if terms == "places" else vocabulary.under(terms, code)) - {code}


def _several(terms: str) -> Callable[[str], str]:
    read = _place if terms == "places" else _term(terms)
    return lambda said: joined_codes(terms, map(read, codes_in(said)))


def _coded(terms: str) -> Callable[[str], str]:
    """Codes beside the columns: that none is known is not asked of them."""

    def read(said: str) -> str:
        if NONE in codes_in(said):
            raise ValueError("no such choice")
        return _several(terms)(said)

    return read


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(said: str) -> str:
        if said not in allowed:
            raise ValueError("no such choice")
        return said

    return read


def _yes(said: str) -> bool:
    return bool(_one_of("1")(said))


_READERS: Mapping[str, Callable[[str], Any]] = {
    "kind": _several("acts"),
    "not_kind": _several("acts"),
    "place": _several("places"),
    "not_place": _several("places"),
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
    "known": _one_of(*KNOWN),
    **{name: _coded(of.terms) for name, of in CODED.items() if of.terms},
}
