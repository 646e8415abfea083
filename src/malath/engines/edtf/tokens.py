"""Cuts what somebody wrote as a date into tokens: numbers, groups of numbers, and words by what they mean."""

from __future__ import annotations

import re
from typing import NamedTuple

from malath.engines.names import normalise

from .errors import DateError
from .words import DAYS, HIJRI_MONTHS, MONTHS, OTHERS, PARTS, WEEKDAYS


class Token(NamedTuple):
    """A kind (a meaning of words.py, or number, triple, pair, dash) and its numbers as written."""

    kind: str
    values: tuple[str, ...] = ()


# Between a letter and a digit there is a gap, as in "5mars", "و9" and "1er".
_GAP = re.compile(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)")
_APOSTROPHES = re.compile(r"[’'ʼ`´_](?=[^\W\d_])")
# Hyphens that join one date: "12-May-2012", "mi-mars", "mid-2012"; "3-9 May" and "May-June" have a dash between two.
_HYPHENS = re.compile(r"(?<=\d)-(?=[^\W\d_])|(?<=[^\W\d_])-(?=\d{4}(?!\d))|(?<=\bmi)-|(?<=\bmid)-|(?<=\bpeut)-(?=e)")


def _phrase(text: str) -> str:
    return _GAP.sub(" ", _HYPHENS.sub(" ", _APOSTROPHES.sub(" ", normalise(text))))


def _meanings() -> dict[str, Token]:
    found: dict[str, Token] = {}
    for kind, lines in (("month", MONTHS), ("hijri_month", HIJRI_MONTHS), ("weekday", WEEKDAYS)):
        for number, line in enumerate(lines, 0 if kind == "weekday" else 1):
            found |= {_phrase(phrase): Token(kind, (str(number),)) for phrase in line.split("|")}
    for code, line in PARTS.items():
        found |= {_phrase(phrase): Token("part", (str(code),)) for phrase in line.split("|")}
    for day, line in DAYS.items():
        found |= {_phrase(phrase): Token("number", (str(day),)) for phrase in line.split("|")}
    for kind, line in OTHERS.items():
        found |= {_phrase(phrase): Token(kind) for phrase in line.split("|")}
    return found


MEANINGS = _meanings()
_BY_LENGTH = sorted(MEANINGS, key=len, reverse=True)
_TOKEN = re.compile(
    r"(?P<triple>(?<!\d)\d{1,4}\s?([/.\-\u066b\u060d])\s?\d{1,2}\s?\2\s?\d{1,4}(?!\d|[/.\-]\d))"
    r"|(?P<pair>(?<!\d)(?:\d{4}\s?[/.]\s?\d{1,2}|\d{4}-\d{1,2}|\d{1,2}\s?[/.]\s?\d{4}|\d{1,2}-\d{4}|\d{4}\s?[/–—\-]\s?\d{4})(?!\d|[/.\-]\d))"
    # Arabic writes "and", "in", "for" and the article together with the word that follows.
    rf"|(?<!\w)(?P<prefix>[وبلف]??)(?P<article>(?:ال|ل(?=ل))??)(?P<phrase>{'|'.join(map(re.escape, _BY_LENGTH))})(?!\w)"
    r"|(?P<number>\d+)|(?P<sign>[~?؟%–—−-])|(?P<word>\w+)|(?P<rest>.)",
    re.DOTALL,
)
_SIGNS = {"~": "about", "?": "perhaps", "؟": "perhaps"}


def tokens_of(text: str) -> list[Token]:
    """The tokens of what was written. Raises DateError on a word that has no place in a date."""
    folded = _phrase(text.replace("هـ", " ه "))
    found: list[Token] = []
    for match in _TOKEN.finditer(folded):
        kind = match.lastgroup
        if match["triple"] or match["pair"]:
            found.append(Token("triple" if match["triple"] else "pair", tuple(re.findall(r"\d+", match[0]))))
        elif match["number"]:
            found.append(_number(match[0]))
        elif match["phrase"]:
            # "و" alone is a phrase of its own; before another it is the same "and".
            found += [Token("and")] if match["prefix"] == "و" else []
            found.append(MEANINGS[match["phrase"]])
        elif match["sign"]:
            found += _sign(match["sign"])
        elif kind == "word":
            raise DateError("date.not_understood", text=text.strip()[:40])
    return _numbered_months(found)


def _number(digits: str) -> Token:
    """A number; eight digits that open with a year of these times are a date without signs."""
    if len(digits) == 8 and digits[:2] in ("19", "20"):
        return Token("triple", (digits[:4], digits[4:6], digits[6:]))
    return Token("number", (digits,))


def _numbered_months(tokens: list[Token]) -> list[Token]:
    """«شهر 3» as March; the word "month" anywhere else says nothing."""
    found: list[Token] = []
    for token in tokens:
        before = found.pop() if found and found[-1].kind == "month_word" else None
        if before and token.kind == "number" and len(token.values[0]) < 3 and 1 <= int(token.values[0]) <= 12:
            token = Token("month", (str(int(token.values[0])),))
        found.append(token)
    return [token for token in found if token.kind != "month_word"]


def _sign(sign: str) -> list[Token]:
    if sign == "%":
        return [Token("about"), Token("perhaps")]
    return [Token(_SIGNS.get(sign, "dash"))]
