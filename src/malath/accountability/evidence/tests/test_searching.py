"""Search: over everything that the viewer sees, through the finder's memory; nothing of the others leaves it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from malath.accountability.evidence import erasing, searching
from malath.accountability.evidence.looking_jobs import keep_look
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.reviewing import change_facts
from malath.accountability.evidence.searching import batches_for_finder, searchable
from malath.accountability.evidence.tests.conftest import Room
from malath.engines.looking import Look, Text, Verdict
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.finder.server import FinderServer

AsMember = Callable[..., Client]
Commits = Callable[..., Any]


@pytest.fixture
def item(room: Room, commits: Commits) -> Evidence:
    """An item in which a text was read; the finder knows it."""
    told = {"notes": "Ask before use", "place": "Near the market", "source": "A neighbour"}
    with commits():
        found = room.receive(told=told)
        reveal(found, by=room.amal, why="a test")
        texts = [Text("نُقلوا في الليل نحو قاسيون", machine_reading=True)]
        keep_look(found, Look(Verdict.LOOKED, kind="image/jpeg", texts=texts))
    return found


def found_by(client: Client, words: str) -> list[Any]:
    answer = client.post(reverse("evidence_find"), {"q": words})
    return [card["evidence"] for card in answer.context["cards"]]


@pytest.mark.parametrize("words", ["market", "NEIGHBOUR courtyard", "الليلِ", "قاسيون", "courtyard.txt", "court neigh"])
def test_an_item_is_found_by_what_is_written_of_it_and_read_in_it(
    room: Room, item: Evidence, as_member: AsMember, commits: Commits, words: str
) -> None:
    with commits():
        room.receive(b"another", "another.txt", title="Another")

    assert found_by(as_member(room.amal), words) == [item]
    assert found_by(as_member(room.boris), words) == []


def test_a_search_for_nothing_finds_nothing(room: Room, item: Evidence, as_member: AsMember) -> None:
    assert as_member(room.amal).post(reverse("evidence_find"), {"q": " "}).status_code == 422
    assert found_by(as_member(room.amal), "zzz") == []
    assert found_by(as_member(room.amal), "market zzz") == []


def test_what_was_changed_is_found_by_its_new_words_alone(
    room: Room, item: Evidence, as_member: AsMember, commits: Commits
) -> None:
    facts = dict.fromkeys(
        ("source", "consent", "shows", "notes", "claimed_time", "verified_time", "verified_place"), ""
    )
    new = {**facts, "title": "The well", "obtained": "own", "use": "open", "claimed_place": "Behind the mill"}

    with commits():
        change_facts(item, facts=new, by=room.amal)

    assert found_by(as_member(room.amal), "mill") == [item]
    assert found_by(as_member(room.amal), "market") == []
    assert found_by(as_member(room.amal), "قاسيون") == [item]


def test_what_is_erased_is_forgotten(room: Room, item: Evidence, as_member: AsMember, commits: Commits) -> None:
    with commits():
        erasing.carry_out_erasure(erasing.ask_erasure(item, ground="wish", by=room.lea), item, by=room.dalia)

    assert found_by(as_member(room.amal), "market") == []


def test_all_are_searched_a_page_is_opened_and_the_count_counts_what_is_seen(
    room: Room, as_member: AsMember, commits: Commits
) -> None:
    with commits():
        for n in range(52):
            room.receive(b"%d" % n, f"{n}.txt", title=f"Wellhead {n}")
    client, url = as_member(room.amal), reverse("evidence_find")
    client.get(url)

    with CaptureQueriesContext(connection) as asked:
        first = client.post(url, {"q": "wellhead"})
    rest = client.post(url, {"q": "wellhead", "from": "50"})

    assert "52 items hold these words" in first.content.decode()
    assert (len(first.context["cards"]), len(rest.context["cards"])) == (50, 2)
    assert len(asked) <= 12
    assert client.post(url, {"q": "wellhead", "from": "-1"}).status_code == 200


def test_a_finder_that_starts_anew_learns_everything(room: Room, item: Evidence) -> None:
    server = FinderServer(build=True)

    server.build_texts()

    assert server.find_text("evidence", "قاسيون market")["ids"] == item.pk.bytes


def test_the_batches_hold_no_erased_item(room: Room, item: Evidence) -> None:
    erasing.carry_out_erasure(erasing.ask_erasure(item, ground="wish", by=room.lea), item, by=room.dalia)

    assert [searchable(one) for batch in batches_for_finder() for one in batch] == []


def test_where_very_many_hold_the_words_the_page_says_so(
    room: Room, as_member: AsMember, commits: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    with commits():
        for n in range(3):
            room.receive(b"%d" % n, f"{n}.txt", title=f"Watermill {n}")
    monkeypatch.setattr(searching, "MOST_COUNTED", 2)

    answer = as_member(room.amal).post(reverse("evidence_find"), {"q": "watermill"})

    assert "More than 2 items hold these words" in answer.content.decode()
    assert len(answer.context["cards"]) == 2
