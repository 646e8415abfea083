"""Who held which post in the units and places of an act when it was done, as sources say: never a finding (SC1).

A post that is recorded for a day says who was there by its source. Whether somebody is answerable for an act is said by a part in
the act, which a member records and others review.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.accounts import Known, Party, known_to
from malath.accountability.violations.joining.groups import seen_fellows
from malath.accountability.violations.models import Act, Body, Holding, Involvement
from malath.accountability.violations.units.lines import Line, belonging_lines, name_lines, post_lines
from malath.accountability.violations.units.selectors import MOST_POSTS, belongings_of, names_of, posts_in
from malath.accountability.violations.units.times import may_have_held, period_of

if TYPE_CHECKING:
    from malath.engines.edtf import Period
    from malath.platform.access.models import Member

HIGHEST = 5
"""So many steps up the chain of command are shown."""


@dataclass
class Then:
    """One unit or place at the time of an act. `step`: how many steps above the one that is named; `command` and `others`
    are the posts that are recorded for that time, `undated` those whose time nobody says; the same of what it belongs to."""

    body: Party
    step: int
    names: list[Line] = field(default_factory=list)
    above: list[Line] = field(default_factory=list)
    above_undated: list[Party] = field(default_factory=list)
    command: list[Line] = field(default_factory=list)
    others: list[Line] = field(default_factory=list)
    undated: list[Line] = field(default_factory=list)
    has_more: bool = False


def bodies_then(viewer: Member, act: Act, *, when: str = "") -> list[Then]:
    """The units and places that an act names, and to what each belonged then, with the posts of that time. `when`: the time
    of its event, where the act has none. Without any time every post is listed."""
    parts = Involvement.objects.visible_to(viewer).filter(act=act).exclude(body=None).values_list("body", flat=True)
    held = list(Holding.objects.visible_to(viewer).filter(act=act).exclude(site=None).order_by("order"))
    known = known_to(viewer, held, why="violations.posts")
    times: dict[uuid.UUID, Period | None] = {}
    for pk in parts.order_by("made_in_id", "pk"):
        times.setdefault(pk, period_of(act.when, when))
    for row in held:
        times.setdefault(row.site_id, period_of(known.main(row, "when"), act.when, when))
    found: list[Then] = []
    seen: set[uuid.UUID] = set()
    level, step = times, 0
    while level and step <= HIGHEST:
        then, above = _level(viewer, level, step)
        found += then
        seen |= level.keys()
        level, step = {pk: period for pk, period in above.items() if pk not in seen}, step + 1
    return found


def _level(
    viewer: Member, level: dict[uuid.UUID, Period | None], step: int
) -> tuple[list[Then], dict[uuid.UUID, Period | None]]:
    bodies = Body.objects.visible_to(viewer).in_bulk(list(level))
    groups = {pk: seen_fellows(viewer, Body, {pk}) for pk in bodies}
    every = set().union(*groups.values())
    names, belongings = names_of(viewer, every, MOST_POSTS), belongings_of(viewer, every)
    posts = posts_in(viewer, every, MOST_POSTS + 1)
    rows = [*bodies.values(), *names, *belongings, *posts]
    people = [row.person_id for row in posts]
    others = [row.above_id for row in belongings] + [row.part_of_id for row in bodies.values()]
    known = known_to(viewer, rows, people=people, bodies=[*level, *others], why="violations.posts")
    found: list[Then] = []
    above: dict[uuid.UUID, Period | None] = {}
    for pk, body in bodies.items():
        mine, period = groups[pk], level[pk]
        then = Then(known.bodies[pk], step, has_more=len(posts) > MOST_POSTS)
        then.names = _of_then(name_lines(known, body, [row for row in names if row.body_id in mine]), period)
        then.names = [one for one in then.names if one.name != then.body.name]
        lines = belonging_lines(known, [row for row in belongings if row.body_id in mine])
        then.above = _of_then(lines, period)
        undated = [line.body for line in lines if period is not None and not line.whens]
        then.above_undated = [one for one in (*undated, known.body(body.part_of_id)) if one is not None]
        _sort_posts(then, known, [row for row in posts[:MOST_POSTS] if row.body_id in mine], period)
        above |= {line.row.above_id: period for line in then.above}
        found.append(then)
    return found, above


def _of_then(lines: Iterable[Line], period: Period | None) -> list[Line]:
    return [one for one in lines if period is None or may_have_held(one.whens, period)]


def _sort_posts(then: Then, known: Known, posts: list[Any], period: Period | None) -> None:
    for line in post_lines(known, posts):
        if period is not None and not line.whens:
            then.undated.append(line)
        elif period is None or may_have_held(line.whens, period):
            (then.command if line.has_command else then.others).append(line)


def names_then(known: Known, names: Iterable[Any], period: Period | None) -> list[Line]:
    """Of names over time those of a period, beside the one of today; none where no time is known."""
    if period is None:
        return []
    lines = [Line(row, "bodyname", known.one(row, "when"), [], str(known.main(row, "name") or "")) for row in names]
    return [one for one in lines if one.name and may_have_held(one.whens, period)]
