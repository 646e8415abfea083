"""One cell at a time: what a date, a telephone number, a word of a closed list is read as, and what is said of it."""

from __future__ import annotations

from datetime import date

import pytest

from malath.engines.sheets import Kind, Level, ReadContext, read_value
from malath.engines.sheets.dates import DateOrder, hijri_to_civil, order_of

TODAY = date(2026, 11, 21)
PLAIN = ReadContext(TODAY)


def codes(kind: Kind, text: object, context: ReadContext = PLAIN) -> tuple[str, set[str], Level]:
    """Return canonical text, codes and worst level of a reading."""
    reading = read_value(kind, text, context)  # type: ignore[arg-type]
    return reading.text, {problem.code for problem in reading.problems}, reading.level


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2013", "2013"),
        ("03/2013", "2013-03"),
        ("2013-3", "2013-03"),
        ("١٦-١٢-١٩٩٠", "1990-12-16"),
        ("۱۶/۱۲/۱۹۹۰", "1990-12-16"),
        ("16/12/١٩٩٠", "1990-12-16"),
        ("أيار 1984", "1984-05"),
        ("مايو 1984", "1984-05"),
        ("5 كانون الثاني 1984", "1984-01-05"),
        ("كانون الأول 1984", "1984-12"),
        ("حوالي 1999", "~1999"),
        ("vers 1996", "~1996"),
        ("1996 ?", "~1996"),
        ("~1996", "~1996"),
        ("14 juillet 1989", "1989-07-14"),
        ("1er mai 1976", "1976-05-01"),
        ("10 févr. 1983", "1983-02-10"),
        ("Jan 14, 1985", "1985-01-14"),
        ("March 3rd 1985", "1985-03-03"),
        ("né le 03.03.64", "1964-03-03"),
        ("23.11.77", "1977-11-23"),
        ("19901216", "1990-12-16"),
        ("1990-12-16T00:00:00", "1990-12-16"),
        ("1990-12-16 00:00", "1990-12-16"),
        ("34 ans", "~1992"),
        ("34 سنة", "~1992"),
        ("34", "~1992"),
        (34.0, "~1992"),
        (1990.0, "1990"),
        ("مواليد 1990", "1990"),
        (date(1990, 12, 16), "1990-12-16"),
        ("32500", "1988-12-23"),
        ("1410 هـ", "~1990"),
        ("؟", ""),
        ("", ""),
        ("inconnu", ""),
        ("unknown", ""),
    ],
)
def test_births_are_read_as_written(written: object, read: str) -> None:
    text, _, level = codes(Kind.BIRTH, written)

    assert text == read and level < Level.ERROR


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("31/02/1990", "date.no_such_day"),
        ("14/13/1988", "date.no_such_month"),
        ("2089-01-01", "date.in_future"),
        ("1370/05/01", "date.other_calendar"),
        ("0999", "date.not_understood"),
        ("hier", "date.not_understood"),
        ("01/01/0001", "date.no_such_year"),
        ("1850", "birth.too_long_ago"),
        ("00/00/1990", "date.no_such_month"),
        ("1990-00-00", "date.no_such_month"),
        ("32/01/1990", "date.no_such_day"),
    ],
)
def test_births_that_cannot_be_are_errors(written: str, code: str) -> None:
    text, found, level = codes(Kind.BIRTH, written)

    assert (text, level) == ("", Level.ERROR) and code in found


@pytest.mark.parametrize(
    ("order", "written", "read", "level"),
    [
        (DateOrder.DAY_FIRST, "04/03/1991", "1991-03-04", Level.NOTE),
        (DateOrder.UNKNOWN, "04/03/1991", "1991-03-04", Level.WARN),
        (DateOrder.MIXED, "04/03/1991", "1991-03-04", Level.WARN),
        (DateOrder.MONTH_FIRST, "04/03/1991", "1991-04-03", Level.WARN),
        (DateOrder.DAY_FIRST, "06/28/2000", "2000-06-28", Level.WARN),
        (DateOrder.MONTH_FIRST, "06/28/2000", "2000-06-28", Level.NOTE),
        (DateOrder.UNKNOWN, "08/08/1991", "1991-08-08", Level.OK),
        (DateOrder.UNKNOWN, "04.03.1991", "1991-03-04", Level.OK),
    ],
)
def test_the_column_decides_what_an_ambiguous_date_means(order: str, written: str, read: str, level: Level) -> None:
    text, _, found = codes(Kind.BIRTH, written, ReadContext(TODAY, order))

    assert (text, found) == (read, level)


def test_a_columns_certain_dates_show_its_order() -> None:
    assert order_of(["04/03/1991", "٢٢/١١/١٩٩٤"]) == DateOrder.DAY_FIRST
    assert order_of(["04/03/1991", "06/28/2000"]) == DateOrder.MONTH_FIRST
    assert order_of(["22/11/1994", "06/28/2000"]) == DateOrder.MIXED
    assert order_of(["04/03/1991", "1994"]) == DateOrder.UNKNOWN


@pytest.mark.parametrize(
    ("hijri", "civil"),
    [
        ((1446, 9, 1), date(2025, 3, 1)),
        ((1410, 9, 15), date(1990, 4, 11)),
        ((1, 1, 1), date(622, 7, 19)),
        ((1400, 1, 1), date(1979, 11, 21)),
    ],
)
def test_hijri_dates_follow_the_tabular_calendar(hijri: tuple[int, int, int], civil: date) -> None:
    assert abs((hijri_to_civil(*hijri) - civil).days) <= 1


@pytest.mark.parametrize(
    ("written", "country", "read", "code"),
    [
        ("+٣٣ ٦ ٣٩ ٩٨ ٥٧ ٢١", "", "+33639985721", ""),
        ("0033639985721", "", "+33639985721", ""),
        ("06 39 98 57 21", "FR", "+33639985721", ""),
        ("33639985721", "", "+33639985721", "phone.plus_missing"),
        (33639985721.0, "", "+33639985721", "phone.plus_missing"),
        ("0944 123 456", "SY", "+963944123456", ""),
        ("0944 123 456", "", "+963944123456", "phone.country_guessed"),
        ("+33 6 12 34", "", "", "phone.too_short"),
        ("+336399857210", "", "", "phone.too_long"),
        ("+999 123 456 78", "", "", "phone.unknown_country"),
        ("tél. 06 39 98 57 21 (soeur)", "FR", "+33639985721", ""),
        ("عن طريق الأخت", "", "", "phone.no_number"),
        ("06 39 98 57 21 / +961 3 123 456", "FR", "+33639985721, +9613123456", "phone.several"),
        ("؟", "", "", "phone.unknown"),
    ],
)
def test_telephone_numbers(written: object, country: str, read: str, code: str) -> None:
    text, found, _ = codes(Kind.PHONE, written, ReadContext(TODAY, country=country))

    assert text == read and (code in found if code else not found)


@pytest.mark.parametrize(
    ("kind", "written", "read", "code"),
    [
        (Kind.SEX, "ذكر", "male", ""),
        (Kind.SEX, "féminin", "female", ""),
        (Kind.SEX, "Mme", "female", ""),
        (Kind.SEX, "H", "male", ""),
        (Kind.SEX, "oui", "", "sex.not_understood"),
        (Kind.SEX, "?", "", "sex.unknown"),
        (Kind.URGENCY, "عاليه جداً", "very_high", ""),
        (Kind.URGENCY, "خطر فوري", "immediate", ""),
        (Kind.URGENCY, "ÉLEVÉ", "high", ""),
        (Kind.URGENCY, "3", "", "urgency.number"),
        (Kind.URGENCY, "4/5", "very_high", "urgency.from_scale"),
        (Kind.URGENCY, "très urgent, svp", "immediate", "urgency.from_words"),
        (Kind.URGENCY, "؟", "", "urgency.unknown"),
        (Kind.URGENCY, "bof", "", "urgency.not_understood"),
        (Kind.YES_NO, "نعم", "yes", ""),
        (Kind.YES_NO, "Non", "no", ""),
        (Kind.YES_NO, "✓", "yes", ""),
        (Kind.YES_NO, "peut-être", "", "yes_no.not_understood"),
        (Kind.SITUATION, "en transit", "in_transit", ""),
        (Kind.NUMBER, "خمسة", "5", ""),
        (Kind.NUMBER, "deux", "2", ""),
        (Kind.NUMBER, "٤", "4", ""),
        (Kind.NUMBER, "beaucoup", "", "number.not_a_number"),
        (Kind.HOUSEHOLD, "couple + 2 enfants", "4", ""),
        (Kind.HOUSEHOLD, "5 pers.", "5", ""),
        (Kind.HOUSEHOLD, "seul(e)", "1", ""),
        (Kind.HOUSEHOLD, "mère + 3 enf.", "4", ""),
        (Kind.HOUSEHOLD, "1 (مع أطفال)", "1", "household.one_with_children"),
        (Kind.HOUSEHOLD, "0", "", "household.nobody"),
        (Kind.COUNTRY, "سوريا", "SY", ""),
        (Kind.COUNTRY, "السورية", "SY", ""),
        (Kind.COUNTRY, "Syrie", "SY", ""),
        (Kind.COUNTRY, "Atlantide", "Atlantide", "country.not_in_list"),
        (Kind.PLACE, "طرابلس", "طرابلس", "place.which_one"),
        (Kind.EMAIL, "Amal <AMAL@haven.example>", "amal@haven.example", ""),
        (Kind.EMAIL, "non", "", "email.not_an_address"),
    ],
)
def test_words_of_closed_lists(kind: Kind, written: str, read: str, code: str) -> None:
    text, found, _ = codes(kind, written)

    assert text == read and (code in found if code else not found)


@pytest.mark.parametrize(
    ("written", "read", "code"),
    [
        ("\u200fسمر  إبراهيم ", "سمر إبراهيم", "name.tidied"),
        ("سمر إبراهيم", "سمر إبراهيم", ""),
        ("طارق مراد\u202e", "طارق مراد", "text.direction_control"),
        ("Samеr7 Nasser", "Samеr7 Nasser", "name.has_digits"),
        ("سaمر مراد", "سaمر مراد", "name.mixed_scripts"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", "text.looks_like_formula"),
        ("Samer", "Samer", "name.one_word"),
        ("test", "test", "name.placeholder"),
        ("؟", "", "name.unknown"),
        ("ÙØ³Ù…Ø±", "ÙØ³Ù…Ø±", "text.broken_encoding"),
        ("12345", "12345", "name.no_letters"),
    ],
)
def test_names_are_tidied_and_never_respelled(written: str, read: str, code: str) -> None:
    text, found, _ = codes(Kind.NAME, written)

    assert text == read and (code in found if code else not found)


def test_a_place_in_another_country_than_the_one_given_is_named() -> None:
    _, found, level = codes(Kind.PLACE, "حلب", ReadContext(TODAY, country="FR"))

    assert found == {"place.other_country"} and level is Level.WARN


def test_an_age_counts_from_the_day_the_row_was_sent() -> None:
    assert codes(Kind.BIRTH, "34 ans", ReadContext(TODAY, sheet_date=date(2020, 1, 1)))[0] == "~1986"
