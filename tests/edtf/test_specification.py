"""The specification's own examples, in its order, and what cannot be: tests/edtf/specification.txt."""

from __future__ import annotations

from datetime import date

import pytest

from malath.engines.edtf import DateError, KnownDate, Limits, Period, Shape, Widths, parse
from tests.edtf.tables import lines_of


@pytest.mark.parametrize("line", lines_of("specification"), ids="|".join)
def test_an_example_of_the_specification(line: list[str]) -> None:
    text, *expected = line

    if len(expected) == 1:
        with pytest.raises(DateError) as caught:
            parse(text)
        assert caught.value.code == expected[0]
        assert str(caught.value)
        return
    found = parse(text)

    assert found.text == text
    assert [str(found.earliest), str(found.latest), found.precision.name] == expected


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        (" 2012-03-xx ", "2012-03-XX"),
        ("?2012-?03", "2012-03?"),
        ("~2012-~03-05", "2012-03~-05"),
        ("2012?-03~", "%2012-~03"),
        ("[2012-05, 2012-03,2012-05]", "[2012-03,2012-05]"),
        ("[2012]", "2012"),
        ("{2012-03-05}", "2012-03-05"),
    ],
)
def test_one_date_has_one_canonical_text(written: str, canonical: str) -> None:
    assert parse(written).text == canonical


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("2012-21", Shape.DATE),
        ("2012/2013", Shape.PERIOD),
        ("[2012..2013]", Shape.ONE_OF),
        ("{2012,2013}", Shape.ALL_OF),
    ],
)
def test_a_date_says_what_kind_of_statement_it_is(text: str, shape: Shape) -> None:
    assert parse(text).shape is shape


def test_a_date_says_whether_it_begins_and_ends() -> None:
    def ends(text: str) -> tuple[bool, bool]:
        found = parse(text)
        return found.has_beginning, found.has_end

    assert [ends(text) for text in ("2012-03/..", "2012-03/", "../2012", "[..2012]", "2012")] == [
        (True, False),
        (True, False),
        (False, True),
        (False, True),
        (True, True),
    ]


def test_winter_reaches_from_january_to_the_february_of_the_next_year() -> None:
    winter = parse("2012-24")

    assert (winter.earliest, winter.latest) == (date(2012, 1, 1), date(2013, 2, 28))


@pytest.mark.parametrize(
    ("text", "possibly", "surely"),
    [
        ("2012-03-05", True, True),
        ("2012-03", True, True),
        ("2012", True, False),
        ("2012-03-05?", True, False),
        ("2012-03-02~", True, False),
        ("2012-02-28~", True, False),
        ("2012-02-20~", False, False),
        ("2012-01/2012-06", True, False),
        ("2012-03-03/2012-03-09", True, True),
        ("2012-03/..", True, False),
        ("../2012-03", True, False),
        ("[2012-01,2012-05]", False, False),
        ("[2012-03-03,2012-03-05]", True, True),
        ("2013", False, False),
    ],
)
def test_a_search_for_march_2012_finds_what_was_possibly_and_what_was_surely_then(
    text: str, possibly: bool, surely: bool
) -> None:
    march = Period(date(2012, 3, 1), date(2012, 3, 31))

    assert (parse(text).overlaps(march), parse(text).within(march)) == (possibly, surely)


def test_a_caller_may_say_how_far_about_reaches() -> None:
    narrow, wide = Widths(years_around_a_year=0), Widths(years_around_a_year=2)

    assert parse("2013~").bounds(narrow) == (date(2013, 1, 1), date(2013, 12, 31))
    assert parse("2013~").bounds(wide) == (date(2011, 1, 1), date(2015, 12, 31))


def test_about_the_end_of_a_month_stays_the_end_of_a_month() -> None:
    assert parse("2012-03~").bounds() == (date(2012, 2, 1), date(2012, 4, 30))
    assert parse("0001~").earliest == date.min
    assert parse("9999-12-31~").latest == date.max


def test_dates_sort_by_time_and_what_has_no_beginning_where_it_ends() -> None:
    texts = ["2013", "2012-03-05", "[..2012-06]", "2012-03", "2012-03-05/..", "2012", "2012-21"]

    assert [found.text for found in sorted(map(parse, texts))] == [
        "2012",
        "2012-03",
        "2012-21",
        "2012-03-05",
        "2012-03-05/..",
        "[..2012-06]",
        "2013",
    ]


def test_equal_dates_are_one_in_a_set() -> None:
    found: set[KnownDate] = {parse("2012-03?"), parse("?2012-?03")}

    assert len(found) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2099", "date.in_future"),
        ("2012/2099", "date.in_future"),
        ("1899", "date.too_early"),
        ("18XX", "date.too_early"),
        ("[1850,2012]", "date.too_early"),
    ],
)
def test_an_absurd_date_is_refused(text: str, code: str) -> None:
    with pytest.raises(DateError) as caught:
        parse(text, Limits(today=date(2026, 11, 22)))

    assert caught.value.code == code
    assert parse(text).text == text


def test_dates_that_reach_over_a_limit_are_not_absurd() -> None:
    limits = Limits(today=date(2026, 11, 22))

    assert [parse(text, limits).text for text in ("20XX", "2026", "2012/..", "1XXX")] == [
        "20XX",
        "2026",
        "2012/..",
        "1XXX",
    ]
    assert parse("1850", Limits(first_year=1800)).text == "1850"


def test_a_text_of_any_length_is_refused_at_once() -> None:
    with pytest.raises(DateError) as caught:
        parse("[" + "2012," * 100_000 + "2012]")

    assert caught.value.code == "date.too_long"
