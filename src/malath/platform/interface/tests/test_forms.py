"""The one form renderer: label, hint, control and error belong together, for eyes and for screen readers."""

import re

import pytest
from django import forms

from malath.platform.interface.samples import SampleForm


class Plain(forms.Form):
    name = forms.CharField(label="Name <b>", help_text="As heard.", required=False)
    mail = forms.EmailField(label="Mail")


Lines = forms.formset_factory(Plain, extra=2)


def test_every_label_and_hint_points_at_its_control(draw):
    drawn = draw("{% render_form f %}", f=Plain())

    assert '<label for="id_name">Name &lt;b&gt;' in drawn
    assert '<span class="hint" id="id_name-hint">As heard.</span>' in drawn
    assert 'aria-describedby="id_name-hint"' in drawn


def test_what_may_stay_empty_says_so(draw):
    drawn = draw("{% render_form f %}", f=Plain())

    assert drawn.count("(optional)") == 1


def test_an_error_is_tied_to_its_control_and_listed_at_the_top(draw):
    drawn = draw("{% render_form f %}", f=Plain({"mail": "nobody", "name": "x"}))

    assert 'role="alert"' in drawn and '<a href="#id_mail">Mail</a>' in drawn
    control = re.search(r'<input[^>]*name="mail"[^>]*>', drawn)[0]
    assert 'aria-invalid="true"' in control and 'aria-describedby="id_mail-error"' in control
    assert 'id="id_mail-error"' in drawn


def test_what_was_typed_is_escaped(draw):
    drawn = draw("{% render_form f %}", f=Plain({"name": '"><script>', "mail": "<i>"}))

    assert "<script>" not in drawn and "<i>" not in drawn


def test_browsers_keep_nothing_that_is_typed(draw):
    assert draw("{% render_form f %}", f=Plain()).count('autocomplete="off"') == 2


def test_text_runs_in_its_own_direction_and_addresses_from_left_to_right(draw):
    drawn = draw("{% render_form f %}", "ar", f=Plain())

    assert 'dir="auto"' in re.search(r'<input[^>]*name="name"[^>]*>', drawn)[0]
    assert 'dir="ltr"' in re.search(r'<input[^>]*name="mail"[^>]*>', drawn)[0]


def test_few_exclusive_choices_are_picks_in_a_named_group(draw):
    drawn = draw("{% field f.how %}", f=SampleForm({}))

    assert '<fieldset id="id_how"' in drawn and 'role="radiogroup"' in drawn and '<div class="pick">' in drawn
    assert "<legend>How</legend>" in drawn and drawn.count('type="radio"') == 3


def test_several_choices_are_checkboxes(draw):
    drawn = draw("{% field f.needs %}", f=SampleForm())

    assert drawn.count('<label class="choice"><input type="checkbox"') == 2


def test_a_file_says_its_limit_before_it_is_sent(draw):
    drawn = draw("{% field f.paper %}", f=SampleForm())

    assert f'data-max-size="{25 * 1024 * 1024}"' in drawn and 'aria-describedby="id_paper-hint id_paper-size"' in drawn
    assert '<output class="hint" id="id_paper-size">' in drawn


def test_a_day_uses_the_browsers_picker(draw):
    assert 'type="date"' in draw("{% field f.on %}", f=SampleForm())


def test_a_formset_is_rendered_whole(draw):
    drawn = draw("{% render_form f %}", f=Lines())

    assert 'name="form-TOTAL_FORMS"' in drawn and 'for="id_form-1-mail"' in drawn


@pytest.mark.parametrize("language", ["ar", "en", "fr"])
def test_the_summary_counts_in_every_language(draw, language):
    drawn = draw("{% form_errors f %}", language, f=SampleForm({}))

    assert "4" in drawn
