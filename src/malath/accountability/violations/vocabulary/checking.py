"""What every list must keep to, whoever extends it: `check()` raises at the first line that does not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from malath.accountability.violations.vocabulary.errors import VocabularyError
from malath.accountability.violations.vocabulary.lists import FILES, VERSION
from malath.accountability.violations.vocabulary.reading import Block, blocks
from malath.accountability.violations.vocabulary.rome import ELEMENTS, is_article, is_element
from malath.accountability.violations.vocabulary.terms import LANGUAGES
from malath.engines.names import normalise

DEEPEST = 5
_REVIEW = re.compile(r"[^\s,][^,]*, \d{4}-\d{2}-\d{2}")
_HURIDOCS = re.compile(r"(\d\d){1,6}")
# Letters and vowel marks of Arabic alone: no tatweel, no Persian letter, no Latin one, no Latin comma.
_ARABIC = re.compile(r"[\u0621-\u063a\u0641-\u0652 0-9،؛؟:.()«»/-]+")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ \u00a0’0-9,;:?!().«»/-]+")
_FRENCH_SPACES = re.compile(r"(?<!\u00a0)[:;?!»]|«(?!\u00a0)|\u00a0(?![:;?!»])(?<!«\u00a0)")


def check(folder: Path = FILES) -> None:
    """Raise VocabularyError, with file and line, at the first fault of the lists in a folder."""
    for file in sorted(folder.glob("*.txt")):
        check_list(file)


def check_list(file: Path) -> None:
    """Raise VocabularyError at the first fault of one list."""
    seen: dict[str, Block] = {}
    labels: set[tuple[str, str, str]] = set()
    for block in blocks(file):
        _check_place(block, seen)
        for language in LANGUAGES:
            _check_label(block, language)
            _check_siblings(block, language, labels)
        _check_mappings(block)
        _check_versions(block)
        _check_reviews(block)
        seen[block.code] = block
    if not seen:
        raise VocabularyError(file, 1, "the list is empty")


def _check_place(block: Block, seen: dict[str, Block]) -> None:
    if block.code in seen:
        raise block.error(f"the code stands already at line {seen[block.code].line}")
    if block.code.count(".") >= DEEPEST:
        raise block.error(f"deeper than {DEEPEST} levels")
    parent = block.code.rpartition(".")[0]
    if parent and parent not in seen:
        raise block.error(f"its parent {parent} does not stand before it")
    if parent and "retired" in seen[parent].facts and "retired" not in block.facts:
        raise block.error(f"its parent {parent} is retired")
    if seen and next(reversed(seen)) > block.code:
        raise block.error("out of order")


def _check_label(block: Block, language: str) -> None:
    text = block.facts.get(language)
    if text is None:
        raise block.error(f"no label in {language!r}")
    hidden = [character for character in text if unicodedata.category(character) in {"Cf", "Cc", "Co", "Cn"}]
    if hidden:
        raise block.error(f"a hidden character U+{ord(hidden[0]):04X}", language)
    if unicodedata.normalize("NFC", text) != text or "  " in text:
        raise block.error("not in normal form, or two spaces together", language)
    if not (_ARABIC if language == "ar" else _LATIN).fullmatch(text):
        raise block.error(f"a character that {language!r} does not write: {text}", language)
    if language == "fr" and _FRENCH_SPACES.search(text):
        raise block.error("a no-break space lacks, or stands where none belongs", language)


def _check_siblings(block: Block, language: str, labels: set[tuple[str, str, str]]) -> None:
    mark = (block.code.rpartition(".")[0], language, normalise(block.facts[language]))
    if mark in labels:
        raise block.error("a sibling has the same label", language)
    labels.add(mark)


def _check_mappings(block: Block) -> None:
    if not _HURIDOCS.fullmatch(block.facts.get("huridocs", "00")):
        raise block.error("a HURIDOCS code has two to twelve digits, in pairs", "huridocs")
    rome = _parts(block, "rome")
    if wrong := [one for one in rome if not is_element(one)]:
        raise block.error(f"not a crime of the Rome Statute: {wrong[0]}", "rome")
    if list(rome) != sorted(set(rome), key=ELEMENTS.index):
        raise block.error("elements are written once each, in the Statute's order", "rome")
    articles = _parts(block, "articles")
    if wrong := [one for one in articles if not is_article(one)]:
        raise block.error(f"not an article: {wrong[0]}", "articles")
    if len(set(articles)) < len(articles):
        raise block.error("an article stands twice", "articles")
    also = _parts(block, "also")
    if wrong := [one for one in also if not (_ARABIC.fullmatch(one) or _LATIN.fullmatch(one))]:
        raise block.error(f"letters of two scripts, or of none: {wrong[0]}", "also")
    if len({normalise(one) for one in also}) < len(also):
        raise block.error("a word stands twice", "also")


def _parts(block: Block, key: str) -> list[str]:
    value = block.facts.get(key)
    return value.split(", ") if value else []


def _check_versions(block: Block) -> None:
    newest = int(VERSION.read_text("utf-8"))
    since = int(block.facts.get("since", "1"))
    if not 1 <= since <= newest:
        raise block.error(f"since lies between 1 and {newest}", "since")
    if "retired" in block.facts and not since < int(block.facts["retired"]) <= newest:
        raise block.error(f"retired lies after {since} and not after {newest}", "retired")


def _check_reviews(block: Block) -> None:
    keys: Iterable[str] = (f"reviewed_{language}" for language in LANGUAGES)
    for key in keys:
        if key in block.facts and not _REVIEW.fullmatch(block.facts[key]):
            raise block.error("a review is a name, a comma and a day: Amal Naser, 2026-11-22", key)
