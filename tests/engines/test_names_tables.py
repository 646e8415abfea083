"""The tables of tests/engines/names, read as language: one name and two, one person and two, rankings, roles."""

from __future__ import annotations

from pathlib import Path

import pytest

from malath.engines.names import compare, roles, tokens
from malath.engines.names.align import ALIKE, likeness
from malath.engines.names.keys import coarse_variants

TABLES = Path(__file__).parent / "names"


def _lines(table: str) -> list[str]:
    lines = (TABLES / f"{table}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def _columns(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in _lines(table)]


def _one_name() -> list[tuple[str, str]]:
    rows = [line.split(":") for line in _lines("one_name")]
    return [(arabic, latin) for arabic, spellings in rows for latin in spellings.split()]


def _words(table: str) -> list[list[str]]:
    return [[word.replace("_", " ") for word in line.split()] for line in _lines(table)]


def _part(text: str) -> str:
    found = tokens(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(("arabic", "latin"), _one_name())
def test_a_latin_spelling_is_the_arabic_name(arabic: str, latin: str) -> None:
    assert likeness(_part(arabic), _part(latin)).score >= ALIKE


@pytest.mark.parametrize(("arabic", "latin"), _one_name())
def test_a_latin_spelling_is_found_by_its_coarse_key_or_one_letter_from_it(arabic: str, latin: str) -> None:
    ours, theirs = coarse_variants(_part(arabic)), coarse_variants(_part(latin))

    assert any(a == b or _gaps(a) & _gaps(b) for a in ours for b in theirs)


def _gaps(key: str) -> set[str]:
    return {key, *(key[:i] + key[i + 1 :] for i in range(len(key)))}


@pytest.mark.parametrize(("a", "b"), _words("one_name_arabic"))
def test_arabic_spellings_of_one_name_are_alike(a: str, b: str) -> None:
    assert likeness(_part(a), _part(b)).score >= ALIKE


@pytest.mark.parametrize(("a", "b"), _words("two_names"))
def test_two_names_stay_clearly_below_the_level_of_one(a: str, b: str) -> None:
    assert likeness(_part(a), _part(b)).score < 0.8


@pytest.mark.parametrize(("a", "b"), _columns("one_person"))
def test_one_persons_names_are_at_the_level_of_the_same_name(a: str, b: str) -> None:
    assert compare(a, b).score >= ALIKE, compare(a, b)


@pytest.mark.parametrize(("a", "b"), _columns("two_persons"))
def test_two_persons_names_stay_below(a: str, b: str) -> None:
    assert compare(a, b).score < 0.75, compare(a, b)


@pytest.mark.parametrize(("name", "better", "worse"), _columns("rankings"))
def test_the_better_match_stands_higher(name: str, better: str, worse: str) -> None:
    assert compare(name, better).score > compare(name, worse).score


@pytest.mark.parametrize(("name", "expected"), _columns("roles"))
def test_the_parts_of_a_name_have_their_roles(name: str, expected: str) -> None:
    found = roles(name)

    titles = f"[{' '.join(found.titles)}] " if found.titles else ""
    parts = ", ".join(f"{part.role} {'+' if part.article else ''}{part.token}" for part in found.parts)
    assert titles + parts == expected


def test_roles_of_nothing_are_none_and_the_lineage_is_what_brothers_share() -> None:
    assert roles("").parts == roles("!!").parts == ()

    found = roles("محمد خالد عمر الحلبي")

    assert found.lineage == ("محمد", "خالد", "عمر")
    assert found.surname == found.of("nisba") == "حلبي"


def test_the_tables_hold_enough_cases() -> None:
    names = len(_one_name()) + len(_words("one_name_arabic")) + len(_words("two_names"))
    people = sum(len(_columns(table)) for table in ("one_person", "two_persons", "rankings", "roles"))

    assert names >= 350
    assert people >= 110
