"""Nothing of the review tells of people whom the viewer may not see: no pair, no count, no order, no group, no query."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from malath.people.matching.actions import judge_pair
from malath.people.matching.models import Pair, SamePerson, Verdict
from malath.people.matching.panels import also_recorded_as
from malath.people.matching.selectors import group_of, next_pair_for, pairs_waiting_for, waiting_count
from malath.people.matching.tests.makers import ARABIC, LATIN, invented_pair, twice
from malath.people.matching.today import pairs_that_wait
from malath.people.models import Person
from malath.people.tests.makers import entered
from malath.platform.access.models import Membership
from malath.platform.access.rules import Role
from tests.casework import case_of
from tests.people import Coalition

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


@pytest.fixture
def hidden(coalition: Coalition) -> Pair:
    """A pair of Haven's, decided: members of the archive know nothing of it."""
    pair = invented_pair(*twice(coalition.haven, coalition.rima))
    judge_pair(pair, said="same", by=coalition.rima)
    return pair


def said(response: Any) -> str:
    """The words and numbers of a page, without its tags and tokens."""
    words = re.sub(r"<[^>]+>|\b[A-Za-z0-9]{64}\b", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


@pytest.mark.parametrize("who", ["boris", "bilal", "amal", "lea", "nadim", "omar", "tariq", "chadia"])
def test_who_does_not_see_both_sees_nothing_of_the_pair(
    coalition: Coalition, as_member: AsMember, hidden: Pair, who: str
) -> None:
    viewer = getattr(coalition, who)
    client = as_member(viewer)
    link = SamePerson.objects.unscoped(reason="test").get()
    missing = uuid.uuid4()

    for name, known in (("pairs_one", hidden.pk), ("pairs_unlink", link.pk)):
        there, nothing = (client.get(reverse(name, args=[key])) for key in (known, missing))
        assert (there.status_code, said(there)) == (404, said(nothing))
    for name in ("pairs_judge", "pairs_undo"):
        assert client.post(reverse(name, args=[hidden.pk]), {"said": "same"}).status_code == 404
    for model in (Pair, SamePerson, Verdict):
        assert not model.objects.visible_to(viewer).exists()  # type: ignore[attr-defined]
    assert waiting_count(viewer) == 0
    assert list(pairs_that_wait(viewer, timezone.now())) == []


def test_the_queue_its_count_and_its_queries_are_the_same_with_and_without_hidden_pairs(
    coalition: Coalition, as_member: AsMember
) -> None:
    mine = [invented_pair(*twice(coalition.archive, coalition.boris)) for _n in range(2)]
    client = as_member(coalition.boris)
    client.get(reverse("pairs"))

    def seen() -> tuple[str, int, list[uuid.UUID]]:
        with CaptureQueriesContext(connection) as queries:
            page = said(client.get(reverse("pairs")))
        return page, len(queries), [pair.pk for pair in pairs_waiting_for(coalition.boris)]

    before = seen()
    for _n in range(5):
        invented_pair(*twice(coalition.haven, coalition.rima))
    invented_pair(mine[0].one, entered(coalition.haven, coalition.rima, LATIN))

    assert seen() == before


def test_what_follows_is_never_a_hidden_pair(coalition: Coalition) -> None:
    first = invented_pair(*twice(coalition.archive, coalition.boris))
    for _n in range(3):
        invented_pair(*twice(coalition.haven, coalition.rima))

    assert next_pair_for(coalition.boris, first) is None


def test_a_member_of_both_organisations_sees_the_pair_and_neither_coordinator_alone_does(coalition: Coalition) -> None:
    pair = invented_pair(*twice(coalition.haven, coalition.rima, other=coalition.archive, other_by=coalition.boris))
    Membership.objects.create(
        member=coalition.dalia,
        organisation=coalition.archive,
        role=Role.COORDINATOR,
        since=timezone.localdate() - timedelta(days=1),
    )

    judge_pair(pair, said="same", by=coalition.dalia)

    assert [waiting_count(who) for who in (coalition.rima, coalition.boris)] == [0, 0]
    assert not SamePerson.objects.unscoped(reason="test").exists()


def test_a_group_does_not_reach_beyond_somebody_hidden(coalition: Coalition) -> None:
    a, b, c = (entered(coalition.haven, coalition.rima, f"سلمى حداد {n}") for n in range(3))
    for one, other in ((a, b), (b, c)):
        judge_pair(invented_pair(one, other), said="same", by=coalition.rima)
    for person in (a, c):
        case_of(person, coalition.rima, coalition.amal)

    assert group_of(coalition.rima, [a.pk]) == {a.pk, b.pk, c.pk}
    assert group_of(coalition.amal, [a.pk]) == {a.pk}
    assert also_recorded_as(coalition.amal, Person.objects.visible_to(coalition.amal).get(pk=a.pk)) is None


def test_the_page_of_a_person_names_the_linked_records_that_one_sees(
    coalition: Coalition, as_member: AsMember, hidden: Pair
) -> None:
    case_of(hidden.one, coalition.rima, coalition.amal)
    address = reverse("person", args=[hidden.one_id])

    ours = as_member(coalition.rima).get(address).content.decode()
    workers = as_member(coalition.amal).get(address).content.decode()

    assert hidden.other.pseudonym in ours
    assert "Also recorded as" in ours
    assert hidden.other.pseudonym not in workers
    assert "Also recorded as" not in workers


def test_who_may_be_the_person_is_told_in_the_same_words_whether_or_not_somebody_hidden_exists(
    coalition: Coalition, as_member: AsMember, commits: Any
) -> None:
    theirs = as_member(coalition.boris)
    asked = {"main": ARABIC, "phones": "+33 1 99 00 12 34", "birth": "1991-04-12"}
    before = said(theirs.post(reverse("alike"), asked))
    with commits():
        twice(coalition.haven, coalition.rima)

    after = theirs.post(reverse("alike"), asked)

    assert said(after) == before
    assert ARABIC in as_member(coalition.rima).post(reverse("alike"), asked).content.decode()


def test_the_screens_ask_the_database_the_same_of_20_and_of_200_pairs(
    coalition: Coalition, as_member: AsMember
) -> None:
    from malath.platform.sealed.fields import seal_rows

    people = [entered(coalition.haven, coalition.rima, f"سلمى حداد {n}") for n in range(21)]
    twos = [(a, b) for a in people for b in people if a.pk < b.pk]

    def more(pairs: list[tuple[Person, Person]]) -> None:
        today = timezone.localdate()
        rows = [Pair(one=a, other=b, clarity=1, turn=11, reasons={"for": []}, found_on=today) for a, b in pairs]
        seal_rows(rows)
        Pair.objects.bulk_create(rows)

    client = as_member(coalition.rima)

    def counted() -> dict[str, int]:
        pair = pairs_waiting_for(coalition.rima)[0]
        found = {}
        for address in (reverse("pairs"), reverse("pairs_one", args=[pair.pk]), reverse("today")):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found["one" if str(pair.pk) in address else address] = len(queries)
        return found

    more(twos[:20])
    few = counted()
    more(twos[20:200])

    assert counted() == few
    assert max(few[reverse("pairs")], few["one"]) <= 16
