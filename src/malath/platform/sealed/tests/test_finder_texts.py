"""The index of words: every spelling of a question finds the same rows, newest first, page by page; what is dropped is gone."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malath.platform.sealed.finder.rows import Rows
from malath.platform.sealed.finder.spelling import PREFIXES, stems_of, terms_of
from malath.platform.sealed.finder.texts import TextIndex


def _id(n: int) -> bytes:
    return n.to_bytes(16, "big")


def _index(texts: Iterable[str]) -> TextIndex:
    index = TextIndex()
    for n, text in enumerate(texts, 1):
        index.put(_id(n), text)
    return index


def found(index: TextIndex, question: str, **asked: object) -> list[int]:
    ids, _cursor = index.find(question, **asked)  # type: ignore[arg-type]
    return [int.from_bytes(id, "big") for id in ids]


SPELLINGS = [
    ("أحمد", "احمد", "أَحْمَد", "احـــمد"),
    ("إبراهيم", "ابراهيم", "إِبراهيم"),
    ("فاطمة", "فاطمه", "فَاطِمَة"),
    ("مصطفى", "مصطفي", "مُصطفى"),
    ("عبد الله", "عبدالله", "عَبْد الله", "عبد اللّه"),
    ("أبو عبد الرحمن", "ابو عبدالرحمن", "أبوعبد الرحمن"),
    ("القيامة", "القيامه"),
    ("Hüseyin", "huseyin", "HÜSEYİN"),
    ("hôpital", "hopital", "Hopital"),
]


@pytest.mark.parametrize("spellings", SPELLINGS, ids=lambda spellings: spellings[0])
def test_every_spelling_of_a_word_finds_every_spelling(spellings: tuple[str, ...]) -> None:
    index = _index([*(f"رآه {one}، ثم مضى" for one in spellings), "شيء آخر"])

    for asked in spellings:
        assert found(index, asked) == list(range(len(spellings), 0, -1))


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("سجن", "اقتيد إلى السجن"),
        ("السجن", "خرج من سجن في حلب"),
        ("السجن", "نُقلوا للسجن ليلًا"),
        ("والسجن", "في السجن"),
        ("بالسجن", "وسجن صيدنايا"),
        ("بسجن", "السجن"),
        ("للمدرسة", "قرب المدرسه"),
        ("المدرسة", "ومدرسة أخرى"),
        ("الدم", "سال دم كثير"),
        ("دم", "بالدم"),
        ("ع", "في عدرا"),
        ("17", "قاعة ١٧"),
        ("prison", "the prisoners"),
        ("court neigh", "a neighbour of the courtyard"),
        ("l'hôpital", "à l’hôpital"),
        ("al-qabun", "near al-Qabun."),
    ],
)
def test_a_word_is_found_after_other_prefixes_and_inside_words(asked: str, text: str) -> None:
    index = _index([text, "nothing of it", "لا شيء"])

    assert found(index, asked) == [1]


@pytest.mark.parametrize(
    ("asked", "text"),
    [("والد", "الدار"), ("بحر", "حروف"), ("an", "the man"), ("ا", "بيت"), ("سجنا", "السجن"), ("", "a")],
)
def test_what_only_looks_alike_is_not_found(asked: str, text: str) -> None:
    assert found(_index([text]), asked) == []


def test_pages_follow_each_other_without_gap_or_repetition() -> None:
    index = _index(f"house {'red' if n % 3 == 0 else 'blue'} {n}" for n in range(1, 3001))

    seen: list[int] = []
    cursor, pages = None, 0
    while pages == 0 or cursor is not None:
        ids, cursor = index.find("house red", limit=300, after=cursor)
        seen += [int.from_bytes(id, "big") for id in ids]
        pages += 1

    assert seen == list(range(3000, 0, -3))
    assert pages == 4


def test_a_page_that_ends_the_answer_says_so() -> None:
    index = _index(["well"] * 5)

    assert index.find("well", limit=5)[1] is None
    assert index.find("well", limit=4)[1] is not None
    assert found(index, "well", after=0) == []


def test_scopes_leave_out_others_and_keep_what_has_none() -> None:
    index = TextIndex()
    for n, scope in enumerate(("haven", "archive", "", "haven"), 1):
        index.put(_id(n), "the well", scope)

    assert found(index, "well") == [4, 3, 2, 1]
    assert found(index, "well", scopes=["haven"]) == [4, 3, 1]
    assert found(index, "well", scopes=["nobody"]) == [3]
    assert found(index, "well", scopes=[]) == [3]
    index.renew(_id(1))
    assert found(index, "well", scopes=["haven"]) == [1, 4, 3]


def test_only_these_rows_are_asked_about() -> None:
    index = _index(["the well", "the mill", "the well and the mill", "the well"])

    assert found(index, "well", among=[_id(n) for n in (1, 2, 3, 99)]) == [3, 1]


def test_the_newest_put_comes_first_and_what_was_put_anew_counts_once() -> None:
    index = TextIndex()
    for n, text in ((1, "the well"), (2, "the well and the mill"), (1, "the well again")):
        index.put(_id(n), text)

    assert found(index, "well") == [1, 2]
    assert (found(index, "mill"), found(index, "again"), len(index)) == ([2], [1], 2)
    index.drop(_id(1))
    index.drop(_id(77))
    assert (found(index, "well"), len(index)) == ([2], 1)


def test_no_word_of_a_dropped_row_stays_in_memory() -> None:
    index = _index(["the well", "the secret witness Qandil"])

    index.drop(_id(2))

    assert index._vocabulary.words.count("") == 3
    assert set(index._vocabulary.words) == {"the", "well", ""}
    assert "^qan" not in index._vocabulary._grams
    assert index._spellings._known == {}
    assert _id(2) not in bytes(index._rows._ids)


def test_rows_close_their_holes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malath.platform.sealed.finder.rows.FEWEST_CLOSED", 10)
    index = _index(f"house number{n}" for n in range(1, 2001))
    for n in range(1, 1501):
        index.drop(_id(n))

    assert len(index._rows._words) < 2000
    assert found(index, "house", limit=3000) == list(range(2000, 1500, -1))
    assert found(index, "number1501") == [1501]


def test_endless_words_and_texts_are_cut() -> None:
    index = _index(["x" * 5000, "beginning " + "a " * 200_000 + "end"])

    assert found(index, "x" * 6000) == [1]
    assert found(index, "beginning") == [2]
    assert found(index, "end") == []


def test_rows_are_found_by_their_id_whatever_was_removed() -> None:
    rows = Rows()
    for n in range(1, 5000):
        rows.add(_id(n), array("I", [7]), 0)
        if n % 3 == 0:
            rows.remove(n - 1)

    assert [rows.row_of(_id(n)) for n in (1, 2, 3, 4999)] == [0, 1, None, 4998]
    assert (len(rows), rows.end) == (4999 - 1666, 4999)


@pytest.mark.parametrize("look", [0.0, 1e9])
def test_looking_at_rows_and_gathering_by_words_find_the_same(look: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malath.platform.sealed.finder.asking.LOOK", look)
    index = _index(f"house{n % 7} road{n % 5} mill{n}" for n in range(1, 400))
    for n in range(5, 400, 5):
        index.drop(_id(n))

    assert found(index, "house road3") == [n for n in range(399, 0, -1) if n % 5 == 3]
    assert found(index, "house6 road") == [n for n in range(399, 0, -1) if n % 7 == 6 and n % 5]
    assert found(index, "house road3 mill398") == [398]


# ── against a plain one ──
class Plain:
    """The same answers by looking at every word of every row."""

    def __init__(self) -> None:
        self.rows: dict[int, tuple[set[str], str]] = {}

    def put(self, n: int, text: str, scope: str) -> None:
        self.rows.pop(n, None)
        self.rows[n] = ({word for part in text.split() for word in terms_of(part)} | set(terms_of(text)), scope)

    def find(self, question: str, scopes: list[str] | None) -> list[int]:
        terms = terms_of(question)
        return [
            n
            for n, (words, scope) in reversed(self.rows.items())
            if terms and all(any(_means(term, word) for word in words) for term in terms)
            if scopes is None or scope in ("", *scopes)
        ]


def _means(term: str, word: str) -> bool:
    beginning, whole = stems_of(term)
    arabic = "\u0600" < term[0] < "\u0700"
    if len(term) > 2 and term in word:
        return True
    if len(term) < 3 and word.startswith(term):
        return True
    if len(term) == 2 and arabic:
        beginning = [*beginning, term]
    return any(word.startswith(prefix + stem) for prefix in PREFIXES for stem in beginning) or any(
        word == prefix + stem for prefix in PREFIXES for stem in whole
    )


SAID = """
    سجن السجن والسجن للسجن بسجن سجناء عبد الله عبدالله أبو زيد ابوزيد دم الدم prison Prisoner hôpital l'hopital
    مدرسة المدرسه و في 12 ١٢٣ an man
"""
WORDS = st.sampled_from(SAID.split())
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)
SCOPES = st.sampled_from(["", "haven", "archive"])
ACTS = st.one_of(
    st.tuples(st.just("put"), st.integers(1, 12), TEXTS, SCOPES),
    st.tuples(st.just("drop"), st.integers(1, 12)),
    st.tuples(st.just("ask"), st.lists(WORDS, min_size=1, max_size=3).map(" ".join), st.none() | st.lists(SCOPES)),
)


@patch("malath.platform.sealed.finder.asking.FIRST_WINDOW", 1)
@settings(max_examples=150, deadline=None)
@given(acts=st.lists(ACTS, max_size=40), limit=st.integers(1, 5))
def test_it_answers_as_a_plain_index_does(acts: list[tuple[object, ...]], limit: int) -> None:
    index, plain = TextIndex(), Plain()
    for act in acts:
        match act:
            case ("put", int(n), str(text), str(scope)):
                index.put(_id(n), text, scope)
                plain.put(n, text, scope)
            case ("drop", int(n)):
                index.drop(_id(n))
                plain.rows.pop(n, None)
            case ("ask", str(question), scopes):
                expected, seen, cursor = plain.find(question, scopes), [], None  # type: ignore[arg-type]
                while True:
                    ids, cursor = index.find(question, limit=limit, after=cursor, scopes=scopes)  # type: ignore[arg-type]
                    seen += ids
                    if cursor is None:
                        break
                assert seen == [_id(n) for n in expected]
                mine = [_id(n) for n in range(1, 13)]
                assert index.find(question, among=mine, scopes=scopes)[0] == seen  # type: ignore[arg-type]
