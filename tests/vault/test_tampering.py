"""T7: somebody writes into index.db. Verify with the passphrase finds every lie in every table and column, and names it.

Two changes are no lies, and heal by themselves: a `covered` that is too low (a crash leaves it so: the next opening makes
the index anew) and an object without its keyed digest (an intake while sealed leaves it so: the next opening names it).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from malath.engines.vault import settle
from tests.vault.grown import Grown, told
from tests.vault.house import DAY
from tests.vault.plan import say

Lie = tuple[str, str]
LIES: list[Lie] = [
    ("items.item edited", "update items set item = randomblob(16) where entry = (select min(entry) from items)"),
    ("items.entry edited", "update items set entry = entry + 1 where entry = (select min(entry) from items)"),
    ("items.entry far off", "update items set entry = 100000 where entry = (select min(entry) from items)"),
    ("items.entry below", "update items set entry = -1 where entry = (select min(entry) from items)"),
    ("items.object edited", "update items set object = randomblob(16) where entry = (select max(entry) from items)"),
    ("items.object another's", "update items set object = (select max(object) from objects)"),
    (
        "items.entry swapped",
        "update items set entry = (select min(entry) + max(entry) from items) - entry "
        "where entry in ((select min(entry) from items), (select max(entry) from items))",
    ),
    (
        "items.object swapped",
        "update items set object = (select o.object from items o where o.entry = "
        "(select min(entry) + max(entry) from items) - items.entry) where entry in ((select min(entry) from items), "
        "(select max(entry) from items))",
    ),
    ("items deleted", "delete from items where entry = (select max(entry) from items)"),
    ("items emptied", "delete from items"),
    ("items inserted", "insert into items values (randomblob(16), 5, (select min(object) from objects))"),
    ("items inserted beyond", "insert into items values (randomblob(16), 90000, (select min(object) from objects))"),
    ("items text for a blob", "update items set item = 'not an id' where entry = (select min(entry) from items)"),
    (
        "objects.object edited",
        "update objects set object = randomblob(16) where entry = (select min(entry) from objects)",
    ),
    ("objects.entry edited", "update objects set entry = entry + 1 where entry = (select min(entry) from objects)"),
    ("objects.entry far off", "update objects set entry = 100000 where entry = (select min(entry) from objects)"),
    (
        "objects.keyed edited",
        "update objects set keyed = randomblob(16) where entry = (select min(entry) from objects)",
    ),
    ("objects.keyed another's", "update objects set keyed = (select max(keyed) from objects)"),
    (
        "objects.entry swapped",
        "update objects set entry = (select min(entry) + max(entry) from objects) - entry "
        "where entry in ((select min(entry) from objects), (select max(entry) from objects))",
    ),
    ("objects deleted", "delete from objects where entry = (select max(entry) from objects)"),
    ("objects emptied", "delete from objects"),
    ("objects inserted", "insert into objects values (randomblob(16), 4, null)"),
    ("covered raised", "update covered set size = size + 1"),
    ("covered raised far", "update covered set size = 1000000000"),
    ("covered doubled", "insert into covered values (1000000)"),
    ("items dropped", "drop table items"),
    ("objects dropped", "drop table objects"),
    ("covered dropped", "drop table covered"),
    ("items.object renamed", "alter table items rename column object to thing"),
]
HEALS: list[Lie] = [
    ("covered lowered", "update covered set size = 3"),
    ("covered emptied", "delete from covered"),
    ("objects.keyed emptied", "update objects set keyed = null"),
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    return Grown(tmp_path_factory.mktemp("grown"))


@pytest.fixture
def grown(built: Grown) -> Iterator[Grown]:
    yield built
    built.mend()


def write_sql(path: Path, statement: str) -> None:
    before = told(path)
    database = sqlite3.connect(path)
    database.execute(statement)
    database.commit()
    database.execute("pragma wal_checkpoint(truncate)")
    database.close()
    assert told(path) != before, "nothing was changed"


@pytest.mark.parametrize("lie", LIES, ids=[name for name, _statement in LIES])
def test_a_lie_in_the_index_is_found_and_named(grown: Grown, lie: Lie) -> None:
    write_sql(grown.house.path / "index.db", lie[1])

    said = grown.named()

    assert "index.db" in said, said
    result = grown.house.run_open("rebuild")
    assert result.returncode == 0, result
    assert not grown.named()


@pytest.mark.parametrize("lie", HEALS, ids=[name for name, _statement in HEALS])
def test_what_a_crash_could_have_left_heals_at_the_next_opening(grown: Grown, lie: Lie) -> None:
    path = grown.house.path / "index.db"
    before = told(path)
    write_sql(path, lie[1])

    with grown.house.open() as vault, grown.house.writing() as writer:
        settle(vault, writer, at=DAY)

    assert sorted(told(path)) == sorted(before)


def test_every_column_was_lied_about(grown: Grown) -> None:
    database = sqlite3.connect(grown.house.path / "index.db")
    tables = [row[0] for row in database.execute("select name from sqlite_master where type = 'table'")]
    columns = [f"{table}.{row[1]}" for table in tables for row in database.execute(f"pragma table_info({table})")]
    database.close()
    stories = [name for name, _statement in LIES + HEALS]

    missing = [
        column
        for column in columns
        if not any(
            story.startswith(column) or (column == "covered.size" and story[:7] == "covered") for story in stories
        )
    ]

    assert sorted(columns) == sorted(
        [
            "items.item",
            "items.entry",
            "items.object",
            "objects.object",
            "objects.entry",
            "objects.keyed",
            "covered.size",
        ]
    )
    assert not missing
    say(len(stories), 32, "ways to write into the index")
