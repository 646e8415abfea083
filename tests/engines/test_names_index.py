"""The index in memory: people found while typed, ranked, among thousands of others; codes and numbers; the commands."""

from __future__ import annotations

import random
import threading

import pytest

from malath.engines.names import NameIndex

PEOPLE = {
    "ahmad": ["أحمد عبد الله الشامي", "Ahmad Abdallah al-Shami"],
    "mahmoud": ["محمود خالد القاضي"],
    "mohamed": ["محمد خالد القاضي"],
    "layla": ["ليلى حسن طعمة"],
    "samar": ["سمر إبراهيم الرفاعي"],
    "samir": ["سمير إبراهيم الرفاعي"],
    "youssef": ["Youssef Noureddine Haddad"],
    "ismail": ["إسماعيل أبو زيد الكردي"],
}
NAMES = """
محمد أحمد علي حسن حسين خالد عمر يوسف إبراهيم مصطفى
فاطمة مريم ليلى سمر نور هدى رنا طارق زياد سامر ياسين كريم
"""
GIVEN = NAMES.split()
LETTERS = "بتجحخدرزسشصطعغفقكلمن"


def _family(dice: random.Random) -> str:
    letters = [dice.choice(LETTERS) for _ in range(3)]
    return "ال" + letters[0] + dice.choice(("", "ا")) + letters[1] + dice.choice(("", "ي", "و")) + letters[2]


def _crowd(count: int, seed: int = 7) -> dict[str, list[str]]:
    dice = random.Random(seed)
    families = [_family(dice) for _ in range(3000)]
    weights = [1 / (n + 1) for n in range(len(GIVEN))]
    return {
        f"other-{n}": [" ".join([*dice.choices(GIVEN, weights, k=dice.choice((1, 2, 3))), dice.choice(families)])]
        for n in range(count)
    }


@pytest.fixture(scope="module")
def index() -> NameIndex:
    made = NameIndex()
    for id, names in (_crowd(4000) | PEOPLE).items():
        made.put(id, names)
    return made


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("أحمد عبد الله الشامي", "ahmad"),
        ("احمد عبدالله شامي", "ahmad"),
        ("Ahmed Abdallah Chami", "ahmad"),
        ("chami ahm", "ahmad"),
        ("الشامي أحمد عبد", "ahmad"),
        ("SHAMI Ahmad", "ahmad"),
        ("ahmad x shami", "ahmad"),
        ("Mahmoud Khaled Qadi", "mahmoud"),
        ("mohammad khalid alkadi", "mohamed"),
        ("Leila Tohme", "layla"),
        ("ليلي طعمه", "layla"),
        ("tuma lay", "layla"),
        ("Samar Refai", "samar"),
        ("Samir Ibrahim Rifai", "samir"),
        ("سمير الرفاعي", "samir"),
        ("يوسف نور الدين", "youssef"),
        ("Yusuf Haddad", "youssef"),
        ("Nour Eddine Hadd", "youssef"),
        ("Youssef Nouredine Hadad", "youssef"),
        ("ابوزيد", "ismail"),
        ("Abu Zaid Ismaël", "ismail"),
        ("Kurdi Ismail", "ismail"),
        ("اسماعيل الكردى", "ismail"),
        ("Ismail Kurdy Abuzeid", "ismail"),
        ("Yousse Noureddjne Haddad", "youssef"),
    ],
)
def test_what_was_typed_finds_its_person_first(index: NameIndex, typed: str, expected: str) -> None:
    assert index.find(typed)[0].id == expected


@pytest.mark.parametrize("name", [names[0] for names in PEOPLE.values()])
def test_a_name_is_found_among_the_first_from_the_third_letter_of_its_last_part_on(index: NameIndex, name: str) -> None:
    id = next(id for id, names in PEOPLE.items() if name in names)
    start = name.rindex(" ") + 6

    for end in range(start, len(name) + 1):
        assert id in [hit.id for hit in index.find(name[:end], limit=10)], name[:end]


def test_a_space_says_that_the_last_part_is_whole(index: NameIndex) -> None:
    assert any(hit.id == "youssef" for hit in index.find("Yous", limit=400))
    assert all(hit.id != "youssef" for hit in index.find("Yous ", limit=400))


def test_better_hits_stand_first_and_pages_follow_each_other(index: NameIndex) -> None:
    whole = index.find("محمد حسن", limit=40)

    assert [hit.score for hit in whole] == sorted((hit.score for hit in whole), reverse=True)
    assert index.find("محمد حسن", limit=10) + index.find("محمد حسن", limit=10, offset=10) == whole[:20]
    assert index.find("محمد", limit=0) == index.find("", limit=5) == index.find("!!!", limit=5) == []


def test_a_hit_shows_the_name_that_answered(index: NameIndex) -> None:
    assert index.find("Ahmad Abdallah al-Shami")[0].name == "Ahmad Abdallah al-Shami"
    assert index.find("أحمد عبد الله الشامي")[0].name == "أحمد عبد الله الشامي"


def test_an_exact_name_is_found_among_all_who_share_its_common_parts() -> None:
    crowded = NameIndex()
    for n in range(5000):
        crowded.put(f"p{n}", ["محمد أحمد علي محمد"])
    crowded.put("whole", ["علي أحمد محمد"])
    crowded.put("one", ["محمد"])

    assert crowded.find("علي أحمد محمد")[0].id == "whole"
    assert crowded.find("محمد")[0].id == "one"


def test_names_are_replaced_and_people_forgotten() -> None:
    small = NameIndex()
    small.put("p", ["سمر الحداد", "سمر الحداد", "Samar Haddad"])
    small.put_code("p", "ZAYTUN-27")
    small.put_phone("p", "+33 6 39 98 12 34")

    small.put("p", ["سمر النجار"])

    assert small.find("الحداد") == [] and small.find("نجار")[0].id == "p" and len(small) == 1

    small.drop("p")
    small.drop("p")

    assert small.find("نجار") == small.find("zaytun-27") == small.find("639981234") == [] and len(small) == 0


@pytest.mark.parametrize("typed", ["2026-041", "2026 041", "٢٠٢٦-٠٤١", "2026041"])
def test_a_case_code_is_found_however_its_digits_are_written(typed: str) -> None:
    small = NameIndex()
    small.put_code("case", "2026-041")
    small.put_code("other", "2026-410")

    assert small.find(typed)[0].id == "case"
    assert small.find(typed)[0].score == 1.0


def test_a_pseudonym_is_found_whole_and_by_its_beginning() -> None:
    small = NameIndex()
    small.put_code("p", "ZAYTUN-27")

    assert [hit.id for hit in small.find("zaytun-27")] == ["p"]
    assert [hit.name for hit in small.find("Zaytun-2")] == ["ZAYTUN-27"]


@pytest.mark.parametrize(
    "typed", ["+33639981234", "0033 6 39 98 12 34", "06 39 98 12 34", "٠٦٣٩٩٨١٢٣٤", "1234", "98-12-34"]
)
def test_a_telephone_number_is_found_by_its_last_digits(typed: str) -> None:
    small = NameIndex()
    small.put_phone("p", "+٣٣ ٦ ٣٩ ٩٨ ١٢ ٣٤")
    small.put_phone("q", "06 39 98 12 99")

    assert [hit.id for hit in small.find(typed)] == ["p"]


def test_a_number_noted_without_its_country_is_found_with_it() -> None:
    small = NameIndex()
    small.put_phone("p", "06 39 98 12 34")

    assert [hit.id for hit in small.find("+33 6 39 98 12 34")] == ["p"]
    assert small.find("234") == []


def test_many_readers_and_one_writer_do_not_disturb_each_other() -> None:
    shared = NameIndex()
    for id, names in _crowd(300).items():
        shared.put(id, names)
    errors: list[Exception] = []

    def read() -> None:
        try:
            for _ in range(60):
                shared.find("محمد")
                shared.find("Ahmad Al")
        except Exception as error:
            errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for n in range(300):
        shared.put(f"other-{n}", [f"أحمد محمد {GIVEN[n % len(GIVEN)]}"])
        shared.drop(f"other-{n - 5}")
    for reader in readers:
        reader.join()

    assert errors == []


def test_everybody_in_a_crowd_is_found_by_their_own_name() -> None:
    people = _crowd(12000, seed=11)
    crowd = NameIndex()
    for id, names in people.items():
        crowd.put(id, names)

    for id in random.Random(5).sample(sorted(people), 60):
        found = crowd.find(people[id][0])
        assert found and found[0].score >= 0.99
