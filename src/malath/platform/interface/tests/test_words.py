"""Names, dates, numbers and states, in three languages."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from malath.platform.interface import formats

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_a_name_is_isolated_and_escaped(draw):
    drawn = draw("{% name n %}", n="<b>Amal</b>")

    assert drawn == '<bdi class="name" dir="auto">&lt;b&gt;Amal&lt;/b&gt;</bdi>'


def test_an_arabic_name_is_read_by_an_arabic_voice(draw):
    assert draw("{% name n %}", n="سلمى حداد") == '<bdi class="name" dir="auto" lang="ar">سلمى حداد</bdi>'


def test_an_icon_is_silent_unless_it_has_a_label(draw):
    assert 'aria-hidden="true"' in draw('{% icon "bell" %}')
    assert 'role="img" aria-label="New &lt;"' in draw('{% icon "bell" label=l %}', l="New <")


def test_an_arrow_turns_round_in_arabic(draw):
    assert 'class="i flip"' in draw('{% icon "arrow" %}')


def test_an_unknown_icon_breaks_no_page(draw):
    assert "#dash" in draw('{% icon "no-such-thing" %}')


@pytest.mark.parametrize(
    ("language", "day", "shown"),
    [
        ("en", date(2026, 12, 1), "1 December"),
        ("en", date(2027, 1, 9), "9 January 2027"),
        ("fr", date(2026, 12, 1), "1er décembre"),
        ("fr", date(2026, 12, 11), "11 décembre"),
        ("ar", date(2026, 12, 1), "1 كانون الأول"),
        ("ar", date(2027, 4, 9), "9 نيسان 2027"),
    ],
)
def test_a_day_is_written_as_its_readers_write_it(language, day, shown):
    assert formats.date_text(day, today=TODAY, language=language) == shown


def test_a_day_carries_its_machine_form(draw):
    assert '<time datetime="2020-02-03">3 شباط 2020</time>' in draw("{% day d %}", "ar", d=date(2020, 2, 3))


def test_digits_follow_the_members_choice_in_arabic_only(draw):
    class Viewer:
        digits = "eastern"

    assert "٣ شباط ٢٠٢٠" in draw("{% day d %}", "ar", d=date(2020, 2, 3), viewer=Viewer())
    assert "3 February 2020" in draw("{% day d %}", "en", d=date(2020, 2, 3), viewer=Viewer())


def test_nothing_is_written_for_no_day(draw):
    assert draw("{% day d %}{% moment d %}{% until d %}{% since d %}", d=None) == ""


@pytest.mark.parametrize(
    ("days", "arabic"),
    [
        (0, "اليوم"),
        (1, "غداً"),
        (2, "بعد يومين"),
        (3, "بعد 3 أيام"),
        (10, "بعد 10 أيام"),
        (11, "بعد 11 يوماً"),
        (-1, "متأخر يوماً"),
        (-2, "متأخر يومين"),
        (-9, "متأخر 9 أيام"),
        (-25, "متأخر 25 يوماً"),
        (90, "بعد 3 أشهر"),
        (3044, "بعد 100 شهر"),
    ],
)
def test_arabic_counts_in_six_forms(days, arabic):
    with translation.override("ar"):
        assert formats.until_text(TODAY + timedelta(days=days), NOON) == arabic


@pytest.mark.parametrize(
    ("delta", "english", "french"),
    [
        (timedelta(hours=3), "3 hours left", "encore 3 heures"),
        (timedelta(hours=1), "1 hour left", "encore 1 heure"),
        (timedelta(minutes=20), "20 minutes left", "encore 20 minutes"),
        (timedelta(hours=-5), "5 hours overdue", "5 heures de retard"),
        (timedelta(days=9), "in 9 days", "dans 9 jours"),
        (timedelta(days=-2, hours=-1), "2 days overdue", "2 jours de retard"),
    ],
)
def test_a_clock_says_what_is_left_and_what_is_overdue(delta, english, french):
    with translation.override("en"):
        assert formats.until_text(NOON + delta, NOON) == english
    with translation.override("fr"):
        assert formats.until_text(NOON + delta, NOON) == french


def test_a_countdown_colours_by_nearness():
    with translation.override("en"):
        assert formats.countdown(NOON + timedelta(hours=3), NOON) == (3, "hours left", "bad")
        assert formats.countdown(TODAY + timedelta(days=9), NOON) == (9, "days left", "warn")
        assert formats.countdown(TODAY + timedelta(days=40), NOON) == (40, "days left", "")
        assert formats.countdown(TODAY - timedelta(days=1), NOON) == (1, "day late", "bad")


@pytest.mark.parametrize(("language", "shown"), [("en", "12,345.6"), ("fr", "12\u202f345,6"), ("ar", "12,345.6")])
def test_numbers_keep_latin_digits(language, shown):
    assert formats.number_text(12345.6, language) == shown


@pytest.mark.parametrize(
    ("n", "english"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (112, "112th")]
)
def test_english_ordinals(n, english):
    assert formats.ordinal_text(n, "en") == english


def test_a_french_hour_is_written_with_h():
    assert formats.time_text(datetime(2026, 1, 1, 8, 12), "fr") == "8\u00a0h\u00a012"
    assert formats.time_text(datetime(2026, 1, 1, 8, 0), "fr") == "8\u00a0h"


def test_a_state_is_a_word_with_an_icon_and_is_escaped(draw):
    drawn = draw('{% tag "bad" t %}', t="<late>")

    assert drawn.startswith('<span class="tag bad"><svg') and drawn.endswith("&lt;late&gt;</span>")


def test_french_sets_a_space_that_does_not_break_before_a_colon(draw):
    drawn = {language: draw("Never{% colon %} a call", language) for language in ("en", "fr", "ar")}

    assert drawn == {"en": "Never: a call", "fr": "Never\u00a0: a call", "ar": "Never: a call"}


def test_an_hour_says_by_which_citys_clock(draw):
    at = datetime(2026, 1, 5, 8, 12, tzinfo=UTC)

    drawn = {language: draw("{% moment at %}", language, at=at) for language in ("en", "fr", "ar")}

    assert "09:12 (Paris)" in drawn["en"]
    assert "9\u00a0h\u00a012 (Paris)" in drawn["fr"]
    assert "09:12 (باريس)" in drawn["ar"]


def test_no_template_writes_a_colon_of_its_own_after_a_label():
    root = Path(formats.__file__).parents[2]
    after_a_label = re.compile(r"\{% (?:end)?translate [^%]*%\}(?:</\w+>)?:")

    found = [str(path.relative_to(root)) for path in root.rglob("*.html") if after_a_label.search(path.read_text())]

    assert found == []
