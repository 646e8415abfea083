"""What a member may say, what follows from it, and that all of it can be undone and nothing is lost."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from malath.people.matching.actions import judge_pair, undo_link, withdraw_verdict
from malath.people.matching.errors import GroupConflictError, PairSettledError, VerdictWithdrawnError
from malath.people.matching.models import Pair
from malath.people.matching.selectors import group_of, pairs_waiting_for
from malath.people.matching.tests.makers import again, found_pair, invented_pair, links, twice, words
from malath.people.models import Person
from malath.people.tests.makers import again as person_again
from malath.people.tests.makers import entered
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from tests.casework import case_of
from tests.people import Coalition

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(coalition: Coalition, commits: Any) -> Pair:
    with commits():
        twice(coalition.haven, coalition.rima)
    return found_pair()


@pytest.fixture
def two_cases(coalition: Coalition, pair: Pair) -> Pair:
    for person in (pair.one, pair.other):
        case_of(person, coalition.rima, coalition.amal)
    return pair


def verbs() -> list[str]:
    return list(
        OutboxEntry.objects.filter(verb__startswith="matching.").order_by("number").values_list("verb", flat=True)
    )


def test_same_links_two_records_and_changes_neither(coalition: Coalition, pair: Pair) -> None:
    before = [person_again(person, coalition.rima) for person in (pair.one, pair.other)]

    judge_pair(pair, said="same", by=coalition.rima)

    after = [person_again(person, coalition.rima) for person in (pair.one, pair.other)]
    assert again(pair).state == "same"
    assert [(p.pseudonym, p.names, p.about, p.contact) for p in before] == [
        (p.pseudonym, p.names, p.about, p.contact) for p in after
    ]
    assert [(link.one_id, link.other_id) for link in links()] == [(pair.one_id, pair.other_id)]
    assert verbs() == ["matching.linked", "matching.judged"]


def test_the_ledger_is_told_no_name(coalition: Coalition, pair: Pair) -> None:
    judge_pair(pair, said="same", by=coalition.rima)

    facts = str(list(OutboxEntry.objects.filter(verb__startswith="matching.").values()))

    assert "حداد" not in facts
    assert "Haddad" not in facts


def test_where_both_have_a_case_a_second_member_must_agree(coalition: Coalition, two_cases: Pair) -> None:
    judge_pair(two_cases, said="same", by=coalition.amal)
    assert (again(two_cases).state, links()) == ("second", [])

    judge_pair(two_cases, said="same", by=coalition.rima)

    assert again(two_cases).state == "same"
    assert len(links()) == 1


def test_one_member_cannot_agree_with_themselves(coalition: Coalition, two_cases: Pair) -> None:
    judge_pair(two_cases, said="same", by=coalition.amal)
    judge_pair(two_cases, said="same", by=coalition.amal)

    assert (again(two_cases).state, links()) == ("second", [])
    assert sorted(words(two_cases)) == [("amal", "same", False), ("amal", "same", True)]


def test_disagreement_is_kept_and_a_third_decides(coalition: Coalition, two_cases: Pair) -> None:
    judge_pair(two_cases, said="same", by=coalition.amal)
    judge_pair(two_cases, said="different", by=coalition.rima)
    assert (again(two_cases).state, links()) == ("disputed", [])

    judge_pair(two_cases, said="same", by=coalition.dalia)

    assert again(two_cases).state == "same"
    assert words(two_cases) == [("amal", "same", True), ("dalia", "same", True), ("rima", "different", True)]


def test_what_was_said_can_be_taken_back_and_is_kept(coalition: Coalition, pair: Pair) -> None:
    verdict = judge_pair(pair, said="same", by=coalition.rima)

    withdraw_verdict(verdict, by=coalition.rima)

    assert (again(pair).state, links()) == ("waiting", [])
    assert words(pair) == [("rima", "same", False)]
    assert verbs()[-2:] == ["matching.unlinked", "matching.verdict-withdrawn"]
    with pytest.raises(VerdictWithdrawnError):
        withdraw_verdict(verdict, by=coalition.rima)


def test_nobody_takes_back_another_members_word(coalition: Coalition, two_cases: Pair) -> None:
    verdict = judge_pair(two_cases, said="same", by=coalition.amal)

    with pytest.raises(NotAllowedError):
        withdraw_verdict(verdict, by=coalition.rima)


def test_a_link_is_undone_by_another_reviewer_and_the_pair_waits_anew(coalition: Coalition, two_cases: Pair) -> None:
    judge_pair(two_cases, said="same", by=coalition.amal)
    judge_pair(two_cases, said="same", by=coalition.rima)
    [link] = links()

    undo_link(link, by=coalition.dalia)

    assert (again(two_cases).state, links()) == ("waiting", [])
    assert [in_force for _who, _said, in_force in words(two_cases)] == [False, False]
    with pytest.raises(VerdictWithdrawnError):
        undo_link(link, by=coalition.dalia)
    assert list(pairs_waiting_for(coalition.amal)) == [two_cases]


def test_what_is_decided_is_not_decided_again(coalition: Coalition, pair: Pair) -> None:
    judge_pair(pair, said="different", by=coalition.rima)

    with pytest.raises(PairSettledError):
        judge_pair(pair, said="same", by=coalition.dalia)


def test_links_make_groups_and_no_group_holds_two_who_were_said_to_be_different(
    coalition: Coalition, commits: Any
) -> None:
    with commits():
        a, b, c = (entered(coalition.haven, coalition.rima, f"سلمى حداد {n}") for n in ("أ", "ب", "ج"))
    apart = invented_pair(a, c)
    judge_pair(apart, said="different", by=coalition.rima)
    judge_pair(invented_pair(a, b), said="same", by=coalition.rima)
    last = invented_pair(b, c)

    with pytest.raises(GroupConflictError) as refused:
        judge_pair(last, said="same", by=coalition.rima)

    assert {a.pseudonym, c.pseudonym} <= set(str(refused.value).replace(".", " ").replace(":", " ").split())
    assert (again(last).state, words(last)) == ("waiting", [])
    assert group_of(coalition.rima, [a.pk]) == {a.pk, b.pk}


def test_a_group_is_whatever_links_connect(coalition: Coalition, commits: Any) -> None:
    with commits():
        chain = [entered(coalition.haven, coalition.rima, f"سلمى حداد {n}") for n in range(4)]
    for one, other in pairwise(chain[:3]):
        judge_pair(invented_pair(one, other), said="same", by=coalition.rima)

    assert group_of(coalition.rima, [chain[0].pk]) == {person.pk for person in chain[:3]}
    assert group_of(coalition.rima, [chain[3].pk]) == {chain[3].pk}


@pytest.mark.parametrize("who", ["amal", "lea", "nadim", "omar", "tariq", "boris", "bilal", "chadia"])
def test_who_does_not_see_both_cannot_say_anything(coalition: Coalition, pair: Pair, who: str) -> None:
    with pytest.raises(NotAllowedError):
        judge_pair(pair, said="same", by=getattr(coalition, who))


def test_who_sees_one_of_two_knows_of_no_pair(coalition: Coalition, pair: Pair) -> None:
    case_of(pair.one, coalition.rima, coalition.amal)
    assert Person.objects.visible_to(coalition.amal).filter(pk=pair.one_id).exists()

    with pytest.raises(NotAllowedError):
        judge_pair(pair, said="same", by=coalition.amal)
    assert not pairs_waiting_for(coalition.amal).exists()


def test_a_legal_officer_who_sees_both_does_not_review(coalition: Coalition, pair: Pair) -> None:
    for person in (pair.one, pair.other):
        case_of(person, coalition.rima, coalition.amal, coalition.lea)

    with pytest.raises(NotAllowedError):
        judge_pair(pair, said="same", by=coalition.lea)
