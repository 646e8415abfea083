"""Who stands under a text, and the lead's board: what a page shows of signatures is decided here alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from malath.platform.sealed.fields import reveal
from malath.voice.statements.models import Answer, Edition, Signatory, Statement
from malath.voice.statements.ordering import in_order
from malath.voice.statements.rules import STANDING, Act, Mandate, State, is_signature_shown, seen_state

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Line:
    """One organisation under a text. `signed` is the edition that it signed: an earlier one, when only changes of form
    lie between. By a link answers whoever has no members here: the lead sent it, and nobody's account vouches for it."""

    name: str
    initiator: bool
    signed: Edition | None
    signed_on: date | None
    is_carried: bool = False
    is_late: bool = False
    is_by_link: bool = False
    reservation: str = ""
    withdrawn_on: date | None = None


@dataclass
class Sheet:
    """The signatures under one edition as its readers see them."""

    lines: list[Line] = field(default_factory=list)
    withdrawn: list[Line] = field(default_factory=list)
    unnamed: int = 0
    unnamed_reservations: list[str] = field(default_factory=list)

    @property
    def reserved(self) -> int:
        """How many of them signed with a reservation."""
        return sum(bool(line.reservation) for line in self.lines) + len(self.unnamed_reservations)

    @property
    def count(self) -> int:
        """How many signed, named or not."""
        return len(self.lines) + self.unnamed


def sheet_of(
    viewer: Member | None, statement: Statement, edition: Edition, natures: Mapping[int, str], *, language: str
) -> Sheet:
    """Who signed an edition. Of whoever signs without being named it is said how many, and with which reservations.
    `viewer` None: by a link."""
    known = Signatory.objects.unscoped(reason="whoever holds a link sees who signs by name")
    rows = known if viewer is None else Signatory.objects.visible_to(viewer)
    rows = rows.filter(statement=statement, removed_on=None, named=True).select_related("signed_edition")
    found = [row for row in rows if _stands(row, edition, natures) or row.withdrawn_on]
    reveal(found, by=viewer, why="statement.sheet")
    lines = [_line(row, statement, edition, language) for row in found]
    hidden = Signatory.objects.unscoped(reason="how many sign unnamed is said, not who").filter(
        statement=statement, removed_on=None, named=False, state__in=STANDING
    )
    unnamed = [row for row in hidden.select_related("signed_edition") if _stands(row, edition, natures)]
    reserved = [row for row in unnamed if row.state == State.RESERVED]
    reveal(reserved, by=viewer, why="statement.sheet")
    return Sheet(
        lines=_ordered((line for line in lines if not line.withdrawn_on), statement, language),
        withdrawn=_ordered((line for line in lines if line.withdrawn_on), statement, language),
        unnamed=len(unnamed),
        # By their letters: neither the order nor a number says whose they are.
        unnamed_reservations=sorted(str(row.reservation) for row in reserved),
    )


def _stands(row: Signatory, edition: Edition, natures: Mapping[int, str]) -> bool:
    signed = row.signed_edition.number if row.signed_edition else None
    return is_signature_shown(row.state, signed, edition.number, natures)


def _line(row: Signatory, statement: Statement, edition: Edition, language: str) -> Line:
    out = statement.released_on
    return Line(
        name=str(row.names.get(language) or next(iter(row.names.values()), "")),
        initiator=row.initiator,
        signed=row.signed_edition,
        signed_on=row.signed_on,
        is_carried=row.signed_edition is not None and row.signed_edition_id != edition.pk,
        is_late=bool(out and row.signed_on and row.signed_on > out),
        is_by_link=row.organisation_id is None,
        reservation=str(row.reservation) if row.state == State.RESERVED else "",
        withdrawn_on=row.withdrawn_on,
    )


def _ordered(lines: Iterable[Line], statement: Statement, language: str) -> list[Line]:
    return in_order(
        lines, statement.order, name=lambda line: line.name, language=language,
        initiates=lambda line: line.initiator, signed_on=lambda line: line.signed_on or date.max,
    )  # fmt: skip


@dataclass
class Place:
    """One organisation on the board: where it stands now, and what it said last."""

    row: Signatory
    name: str
    state: State
    answer: Answer | None = None

    @property
    def kind(self) -> str:
        """The colour of its tag."""
        if self.state in STANDING:
            return "ok"
        return {State.CHANGE: "warn", State.LAPSED: "warn", State.WITHDRAWN: "bad", State.DECLINED: "bad"}.get(
            self.state, "plain"
        )

    @property
    def act_words(self) -> str:
        """What it answered last."""
        return str(Act(self.answer.act).label) if self.answer else ""

    @property
    def mandate_words(self) -> str:
        """By which mandate it signed."""
        known = self.answer is not None and self.answer.mandate in Mandate.values
        return str(Mandate(self.answer.mandate).label) if self.answer and known else ""


@dataclass
class Board:
    """Who has what before them."""

    places: list[Place]

    def count(self, *states: str) -> int:
        """How many stand in one of the states."""
        return sum(place.state in states for place in self.places)

    @property
    def signed(self) -> int:
        return self.count(*STANDING)

    @property
    def waiting(self) -> int:
        return self.count(State.WAITING, State.CHANGE)


def board_of(viewer: Member, rows: Iterable[Signatory], *, language: str, now: datetime | None = None) -> Board:
    """Places that the viewer may see with all their answers: the lead's, or an organisation's own."""
    known, now = list(rows), now or timezone.now()
    said = (
        Answer.objects.visible_to(viewer)
        .filter(signatory__in=[row.pk for row in known])
        .select_related("by", "edition")
    )
    last = {answer.signatory_id: answer for answer in said.order_by("turn")}
    reveal(known, last.values(), (a.by for a in last.values() if a.by), by=viewer, why="statement.board")
    places = [
        Place(
            row,
            str(row.names.get(language) or next(iter(row.names.values()), "")),
            seen_state(row.state, row.answer_by, now),
            last.get(row.pk),
        )
        for row in known
    ]
    order = [State.CHANGE, State.WAITING, State.LAPSED]
    places.sort(key=lambda p: (order.index(p.state) if p.state in order else len(order), p.name.casefold()))
    return Board(places)


def asked_of(viewer: Member, statement: Statement) -> list[Signatory]:
    """Everybody whom the lead asked, as far as the viewer may know."""
    rows = Signatory.objects.visible_to(viewer).filter(statement=statement, removed_on=None)
    return list(rows.select_related("statement", "signed_edition"))
