"""Search finds what a plain filter over `visible_to` would find, whoever looks, however it is asked, and nothing else."""

from __future__ import annotations

import dataclasses
import random
from datetime import date
from typing import Any, Self

import pytest

from malath.accountability.violations import lanes, places, vocabulary
from malath.accountability.violations.models import Act, Body, Coded, Information, Involvement, Lane, Person
from malath.accountability.violations.searching import (
    CODED,
    NONE,
    Asked,
    Criteria,
    Cursor,
    Role,
    counted,
    counting,
    counts_of,
    page_of,
    paging,
    sampling,
    ways,
)
from malath.accountability.violations.searching.branches import Branch, branches_for
from malath.accountability.violations.searching.statements import as_id, asked_of_database
from malath.accountability.violations.tests.conftest import Documenters
from malath.accountability.violations.tests.worlds import World, invent_world
from malath.platform.access.models import Member
from malath.platform.sealed.inserting import neighbouring_keys

ROUNDS = 60


@pytest.fixture
def world(documenters: Documenters, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> World:
    """In every second world some acts have more codes than stand beside them."""
    d = documenters
    monkeypatch.setattr(lanes, "LONGEST", (1500, 40)[request.param % 2])
    owners = [(d.archive, [d.yara, d.karim, d.hala]), (d.lea.home_organisation, [d.lea])]
    return invent_world(random.Random(request.param), owners, [d.yara, d.amal, d.lea])


def draw(dice: random.Random, world: World) -> Criteria:
    """A question of one to three criteria, most of which something answers."""
    codes, choose = world.codes, dice.choice

    def code(name: str) -> str:
        return choose(codes[name]) or NONE

    def some(name: str) -> str:
        return ",".join(sorted({code(name) for _ in range(choose((1, 1, 2, 3)))}))

    def coded(name: str) -> str:
        return ",".join(sorted({choose(codes[name][1:]) for _ in range(choose((1, 2)))}))

    first = date(2011, 1, 1).replace(year=choose((2011, 2012, 2014)), month=dice.randint(1, 12))
    drawn: list[dict[str, Any]] = [
        {"kind": some("acts")},
        {"not_kind": some("acts")},
        {"place": some("places")},
        {"not_place": some("places")},
        {"status": code("violation_status")},
        {"victim": code("victim_status")},
        {"stage": choose(("draft", "checked", "verified"))},
        {"perpetrator": code("perpetrators")},
        {"material": code("source_material"), "reliability": choose(["", code("reliability")])},
        {"restricted": choose(("yes", "no"))},
        {"method": coded("methods")},
        {"right": coded("rights")},
        {"fate": coded("fates"), "known": choose(("", "known", "claimed", "unknown"))},
        {"known": choose(("known", "claimed", "unknown"))},
        {"whereabouts": coded("whereabouts")},
        {"first": first},
        {"last": first},
        {"first": first, "last": first.replace(year=first.year + 1), "surely": choose((True, False))},
        {"undated": True},
        {"person": choose(world.people).pk, "role": choose(list(Role))},
        {"unit": choose(world.bodies).pk},
        {"since": world.acts[0].made_in_id},
    ]
    said: dict[str, Any] = {}
    for one in dice.sample(drawn, dice.choice((0, 1, 1, 2, 2, 3))):
        said |= one
    return Criteria(**said)


@dataclasses.dataclass
class Seen:
    """All that a viewer sees, read plainly."""

    acts: list[Act]
    parts: list[Involvement]
    information: list[Information]
    parties: set[Any]
    codes: dict[Any, set[str]]

    @classmethod
    def by(cls, viewer: Member) -> Self:
        parties = [set(model.objects.visible_to(viewer).values_list("pk", flat=True)) for model in (Person, Body)]
        # Whose code it is does not matter here: the act and its event are seen, or they are not asked for.
        codes: dict[Any, set[str]] = {}
        for one in Coded.objects.unscoped(reason="a test"):
            codes.setdefault(one.act_id or one.event_id, set()).add(one.code)
        return cls(
            list(Act.objects.visible_to(viewer).order_by("-day", "pk")),
            list(Involvement.objects.visible_to(viewer)),
            list(Information.objects.visible_to(viewer)),
            parties[0] | parties[1],
            codes,
        )


def fits(seen: Seen, criteria: Criteria, act: Act) -> bool:
    """The naive filter: one act, in Python."""
    by = [one for one in seen.parts if one.act_id == act.pk]
    told = [one for one in seen.information if one.event_id == act.event_id]
    c = criteria
    checks = [
        _is(act.kind, "acts", c.kind), not c.not_kind or not _is(act.kind, "acts", c.not_kind),
        _is(act.place, "places", c.place), not c.not_place or not _is(act.place, "places", c.not_place),
        _is(act.status, "violation_status", c.status), _is(act.victim_status, "victim_status", c.victim),
        not c.stage or act.stage == c.stage, not c.restricted or act.is_restricted == (c.restricted == "yes"),
        c.since is None or act.made_in_id > c.since, _when(c, act),
        not c.perpetrator or (not by if c.perpetrator == NONE
                              else any(one.kind and _is(one.kind, "perpetrators", c.perpetrator) for one in by)),
        not (c.material or c.reliability) or any(
            _is(one.material, "source_material", c.material) and _is(one.reliability, "reliability", c.reliability)
            for one in told
        ),
        *(not getattr(c, name) or _is_coded(seen.codes.get(act.event_id if name == "right" else act.pk, set()), name, c)
          for name in CODED),
        c.unit is None or (c.unit in seen.parties and any(one.body_id == c.unit for one in by)),
        c.person is None or (c.person in seen.parties and _has_part(c, act, by, told)),
    ]  # fmt: skip
    return all(checks)


def _is(value: str, terms: str, asked: str) -> bool:
    return not asked or any(_is_one(value, terms, code) for code in asked.split(","))


def _is_one(value: str, terms: str, code: str) -> bool:
    if code == NONE:
        return value == ""
    return value in (places.under(code) if terms == "places" else vocabulary.under(terms, code))


def _is_coded(codes: set[str], name: str, c: Criteria) -> bool:
    of = CODED[name]
    said = [code.partition("/")[2] for code in codes if code.startswith(f"{of.field}/")]
    asked = getattr(c, name)
    return any(_is(code, of.terms, asked) if of.terms else code == asked for code in said)


def _when(c: Criteria, act: Act) -> bool:
    if c.undated:
        return act.earliest is None
    if c.first is None and c.last is None:
        return True
    if act.earliest is None or act.latest is None:
        return False
    first, last = c.first or date.min, c.last or date.max
    if c.surely:
        return first <= act.earliest and act.latest <= last
    return act.earliest <= last and act.latest >= first


def _has_part(c: Criteria, act: Act, by: list[Involvement], told: list[Information]) -> bool:
    parts = {
        Role.VICTIM: act.victim_id == c.person,
        Role.PERPETRATOR: any(one.person_id == c.person for one in by),
        Role.SOURCE: any(one.source_id == c.person for one in told),
    }
    return any(parts.values()) if c.role == Role.ANY else parts[Role(c.role)]


def any_way(dice: random.Random, criteria: Criteria, branch: Branch, most: int) -> ways.Way:
    """A way that is right and need not be quick."""
    way = dice.choice(list(ways.ways_for(criteria, branch, most)))
    return dataclasses.replace(way, total=dice.choice((0, 10_000)), rows=1)


def naive(seen: Seen, criteria: Criteria) -> list[Any]:
    return [act.pk for act in seen.acts if fits(seen, criteria, act)]


def all_pages(viewer: Member, asked: Asked, size: int) -> list[Any]:
    found: list[Any] = []
    after: Cursor | None = None
    while True:
        page = page_of(viewer, asked, after, size)
        found += [act.pk for act in page.acts]
        if page.after is None:
            return found
        after = Cursor.read(str(page.after))
        assert after == page.after


@pytest.mark.django_db
@pytest.mark.parametrize(("world", "seed"), [(seed, seed) for seed in range(4)], indirect=["world"])
def test_pages_and_counts_are_those_of_a_plain_filter_for_every_viewer(
    documenters: Documenters, world: World, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    d, dice, answered = documenters, random.Random(seed), 0
    seen = {viewer: Seen.by(viewer) for viewer in (d.yara, d.karim, d.hala, d.lea, d.amal)}
    for _ in range(ROUNDS):
        viewer = dice.choice(list(seen))
        criteria = draw(dice, world)
        monkeypatch.setattr(paging, "LOOKED_THROUGH", dice.choice((1, 20, 8000)))
        monkeypatch.setattr(ways, "cheapest", lambda *asked: any_way(dice, *asked))
        expected = naive(seen[viewer], criteria)
        answered += bool(expected)

        assert all_pages(viewer, Asked(criteria), dice.choice((7, 50))) == expected, (viewer.handle, criteria)
        assert counted(viewer, Asked(criteria)).number == len(expected)
    assert answered > ROUNDS / 3


@pytest.mark.django_db
@pytest.mark.parametrize("world", [5], indirect=True)
def test_several_counts_in_one_statement_are_those_of_each(documenters: Documenters, world: World) -> None:
    dice = random.Random(3)
    several = [Asked(draw(dice, world)) for _ in range(40)]

    found = counts_of(documenters.yara, several)

    assert found == [counted(documenters.yara, asked) for asked in several]


@pytest.mark.django_db
@pytest.mark.parametrize("world", [6], indirect=True)
def test_a_count_is_exact_to_a_thousand_and_then_says_that_there_are_more(
    documenters: Documenters, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "EXACT", 5)

    count = counted(documenters.hala, Asked())

    assert (count.number, count.has_more) == (5, True)


@pytest.mark.django_db
@pytest.mark.parametrize("world", [7], indirect=True)
def test_whoever_is_hidden_and_whoever_is_absent_find_the_same(documenters: Documenters, world: World) -> None:
    viewer = documenters.karim
    seen = set(Person.objects.visible_to(viewer).values_list("pk", flat=True))
    hidden = [person for person in world.people if person.pk not in seen]
    absent = "00000000-0000-4000-8000-000000000000"

    for person in [*[one.pk for one in hidden], absent]:
        assert page_of(viewer, Asked(Criteria(person=person))).acts == []
    assert hidden


@pytest.mark.django_db
@pytest.mark.parametrize("world", [8], indirect=True)
def test_branches_share_no_act_and_hold_all_that_the_viewer_sees_and_no_more(
    documenters: Documenters, world: World
) -> None:
    d = documenters
    for viewer in (d.yara, d.karim, d.hala, d.lea, d.amal):
        seen = set(Act.objects.visible_to(viewer).values_list("pk", flat=True))

        found = [id for branch in branches_for(viewer) for id in _acts_in(branch)]

        assert len(found) == len(set(found))
        assert set(found) == seen
    assert world.acts


def _acts_in(branch: Branch) -> list[Any]:
    rows = Act.objects.unscoped(reason="what a branch says by itself")
    shared = {as_id(event) for (event,) in asked_of_database(branch.shared)} if branch.shared else set()
    return [act.pk for act in rows if _is_in(branch, shared, act)]


def _is_in(branch: Branch, shared: set[Any], act: Act) -> bool:
    owned = act.organisation_id == branch.organisation if branch.is_range else act.event_id in shared
    return (
        owned
        and not act.is_gone
        and act.organisation_id not in branch.outside
        and branch.is_restricted in {None, act.is_restricted}
        and branch.entered_by in {None, act.entered_by_id}
    )


@pytest.mark.django_db
@pytest.mark.parametrize("world", [9], indirect=True)
def test_what_a_wrong_branch_finds_is_not_shown(
    documenters: Documenters, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's restricted acts are let into the branches: they are found by key, and read by nobody."""
    viewer, archive = documenters.karim, documenters.archive.pk
    monkeypatch.setattr(paging, "branches_for", lambda viewer: [Branch(archive, None)])
    hidden = [act for act in world.acts if act.organisation_id == archive and act.is_restricted and not act.is_gone]
    assert any(act.entered_by_id != viewer.pk for act in hidden)

    found = all_pages(viewer, Asked(), 7)

    seen = set(Act.objects.visible_to(viewer).values_list("pk", flat=True))
    assert found
    assert set(found) <= seen


@pytest.mark.django_db
@pytest.mark.parametrize("world", [10], indirect=True)
def test_a_sample_tells_how_often_codes_stand(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "_known", [])
    kinds = [act.kind for act in world.acts]

    known = sampling.sample()

    assert known.acts == len(world.acts)
    assert known.share("kind", [kinds[0]]) == kinds.count(kinds[0]) / len(kinds)
    assert known.between(None, None) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("world", [11], indirect=True)
def test_of_a_large_record_some_acts_from_all_over_are_looked_at(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "_known", [])
    monkeypatch.setattr(sampling, "SIZE", 40)
    monkeypatch.setattr(sampling, "POINTS", 10)

    known = sampling.sample()

    assert known.acts == len(world.acts)
    assert 10 < len(known.days) < len(world.acts)
    assert set(known.lanes) <= {one.code for one in Lane.objects.unscoped(reason="a test")}
    assert known.lanes


@pytest.mark.django_db
@pytest.mark.parametrize("world", [12], indirect=True)
def test_a_list_that_one_change_wrote_weighs_by_its_rows(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "SIZE", 60)
    monkeypatch.setattr(sampling, "POINTS", 20)
    keys, one = neighbouring_keys(), world.acts[0]
    copies = [Act(**{**plain(one), "id": next(keys), "kind": "listed", "is_gone": True}) for _ in world.acts]
    Act.objects.bulk_create(copies)

    shares = [sampling._drawn().share("kind", ["listed"]) for _ in range(20)]

    assert 0.35 < sum(shares) / len(shares) < 0.65


def plain(act: Act) -> dict[str, Any]:
    return {field.attname: getattr(act, field.attname) for field in Act._meta.concrete_fields}
