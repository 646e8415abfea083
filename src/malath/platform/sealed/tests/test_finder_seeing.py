"""What is found as far as somebody sees it; and names, of which the collections share nothing."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from malath.platform.access.models import Organisation
from malath.platform.sealed.finder import client, seeing, sources
from malath.platform.sealed.finder.client import finder
from malath.platform.sealed.finder.seeing import visible_texts
from malath.platform.sealed.finder.server import FinderServer
from malath.platform.sealed.finder.sources import Searchable
from tests.people import Coalition


@pytest.fixture
def collection() -> str:
    """Texts of this test alone: the finder lives as long as all tests."""
    return f"tests.{uuid.uuid4()}"


def _crowd(collection: str, count: int, text: str, scope: str = "") -> list[uuid.UUID]:
    ids = [uuid.uuid4() for _ in range(count)]
    finder().put_texts(collection, [(id, text, scope) for id in ids])
    return ids


def _seen(coalition: Coalition, collection: str, count: int) -> tuple[QuerySet[Organisation], list[uuid.UUID]]:
    made = [Organisation.objects.create(slug=f"seen-{n}") for n in range(count)]
    finder().put_texts(collection, [(one.pk, "the well") for one in made])
    return Organisation.objects.filter(slug__startswith="seen-"), [one.pk for one in reversed(made)]


@pytest.mark.parametrize("few", [0, 20_000])
def test_hidden_rows_never_push_visible_ones_out(
    coalition: Coalition, collection: str, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(seeing, "FEW", few)
    seen, expected = _seen(coalition, collection, 4)
    _crowd(collection, 60, "the well")

    found = visible_texts(collection, "well", seen, limit=10)

    assert (found.ids, found.has_more, found.is_complete, found.count) == (expected, False, True, "4")


@pytest.mark.parametrize(("limit", "has_more", "count"), [(3, True, "3+"), (4, False, "4"), (5, False, "4")])
def test_the_count_is_exact_up_to_the_limit(
    coalition: Coalition, collection: str, limit: int, has_more: bool, count: str
) -> None:
    seen, expected = _seen(coalition, collection, 4)

    found = visible_texts(collection, "well", seen, limit=limit)

    assert (found.ids, found.has_more, found.count) == (expected[:limit], has_more, count)


def test_whoever_sees_little_costs_few_questions(coalition: Coalition, collection: str) -> None:
    seen, expected = _seen(coalition, collection, 2)
    _crowd(collection, 6000, "the well")

    with CaptureQueriesContext(connection) as asked:
        found = visible_texts(collection, "well", seen)

    assert found.ids == expected
    assert len(asked) == 2


def test_nothing_found_asks_the_database_nothing(coalition: Coalition, collection: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert visible_texts(collection, "nobody said this", Organisation.objects.all()).ids == []

    assert len(asked) == 0


def test_scopes_leave_out_at_the_source(collection: str) -> None:
    mine, theirs = _crowd(collection, 2, "the well", "haven"), _crowd(collection, 3, "the well", "archive")

    assert finder().find_text(collection, "well").ids == [*reversed(theirs), *reversed(mine)]
    assert finder().find_text(collection, "well", scopes=["haven"]).ids == list(reversed(mine))


def test_a_broad_word_sends_a_page_and_from_where_to_go_on(collection: str) -> None:
    ids = _crowd(collection, 2500, "the well")

    pages, cursor = [], None
    for _ in range(3):
        found = finder().find_text(collection, "well", after=cursor)
        pages.append(found.ids)
        cursor = found.cursor

    assert [len(page) for page in pages] == [1000, 1000, 500]
    assert [id for page in pages for id in page] == list(reversed(ids))
    assert (cursor, found.known) == (None, 2500)


def test_many_texts_go_in_requests_of_bounded_length(collection: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "MOST_AT_ONCE", 20)

    _crowd(collection, 7, "the well again")

    assert finder().find_text(collection, "again").known == 7


def test_a_dropped_text_is_found_no_more(collection: str) -> None:
    gone, stays = _crowd(collection, 2, "the well")

    finder().drop_text(collection, gone)

    assert finder().find_text(collection, "well").ids == [stays]


# ── collections of names ──
def test_two_collections_of_names_share_nothing(collection: str) -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    finder().put(one, ["Ghayath Invented"], ["HX-7"], collection=collection)
    finder().put(other, ["Ghayath Invented"], ["HX-7"], collection=collection + ".other")

    for asked in ("Ghayath", "HX-7"):
        assert [id for id, _score, _name in finder().find(asked, collection=collection)] == [one]
    finder().drop(other, collection=collection)
    assert finder().find("Ghayath", collection=collection + ".other")
    finder().drop(one, collection=collection)
    assert finder().find("Ghayath", collection=collection) == []


# ── building ──
def test_what_was_told_while_building_is_newer(monkeypatch: pytest.MonkeyPatch) -> None:
    server, told, old, gone = FinderServer(build=True), uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    rows = [(told, "the old well"), (old, "the old mill"), (gone, "the old road")]
    monkeypatch.setattr("malath.platform.sealed.finder.server.reveal", lambda *_, **__: None)
    monkeypatch.setattr(sources, "_texts", {"texts": (lambda: [[row] for row in rows], lambda row: (*row, "haven"))})
    names = [Searchable(id, [text]) for id, text in rows]
    monkeypatch.setattr(sources, "_sources", [("people", lambda: [names], lambda row: row)])

    server.put_texts("texts", [(told.bytes, "the new well", "haven")])
    server.drop_text("texts", gone.bytes)
    server.put("people", [[str(told), ["Newname"], [], []]])  # type: ignore[list-item]
    server.drop("people", str(gone))
    during = server.find_text("texts", "the")
    server.build_names()
    server.build_texts()

    assert (during["ids"], during["ready"]) == (told.bytes, False)
    assert server.find_text("texts", "the", scopes=["haven"])["ids"] == told.bytes + old.bytes
    assert [id for id, _score, _name in server.find("people", "Newname", 9, 0)] == [str(told)]
    assert [id for id, _score, _name in server.find("people", "the old road", 9, 0)] == [str(old)]
    assert server.status() == {"ready": False, "known": 2, "texts": {"texts": 2}}
