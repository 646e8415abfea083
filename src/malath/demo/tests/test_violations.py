"""The demo's archive documents: two accounts, one restricted, one verified, one half told."""

from __future__ import annotations

from malath.accountability.violations.models import Act, Event, Statement, Story
from malath.accountability.violations.rules import Stage
from malath.accountability.violations.speech import kinds_of_speech
from malath.demo.generator import SEED
from malath.demo.members import found_organisations, invite_everybody
from malath.demo.violations import document_violations
from malath.demo.world import World


def test_the_archive_documents_what_a_newcomer_should_meet(db: None, _processes: None) -> None:
    world = World(SEED)
    found_organisations(world)
    invite_everybody(world)

    document_violations(world)

    first, second = world.with_role("archive", "documenter")[:2]
    seen = Event.objects.visible_to(second)
    assert sorted(seen.values_list("stage", flat=True)) == [Stage.DRAFT, Stage.DRAFT, Stage.VERIFIED]
    assert Event.objects.visible_to(first).filter(is_restricted=True).count() == 1
    assert Statement.objects.visible_to(second).filter(is_preferred=False, stands=True).count() == 2
    said = Act.objects.visible_to(first).filter(kind__in=kinds_of_speech())
    assert sorted(said.values_list("kind", "victim__kind")) == [("12.01", None), ("12.02", "group")]
    assert Story.objects.visible_to(first).filter(event=None).count() == 1
    assert not Story.objects.visible_to(second).exists()
