"""Very many names: the quick way to their parts, the rows of the index, and what is dropped from it."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malath.engines.names import NameIndex, rows, tokens
from malath.engines.names.quick import QuickTokens
from malath.engines.names.rows import Rows, rows_of

TYPED = """
محمد أحمد الشامي إلياس الياس عبد العبد أبو ابو أم ام ال الله الدين دين نور هبة بن بنت د. د الشيخ السيد ﺃحمد مُحَمَّد مـحمد أ. ١٢ على،
Ahmad AHMAD al al- Al-Shami el El ul Abd abdul Abu Umm Nour Eddine din Allah Al-Din ibn bin Dr. Dr Sheikh K. O'Neil Ben-Ali ash-Shami
Şêrko Abdel-Rahman Hadi,  Elham Alnajjar - _ Abou me as
"""
WORDS = TYPED.split()
GIVEN = "محمد أحمد علي سمر رنا طارق زياد"
FAMILIES = "القاضي النجار الحداد مراد خوري"


@given(st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join))
def test_the_quick_parts_are_the_parts(text: str) -> None:
    assert QuickTokens()(text) == tokens(text)


@given(st.text(max_size=40))
def test_the_quick_parts_of_anything_are_the_parts(text: str) -> None:
    assert QuickTokens()(text) == tokens(text)


def test_rows_give_back_what_was_added() -> None:
    kept = Rows()
    for n in range(3000):
        kept.add(f"p{n}", f"name {n} \u0645", [n % 7, n % 11])

    assert len(kept) == 3000
    assert kept.shown(0) == "name 0 \u0645" and kept.shown(2999) == "name 2999 \u0645"
    assert list(kept.parts(20)) == [6, 9]
    assert list(kept.whole([9, 6])) == [n for n in range(2999, -1, -1) if {n % 7, n % 11} == {9, 6}]
    assert list(kept.with_part(8)) == list(range(8, 3000, 11))


def test_rows_as_bits_are_the_same_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "FEWEST_COMMON", 20)
    kept = Rows()
    for n in range(1000):
        kept.add(f"p{n}", "", [n % 3, 3 + n % 50, 60 + n % 400])

    both = kept.bits([1]) & kept.bits([5, 61])

    wanted = [n for n in range(1000) if n % 3 == 1 and (n % 50 == 2 or n % 400 == 1)]
    assert rows_of(both, 1000) == wanted
    assert rows_of(both, 2) == wanted[:2]
    new = kept.add("new", "", [1, 5, 70])
    kept.drop(wanted[0])
    assert rows_of(kept.alive(kept.bits([1]) & kept.bits([5, 61])), 1000) == [*wanted[1:], new]
    assert rows_of(kept.bits([1], leading=True), 2000) == [n for n in range(1000) if n % 3 == 1] + [new]


def test_a_dropped_name_is_wiped_from_memory_at_once() -> None:
    kept = Rows()
    kept.add("p", "سمر الحداد", [0, 1])
    kept.add("q", "رنا النجار", [2, 3])

    kept.drop(0)

    assert kept.shown(0).strip("\0") == "" and 1 not in kept.parts(0)
    assert kept.shown(1) == "رنا النجار" and list(kept.living([0, 1])) == [1]
    assert list(kept.whole([0, 1])) == []


def test_an_index_in_which_names_come_and_go_is_cleared_and_still_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malath.engines.names.index.FEWEST_CLEARED", 50)
    dice = random.Random(4)
    index = NameIndex()
    first, last = GIVEN.split(), FAMILIES.split()
    held: dict[str, str] = {}
    for n in range(600):
        id = f"p{dice.randrange(80)}"
        if dice.random() < 0.3:
            index.drop(id)
            held.pop(id, None)
        else:
            held[id] = f"{dice.choice(first)} {dice.choice(first)} {dice.choice(last)} {n}"
            index.put(id, [held[id], f"{dice.choice(first)} {n}"])

    assert len(index) == len(held)
    assert all(index.find(name)[0].id == id for id, name in held.items())
    assert {hit.id for hit in index.find("القاضي", limit=200)} <= held.keys()
