"""The micro-thesauri of HURIDOCS that our lists answer to, and the code of a term in them: its own, or that of a broader one.

Codes alone are taken from HURIDOCS, as it published the lists of 2001 with its events system; no word of theirs is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from malath.accountability.violations.vocabulary.lists import path

# Lists that are not here (how sure a value is; the fates of the disappeared) have no micro-thesaurus of their own.
MICRO_THESAURI: Mapping[str, int] = {
    "rights": 3, "acts": 4, "methods": 5, "counting_units": 7, "source_material": 16, "places": 17, "involvement": 18,
    "source_connection": 19, "interventions": 20, "relationships": 21, "chain_types": 22, "characteristics": 23,
    "perpetrators": 24, "victim_status": 25, "responses": 27, "attribution": 28, "detention_types": 29,
    "whereabouts": 30, "sex": 39, "violation_status": 41, "reliability": 42, "date_reasons": 48,
}  # fmt: skip


class Mapped(NamedTuple):
    """A code of a micro-thesaurus; `is_own` is False where it is the code of a broader term of ours."""

    thesaurus: int
    code: str
    is_own: bool

    def __str__(self) -> str:
        return f"MT{self.thesaurus} {self.code}"


def mapped(name: str, code: str) -> Mapped | None:
    """The HURIDOCS code of a term, else that of the nearest broader term that has one; None where none has.

    Raises UnknownListError, UnknownTermError.
    """
    above = path(name, code)
    found = next((one for one in reversed(above) if one.huridocs), None)
    if found is None:
        return None
    return Mapped(MICRO_THESAURI[name], found.huridocs, found.code == code)
