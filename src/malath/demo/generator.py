"""The fictional coalition: seven organisations, four networks, 42 members, 400 people, 250 cases, two years (seeded)."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from malath.demo.alerts import send_alerts
from malath.demo.campaigning import campaign_in_public
from malath.demo.cases import open_cases
from malath.demo.company import make_company
from malath.demo.duplicates import enter_twice
from malath.demo.evidence import keep_evidence
from malath.demo.homes import make_homes
from malath.demo.letters import let_readers_write
from malath.demo.members import found_organisations, invite_everybody
from malath.demo.models import DemoMark
from malath.demo.news import speak_in_public
from malath.demo.papers import file_papers
from malath.demo.people import make_households
from malath.demo.placing import make_placing
from malath.demo.plans import make_plans
from malath.demo.questions import ask_questions
from malath.demo.remembrance import remember_colleagues
from malath.demo.statements import say_together
from malath.demo.stays import make_stays
from malath.demo.subscribers import let_readers_subscribe
from malath.demo.testimonies import take_testimonies
from malath.demo.violations import document_violations
from malath.demo.world import World

SEED = 2026


@transaction.atomic
def invent_coalition(seed: int = SEED, cases: int = 250) -> World:
    """Fill an empty database. The same seed, day and size give the same coalition. The keeper must be open."""
    world = World(seed, cases_wanted=cases)
    found_organisations(world)
    invite_everybody(world)
    households = make_households(world)
    open_cases(world, households)
    make_plans(world, households)
    send_alerts(world, households)
    file_papers(world)
    keep_evidence(world)
    enter_twice(world)
    ask_questions(world)
    make_homes(world)
    make_stays(world, households)
    make_placing(world, households)
    make_company(world)
    document_violations(world)
    say_together(world)
    speak_in_public(world)
    campaign_in_public(world)
    let_readers_write(world)
    let_readers_subscribe(world)
    remember_colleagues(world)
    take_testimonies(world)
    DemoMark.objects.create(seed=seed, made_on=timezone.localdate())
    return world
