"""`malath names` says what it found and why."""

from __future__ import annotations

import pytest

from malath.cli.names import main


def test_compare_shows_each_pair_of_parts_with_its_reason(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "محمد خالد القاضي", "Mohamed Kadi"]) == 0

    said = capsys.readouterr().out
    assert "the same name in another script" in said
    assert "not in the other name" in said


def test_compare_says_when_the_names_differ_or_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "Omar Haddad", "سمر النجار"]) == 1
    assert "another name" in capsys.readouterr().out

    assert main(["compare", "??", "Omar"]) == 2


def test_compare_says_when_the_order_differs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "Omar Haddad", "حداد عمر"]) == 0

    assert "another order" in capsys.readouterr().out


def test_key_shows_titles_roles_and_both_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", "Dr.", "Mahmoud", "al-Halabi"]) == 0

    said = capsys.readouterr().out
    assert "dr  titles" in said
    assert "mahmoud  first  key mhmwd" in said
    assert "halabi  nisba, with the article" in said


def test_without_a_name_or_a_known_word_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["key", "!!"]) == 2
    assert main([]) == main(["sing"]) == 2
