"""The keyed digests by which a list's rows are known again: nobody without the keeper can tell which identifier one is of."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from malath.accountability.lists.mapping import Plan
from malath.platform.keeper.client import keeper


def _told(text: str) -> str:
    return " ".join(text.casefold().split())


class Keys:
    """The digests of one list of one organisation."""

    def __init__(self, organisation: uuid.UUID, plan: Plan) -> None:
        self._list = f"{organisation}|{_told(plan.name)}"
        # People are the same in all lists that name the same register; an own numbering means nothing elsewhere.
        self._register = f"{organisation}|register|{_told(plan.register)}" if plan.register.strip() else self._list

    def of_people(self, keys: Sequence[str]) -> list[bytes]:
        """Of a person, for each identifier; empty where there is none."""
        return _digests("lists.person", self._register, keys)

    def of_events(self, keys: Sequence[str]) -> list[bytes]:
        """Of what this list says of that person."""
        return _digests("lists.event", self._list, keys)

    @property
    def of_source(self) -> bytes:
        """Of the list itself, as a source."""
        return keeper().blind("lists.source", [self._list])[0]


def _digests(name: str, where: str, keys: Sequence[str]) -> list[bytes]:
    said = [key for key in keys if key]
    digests = dict(zip(said, keeper().blind(name, [f"{where}|{key}" for key in said]), strict=True)) if said else {}
    return [digests[key] if key else b"" for key in keys]
