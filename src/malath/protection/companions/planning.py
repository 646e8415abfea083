"""A proposal for each appointment that nobody goes along to yet: the engine plans week by week, people ask and answer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from malath.engines.placement.appointments import broken, plan_appointments, worth
from malath.engines.placement.errors import PlacementError
from malath.engines.placement.rota import Rota, read_rota
from malath.engines.placement.running import Plan, Worker, solver_is_there, without_solver
from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.protection.companions.errors import NoPlanError
from malath.protection.companions.models import Companion
from malath.protection.companions.rules import Ask, Helper, State, Taken, monday_of, overlap, week_as_rota
from malath.protection.companions.selectors import as_ask, taken_between, who_went_before
from malath.protection.hosting.listing import volunteers_of
from malath.protection.placing.alone import planning_alone

if TYPE_CHECKING:
    from malath.protection.hosting.models import Volunteer

_log = logging.getLogger(__name__)
# One person waits in front of the page; a week has tens of appointments.
SECONDS, MEMORY = 1.0, 512


@dataclass(frozen=True)
class Option:
    """A volunteer who could go along, in points of the engine, and what speaks for them. `hours`: promised in that week;
    `beyond`: it is outside the times or hours that they gave, so no plan proposes them, but they may be asked."""

    volunteer: Volunteer
    points: float
    knows_them: bool
    languages: list[str]
    hours: float
    beyond: bool


@dataclass(frozen=True)
class Choice:
    """For one appointment: the volunteer that a plan of the whole week gives it, who else could, and who cannot and why."""

    row: Companion
    proposed: Option | None
    options: list[Option]
    blocked: list[tuple[Volunteer, list[str]]]


def helper_of(volunteer: Volunteer) -> Helper:
    """A revealed volunteer as the engine needs one."""
    told = volunteer.details
    return Helper(
        id=str(volunteer.pk), can=frozenset(told.get("can", ())), languages=frozenset(told.get("languages", ())),
        woman=bool(told.get("woman")), times=frozenset(told.get("times", ())), hours=told.get("hours"),
    )  # fmt: skip


def choices_for(viewer: Member, rows: Sequence[Companion], *, solve: bool) -> list[Choice]:
    """Who could go along to each of these appointments; with `solve`, whom the best plan of each week gives to those that
    nobody goes along to yet. The rows come with appointment, case and network. Reveals them and their networks' volunteers.

    Raises NoPlanError.
    """
    helpers = {network: volunteers_of(viewer, network) for network in dict.fromkeys(row.network_id for row in rows)}
    going = [row.volunteer for row in rows if row.volunteer]
    reveal(list(rows), going, [one for group in helpers.values() for one in group], by=viewer, why="companions")
    known = who_went_before(row.case_id for row in rows)
    asks = {row.pk: as_ask(row, known) for row in rows}
    weeks: dict[tuple[object, date], list[Companion]] = {}
    for row in rows:
        weeks.setdefault((row.network_id, monday_of(asks[row.pk].starts.date())), []).append(row)
    made = [
        _Week(monday, helpers[network], group, [asks[row.pk] for row in group])  # type: ignore[index]
        for (network, monday), group in weeks.items()
    ]
    given = _planned(made, viewer) if solve else {}
    found = {choice.row.pk: choice for week in made for choice in week.choices(given)}
    return [found[row.pk] for row in rows]


def _planned(weeks: Sequence[_Week], viewer: Member) -> dict[str, str]:
    """Who goes along to what, by identifiers: every week that has something open, one after another in one process."""
    inputs = [data for data in (week.open_as_rota() for week in weeks) if data is not None]
    try:
        with planning_alone(viewer.home_organisation_id), ExitStack() as stack:
            solver: Callable[[dict[str, Any]], Plan] = without_solver
            if inputs and solver_is_there():
                worker = stack.enter_context(Worker(memory=MEMORY))
                solver = partial(worker.solve, seconds=SECONDS)
            tables = [plan_appointments(data, solver=solver) for data in inputs]
    except PlacementError as failed:
        _log.warning("the placement engine did not answer: %s", failed)
        raise NoPlanError from failed
    return {task: volunteer for table in tables for task, volunteer, _start in table.appointments}


class _Week:
    """One network's week: its volunteers with what they promised already, and the appointments."""

    def __init__(self, monday: date, helpers: list[Volunteer], rows: list[Companion], asks: list[Ask]) -> None:
        self.monday, self.helpers, self.rows, self.asks = monday, helpers, rows, asks
        begins = timezone.make_aware(datetime.combine(monday, time()))
        taken = taken_between((one.pk for one in helpers), begins, begins + timedelta(days=8))
        here = [(pk, (who, timezone.localtime(start), timezone.localtime(end))) for pk, (who, start, end) in taken]
        self.taken = here

    def rota(self, asks: Sequence[Ask], *, without: object = None) -> tuple[dict[str, object], Rota]:
        """The engine's input and the same read; without what one appointment itself takes."""
        taken: list[Taken] = [span for pk, span in self.taken if pk != without]
        ids = {helper.id: helper for helper in map(helper_of, self.helpers)}
        here = [replace(ask, known=ask.known & set(ids), refused=ask.refused & set(ids)) for ask in asks]
        data = week_as_rota(here, list(ids.values()), taken, self.monday)
        return data, read_rota(data)

    def open_as_rota(self) -> dict[str, object] | None:
        """The engine's input for what nobody goes along to yet; None where there is nothing, or nobody to ask."""
        wanted = [ask for row, ask in zip(self.rows, self.asks, strict=True) if row.now == State.WANTED]
        return self.rota(wanted)[0] if wanted and self.helpers else None

    def choices(self, given: dict[str, str]) -> list[Choice]:
        """One for each appointment; `given`: whom the plan gives to which."""
        return [self._choice(row, ask, given.get(ask.id)) for row, ask in zip(self.rows, self.asks, strict=True)]

    def _choice(self, row: Companion, ask: Ask, given: str | None) -> Choice:
        _data, rota = self.rota([ask], without=row.pk)
        task = rota.tasks[0]
        options: list[Option] = []
        blocked: list[tuple[Volunteer, list[str]]] = []
        for volunteer, known in zip(self.helpers, rota.volunteers, strict=True):
            rules = broken(rota, task, known, task.starts[0])
            if known.load is not None and known.load < task.duration:
                rules.append("load")
            if set(rules) - {"free", "load"} or (rules and self._is_elsewhere(row, known.id)):
                blocked.append((volunteer, ["elsewhere" if rule == "free" else rule for rule in rules]))
                continue
            options.append(
                Option(
                    volunteer, float(worth(rota, task, known, task.starts[0])), known.id in task.known,
                    sorted(task.languages & known.languages), self._hours(known.id), bool(rules),
                )
            )  # fmt: skip
        options.sort(key=lambda option: (option.beyond, -option.points, option.hours, str(option.volunteer.pk)))
        proposed = next((option for option in options if str(option.volunteer.pk) == given), None)
        return Choice(row, proposed, options, blocked)

    def _is_elsewhere(self, row: Companion, who: str) -> bool:
        return any(
            overlap(row.span, (start, end)) for pk, (name, start, end) in self.taken if name == who and pk != row.pk
        )

    def _hours(self, who: str) -> float:
        over = self.monday + timedelta(days=7)
        mine = (end - start for _pk, (name, start, end) in self.taken if name == who and start.date() < over)
        spent = sum(mine, timedelta())
        return round(spent / timedelta(hours=1), 1)
