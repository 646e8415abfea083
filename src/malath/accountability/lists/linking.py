"""Whom a row names beside its person: a perpetrator, a unit, a place of detention; known here by number or exact name, or new."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from malath.accountability.lists.mapping import Plan
from malath.accountability.lists.reading import ReadRow
from malath.accountability.violations.named import PERSON, SITE, UNIT, NamedHere, acted_in, held_in, next_place

if TYPE_CHECKING:
    from malath.accountability.violations.listing import Known
    from malath.accountability.violations.recording import Recorder
    from malath.platform.access.models import Member, Organisation

KINDS = {"link.person": PERSON, "link.body": UNIT, "link.site": SITE}
_NUMBER = re.compile(r"[PB]-[2-9A-Z]{6}")


@dataclass(frozen=True)
class Link:
    """Whom a cell names: a row that stands, or a new one of that name. `wrong`: why it can be neither."""

    kind: str
    name: str
    row: Any = None
    wrong: str = ""


class Linker:
    """Finds whom the rows of one list name; what it makes in one row it knows in the next."""

    def __init__(self, viewer: Member, organisation: Organisation, plan: Plan) -> None:
        self._columns = {target.code: number for number, _column, target in reversed(list(plan.mapped()))}
        self._viewer, self._organisation = viewer, organisation
        self._named: NamedHere | None = None

    @property
    def named(self) -> NamedHere:
        """Read once, and only for a list that names somebody."""
        if self._named is None:
            self._named = NamedHere(self._viewer, self._organisation)
        return self._named

    def links(self, row: ReadRow) -> dict[str, Link]:
        """Whom a row names, by target."""
        return {code: self._link(kind, str(row.values[code])) for code, kind in KINDS.items() if row.values.get(code)}

    def _link(self, kind: str, text: str) -> Link:
        if _NUMBER.fullmatch(text.strip().upper()):
            found = self.named.numbered(kind, text.strip().upper())
            return Link(kind, "", found, "" if found else "party.unknown")
        several = self.named.called(kind, text)
        if len(several) > 1:
            return Link(kind, text, None, "party.several")
        return Link(kind, text, several[0] if several else None)

    def judge(self, row: ReadRow) -> None:
        """Say in a checked row whom its cells name; what cannot be told is wrong in its cell."""
        for code, link in self.links(row).items():
            column, text = self._columns.get(code), str(row.values[code])[:60]
            if link.wrong:
                row.wrong.append([column, link.wrong, {"text": text}])
            elif link.row is not None:
                row.notes.append([column, "party.known", {"text": text, "number": link.row.number}])
            else:
                row.notes.append([column, "party.new", {"text": text}])

    def missing(self, row: ReadRow, known: Known) -> list[str]:
        """Which records a row that was met before would add for whom it names: "involvement", "holding"."""
        links = self.links(row)
        if known.act is None or not links:
            return []
        found = []
        who, act = _who(links), known.act.pk
        if who and not acted_in(act, {field: link.row for field, link in who.items()}):
            found.append("involvement")
        if "link.site" in links and not held_in(act, links["link.site"].row):
            found.append("holding")
        return found

    def write(
        self, change: Recorder, row: ReadRow, known: Known, values: dict[str, Any], said: dict[str, Any]
    ) -> list[str]:
        """Add the part of whom a row names, and the place where its person was held; which of the two was added."""
        missing = self.missing(row, known)
        if not missing or known.act is None:
            return []
        links = self.links(row)
        if "involvement" in missing:
            parties = {field: self._made(change, link, said) for field, link in _who(links).items()}
            known.involvement = change.involvement(known.act, values, **parties, **said)
        if "holding" in missing:
            site = self._made(change, links["link.site"], said)
            change.holding(known.act, next_place(known.act.pk), {}, site=site, **said)
        return missing

    def _made(self, change: Recorder, link: Link, said: dict[str, Any]) -> Any:
        if link.row is not None:
            return link.row
        name = {"name": link.name}
        made = change.person(name, **said) if link.kind == PERSON else change.body(link.kind, name, **said)
        self.named.add(made, link.name)
        return made


def _who(links: dict[str, Link]) -> dict[str, Link]:
    """Who had a part, by the field of an involvement."""
    return {code.removeprefix("link."): link for code, link in links.items() if code != "link.site"}
