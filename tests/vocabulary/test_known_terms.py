"""The terms where the lists of 2001 went wrong in Arabic, said in full: a label that slips to its neighbour fails here."""

from __future__ import annotations

import re

import pytest

from malath.accountability.violations import vocabulary
from malath.accountability.violations.vocabulary import LANGUAGES
from malath.accountability.violations.vocabulary.huridocs import MICRO_THESAURI, mapped
from tests.architecture.sources import ROOT

ACTS = [
    ("02.01", "Torture", "Torture", "تعذيب"),
    ("02.03.01", "Rape", "Viol", "اغتصاب"),
    ("02.03.12", "Sexual harassment", "Harcèlement sexuel", "تحرش جنسي"),
    ("02.05", "Physical assault", "Agression physique", "اعتداء جسدي"),
    ("03.02.01", "House arrest", "Assignation à résidence", "إقامة جبرية"),
    ("03.03", "Enforced disappearance", "Disparition forcée", "اختفاء قسري"),
    ("03.04", "Abduction", "Enlèvement", "خطف"),
    ("05.03", "Curfew", "Couvre-feu", "حظر تجول"),
    ("08.04", "Siege", "Siège", "حصار"),
]
WHEREABOUTS = [
    ("01.01", "Capture acknowledged", "Capture reconnue", "القبض معترف به"),
    ("01.02", "Capture denied", "Capture niée", "القبض منكَر"),
    ("02.01", "Place of detention disclosed", "Lieu de détention divulgué", "مكان الاحتجاز مفصَح عنه"),
    ("02.02", "Place of detention not disclosed", "Lieu de détention non divulgué", "مكان الاحتجاز غير مفصَح عنه"),
]
CONTACTS = {
    "03": ("the family", "la famille", "الاتصال بالأسرة"),
    "04": ("a lawyer", "un avocat", "الاتصال بمحامٍ"),
    "05": ("a doctor", "un médecin", "الاتصال بطبيب"),
    "06": ("a humanitarian organisation", "une organisation humanitaire", "الاتصال بمنظمة إنسانية"),
    "07": ("a human rights organisation", "une organisation de défense des droits humains", "الاتصال بمنظمة حقوقية"),
    "08": ("a consulate", "un consulat", "الاتصال بقنصلية"),
}
MAPPED = [
    ("03.03", "030103", ("7(1)(i)",)),
    ("03.04", "030104", ()),
    ("02.01", "02011111", ("7(1)(f)", "8(2)(a)(ii)", "8(2)(c)(i)")),
    ("02.03.01", "02011101", ("7(1)(g)", "8(2)(b)(xxii)", "8(2)(e)(vi)")),
    ("02.03.12", "02010305", ()),
    ("03.02.01", "030105", ()),
    ("05.03", "030108", ()),
    ("08.06.02", "", ("8bis(2)(b)",)),
    ("08.01.01", "", ("8(2)(b)(i)", "8(2)(e)(i)")),
    ("08.04.01", "", ("8(2)(b)(xxv)", "8(2)(e)(xix)")),
    ("12.02.03", "", ("25(3)(e)",)),
]


def labels(name: str, code: str) -> tuple[str, ...]:
    return tuple(vocabulary.label(name, code, language) for language in LANGUAGES)


@pytest.mark.parametrize(("code", "english", "french", "arabic"), ACTS)
def test_an_act_says_the_same_in_three_languages(code: str, english: str, french: str, arabic: str) -> None:
    assert labels("acts", code) == (english, french, arabic)


@pytest.mark.parametrize(("code", "english", "french", "arabic"), WHEREABOUTS)
def test_what_the_captor_admits_says_the_same(code: str, english: str, french: str, arabic: str) -> None:
    assert labels("whereabouts", code) == (english, french, arabic)


@pytest.mark.parametrize(("code", "who"), CONTACTS.items())
def test_permitted_and_not_permitted_are_never_confused(code: str, who: tuple[str, str, str]) -> None:
    english, french, arabic = f"Contact with {who[0]}", f"Contact avec {who[1]}", who[2]

    assert labels("whereabouts", code) == (english, french, arabic)
    assert labels("whereabouts", f"{code}.01") == (f"{english} permitted", f"{french} autorisé", f"{arabic} مسموح")
    assert labels("whereabouts", f"{code}.02") == (
        f"{english} not permitted",
        f"{french} non autorisé",
        f"{arabic} غير مسموح",
    )


def test_every_term_on_contact_says_permitted_or_not_in_every_language() -> None:
    for code, one in vocabulary.terms("whereabouts").items():
        if not code.startswith(tuple(CONTACTS)) or one.parent is None:
            continue
        refused = "not permitted" in one.labels["en"]
        assert ("non autorisé" in one.labels["fr"]) is refused, code
        assert ("غير مسموح" in one.labels["ar"]) is refused, code


def test_a_negation_stands_in_all_three_languages_or_in_none() -> None:
    for code, one in vocabulary.terms("whereabouts").items():
        if code.startswith("02.0"):
            negated = " not " in one.labels["en"]
            assert (" non " in one.labels["fr"]) is negated, code
            assert (" غير " in one.labels["ar"]) is negated, code


@pytest.mark.parametrize(("code", "huridocs", "rome"), MAPPED)
def test_a_term_carries_its_mappings(code: str, huridocs: str, rome: tuple[str, ...]) -> None:
    found = vocabulary.term("acts", code)

    assert (found.huridocs, found.rome) == (huridocs, rome)


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        # What HURIDOCS counts the other way round, or hangs under another head, where a slip would turn the meaning.
        ("sex", "01", "02"),
        ("sex", "02", "01"),
        ("whereabouts", "01.02", "02"),
        ("whereabouts", "03.01", "01010101"),
        ("whereabouts", "03.02", "01010201"),
        ("chain_types", "02", "22"),
        ("chain_types", "04", "23"),
        ("methods", "01.05", "030104"),
        ("source_material", "01.01", "220903200901"),
    ],
)
def test_a_code_of_huridocs_is_that_of_the_same_thing(name: str, ours: str, theirs: str) -> None:
    assert vocabulary.term(name, ours).huridocs == theirs


def test_no_code_of_huridocs_is_given_to_two_terms_of_a_list() -> None:
    for name in vocabulary.names():
        codes = [one.huridocs for one in vocabulary.terms(name).values() if one.huridocs]
        assert len(codes) == len(set(codes)), name
        assert not codes or name in MICRO_THESAURI


def test_a_term_without_a_code_is_mapped_through_its_broader_term() -> None:
    assert mapped("acts", "03.03") == (4, "030103", True)
    assert mapped("acts", "03.03.02.01.01") == (4, "030103", False)
    assert str(mapped("acts", "08.01") or "none") == "none"
    assert mapped("fates", "01") is None


def test_the_reference_says_how_many_terms_have_a_code() -> None:
    every = [(name, code) for name in vocabulary.names() for code in vocabulary.terms(name)]
    own = sum(bool(vocabulary.term(name, code).huridocs) for name, code in every)
    through = sum(found is not None and not found.is_own for found in (mapped(*one) for one in every))

    said = (ROOT / "docs/reference/vocabularies.md").read_text("utf-8")

    assert f"{own} of {len(every):,} terms have a code of their own, {through} more that of a broader term" in said


def test_every_right_names_an_article() -> None:
    without = [code for code, one in vocabulary.terms("rights").items() if one.parent is not None and not one.articles]

    assert without == []


def test_no_term_uses_a_word_that_offends_or_has_aged() -> None:
    words = (
        "illegal immigrants?",
        "handicapped",
        "homosexuals?",
        "handicapée?s?",
        "droits de l’homme",
        "معاقون?",
        "شاذ",
    )
    aged = re.compile(rf"(?<!\w)({'|'.join(words)})(?!\w)", re.IGNORECASE)

    found = [
        (name, code, label)
        for name in vocabulary.names()
        for code, one in vocabulary.terms(name).items()
        for label in (*one.labels.values(), *one.also)
        if aged.search(label)
    ]

    assert found == []
