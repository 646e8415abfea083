"""A part of a name as a row of sounds, one character each, in one alphabet for both scripts.

Consonants: b t T(ط) 8(ث th) j g 7(ح) h 5(خ kh) X(x) d D(ض) 6(ذ dh) r z Z(ظ) s S(ص) $(ش sh) c(ch) C(c) 9(غ gh) f v q k l
m n 3(ع).
Weak: w y A (ا, aa), long I U; short a e i o u; H is a final h or ة, often not heard.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from malath.engines.names import lexicon as lex
from malath.engines.names.letters import is_arabic

SHORT = frozenset("aeiou")
VOWELS = frozenset("aeiouIUA")
WEAK = frozenset("wyAIU3H")
DEEPEST = 40

_ARABIC = {
    **{"ب": "b", "ت": "t", "ط": "T", "ث": "8", "ج": "j", "ح": "7", "خ": "5", "د": "d", "ض": "D", "ذ": "6"},
    **{"ر": "r", "ز": "z", "ظ": "Z", "س": "s", "ص": "S", "ش": "$", "ع": "3", "غ": "9", "ف": "f", "ق": "q"},
    **{"ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y", "ا": "A"},
}
_LATIN = {
    **{"tsch": "$", "tch": "$", "sch": "$", "sh": "$", "ch": "c", "kh": "5", "gh": "9", "th": "8", "dh": "6"},
    **{
        "ph": "f",
        "dsch": "j",
        "dzh": "j",
        "dz": "j",
        "dj": "j",
        "zh": "j",
        "ck": "k",
        "qu": "k",
        "x": "X",
        "c": "C",
        "p": "b",
    },
    **{"oo": "U", "uu": "U", "ee": "I", "ii": "I", "aa": "A", "iy": "Iy"},
    # after a or e, i and y close a diphthong; o and a before u or w likewise
    **{"ai": "ay", "ay": "ay", "ei": "ey", "ey": "ey", "au": "aw", "aw": "aw", "ow": "ow", "ou": "U"},
}
_LATIN_UNITS = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)) + "|[a-z]")
# A consonant written twice is one; not the h after a digraph (Wshh وشح), nor in a word without vowels (Qnn قنن). In front,
# only letters that take the sound of the article are written twice (Ssaidi); others lost a vowel (Mmdouh ممدوح).
_DOUBLED = re.compile(r"((?<=.)[bfgjkmpqv]|[cdlnrstw-z]|(?<![cdgkst])h)\1+")
_TRIPLED = re.compile(r"([aeiou])\1{2,}")
_VOWEL = re.compile(r"[aeiouy]")
# Before a consonant, dh and th may be two letters: Dhshan دهشان, Thrawi طهراوي.
_TWO_LETTERS = re.compile(r"[dt]h(?=[^aeiouy])")
_LIPS = re.compile(r"(?<=[aeiou])m(?=b)")
_INNER_Y = re.compile(r"(?<=[^aeiouAIUy])y(?![aeiouAIU])")

_LATIN_SERVANT = re.compile(r"[ae]b(?:e(?=d[^d]))?d(?:[aeiou]|ou)?(?P<stem>.*)")
_LATIN_FATHER = re.compile(
    r"[ae]b(?:u|o|ou|w(?=[aeo]l))(?:(?:al|el|l(?=[bcdfghjkmnqrstz]))?(?P<stem>[^aeiou].{2,})|(?P<open>[aeio].{2,}))"
)
_LATIN_GOD = re.compile(r"(?<=..)[aeiou]+l{1,2}ah$")
_LATIN_FAITH = re.compile(r"(?P<stem>.{2,}?)(?:[aeiu]l|[aeiou]?d|[aeu]t|e(?=d))?[dt](?:in|een|ine|eine|ein)")
_LATIN_FAITH_SURE = re.compile(
    r".{2,}(?:[aeiu]ld|[aeiu]dd|ett|att|[^aeiou]ed)(?:in|een|ine|eine|ein)|.{3,}e-?d(?:ine|een)"
)


@dataclass(frozen=True, slots=True)
class Sound:
    """One reading of a part: `head` is "abd", "abu" or empty, `tail` is "din" or empty, `stem` the sounds between."""

    arabic: bool
    head: str
    stem: str
    tail: str


@lru_cache(maxsize=65536)
def readings(token: str) -> tuple[Sound, ...]:
    """How a part may sound: one reading, two where "al" may be the article, or an m before b the sound of n."""
    if is_arabic(token):
        return (_arabic(token),)
    word = lex.SHORT_FORMS.get(token, token)
    first = _latin(word)
    if _has_article(word) and not first.head:
        return (first, _latin(word[2:]))
    if first.tail and (stem := re.fullmatch(r"(..+)[aeu]l", first.stem)):  # the article twice: Azal-deen, عز الدين
        return (first, Sound(False, first.head, stem[1], first.tail))
    if _TWO_LETTERS.search(word):
        return (first, _latin(_TWO_LETTERS.sub(lambda two: two[0][0] + "'h", word)))
    if word.startswith("ben") and lex.known(word[3:]):  # a Maghrebi family, elsewhere two words: Benaïssa, بن عيسى
        return (first, _latin(word[3:]))
    if _LIPS.search(word):  # an n before b is heard m: جنبلاط Joumblatt, عنبر Ambar
        return (first, _latin(_LIPS.sub("n", word)))
    return (first,)


def _has_article(word: str) -> bool:
    return (
        word[:2] in ("al", "el")
        and word not in lex.NO_ARTICLE
        and (len(word) >= 5 or (len(word) == 4 and not _VOWEL.search(word[2:])))
    )


def _arabic(token: str) -> Sound:
    head, tail = "", ""
    if token.startswith("عبد") and len(token) > 4:
        head, token = "abd", _bare(token[3:])
    elif token.startswith("ابو") and len(token) > 5:
        head, token = "abu", _bare(token[3:])
    for ending in ("الدين", "ادين"):
        if token.endswith(ending) and len(token) > len(ending) + 1:
            tail, token = "din", token[: -len(ending)]
    token = re.sub(r"(?<=.)[هت]الله$", "تله", token) if len(token) > 6 else token
    token = re.sub(r"(?<=..)الله$", "له", token)
    stem = "".join(_ARABIC.get(c, c if c.isalnum() else "") for c in token)
    if token in lex.SOUNDED_A:
        stem = stem[:-1] + "A"
    if stem.endswith("h") and len(stem) > (1 if head else 2):
        stem = stem[:-1] + "H"
    if tail:
        stem = _before_faith(stem)
    return Sound(True, head, stem[:DEEPEST], tail)


def _bare(stem: str) -> str:
    return stem[2:] if stem.startswith("ال") and len(stem) > 3 else stem


def _latin(word: str) -> Sound:
    head, tail = "", ""
    servant = _LATIN_SERVANT.fullmatch(word)
    if servant and (stem := _servant_of(servant["stem"]) or (word[4:] if word.startswith("abed") else "")):
        head, word = "abd", stem
    elif len(word) >= 6 and (found := _LATIN_FATHER.fullmatch(word)):
        head, word = "abu", found["stem"] or found["open"]
    if _LATIN_FAITH_SURE.fullmatch(word) and (found := _LATIN_FAITH.fullmatch(word)):
        tail, word = "din", found["stem"]
    stem = _latin_sounds(_TRIPLED.sub(r"\1\1", _LATIN_GOD.sub("alah", word)))[:DEEPEST]
    return Sound(False, head, _before_faith(stem) if tail else stem, tail)


def _before_faith(stem: str) -> str:
    """علاء الدين is heard Alaeddin: the last vowel of the first half melts into the article."""
    return re.sub(r"(?<=..)[aeiouAIUy]+$", "", stem)


def _servant_of(rest: str) -> str:
    """What follows Abd without its article: lrahman, rrahman, ullah, allatif, laziz; empty where it is no compound."""
    if re.fullmatch(r"[aeu]?l+[aeou]?h?", rest):
        return "lah"
    if re.match(r"l(?:l[aeiou]|[^aeiouly]|(?!at[iey])[aeiou][^aeiou]+[aeiou])|([rszntd])\1", rest):
        rest = re.sub(r"^i(?=[^aeiouly])", "", rest[1:])
    return rest if len(rest) >= 3 and re.search(r"[^aeiou]", rest) else ""


def _latin_sounds(word: str) -> str:
    if _VOWEL.search(word):
        word = _DOUBLED.sub(r"\1", word)
    units = [_LATIN.get(m.group(), m.group()) for m in _LATIN_UNITS.finditer(word)]
    sounds = "".join(units) if units else "".join(c for c in word if c.isalnum())
    sounds = _INNER_Y.sub("i", sounds)
    if len(sounds) > 2 and sounds[-1] == "h" and sounds[-2] in VOWELS:
        sounds = sounds[:-1] + "H"
    # A last closed syllable in u after another vowel is long in Arabic: Mahmud, but not Yusuf or Yunus.
    return re.sub(r"(?<=[aeiAI])([^aeiouAIUwy]{1,2})u([^aeiouAIUwyH])$", r"\1U\2", sounds)
