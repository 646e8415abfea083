"""The picker finds a term however its Arabic or French is typed."""

from __future__ import annotations

import pytest

from malath.accountability.violations.vocabulary import find, term

FIRST = [
    ("acts", "اختفاء قسري", "03.03"),
    ("acts", "الاختفاء القسري", "03.03"),
    ("acts", "اقامه جبريه", "03.02.01"),
    ("acts", "الإقامة الجبرية", "03.02.01"),
    ("acts", "أخذ رهينة", "03.04.02"),
    ("acts", "اخذ رهينه", "03.04.02"),
    ("acts", "والحصار", "08.04"),
    ("acts", "disparition forcee", "03.03"),
    ("acts", "Enforced disapp", "03.03"),
    ("acts", "hameconnage", "09.04.02"),
    ("acts", "02.03", "02.03"),
    ("methods", "شبح", "02.01.01"),
    ("methods", "شَبْح", "02.01.01"),
    ("methods", "كرسي الماني", "02.02.02"),
    ("methods", "بساط الريح", "02.02.03"),
    ("methods", "falaka", "01.05"),
    ("perpetrators", "مخابرات جويه", "02.02"),
]
CALLED = [
    ("acts", "إخفاء قسري", "03.03"),
    ("acts", "اختطاف", "03.04"),
    ("acts", "kidnapping", "03.04"),
    ("acts", "كيماوي", "08.03.01"),
    ("acts", "تعفيش", "07.03"),
    ("acts", "red notice", "13.03"),
    ("acts", "bombardement aveugle", "08.01.02"),
    ("methods", "درون", "09.07"),
    ("places", "نقطة تفتيش", "06.01"),
]


@pytest.mark.parametrize(("name", "typed", "code"), FIRST)
def test_what_is_typed_finds_the_term_first(name: str, typed: str, code: str) -> None:
    assert [one.code for one in find(name, typed)][:1] == [code]


@pytest.mark.parametrize(("name", "typed", "code"), CALLED)
def test_what_people_call_it_finds_the_term(name: str, typed: str, code: str) -> None:
    assert code in [one.code for one in find(name, typed)]


def test_a_label_that_says_it_comes_before_a_term_that_is_also_called_so() -> None:
    codes = [one.code for one in find("acts", "expulsion", "fr")]

    assert codes.index("05.08.03") < codes.index("05.08.01")


def test_what_a_term_is_called_is_searched_in_its_own_script() -> None:
    assert find("acts", "kidnapping", "ar") == []
    assert find("acts", "اختطاف", "fr") == []


def test_all_words_must_be_there() -> None:
    assert find("acts", "تعذيب قطار") == []


def test_the_beginning_of_the_last_word_is_enough() -> None:
    assert term("acts", "03.03") in find("acts", "اختفاء قس")
    assert term("acts", "10.02.01") in find("acts", "إغ")


def test_a_language_can_be_asked_for() -> None:
    assert find("acts", "siege", "ar") == []
    assert find("acts", "siège", "fr")[0].code == "08.04"


def test_a_broader_term_comes_before_the_narrower_ones() -> None:
    found = [one.code for one in find("acts", "torture", "en")]

    assert found[0] == "02.01"
    assert found.index("02.01.01") < found.index("04.03.04")


@pytest.mark.parametrize("typed", ["", "   ", "؟!", "\u200f"])
def test_nothing_typed_finds_nothing(typed: str) -> None:
    assert find("acts", typed) == []


def test_a_very_long_text_is_cut_and_not_feared() -> None:
    assert find("acts", "تعذيب " * 100_000)[0].code == "02.01"
