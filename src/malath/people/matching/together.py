"""Writes of the review of a group: one word for all pairs of it in one step, and the taking back of that step."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from itertools import combinations
from typing import TYPE_CHECKING

from django.db import transaction

from malath.people.links import codes_of
from malath.people.matching.actions import judge_pair, withdraw_verdict
from malath.people.matching.comparing import weigh
from malath.people.matching.errors import GroupConflictError, GroupSettledError, TooFewChosenError
from malath.people.matching.finding import new_pair, two_of
from malath.people.matching.models import Pair, Verdict
from malath.people.matching.rules import Said, State
from malath.people.matching.selectors import (
    group_around,
    own_words,
    pair_for,
    pairs_among,
    pairs_for,
    people_of_group,
    step_of,
)
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal, seal_rows

if TYPE_CHECKING:
    from malath.people.models import Person
    from malath.platform.access.models import Member


@transaction.atomic
def judge_group(pair: Pair, *, people: Collection[uuid.UUID], by: Member) -> list[Verdict]:
    """Say that these people of a pair's group are all one person: each two of them get the member's word.

    Also two that nobody had proposed: whoever says "all" said it of them too. What needs a second member still needs
    one. All or nothing: raises TooFewChosenError, NotAllowedError, GroupConflictError, GroupSettledError.
    """
    chosen = _chosen(pair, people, by)
    _refuse_contradictions(chosen, by)
    _complete(chosen, by)
    ids = [person.pk for person in chosen]
    pairs = list(pairs_for(by).filter(pk__in=pairs_among(by, ids).values("pk")).order_by("pk"))
    own = own_words(by, pairs)
    open_still = [
        each for each in pairs if each.state != State.SAME and not (each.pk in own and own[each.pk].said == Said.SAME)
    ]
    if not open_still:
        raise GroupSettledError
    step = uuid.uuid4()
    return [judge_pair(each, said=Said.SAME, by=by, step=step) for each in open_still]


@transaction.atomic
def withdraw_step(step: uuid.UUID, *, by: Member) -> list[Pair]:
    """Take back everything that the member said in one step; links that no longer stand on enough words fall.

    Raises NotFoundError where nothing of it is in force.
    """
    return [withdraw_verdict(verdict, by=by) for verdict in step_of(by, step)]


def _chosen(pair: Pair, people: Collection[uuid.UUID], by: Member) -> list[Person]:
    """The chosen people; NotAllowedError where one of them is not of the group that the member sees."""
    group, _more = group_around(by, pair_for(by, pair.pk))
    wanted = set(people)
    if len(wanted) < 2:
        raise TooFewChosenError
    found = [person for person in people_of_group(by, group) if person.pk in wanted]
    if len(found) != len(wanted):
        raise NotAllowedError
    return found


def _refuse_contradictions(chosen: list[Person], by: Member) -> None:
    """Two of whom it was decided, or of whom the member says now, that they are two people are not made one aside."""
    pairs = list(pairs_among(by, [person.pk for person in chosen]).select_related("one", "other"))
    own = own_words(by, pairs)
    for each in pairs:
        if each.state == State.DIFFERENT or (each.pk in own and own[each.pk].said == Said.DIFFERENT):
            raise GroupConflictError(one=each.one.pseudonym, other=each.other.pseudonym)


def _complete(chosen: list[Person], by: Member) -> None:
    """Rows for each two that have none yet, where the member may speak on them."""
    known = set(pairs_among(by, [person.pk for person in chosen]).values_list("one", "other"))
    able = set(by.standing.organisations_able("review_pairs"))
    missing = [
        (one, other)
        for one, other in combinations(chosen, 2)
        if two_of(one.pk, other.pk) not in known and able & {one.organisation_id, other.organisation_id}
    ]
    if not missing:
        return
    reveal(chosen, by=by, why="matching.group")
    codes = codes_of([person.pk for person in chosen])
    new = [
        new_pair(two_of(a.pk, b.pk), weigh(a, b, households=codes.get(a.pk, ()), others=codes.get(b.pk, ())))
        for a, b in missing
    ]
    seal_rows(new)
    # Another reviewer may have said the same this very moment: then the row is there.
    Pair.objects.bulk_create(new, ignore_conflicts=True)
