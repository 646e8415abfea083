"""Who may stand in two places: the three files with their truth, ranking tables, and speed."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from malath.engines import sheets
from malath.engines.sheets import PartialDate, Person, compare_people, folding, likely_duplicates, name_match

FOLDER = Path(__file__).parent.parent / "fixtures" / "alerts"
TRUTH = json.loads((FOLDER / "truth.json").read_text())
Names = frozenset[str]


def pairs_in(kind: str) -> set[Names]:
    """Return the pairs of the truth table as sets of 'file:row'."""
    return {frozenset(f"{name}:{row}" for name, row in pair) for pair in TRUTH[kind]}


@lru_cache
def people() -> tuple[Person, ...]:
    """Return everybody of the three files."""
    found = []
    for name in ("alerts_ar.xlsx", "signalements_fr.xlsx", "referrals_cp1256.csv"):
        table = sheets.find_table(sheets.read((FOLDER / name).read_bytes(), name))
        rows = sheets.check_rows(table, sheets.map_columns(table), today=date(2026, 11, 21))
        found += [sheets.person_from_row(row, f"{name}:{row.row}") for row in rows]
    return tuple(found)


def test_nine_in_ten_of_those_in_two_places_are_proposed_and_fewer_than_one_in_ten_proposals_is_wrong() -> None:
    proposed = {frozenset((pair.a, pair.b)) for pair in likely_duplicates(people())}

    assert len(proposed & pairs_in("same")) >= 0.9 * len(pairs_in("same"))
    assert len(proposed - pairs_in("same")) < 0.1 * len(proposed)
    assert not proposed & pairs_in("different")


def test_the_same_holds_without_a_single_telephone_number() -> None:
    """Harder: names in two scripts, births in many styles, places; a full telephone number proves too much."""
    bare = [Person(one.id, one.names, one.birth, one.sex, (), one.country, one.place) for one in people()]

    proposed = {frozenset((pair.a, pair.b)) for pair in likely_duplicates(bare)}

    assert len(proposed & pairs_in("same")) >= 0.7 * len(pairs_in("same"))
    assert len(proposed - pairs_in("same")) < 0.1 * len(proposed)


def test_between_two_lists_the_same_pairs_are_found_as_within_one() -> None:
    first = [one for one in people() if one.id.startswith("alerts_ar")]
    second = [one for one in people() if not one.id.startswith("alerts_ar")]

    between = {frozenset((pair.a, pair.b)) for pair in likely_duplicates(first, second)}

    within = {frozenset((pair.a, pair.b)) for pair in likely_duplicates(people())}
    crossing = {pair for pair in within if sum(one.startswith("alerts_ar") for one in pair) == 1}
    assert between == crossing


BORN = PartialDate(1990, 4, 3)
SAMAR = Person("samar", ("سمر إبراهيم الرفاعي",), BORN, "female", ("+33639985721",), "JO", "عمّان")


@pytest.mark.parametrize(
    ("more", "less"),
    [
        (Person("a", ("Samar Alrefai",), BORN, phones=("+33639985721",)), Person("b", ("Samar Alrefai",), BORN)),
        (Person("a", ("Samar Alrefai",), BORN), Person("b", ("Samar Alrefai",), PartialDate(1990, 3, 4))),
        (Person("a", ("Samar Alrefai",), PartialDate(1990, 3, 4)), Person("b", ("Samar Alrefai",), PartialDate(1990))),
        (
            Person("a", ("Samar Alrefai",), PartialDate(1990)),
            Person("b", ("Samar Alrefai",), PartialDate(1991, approximate=True)),
        ),
        (
            Person("a", ("Samar Alrefai",), PartialDate(1991, approximate=True)),
            Person("b", ("Samar Alrefai",), PartialDate(1985)),
        ),
        (Person("a", ("Samar Ibrahim Alrefai",), BORN), Person("b", ("Samar Alrefai",), BORN)),
        (
            Person("a", ("ALREFAI Samar",), BORN, country="JO", place="Amman"),
            Person("b", ("ALREFAI Samar",), BORN, country="FR", place="Lyon"),
        ),
    ],
)
def test_the_better_evidence_scores_higher(more: Person, less: Person) -> None:
    first, second = compare_people(SAMAR, more), compare_people(SAMAR, less)

    assert first is not None and (second is None or first.score > second.score)


@pytest.mark.parametrize(
    "other",
    [
        Person("brother", ("رامي إبراهيم الرفاعي",), BORN, "male", ("+33639985721",), "JO", "عمّان"),
        Person("sister", ("رنا إبراهيم الرفاعي",), PartialDate(1992, 1, 1), "female", ("+33639985721",), "JO", "عمّان"),
        Person("stranger", ("Yasin Haddad",), BORN, "", ("+33639985721",)),
        Person(
            "namesake", ("سمر إبراهيم الرفاعي",), PartialDate(1961, 2, 1), "female", ("+33639985799",), "FR", "Lyon"
        ),
        Person("nobody", (), BORN, "female", ("+33639985721",)),
    ],
)
def test_a_sibling_a_stranger_with_the_same_number_and_a_namesake_are_not_proposed(other: Person) -> None:
    assert likely_duplicates([SAMAR], [other]) == []


def test_reasons_speak_for_and_against() -> None:
    other = Person("b", ("Samar Alrefai",), PartialDate(1990, 3, 4), "female", ("+33639985799",), "JO", "Irbid")

    pair = compare_people(SAMAR, other)

    assert pair is not None
    assert {reason.code for reason in pair.speaks_for} == {"pair.name_two_scripts", "pair.birth_swapped"}
    assert {reason.code for reason in pair.speaks_against} == {"pair.phone_differs", "pair.place_differs"}
    assert all(reason.code in sheets.MESSAGES for reason in pair.reasons)


FIRST = (
    *("سمر", "رنا", "نور", "هدى", "ليلى", "يارا", "خلود", "مريم", "فاطمة", "عائشة"),
    *("أحمد", "محمد", "خالد", "عمر", "حسن", "حسين", "زياد", "طارق", "سامر", "رامي"),
)
LAST = (
    *("الرفاعي", "الشامي", "الأحمد", "قباني", "حداد", "مراد", "عيسى", "كيالي"),
    *("الخطيب", "القاضي", "النجار", "طعمة", "شحادة", "بكور", "جبور", "صالح"),
)


def crowd(count: int, seed: int) -> list[Person]:
    """Return invented people with common names."""
    chance = random.Random(seed)
    return [
        Person(
            f"{seed}-{n}",
            (
                " ".join(
                    (chance.choice(FIRST), chance.choice(FIRST[10:]), chance.choice(FIRST[10:]), chance.choice(LAST))
                ),
            ),
            PartialDate(chance.randint(1955, 2005), chance.randint(1, 12), chance.randint(1, 28)),
            "",
            (f"+336399{chance.randrange(10**5):05d}",),
            "FR",
            "Lyon",
        )
        for n in range(count)
    ]


def test_two_thousand_are_compared_with_six_thousand_and_one_of_them_is_found() -> None:
    new, known = crowd(2_000, 1), crowd(6_000, 2)

    found = likely_duplicates(new, [*known, replace(new[77], id="known before")])

    assert any({pair.a, pair.b} == {new[77].id, "known before"} for pair in found)


def test_the_engine_forgets_whom_it_compared() -> None:
    compare_people(SAMAR, SAMAR)

    sheets.forget()

    assert name_match.alike.cache_info().currsize == folding.fold.cache_info().currsize == 0
