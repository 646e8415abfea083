"""Names, belongings and posts as pages show them: in order of time, each with who says so, how sure and who entered it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.accounts import Party, Shown
from malath.accountability.violations.units.times import in_order

if TYPE_CHECKING:
    from malath.accountability.violations.accounts import Known
    from malath.accountability.violations.models import Belonging, Body, BodyName, Post

COMMAND = "01"
"""Posts of command, of the list of posts."""


@dataclass(frozen=True)
class Line:
    """What held for a time: whom or what it names, when, what else is said, and all accounts of it. `row` is None for what
    the record of the unit itself says."""

    row: Any
    kind: str
    when: Shown | None
    shown: list[Shown]
    name: str = ""
    party: Party | None = None
    body: Party | None = None
    is_own: bool = False

    @property
    def whens(self) -> list[str]:
        """Its time, by every account."""
        return [str(one.value) for one in self.when.accounts] if self.when else []

    @property
    def sources(self) -> list[Party]:
        """Whoever says any of it, once each."""
        said = [account.source for one in self.shown for account in one.accounts if account.source is not None]
        return list(dict.fromkeys(said))

    @property
    def has_command(self) -> bool:
        """Whether any account of a post is of command."""
        kinds = next((one.accounts for one in self.shown if one.code == "kind"), [])
        return any(str(one.value).split(".")[0] == COMMAND for one in kinds)

    @property
    def words(self) -> Iterator[Shown]:
        """What is said beside name and time."""
        return (one for one in self.shown if one.code not in {"name", "when"})


def in_time(lines: Iterable[Line]) -> list[Line]:
    """By their beginning; what has no time last."""
    return sorted(lines, key=lambda one: in_order(one.when.main.value if one.when else None))


def name_lines(known: Known, body: Body, rows: Iterable[BodyName]) -> list[Line]:
    """The names in order, that of the record itself among them."""
    own = {one.code: one for one in known.shown(body) if one.code in {"name", "when"}}
    lines = [_line(known, row, "bodyname", name=str(known.main(row, "name") or "")) for row in rows]
    if lines and "name" in own:
        name = str(own["name"].main.value)
        lines.append(Line(None, "body", own.get("when"), list(own.values()), name=name, is_own=True))
    return in_time(lines)


def belonging_lines(known: Known, rows: Iterable[Belonging], *, below: bool = False) -> list[Line]:
    """To what it belonged, or what belonged to it, in order."""
    return in_time(
        _line(known, row, "belonging", body=known.body(row.body_id if below else row.above_id)) for row in rows
    )


def post_lines(known: Known, rows: Iterable[Post], *, of_person: bool = False) -> list[Line]:
    """Posts in order: of a unit with who held them, of a person with the unit."""
    return in_time(
        _line(known, row, "post", party=None if of_person else known.party(row.person_id), body=known.body(row.body_id))
        for row in rows
    )


def _line(known: Known, row: Any, kind: str, **named: Any) -> Line:
    return Line(row, kind, known.one(row, "when"), known.shown(row), **named)
