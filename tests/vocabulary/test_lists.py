"""The lists as they ship: how many terms, which ones, and that each is asked for by its code."""

from __future__ import annotations

import pytest
from django.utils import translation

from malath.accountability.violations import vocabulary
from malath.accountability.violations.vocabulary import UnknownListError, UnknownTermError
from malath.accountability.violations.vocabulary.checking import check

AT_LEAST = {"acts": 150, "methods": 60, "perpetrators": 40, "rights": 50, "places": 60, "whereabouts": 16}
ASKED = {
    "acts", "methods", "rights", "perpetrators", "involvement", "victim_status", "whereabouts", "places",
    "source_material", "source_connection", "reliability", "violation_status", "relationships", "chain_types",
    "confidence", "attribution", "detention_types", "interventions", "responses", "counting_units", "sex",
    "date_reasons", "fates", "characteristics", "posts", "outlets",
}  # fmt: skip


def test_every_list_keeps_the_rules() -> None:
    check()


def test_every_list_is_there() -> None:
    assert set(vocabulary.names()) == ASKED


@pytest.mark.parametrize(("name", "least"), AT_LEAST.items())
def test_a_list_is_as_deep_as_the_field_uses(name: str, least: int) -> None:
    assert len(vocabulary.terms(name)) >= least


def test_acts_reach_five_levels() -> None:
    assert {one.depth for one in vocabulary.terms("acts").values()} == {1, 2, 3, 4, 5}


def test_a_filter_takes_a_term_and_all_below_it() -> None:
    stages = vocabulary.under("acts", "03.03.02.01")

    assert stages == {"03.03.02.01", "03.03.02.01.01", "03.03.02.01.02", "03.03.02.01.03"}
    assert vocabulary.under("sex", "01") == {"01"}


def test_a_filter_on_one_code_does_not_take_another_that_begins_alike() -> None:
    assert "10.10" not in vocabulary.under("perpetrators", "10.01")


def test_a_path_leads_from_the_head_to_the_term() -> None:
    assert [one.code for one in vocabulary.path("acts", "03.03.02.01.01")] == [
        "03",
        "03.03",
        "03.03.02",
        "03.03.02.01",
        "03.03.02.01.01",
    ]


def test_the_children_of_a_term_are_one_level_below() -> None:
    assert {one.code for one in vocabulary.children("acts", "03.02")} == {"03.02.01", "03.02.02"}
    assert all(one.parent is None for one in vocabulary.children("methods"))


def test_a_label_follows_the_language_of_the_page() -> None:
    with translation.override("fr"):
        assert vocabulary.label("acts", "03.03") == "Disparition forcée"
    with translation.override("ar-sy"):
        assert vocabulary.label("acts", "03.03") == "اختفاء قسري"
    assert vocabulary.label("acts", "03.03", "fr-TN") == "Disparition forcée"
    assert vocabulary.label("acts", "03.03", "de") == "Enforced disappearance"


def test_an_unknown_code_is_named() -> None:
    with pytest.raises(UnknownTermError, match=r"'acts' has no term '77\.01'"):
        vocabulary.term("acts", "77.01")
    with pytest.raises(UnknownTermError):
        vocabulary.under("acts", "77.01")
    with pytest.raises(UnknownTermError):
        vocabulary.children("acts", "77.01")
    with pytest.raises(UnknownListError, match="'actes'"):
        vocabulary.terms("actes")


def test_a_list_cannot_be_changed_in_memory() -> None:
    with pytest.raises(TypeError):
        vocabulary.terms("acts")["77"] = vocabulary.term("acts", "01")  # type: ignore[index]
    with pytest.raises(TypeError):
        vocabulary.term("acts", "01").labels["en"] = "Another"  # type: ignore[index]


def test_a_term_is_a_draft_in_a_language_until_somebody_reviewed_it() -> None:
    for name in vocabulary.names():
        for one in vocabulary.terms(name).values():
            for language in vocabulary.LANGUAGES:
                assert one.is_draft(language) is (language not in one.reviewed)
