"""A group of records: seen whole by whoever sees its people, judged pair by pair or in one step, and undone in one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from malath.people.matching.actions import judge_pair, withdraw_verdict
from malath.people.matching.errors import GroupConflictError, GroupSettledError, TooFewChosenError
from malath.people.matching.models import Pair
from malath.people.matching.panels import also_recorded_as
from malath.people.matching.selectors import MOST_TOGETHER, group_around, group_of, is_of_a_group
from malath.people.matching.tests.makers import FACTS, again, all_pairs, invented_pair, links, words
from malath.people.matching.together import judge_group, withdraw_step
from malath.people.models import Person
from malath.people.tests.makers import entered
from malath.platform.errors import NotAllowedError, NotFoundError
from tests.casework import case_of
from tests.people import Coalition

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]
NAMES = ("سلمى أحمد حداد", "Salma Ahmad Haddad", "سلمى حداد", "Salma Hadad")


@pytest.fixture
def people(coalition: Coalition) -> list[Person]:
    return [entered(coalition.haven, coalition.rima, name, **FACTS) for name in NAMES]


@pytest.fixture
def chain(people: list[Person]) -> list[Pair]:
    """Of four records the first three hold together by two pairs that wait."""
    return [invented_pair(people[0], people[1]), invented_pair(people[1], people[2])]


def ids(people: list[Person]) -> list[uuid.UUID]:
    return [person.pk for person in people]


def shown(client: Client, pair: Pair, now: Pair | None = None) -> str:
    query = {"pair": str(now.pk)} if now else {}
    return client.get(reverse("pairs_group", args=[pair.pk]), query).content.decode()


def test_links_and_open_pairs_make_a_group_and_a_refused_pair_does_not(
    coalition: Coalition, people: list[Person], chain: list[Pair]
) -> None:
    judge_pair(chain[0], said="same", by=coalition.rima)
    judge_pair(invented_pair(people[2], people[3]), said="different", by=coalition.rima)

    group, more = group_around(coalition.rima, chain[0])

    assert (set(group), more) == (set(ids(people[:3])), False)
    assert is_of_a_group(coalition.rima, chain[0])


def test_two_records_alone_are_no_group(coalition: Coalition, people: list[Person]) -> None:
    assert not is_of_a_group(coalition.rima, invented_pair(people[0], people[1]))


def test_a_group_is_cut_where_nobody_could_read_it(coalition: Coalition) -> None:
    many = [entered(coalition.haven, coalition.rima, f"سلمى حداد {n}") for n in range(MOST_TOGETHER + 2)]
    first, *_rest = [invented_pair(many[0], other) for other in many[1:]]

    group, more = group_around(coalition.rima, first)

    assert (len(group), more) == (MOST_TOGETHER, True)


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
def test_the_whole_group_stands_side_by_side(
    coalition: Coalition, as_member: AsMember, people: list[Person], chain: list[Pair], language: str
) -> None:
    body = shown(as_member(coalition.rima, language), chain[0])

    for person in people[:3]:
        assert person.pseudonym in body
    assert people[3].pseudonym not in body
    for pair in chain:
        assert reverse("pairs_one", args=[pair.pk]) in body
    assert body.count('<th scope="col"') == 3
    assert "أحمد" in body
    assert 'aria-keyshortcuts="1"' in body


def test_a_pair_of_the_group_is_judged_from_there_and_the_group_comes_back(
    coalition: Coalition, as_member: AsMember, chain: list[Pair]
) -> None:
    client = as_member(coalition.rima)

    body = shown(client, chain[0], chain[1])
    answer = client.post(
        reverse("pairs_judge", args=[chain[1].pk]), {"said": "different", "group": str(chain[0].pk)}, follow=True
    )
    undone = client.post(reverse("pairs_undo", args=[chain[1].pk]) + f"?group={chain[0].pk}")

    assert reverse("pairs_judge", args=[chain[1].pk]) in body
    assert answer.redirect_chain == [(reverse("pairs_group", args=[chain[0].pk]), 303)]
    assert undone.headers["Location"] == reverse("pairs_group", args=[chain[0].pk])
    assert again(chain[1]).state == "waiting"


def test_all_of_a_group_are_said_to_be_one_in_one_step(
    coalition: Coalition, as_member: AsMember, people: list[Person], chain: list[Pair]
) -> None:
    client = as_member(coalition.rima)

    answer = client.post(reverse("pairs_group_judge", args=[chain[0].pk]), {"people": ids(people[:3])}, follow=True)

    assert answer.redirect_chain == [(reverse("pairs_group", args=[chain[0].pk]), 303)]
    assert [pair.state for pair in all_pairs()] == ["same"] * 3
    assert len(links()) == 3
    assert group_of(coalition.rima, [people[0].pk]) == set(ids(people[:3]))


def test_what_was_said_of_all_is_taken_back_in_one_step(
    coalition: Coalition, as_member: AsMember, people: list[Person], chain: list[Pair]
) -> None:
    step = judge_group(chain[0], people=ids(people[:3]), by=coalition.rima)[0].step
    client = as_member(coalition.rima)
    undo = reverse("pairs_group_undo", args=[step])

    assert undo in shown(client, chain[0])
    answer = client.post(undo)

    assert answer.status_code == 303
    assert links() == []
    assert {pair.state for pair in all_pairs()} == {"waiting"}
    assert words(chain[0]) == [("rima", "same", False)]
    assert client.post(undo).status_code == 404


def test_one_word_taken_back_before_leaves_the_rest_of_the_step(
    coalition: Coalition, people: list[Person], chain: list[Pair]
) -> None:
    said = judge_group(chain[0], people=ids(people[:3]), by=coalition.rima)
    withdraw_verdict(said[0], by=coalition.rima)
    step = said[0].step
    assert step is not None

    assert len(withdraw_step(step, by=coalition.rima)) == 2
    with pytest.raises(NotFoundError):
        withdraw_step(step, by=coalition.rima)


def test_nobody_takes_back_a_step_of_another(coalition: Coalition, people: list[Person], chain: list[Pair]) -> None:
    step = judge_group(chain[0], people=ids(people[:3]), by=coalition.rima)[0].step
    assert step is not None

    with pytest.raises(NotFoundError):
        withdraw_step(step, by=coalition.dalia)


def test_where_cases_are_concerned_all_of_them_wait_for_a_second_member(
    coalition: Coalition, people: list[Person], chain: list[Pair]
) -> None:
    for person in people[:2]:
        case_of(person, coalition.rima, coalition.amal)

    judge_group(chain[0], people=ids(people[:3]), by=coalition.rima)
    assert sorted(pair.state for pair in all_pairs()) == ["same", "same", "second"]
    judge_group(chain[0], people=ids(people[:3]), by=coalition.dalia)

    assert {pair.state for pair in all_pairs()} == {"same"}


def test_the_same_is_not_said_twice(coalition: Coalition, people: list[Person], chain: list[Pair]) -> None:
    judge_group(chain[0], people=ids(people[:3]), by=coalition.rima)

    with pytest.raises(GroupSettledError):
        judge_group(chain[0], people=ids(people[:3]), by=coalition.rima)


def test_a_contradiction_is_told_and_nothing_is_written(
    coalition: Coalition, as_member: AsMember, people: list[Person], chain: list[Pair]
) -> None:
    apart = invented_pair(people[0], people[2])
    judge_pair(apart, said="different", by=coalition.dalia)

    with pytest.raises(GroupConflictError):
        judge_group(chain[0], people=ids(people[:3]), by=coalition.rima)
    answer = as_member(coalition.rima).post(
        reverse("pairs_group_judge", args=[chain[0].pk]), {"people": ids(people[:3])}
    )

    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert [words(pair) for pair in chain] == [[], []]
    assert links() == []


def test_a_conflict_further_along_the_links_undoes_the_whole_step(
    coalition: Coalition, people: list[Person], chain: list[Pair]
) -> None:
    judge_pair(invented_pair(people[2], people[3]), said="same", by=coalition.rima)
    judge_pair(invented_pair(people[0], people[3]), said="different", by=coalition.rima)

    with pytest.raises(GroupConflictError):
        judge_group(chain[0], people=ids(people[:3]), by=coalition.rima)

    assert [words(pair) for pair in chain] == [[], []]
    assert len(links()) == 1


def test_only_those_who_are_ticked_are_meant(coalition: Coalition, people: list[Person], chain: list[Pair]) -> None:
    judge_group(chain[0], people=ids(people[:2]), by=coalition.rima)

    assert (again(chain[0]).state, again(chain[1]).state) == ("same", "waiting")
    assert len(all_pairs()) == 2


@pytest.mark.parametrize("chosen", [[], ["x"], ["\x00"], [str(uuid.UUID(int=1))]])
def test_too_few_or_nobody_is_refused(
    coalition: Coalition, as_member: AsMember, chain: list[Pair], chosen: list[str]
) -> None:
    answer = as_member(coalition.rima).post(reverse("pairs_group_judge", args=[chain[0].pk]), {"people": chosen})

    assert answer.status_code == 422
    assert words(chain[0]) == []


def test_nobody_outside_the_group_is_drawn_into_it(
    coalition: Coalition, people: list[Person], chain: list[Pair]
) -> None:
    with pytest.raises(TooFewChosenError):
        judge_group(chain[0], people=[people[0].pk, people[0].pk], by=coalition.rima)
    with pytest.raises(NotAllowedError):
        judge_group(chain[0], people=[people[0].pk, people[3].pk], by=coalition.rima)


def test_a_hidden_record_neither_stands_in_the_group_nor_changes_a_word_of_its_page(
    coalition: Coalition, as_member: AsMember
) -> None:
    mine = [entered(coalition.archive, coalition.boris, name) for name in NAMES[:3]]
    pair = invented_pair(mine[0], mine[1])
    invented_pair(mine[1], mine[2])
    client = as_member(coalition.boris)
    shown(client, pair)

    def seen() -> tuple[Any, int]:
        with CaptureQueriesContext(connection) as queries:
            context = client.get(reverse("pairs_group", args=[pair.pk])).context
        return (
            [column.person.pk for column in context["columns"]],
            [line.pair.pk for line in context["lines"]],
            [(fact.label, fact.values, fact.how) for fact in context["facts"]],
            context["more"],
            is_of_a_group(coalition.boris, pair),
        ), len(queries)

    before = seen()
    hidden = [entered(coalition.haven, coalition.rima, f"{NAMES[0]} {n}") for n in range(MOST_TOGETHER)]
    for person in hidden:
        invented_pair(mine[0], person)
    invented_pair(hidden[0], mine[2], state="same")

    assert seen() == before
    with pytest.raises(NotAllowedError):
        judge_group(pair, people=[mine[0].pk, hidden[0].pk], by=coalition.boris)


@pytest.mark.parametrize("who", ["boris", "bilal", "amal", "lea", "nadim", "omar", "tariq", "chadia"])
def test_who_does_not_see_the_pair_sees_no_group(
    coalition: Coalition, as_member: AsMember, people: list[Person], chain: list[Pair], who: str
) -> None:
    step = judge_group(chain[0], people=ids(people[:3]), by=coalition.rima)[0].step
    client = as_member(getattr(coalition, who))

    assert client.get(reverse("pairs_group", args=[chain[0].pk])).status_code == 404
    assert client.post(reverse("pairs_group_judge", args=[chain[0].pk]), {"people": ids(people)}).status_code == 404
    assert client.post(reverse("pairs_group_undo", args=[step])).status_code == 404


def test_the_pair_and_the_person_lead_to_the_group(
    coalition: Coalition, as_member: AsMember, people: list[Person], chain: list[Pair]
) -> None:
    client = as_member(coalition.rima)
    address = reverse("pairs_group", args=[chain[0].pk])

    assert address in client.get(reverse("pairs_one", args=[chain[0].pk])).content.decode()
    assert address in client.get(reverse("person", args=[people[0].pk])).content.decode()
    judge_pair(chain[0], said="same", by=coalition.rima)
    assert "/group/" in client.get(reverse("person", args=[people[0].pk])).content.decode()


def test_an_open_pair_is_told_of_only_to_who_reviews(coalition: Coalition, people: list[Person]) -> None:
    pair = invented_pair(people[0], people[1])
    for person in people[:2]:
        case_of(person, coalition.rima, coalition.amal, coalition.lea)

    panel = also_recorded_as(coalition.rima, people[0])

    assert panel is not None
    assert (panel.context["pair"], panel.context["group"], panel.rows) == (pair.pk, None, [])
    assert also_recorded_as(coalition.lea, people[0]) is None
