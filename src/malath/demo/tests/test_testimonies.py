"""The demo's association: what waits for it, what it agreed to and what it refused."""

from __future__ import annotations

from malath.accountability.testimony import seats
from malath.demo.generator import SEED
from malath.demo.members import found_organisations, invite_everybody
from malath.demo.testimonies import take_testimonies
from malath.demo.violations import document_violations
from malath.demo.world import World


def test_a_delegate_meets_what_waits_and_what_was_answered(db: None, _processes: None) -> None:
    world = World(SEED)
    found_organisations(world)
    invite_everybody(world)
    document_violations(world)

    take_testimonies(world)

    widad = world.members["widad"]
    waiting, _more = seats.waiting_uses(widad, None)
    answered, _more = seats.answered_uses(widad, None)
    held, _more = seats.members_of_seats(widad, None)
    assert (len(waiting), sorted(str(one.row.reply) for one in answered)) == (2, ["no", "yes"])
    assert len(held) == 2 and all(one.known_as for one in held)
