"""The places themselves: whole, in three languages, found however they are spelled."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from malath.accountability.violations.places import (
    PlacesError,
    UnknownPlaceError,
    check,
    children,
    find,
    label,
    path,
    place,
    places,
    under,
)
from malath.accountability.violations.places.gazetteer import FILES, LISTS


def _found() -> list[tuple[str, list[str]]]:
    lines = (Path(__file__).parent / "found.txt").read_text("utf-8").splitlines()
    pairs = (line.split(" | ") for line in lines if line and not line.startswith("#"))
    return [(words, codes.split()) for words, codes in pairs]


def test_the_lists_keep_to_their_own_rules() -> None:
    check()


def test_syria_has_fourteen_governorates_and_sixty_five_districts() -> None:
    kinds = Counter(one.kind for one in places().values() if one.country == "SY")

    assert (kinds["governorate"], kinds["district"]) == (14, 65)
    assert all(children(one.code) for one in children("SY"))


@pytest.mark.parametrize(("country", "regions"), [("LB", 9), ("JO", 12), ("IQ", 19), ("PS", 2), ("TN", 24)])
def test_countries_around_are_whole(country: str, regions: int) -> None:
    assert len(children(country)) == regions


def test_gaza_and_the_west_bank_have_five_and_eleven_governorates() -> None:
    assert [len(children(code)) for code in ("PS-01", "PS-02")] == [5, 11]


def test_a_place_knows_what_it_lies_in() -> None:
    afrin = place("SY-02-03")

    assert (afrin.parent, afrin.country, afrin.depth) == ("SY-02", "SY", 2)
    assert [one.code for one in path("SY-02-03")] == ["SY", "SY-02", "SY-02-03"]


def test_a_filter_on_a_governorate_takes_all_that_lies_in_it() -> None:
    found = under("SY-02")

    assert {"SY-02", "SY-02-03", "SY-02-10-01"} <= found
    assert not any(code.startswith("SY-03") for code in found)


def test_an_unknown_code_is_said_to_be_unknown() -> None:
    for ask in (place, under, children, path, label):
        with pytest.raises(UnknownPlaceError, match="There is no place 'SY-99'"):
            ask("SY-99")


@pytest.mark.parametrize(
    ("language", "name"), [("ar", "عفرين"), ("ar-sy", "عفرين"), ("en", "Afrin"), ("fr", "Afrine"), ("de", "Afrin")]
)
def test_a_place_is_called_in_three_languages(language: str, name: str) -> None:
    assert label("SY-02-03", language) == name


@pytest.mark.parametrize(("words", "codes"), _found(), ids=lambda value: str(value)[:40])
def test_a_place_is_found_however_it_is_spelled(words: str, codes: list[str]) -> None:
    assert [one.code for one in find(words)][: len(codes)] == codes


def test_every_name_of_every_place_finds_it() -> None:
    missed = [
        (one.code, name) for one in places().values() for name in one.spellings if one not in find(name, most=500)
    ]

    assert missed == []


def test_a_search_may_keep_to_one_language_or_one_place() -> None:
    assert [one.code for one in find("Damas", "fr")][:1] == ["SY-01"]
    assert all(one.country == "PS" for one in find("أريحا", within="PS"))


@pytest.mark.parametrize("words", ["", " ", "-", "،", "محافظة", "Atlantis", "x" * 10_000])
def test_what_is_no_place_finds_none(words: str) -> None:
    assert find(words) == []


def test_beside_a_name_that_is_written_so_nothing_is_guessed() -> None:
    assert [one.code for one in find("صيدنايا")] == ["SY-03-04-01"]


@pytest.mark.parametrize(
    ("old", "new", "fact"),
    [
        ("SY-02-03\tdistrict", "SY-02-02\tdistrict", "stands already"),
        ("SY-02-03\tdistrict", "SY-77-03\tdistrict", "does not stand before it"),
        ("SY-02-03\tdistrict", "SY-02-3\tdistrict", "is no code"),
        ("SY-02-03\tdistrict", "SY-02-03\tcounty", "is none of"),
        ("\tعفرين\t", "\tAfrin\t", "is no name in ar"),
        ("\tعفرين\t", "\t عفرين\t", "spaces"),
        ("36.5\t36.9\tعفرين", "36.53\t36.9\tعفرين", "one decimal"),
        ("36.5\t36.9\tعفرين", "36.9\t30.9\tعفرين", "far from"),
        ("\tعفرين\tAfrin\tAfrine\t", "\tعفرين\t", "columns"),
        ("SY-HL", "SY-DI", "stands twice"),
        ("\tعفرين\t", "\tالباب\t", "stands already beside it"),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, fact: str) -> None:
    for name in LISTS:
        text = (FILES / f"{name}.txt").read_text("utf-8")
        (tmp_path / f"{name}.txt").write_text(text.replace(old, new, 1) if name == "syria" else text, "utf-8")

    with pytest.raises(PlacesError, match=rf"syria\.txt:\d+: .*{fact}"):
        check(tmp_path)
