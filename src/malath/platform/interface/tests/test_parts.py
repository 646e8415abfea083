"""Components: escaped, named, silent where they repeat, and complete without JavaScript."""

from datetime import date

import pytest
from django.contrib.messages import SUCCESS
from django.contrib.messages.storage.base import Message

from malath.platform.interface.context import _place_of
from malath.platform.interface.tags.charts import DOMAINS, as_scores

RULES = {
    "only_ways": ["Signal"],
    "never": ["No call <at all>"],
    "code_word": "library",
    "hours": "10:00–14:00",
    "agreed_on": date(2026, 11, 3),
}


def test_contact_rules_say_what_is_safe_and_what_never(draw):
    drawn = draw("{% safe_contact r %}", r=RULES)

    assert drawn.index("Signal") < drawn.index("library") < drawn.index("No call &lt;at all&gt;")
    assert 'class="yes"' in drawn and 'class="no"' in drawn and "3 November" in drawn


def test_missing_contact_rules_are_a_warning_and_not_a_gap(draw):
    assert "No safe contact agreed yet." in draw("{% safe_contact r %}", r={})
    assert "No safe contact agreed yet." in draw("{% safe_strip r %}", r={})


def test_the_strip_that_follows_is_heard_once(draw):
    assert 'aria-hidden="true"' in draw("{% safe_strip r follow=True %}", r=RULES).split("<svg")[0]
    assert "aria-hidden" not in draw("{% safe_strip r %}", r=RULES).split("<svg")[0]


def test_risk_is_three_lists_with_their_evidence(draw):
    drawn = draw("{% risk t v c %}", t=[{"text": "<named>", "evidence": "a list", "on": date(2020, 1, 2)}], v=[], c=[])

    assert "&lt;named&gt;" in drawn and "a list · <time" in drawn and drawn.count("Nothing known") == 2


def test_a_line_of_work_has_when_what_and_do(draw):
    drawn = draw(
        '{% lines %}{% line w t "/x/" "Open" %}because{% endline %}{% endlines %}', w=date(2020, 1, 1), t="Ring <them>"
    )

    assert 'class="when bad"' in drawn and "Ring &lt;them&gt;" in drawn and "<p>because</p>" in drawn
    assert '<a class="btn" href="/x/">Open</a>' in drawn


def test_a_line_without_detail_has_no_empty_paragraph(draw):
    assert "<p>" not in draw('{% line "soon" "Title" %} {% endline %}')


def test_an_unknown_fact_is_said(draw):
    assert "not known" in draw('{% fact "Home" %}{% endfact %}')


def test_a_harmful_act_asks_for_a_reason_without_javascript(draw):
    drawn = draw('{% confirm "Withdraw" "/w/" %}Gone.{% endconfirm %}', csrf_token="tok")

    assert drawn.startswith("<details") and 'name="reason"' in drawn and " required" in drawn
    assert 'value="tok"' in drawn and 'action="/w/"' in drawn


def test_a_toast_offers_undo_only_to_an_address_of_ours(draw):
    ours, theirs = Message(SUCCESS, "Done", "undo=/x/"), Message(SUCCESS, "Done", "undo=//elsewhere/")

    assert 'action="/x/"' in draw("{% toast m %}", m=ours)
    assert "<form" not in draw("{% toast m %}", m=theirs)


def test_the_wheel_has_a_table_and_is_mirrored_in_arabic(draw):
    source = "{% wheel now before %}"
    now, before = dict.fromkeys(DOMAINS, 3) | {"housing": 5}, (1, 1, 2, 2, None)

    english, arabic = draw(source, now=now, before=before), draw(source, "ar", now=now, before=before)

    assert "<table" in english and english.count('scope="row"') == 5 and "At the start" not in english
    assert "A150 150 0 0 1" in english and "A150 150 0 0 0" in arabic


def test_a_printed_wheel_brings_its_colours_with_it(draw):
    assert "<style>" in draw("{% wheel n printed=True %}", n=(1, 2, 3, 4, 5))
    assert "<style>" not in draw("{% wheel n %}", n=(1, 2, 3, 4, 5))


def test_a_printed_wheel_leaves_arabic_to_the_page(draw):
    assert "<text" not in draw("{% wheel n printed=True %}", "ar", n=(1, 2, 3, 4, 5))


def test_scores_stay_between_one_and_five():
    assert as_scores((0, 9, 3, None, 2)) == (1, 5, 3, None, 2)


def test_a_trend_needs_two_points_and_carries_words(draw):
    one, two = [(date(2026, 1, 1), 3, "high")], [(date(2026, 1, 1), 3, "high"), (date(2026, 2, 1), 2, "<low>")]

    assert "second assessment" in draw('{% trend p "Risk" %}', p=one)
    assert "&lt;low&gt;" in draw('{% trend p "Risk" %}', p=two) and "<table" in draw('{% trend p "Risk" %}', p=two)


def test_the_current_tab_and_step_are_announced(draw):
    tabs = [{"url": "/a", "label": "A", "current": True}, {"url": "/b", "label": "B"}]

    assert draw('{% tabs t "Parts" %}', t=tabs).count('aria-current="page"') == 1
    assert draw("{% steps s 2 %}", s=["a", "b", "c"]).count('aria-current="step"') == 1


def test_a_pager_has_only_the_ways_that_exist(draw):
    assert draw('{% pager "" "" %}') == ""
    assert 'rel="next" href="?before=x&amp;y"' in draw("{% pager '' o %}", o="?before=x&y")


STAYS = ("stays", "stay_budget", "stay_complaints")


@pytest.mark.parametrize(
    ("page", "place"),
    [
        ("violations", "violations"),
        ("violations_event", "violations"),
        ("violations_find", "violations_find"),
        ("violations_find_kept", "violations_find"),
        ("lists_row", "lists"),
        ("agenda", ""),
        ("case_tab", "case_list"),
        ("stay", ""),
    ],
)
def test_a_page_belongs_to_one_place_of_the_side(page: str, place: str) -> None:
    assert _place_of(page, ["today", "violations", "violations_find", "lists", "case_list", *STAYS]) == place
