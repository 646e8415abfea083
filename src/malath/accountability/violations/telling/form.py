"""The whole form of a story: its parts bound to what was sent or kept, read together, shown again as typed (SC1)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from malath.accountability.evidence.selectors import Wanted, wall_for
from malath.accountability.violations.telling import rows
from malath.accountability.violations.telling.bodies import bodies_called, bodies_numbered, is_body_number
from malath.accountability.violations.telling.drafts import Drafts
from malath.accountability.violations.telling.people import NEW, Somebody, is_number, people_called, people_numbered
from malath.accountability.violations.telling.pickers import offered
from malath.accountability.violations.telling.reading import told_by
from malath.accountability.violations.telling.rows import Part

if TYPE_CHECKING:
    from malath.accountability.violations.models import Body, Person
    from malath.accountability.violations.telling.told import Told
    from malath.platform.access.models import Member

KINDS: Mapping[str, type[Part]] = {
    "act": rows.ActPart,
    "victim": rows.VictimPart,
    "doer": rows.DoerPart,
    "stay": rows.StayPart,
    "step": rows.StepPart,
}
MOST: Mapping[str, int] = {"act": 12, "victim": 40, "doer": 20, "stay": 20, "step": 12}
MOST_OTHERS = 200
LISTS = ("acts", "methods", "characteristics", "perpetrators")
_ROW = re.compile(r"^(act|victim|doer|stay|step)-(\d{1,4})-")


class Telling:
    """A story as a form. `data` is what was sent, or what was kept of it; None for one that begins."""

    def __init__(self, data: QueryDict | None, *, viewer: Member) -> None:
        self.data, self.viewer = data, viewer
        self.problems: list[str] = []
        self._people: dict[str, Person] = {}
        self._bodies: dict[str, Body] = {}
        self._evidence: uuid.UUID | None = None
        self.main = rows.MainPart(data)
        indexes = _indexes(data)
        self.parts: dict[str, list[Part]] = {
            kind: [part(data, prefix=f"{kind}-{index}") for index in indexes[kind][: MOST[kind]] or [1]]
            for kind, part in KINDS.items()
        }
        self.surplus = [
            (name, value)
            for kind in KINDS
            for index in indexes[kind][MOST[kind] :]
            for name, values in (data.lists() if data else ())
            if name.startswith(f"{kind}-{index}-")
            for value in values
        ]
        self._offer_choices()

    # ── its parts ──
    @property
    def all_parts(self) -> list[Part]:
        """The main part and every row."""
        return [self.main, *(part for parts in self.parts.values() for part in parts)]

    def spoken(self, kind: str) -> list[tuple[int, Any]]:
        """The rows in which something was written, by their index."""
        return [(index_of(part), part) for part in self.parts[kind] if not part.is_blank]

    def _typed(self, kind: str, name: str) -> Iterator[tuple[int, str]]:
        for position, part in enumerate(self.parts[kind], 1):
            words = str(part[name].value() or "").strip()
            if words:
                yield index_of(part), f"{position}. {words}"

    def _offer_choices(self) -> None:
        acts, victims = list(self._typed("act", "kind")), list(self._typed("victim", "name"))
        for victim in self.parts["victim"]:
            if isinstance(victim, rows.VictimPart):
                victim.offer_acts(acts)
        for stay in self.parts["stay"]:
            if isinstance(stay, rows.StayPart):
                stay.offer_victims(victims)

    # ── reading it ──
    @cached_property
    def is_valid(self) -> bool:
        """Whether it can become records; what is wrong stands in its parts and in `problems`."""
        if self.data is None:
            return False
        parts_are = [part.is_valid() for part in self.all_parts]
        self._read_people()
        self._read_bodies()
        self._evidence = self._read_evidence()
        self._check_whole()
        return all(parts_are) and not self.problems and not any(part.errors for part in self.all_parts)

    def _read_people(self) -> None:
        """Who is known here, of those whom the viewer sees; who of several of a name has to be said."""
        naming = [part for part in self.all_parts if part.who_field and part.is_bound]
        decided = {part.named.casefold(): part.decision for part in naming if part.named and part.decision}
        for part in naming:
            part.decided_elsewhere = decided.get(part.named.casefold(), "")
        self._people = people_numbered(self.viewer, [part.number for part in naming])
        called = people_called(self.viewer, [part.named for part in naming if not is_number(part.named)])
        for part in naming:
            is_elsewhere = part.decided_elsewhere and not part.is_decided_here
            part.offered = [] if is_elsewhere else called.get(part.named, [])
            if part.number and part.number not in self._people:
                part.add_error(part.who_field, _("Nobody whom you see has this number."))
            elif _is_stale(part.decision, called.get(part.named)):
                part.choose_again(part.who_field)
            elif part.offered and part.is_undecided:
                part.add_error(part.who_field, _("Somebody of this name is known here: say whether it is them."))

    def _read_bodies(self) -> None:
        """Which units and places are known here, of those that the viewer sees; which of a name has to be said."""
        naming = [part for part in self.all_parts if isinstance(part, rows.BodyPart) and part.is_bound]
        decided = {(one.body_kind, one.body_named.casefold()): one.body_decision for one in naming if one.body_decision}
        for part in naming:
            part.body_decided_elsewhere = decided.get((part.body_kind, part.body_named.casefold()), "")
        self._bodies = bodies_numbered(self.viewer, [part.body_number for part in naming])
        asked = [(part.body_kind, part.body_named) for part in naming if not is_body_number(part.body_named)]
        called = bodies_called(self.viewer, asked)
        for part in naming:
            known, alike = self._bodies.get(part.body_number), called.get((part.body_kind, part.body_named))
            is_elsewhere = part.body_decided_elsewhere and not part.is_body_decided_here
            part.bodies_offered = [] if is_elsewhere else alike or []
            if part.body_number and (known is None or known.kind != part.body_kind):
                part.add_error(part.body_field, _("No unit or place of this kind that you see has this number."))
            elif _is_stale(part.body_decision, alike):
                part.choose_again(part.body_field)
            elif part.bodies_offered and part.is_body_undecided:
                part.add_error(part.body_field, _("One of this name is known here: say whether it is that one."))

    def _read_evidence(self) -> uuid.UUID | None:
        number = str(self.main.said.get("evidence", ""))
        if not number:
            return None
        found = wall_for(self.viewer, Wanted(number=number), None).items if self.viewer.can("work_evidence") else []
        if not found:
            self.main.add_error("evidence", _("No item of evidence that you see has this number."))
            return None
        pk: uuid.UUID = found[0].pk
        return pk

    def _check_whole(self) -> None:
        said = self.main.said
        if said.get("way") == rows.PERSON and "teller" in said and not self.main.named:
            self.main.add_error("teller", _("Say who told it, or choose that they are not named."))
        if said.get("way") == rows.ITEM and not (said.get("evidence") or said.get("material")):
            self.main.add_error("evidence", _("Say which item it is, or at least what kind of document."))
        if said.get("fate") and not said.get("known"):
            self.main.add_error("known", _("Say how sure it is: known, claimed or unknown."))
        for _index, victim in self.spoken("victim"):
            if victim.said.get("fate") and not victim.said.get("known"):
                victim.add_error("known", _("Say how sure it is: known, claimed or unknown."))
        if not (said.get("narrative") or said.get("title") or self.spoken("act")):
            self.main.add_error("narrative", _("Say at least what happened."))
        if len(said.get("others") or ()) > MOST_OTHERS:
            self.main.add_error(
                "others",
                _("These are more than %(most)d names: enter them as a group, or import them as a list.")
                % {"most": MOST_OTHERS},
            )
        if self.surplus:
            self.problems.append(
                _("There are more rows than a story takes. They are kept; write further names one on each line.")
            )

    def told(self) -> Told:
        """The story as plain values; also of one that is not whole yet, for what it misses."""
        return told_by(self, self._people, self._bodies, self._evidence)

    # ── showing it ──
    def show_understood(self) -> None:
        """What was understood stands under each field."""
        for part in self.all_parts:
            part.show_understood()

    def without_errors(self) -> None:
        """As a story is shown that somebody goes on with: nothing is wrong before it is finished."""
        self.problems = []
        for part in self.all_parts:
            part.without_errors()

    @cached_property
    def drafts(self) -> Drafts:
        """Which words of its lists nobody has reviewed."""
        return Drafts(self.viewer, (field.terms for field in self._of_lists()))

    def _of_lists(self) -> Iterator[Any]:
        return (one for part in self.all_parts for one in part.fields.values() if hasattr(one, "terms"))

    def mark_drafts(self) -> None:
        """Draft words among reviewed ones say so."""
        for one in self._of_lists():
            if isinstance(one, rows.ListField):
                self.drafts.mark(one)

    @property
    def offered(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The long lists, for the browser to search in: each word, and how it is marked where it is a draft."""
        marked = {name: self.drafts.labels(name) for name in LISTS}
        return [
            (name, [(word, marked.get(name, {}).get(word, "")) for word in words]) for name, words in offered(*LISTS)
        ]

    @property
    def wrong(self) -> list[tuple[str, Any, str]]:
        """What is to be mended: the field's id, its label, and why."""
        return [
            (bound.auto_id, bound.label, " ".join(map(str, bound.errors)))
            for part in self.all_parts
            for bound in part
            if bound.errors
        ]


def _is_stale(decision: str, offered: list[Somebody] | None) -> bool:
    """Whether somebody was chosen for another name than the one that stands there now."""
    chosen = decision.upper() if decision not in {"", NEW} else ""
    return bool(chosen) and offered is not None and chosen not in {one.number for one in offered}


def index_of(part: Part) -> int:
    """The index of a row, as its fields' names bear it."""
    return int(str(part.prefix).rpartition("-")[2])


def _indexes(data: QueryDict | None) -> dict[str, list[int]]:
    """The rows that were sent, by kind, in order."""
    found: dict[str, set[int]] = {kind: set() for kind in KINDS}
    for name in data or ():
        if matched := _ROW.match(name):
            found[matched[1]].add(int(matched[2]))
    return {kind: sorted(indexes) for kind, indexes in found.items()}


def with_one_more(data: QueryDict, kind: str) -> QueryDict:
    """What was sent, with an empty row of a kind at its end."""
    last = max(_indexes(data).get(kind) or [1])
    first = next(iter(KINDS[kind].base_fields))
    return rows.again(data, {f"{kind}-{last + 1}-{first}": ""}) if kind in KINDS and last < 9999 else data
