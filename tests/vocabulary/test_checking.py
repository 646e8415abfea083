"""Each fault that a list can have is refused, with its file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from malath.accountability.violations.vocabulary import VocabularyError
from malath.accountability.violations.vocabulary.checking import check, check_list

HEAD = "# A list.\n\n01\nen Torture\nfr Torture\nar تعذيب\n"
NEXT = "\n02\nen Rape\nfr Viol\nar اغتصاب\n"
FAULTS = [
    (HEAD + "\n01\nen Rape\nfr Viol\nar اغتصاب\n", 8, "stands already at line 3"),
    (HEAD + "\n02.01\nen Rape\nfr Viol\nar اغتصاب\n", 8, "parent 02 does not stand"),
    (HEAD + NEXT + "\n01.01\nen Rape\nfr Viol\nar اغتصاب\n", 13, "out of order"),
    (HEAD + "\n02\nen Rape\nfr Viol\n", 8, "no label in 'ar'"),
    (HEAD + "\n02\nen Torture\nfr Viol\nar اغتصاب\n", 9, "a sibling has the same label"),
    (
        HEAD + "\n02\nen Rape\nfr Viol\nar التعذيب\n\n03\nen War\nfr Guerre\nar اَلتعذيب\n",
        16,
        "a sibling has the same label",
    ),
    (HEAD + "\n02\nen Rape\u202e\nfr Viol\nar اغتصاب\n", 9, "hidden character U+202E"),
    (HEAD + "\n02\nen Rape\nfr Viol\nar اغتصا\u200cب\n", 11, "hidden character U+200C"),
    (HEAD + "\n02\nen Rape\nfr Viol\nar اغتصاب rape\n", 11, "'ar' does not write"),
    (HEAD + "\n02\nen Rape\nfr Viol\nar اغتصاب, قتل\n", 11, "'ar' does not write"),
    (HEAD + "\n02\nen Rape\nfr Viol\nar اغتصـاب\n", 11, "'ar' does not write"),
    (HEAD + "\n02\nen Rape\nfr Viol\nar اغتصاب کامل\n", 11, "'ar' does not write"),
    (HEAD + "\n02\nen اغتصاب\nfr Viol\nar اغتصاب\n", 9, "'en' does not write"),
    (HEAD + "\n02\nen Rape\nfr Phase : viol\nar اغتصاب\n", 10, "a no-break space lacks"),
    (HEAD + "\n02\nen Rape\nfr Viol\u00a0grave\nar اغتصاب\n", 10, "a no-break space lacks, or stands"),
    (HEAD + "\n02\nen Rape\nfr Atteinte à l'honneur\nar اغتصاب\n", 10, "'fr' does not write"),
    (HEAD + "huridocs 03010\n", 7, "in pairs"),
    (HEAD + "rome 8(2)(b)(xxx)\n", 7, "not a crime of the Rome Statute"),
    (HEAD + "rome 8(2)(c)(i), 7(1)(f)\n", 7, "in the Statute's order"),
    (HEAD + "rome 7(1)(l)\n", 7, "not a crime"),
    (HEAD + "articles ICCPR 40\n", 7, "not an article"),
    (HEAD + "also supplice تعذيب\n", 7, "letters of two scripts"),
    (HEAD + "also supplice, Supplice\n", 7, "a word stands twice"),
    (HEAD + "since 999\n", 7, "since lies between"),
    (HEAD + "retired 1\n", 7, "retired lies after"),
    (HEAD + "since one\n", 7, "number of a version"),
    (HEAD + "reviewed_ar yes\n", 7, "a review is a name"),
    (HEAD + "es Tortura\n", 7, "'es' is no key"),
    (HEAD + "en Torture again\n", 7, "stands twice"),
    (HEAD + "huridocs\n", 7, "has no value"),
    (HEAD + "\ntorture\n", 8, "a block opens with a code"),
    (HEAD + "\n1\nen Rape\nfr Viol\nar اغتصاب\n", 8, "a block opens with a code"),
    ("# A list.\n", 1, "empty"),
]


def deep(levels: int) -> str:
    codes = [".".join(["01"] * level) for level in range(1, levels + 1)]
    return "\n".join(f"{code}\nen War\nfr Guerre\nar حرب\n" for code in codes)


@pytest.mark.parametrize(("text", "line", "fact"), FAULTS)
def test_a_fault_is_named_with_its_line(tmp_path: Path, text: str, line: int, fact: str) -> None:
    file = tmp_path / "acts.txt"
    file.write_text(text, "utf-8")

    with pytest.raises(VocabularyError) as raised:
        check_list(file)

    assert str(raised.value).startswith(f"acts.txt:{line}: ")
    assert fact in raised.value.fact


def test_five_levels_are_enough_and_six_too_many(tmp_path: Path) -> None:
    (tmp_path / "acts.txt").write_text(deep(5), "utf-8")
    check(tmp_path)

    (tmp_path / "acts.txt").write_text(deep(6), "utf-8")
    with pytest.raises(VocabularyError, match="deeper than 5"):
        check(tmp_path)


def test_a_list_in_order_passes(tmp_path: Path) -> None:
    file = tmp_path / "acts.txt"
    file.write_text(HEAD + "rome 7(1)(f), 8(2)(c)(i)\nreviewed_ar Amal Naser, 2026-11-22\n" + NEXT, "utf-8")

    check_list(file)
