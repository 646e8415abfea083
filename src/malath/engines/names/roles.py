"""The parts of a name by what they are: given name, father, grandfather, family; mother, kunya, nisba, titles (SC10).

Arab names run from the bearer back: محمد خالد عمر الشامي is Muhammad, son of Khaled, son of Umar, of the Shami. What
is certain in no name is stated as likely: roles order a form and weigh a comparison, they prove nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from malath.engines.names import lexicon as lex
from malath.engines.names.keys import key
from malath.engines.names.letters import clean, is_arabic, normalise
from malath.engines.names.tokens import Piece, cut

FIRST, FATHER, GRANDFATHER, ANCESTOR, FAMILY = "first", "father", "grandfather", "ancestor", "family"
MOTHER, KUNYA, NISBA = "mother", "kunya", "nisba"
_LINE = (FIRST, FATHER, GRANDFATHER)
# What follows names the mother; within brackets or after a comma or bare, as registers write it.
_MOTHER = re.compile(
    r"[(\[،,\-–]?\s*(?:\b(?:و?(?:والدت[هةها]+|أمه|امه|أمها|امها)|اسم الأم|اسم الام|الأم|الام|mother(?:'s name)?|mere|mère|"
    r"nom de la mère|ana adı|anne adı|mutter)\b)\s*[:：]?\s*",
    re.IGNORECASE,
)
_CHILD_OF = re.compile(
    r"(?<=\S)[\s,(]+(?:fils|fille|son|daughter) (?:de |d['’]|of )(?P<father>.+?) (?:et|and) (?:de |d['’]|of )?(?P<mother>[^)]+)\)?$",
    re.IGNORECASE,
)
_KNOWN_AS = re.compile(
    r"[(\[،,\-–]?\s*(?:\b(?:المكنى|المكنّى|المكناة|الملقب|الملقبة|المعروف|المعروفة|الشهير|الشهيرة|alias|aka|dit|dite|"
    r"known as|nicknamed|genannt)\b)\s*(?:بـ|ب(?=\s*[أا]))?\s*[:：]?\s*",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"[)\]»\"”]")
_BRACKETED = re.compile(r"[(\[«\"“](?P<inner>[^()\[\]«»\"“”]+)[)\]»\"”]")


@dataclass(frozen=True, slots=True)
class RolePart:
    """One part: its normalised token, its role, and whether it stood with the article."""

    token: str
    role: str
    article: bool = False


@dataclass(frozen=True, slots=True)
class Roles:
    """A name by roles. `titles` are normalised words; `parts` stand in the order of the name, mother and kunya last."""

    titles: tuple[str, ...]
    parts: tuple[RolePart, ...]

    def of(self, role: str) -> str:
        """The token in this role; several are joined by a space, "" where there is none."""
        return " ".join(part.token for part in self.parts if part.role == role)

    @property
    def surname(self) -> str:
        """The family, or the nisba that stands in its place."""
        return self.of(FAMILY) or self.of(NISBA)

    @property
    def lineage(self) -> tuple[str, ...]:
        """First name, father, grandfather and further fathers: what brothers share but for the first."""
        return tuple(part.token for part in self.parts if part.role in (*_LINE, ANCESTOR))


def roles(text: str) -> Roles:
    """Split a name into roles; without any name the parts are empty.

    The last part is the family unless "son of" stands before it; a place's adjective after a family is a nisba, and one
    that is alone at the end is a nisba in place of the family; Abu or Umm with a name is a kunya in front of two parts.
    """
    text, said = _set_apart(clean(text))
    titles, found = cut(text)
    pieces = list(found)
    if len(pieces) >= 3 and _is_kunya(pieces[0]):
        said[KUNYA], pieces = pieces[:1], pieces[1:]
    parts = _line(pieces)
    if said.get(FATHER) and not any(part.role == FATHER for part in parts):
        parts[1:1] = [RolePart(piece.token, FATHER, piece.article) for piece in said[FATHER][:1]]
    for role in (MOTHER, KUNYA):
        parts += [RolePart(piece.token, role, piece.article) for piece in said.get(role, ())]
    return Roles(titles, tuple(parts))


def _set_apart(text: str) -> tuple[str, dict[str, list[Piece]]]:
    """The name alone, and what the text says of the parents and of the name by which the bearer is known."""
    said: dict[str, str] = {}
    if found := _CHILD_OF.search(text):
        said[FATHER], said[MOTHER] = found["father"], found["mother"]
        text = text[: found.start()]
    for bracket in _BRACKETED.finditer(text):
        if _starts_kunya(bracket["inner"]):
            said[KUNYA], text = bracket["inner"], text.replace(bracket.group(), " ")
            break
    if (found := _MOTHER.search(text)) and found.start() and text[found.end() :]:
        rest = text[found.end() :]
        closed = _CLOSING.search(rest)
        said[MOTHER], behind = (rest[: closed.start()], rest[closed.end() :]) if closed else (rest, "")
        text = f"{text[: found.start()]} {behind}"
    if (found := _KNOWN_AS.search(text)) and found.start() and text[found.end() :]:
        said[KUNYA], text = _CLOSING.sub(" ", text[found.end() :]), text[: found.start()]
    return text.rstrip(" ,،"), {role: list(cut(words)[1]) for role, words in said.items()}


def _starts_kunya(text: str) -> bool:
    words = normalise(text).split()
    return len(words) in (2, 3) and words[0] in (lex.ARABIC_FATHER | lex.ARABIC_MOTHER | lex.FATHER | lex.MOTHER)


def _is_kunya(piece: Piece) -> bool:
    token = piece.token
    if is_arabic(token):
        return len(token) > 4 and (token.startswith("ابو") or (token.startswith("ام") and token in _umm(token)))
    return _LATIN_KUNYA.fullmatch(token) is not None


_LATIN_KUNYA = re.compile(r"(?:abu|abou|abo|ebu|umm|oumm|oum)[a-z]{3,}")


def _umm(token: str) -> tuple[str, ...]:
    """The token itself if what follows ام is a listed name: ام محمد is a mother, امين is a name of its own."""
    return (token,) if lex.known(token[2:]) and not lex.known(token) else ()


def _line(pieces: list[Piece]) -> list[RolePart]:
    if not pieces:
        return []
    parts = [RolePart(piece.token, "", piece.article) for piece in pieces]
    named = list(range(len(parts)))
    ends: dict[int, str] = {}
    if len(parts) >= 2 and not (pieces[-1].after_son and not pieces[-1].article):
        last = named.pop()
        ends[last] = NISBA if is_nisba(pieces[last]) else FAMILY
        if ends[last] == NISBA and len(named) >= 2 and pieces[named[-1]].article:
            ends[named.pop()] = FAMILY
    for place, at in enumerate(named):
        ends[at] = _LINE[place] if place < len(_LINE) else ANCESTOR
    return [RolePart(part.token, ends[at], part.article) for at, part in enumerate(parts)]


def is_nisba(piece: Piece) -> bool:
    """Whether a part says where its bearer's people come from: الحلبي, al-Halabi."""
    return key(piece.token) in _nisba_keys()


@cache
def _nisba_keys() -> frozenset[str]:
    return frozenset(key(word) for word in lex.NISBAS)
