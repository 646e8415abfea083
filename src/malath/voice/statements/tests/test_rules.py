"""The tables: what follows what, when a signature stands, the order of names, the bytes."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from malath.voice.statements import paragraphs
from malath.voice.statements.canon import digest_of, pasted_bytes, text_bytes
from malath.voice.statements.errors import AnswerNotOpenError, AnswerOverError
from malath.voice.statements.ordering import alphabet_key, in_order
from malath.voice.statements.paragraphs import changes_between, compare, follows, highest, keyed, mark_of, split
from malath.voice.statements.rules import (
    NEXT,
    STANDING,
    Act,
    Nature,
    Stage,
    State,
    acts_open,
    is_signature_shown,
    nature_at_first,
    nature_said,
    next_state,
    seen_state,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER, BEFORE = NOW + timedelta(hours=1), NOW - timedelta(hours=1)


def test_every_stored_state_has_its_answers_and_none_leads_to_silence() -> None:
    assert set(NEXT) == set(State) - {State.LAPSED}
    assert all(State.LAPSED not in row.values() for row in NEXT.values())
    assert all(Act.WITHDRAW in NEXT[state] for state in STANDING)


@pytest.mark.parametrize(("act", "state"), [one for one in itertools.product(Act, State) if one[1] != State.LAPSED])
def test_nothing_but_a_withdrawal_comes_after_the_deadline_and_nothing_before_the_freezing(
    act: Act, state: State
) -> None:
    for until in (BEFORE, NOW, None):
        open_now = acts_open(state, stage=Stage.SIGNING, answer_by=until, now=NOW)
        assert set(open_now) <= {Act.WITHDRAW}
    assert acts_open(state, stage=Stage.DRAFTING, answer_by=LATER, now=NOW) == ()
    if act in NEXT[state]:
        assert next_state(act, state, stage=Stage.SIGNING, answer_by=LATER, now=NOW) == NEXT[state][act]
    else:
        with pytest.raises(AnswerNotOpenError):
            next_state(act, state, stage=Stage.SIGNING, answer_by=LATER, now=NOW)


def test_an_answer_that_comes_too_late_is_told_so() -> None:
    with pytest.raises(AnswerOverError):
        next_state(Act.SIGN, State.WAITING, stage=Stage.SIGNING, answer_by=NOW, now=NOW)


@pytest.mark.parametrize(
    ("state", "until", "seen"),
    [
        (State.WAITING, LATER, State.WAITING),
        (State.WAITING, NOW, State.LAPSED),
        (State.CHANGE, BEFORE, State.LAPSED),
        (State.WAITING, None, State.WAITING),
        (State.SIGNED, BEFORE, State.SIGNED),
        (State.DECLINED, BEFORE, State.DECLINED),
    ],
)
def test_silence_at_the_deadline_is_no_signature(state: State, until: datetime | None, seen: State) -> None:
    assert seen_state(state, until, NOW) == seen


@pytest.mark.parametrize(("lead", "other"), list(itertools.product([Nature.FORM, Nature.SUBSTANCE], repeat=2)))
def test_a_change_is_of_form_only_when_two_say_so(lead: Nature, other: Nature) -> None:
    assert (nature_said(lead, other) == Nature.FORM) == (lead == other == Nature.FORM)


def test_form_waits_for_a_second_only_where_somebody_signed() -> None:
    assert nature_at_first(Nature.FORM, signed=True) == Nature.OPEN
    assert nature_at_first(Nature.FORM, signed=False) == Nature.SUBSTANCE
    assert nature_at_first(Nature.SUBSTANCE, signed=True) == Nature.SUBSTANCE


@given(
    st.lists(st.sampled_from([Nature.SUBSTANCE, Nature.FORM, Nature.OPEN]), max_size=6), st.integers(1, 7), st.data()
)
def test_a_signature_never_passes_a_change_of_substance(later: list[Nature], signed: int, data: st.DataObject) -> None:
    natures = {number: nature for number, nature in enumerate([Nature.FIRST, *later], 1)}
    shown = data.draw(st.integers(1, len(natures)))

    stands = is_signature_shown(State.SIGNED, signed, shown, natures)

    between = [natures.get(number) for number in range(signed + 1, shown + 1)]
    assert stands == (signed <= shown and set(between) <= {Nature.FORM})
    assert not is_signature_shown(State.WITHDRAWN, signed, shown, natures)
    assert not is_signature_shown(State.SIGNED, None, shown, natures)


TEXTS = st.lists(st.text(alphabet="ab ", min_size=1, max_size=6).map(lambda t: t.strip() or "x"), max_size=8)


@given(TEXTS, TEXTS)
def test_paragraphs_keep_their_keys_and_no_two_share_one(before: list[str], after: list[str]) -> None:
    old = keyed([], before)
    new = keyed(old, after)

    assert [part["text"] for part in new] == after
    assert len({part["key"] for part in new}) == len(new)
    assert keyed(old, before) == old
    assert {one.key for one in changes_between(old, new)} == {part["key"] for part in [*old, *new]}


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_comparison_holds_both_texts_whole(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == after


def test_a_translation_follows_only_when_every_paragraph_is_there_and_made_from_these_words() -> None:
    source = [{"key": "1", "text": "a"}, {"key": "2", "text": "b"}]
    whole = [{"key": "1", "text": "ا", "of": mark_of("a")}, {"key": "2", "text": "ب", "of": mark_of("b")}]
    assert follows(source, whole)
    assert not follows(source, whole[:1])
    assert not follows([{"key": "1", "text": "A"}, source[1]], whole)
    assert split("a\r\n\r\n\r\nb\n \nc") == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("names", "language"),
    [
        (["الأرشيف", "بيت", "التقاء", "ثقة"], "ar"),
        (["The Archive", "Élan", "Free Pen", "a Garden"], "en"),
        (["L’Archive", "Élan", "Les Jardins", "La Maison"], "fr"),
    ],
)
def test_names_stand_by_the_alphabet_without_article_or_accent(names: list[str], language: str) -> None:
    assert sorted(reversed(names), key=lambda name: alphabet_key(name, language)) == names


@pytest.mark.parametrize(("rule", "wanted"), [("alphabet", "abc"), ("initiators", "cab"), ("date", "bca")])
def test_the_rule_orders_the_names(rule: str, wanted: str) -> None:
    days = {"a": date(2026, 3, 3), "b": date(2026, 1, 1), "c": date(2026, 2, 2)}
    lines = in_order(
        "abc", rule, name=str, language="en", initiates=lambda line: line == "c", signed_on=lambda line: days[line]
    )
    assert "".join(lines) == wanted


def test_the_bytes_are_those_of_the_recipe() -> None:
    made = text_bytes(
        statement=uuid.UUID(int=7), edition=2, language="fr", frozen_on=date(2026, 11, 22), source="ab" * 32,
        title="Ouvrez", parts=[{"key": "1", "text": "Un."}, {"key": "2", "text": "Deux."}],
    )  # fmt: skip

    assert made.decode() == (
        "Malath statement 1\nstatement: 00000000-0000-0000-0000-000000000007\nedition: 2\nlanguage: fr\n"
        f"frozen: 2026-11-22\ntranslates: sha256:{'ab' * 32}\n\n# Ouvrez\n\nUn.\n\nDeux.\n"
    )
    assert digest_of(pasted_bytes(made.decode().replace("\n", "\r\n"))) == digest_of(made)


def test_the_key_of_a_paragraph_that_is_gone_is_never_given_again() -> None:
    old = keyed([], ["a", "b"])
    short = keyed(old, ["a"], last=2)
    assert [part["key"] for part in keyed(short, ["a", "c"], last=2)] == ["1", "3"]
    assert highest({"last": 2, "parts": short}) == 2


def test_no_text_costs_more_than_the_budget_of_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs: list[int] = []

    class Counting(paragraphs.SequenceMatcher[str]):
        def __init__(self, junk: None, a: Sequence[str], b: Sequence[str], autojunk: bool) -> None:
            pairs.append(len(a) * len(b))
            super().__init__(junk, a, b, autojunk)

    monkeypatch.setattr(paragraphs, "SequenceMatcher", Counting)
    long, other = "a b " * 5000 + "c", "d " + "b a " * 5000
    assert [piece.kind for piece in compare(long, other)] == ["out", "in"] and pairs == []
    assert compare(long, long) == [paragraphs.Piece("same", long)] and pairs == []
    edited = "b a " * 2000 + "x y" + " c d" * 2000
    assert [one.kind for one in compare(edited, edited.replace("x y", "x z"))] == ["same", "out", "in", "same"]

    pairs.clear()
    before = [{"key": str(n), "text": "a b " * 60 + "c"} for n in range(1, 61)]
    after = [{"key": str(n), "text": "d " + "b a " * 60} for n in range(1, 61)]
    changes = changes_between(before, after)
    assert pairs and sum(pairs) <= 4 * paragraphs.MOST_PAIRS and len(changes) == 60
    assert all(change.is_change for change in changes)

    pairs.clear()
    many = keyed(keyed([], ["a", "b"] * 5000), ["c", *["b", "a"] * 5000])
    assert pairs == [] and len({part["key"] for part in many}) == 10_001
