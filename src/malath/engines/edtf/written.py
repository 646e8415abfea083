"""Reads dates as people write them in Arabic, English and French: "between 3 and 9 May 2012", "ربيع 2012", "vers 2013".

Nothing is guessed silently: what was decided stands in `notes`, and what cannot be read is an error with a code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from malath.engines.names import fold_digits

from .errors import DateError
from .known_date import KnownDate, Period
from .parsing import Limits, check, parse
from .pieces import Notes, Piece, gather
from .point import PARTS_OF_YEAR, Precision, read_point
from .tokens import Token, tokens_of

LONGEST = 300
# Numbers of years that are civil in no testimony, and Hijri in many.
HIJRI_YEARS = Period(date(1300, 1, 1), date(1499, 12, 31))
_TIME = re.compile(r"\d:\d\d")
_EDTF = re.compile(r"[\[{]?[~?%./,\dXx-]*[\dXx]{4}[~?%./,\dXx-]*[\]}]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """What was understood: a date with notes (codes of `MESSAGES`), or an error.

    `other` is the reading with the month first, where both are possible.
    """

    date: KnownDate | None = None
    error: DateError | None = None
    notes: tuple[DateError, ...] = ()
    other: KnownDate | None = None

    @property
    def code(self) -> str:
        """The error's code, empty where a date was read."""
        return self.error.code if self.error else ""


def read_written(text: str, limits: Limits | None = None, *, month_first: bool | None = None) -> WrittenDate:
    """Read a date in words, numbers or EDTF. Raises nothing: the error is in the answer.

    `month_first` says what a column's other dates show; None where nothing is known, and then 12/03/2012 is noted.
    """
    try:
        found, notes = _read(text, Notes(bool(month_first), month_first is not None))
        other = _other(text, notes, limits) if "date.ambiguous" in notes.codes else None
        try:
            check(found, limits or Limits(first_year=1))
        except DateError:
            if other is None:
                raise
            # Day first it cannot be: it would lie in the future, or too long ago.
            found, other = other, None
        return WrittenDate(found, None, _noted(notes, found, other), other)
    except DateError as error:
        return WrittenDate(error=error)


def _other(text: str, notes: Notes, limits: Limits | None) -> KnownDate | None:
    """The reading with day and month the other way round; None where it cannot be, or the day of the week denies it."""
    try:
        other, others_notes = _read(text, Notes(month_first=not notes.month_first))
        check(other, limits or Limits(first_year=1))
    except DateError:
        return None
    return None if "date.other_weekday" in others_notes.codes else other


def _noted(notes: Notes, found: KnownDate, other: KnownDate | None) -> tuple[DateError, ...]:
    if "date.ambiguous" in notes.codes and other is None:
        notes.codes.remove("date.ambiguous")
        notes.add("date.only_one_way")
    params: dict[str, str | int] = {
        "date": found.text,
        "other": other.text if other else "",
        "year": found.earliest.year,
    }
    return tuple(DateError(code, **params) for code in notes.codes)


def _read(text: str, notes: Notes) -> tuple[KnownDate, Notes]:
    if not text.strip():
        raise DateError("date.empty")
    if len(text) > LONGEST:
        raise DateError("date.too_long")
    plain = fold_digits(text).strip()
    if _TIME.search(plain):
        raise DateError("date.time_of_day", text=plain[:40])
    if _EDTF.fullmatch(plain):
        try:
            return _civil(parse(plain)), notes
        except DateError as error:
            if error.code != "date.not_edtf":
                raise
    tokens = tokens_of(text)
    return _statement(tokens, notes, text), notes


def _civil(found: KnownDate) -> KnownDate:
    for point in found.points:
        if HIJRI_YEARS.first <= point.first_day() and point.last_day() <= HIJRI_YEARS.last:
            raise DateError("date.perhaps_hijri", year=point.year)
    return found


def _statement(tokens: list[Token], notes: Notes, text: str) -> KnownDate:
    tokens = [token for token in tokens if token.kind != "filler"]
    kinds = [token.kind for token in tokens]
    if not [kind for kind in kinds if kind not in ("about", "perhaps")]:
        raise DateError("date.unknown" if "perhaps" in kinds else "date.not_understood", text=text.strip()[:40])
    if "time_of_day" in kinds:
        raise DateError("date.time_of_day", text=text.strip()[:40])
    if "unknown" in kinds:
        raise DateError("date.unknown" if len(set(kinds)) == 1 else "date.not_understood", text=text.strip()[:40])
    try:
        return _winter(tokens, kinds) or _bounded(tokens, kinds, notes) or _listed(tokens, kinds, notes)
    except DateError as error:
        if "text" in error.params and error.code == "date.not_understood":
            raise DateError(error.code, text=text.strip()[:40]) from None
        raise


def _winter(tokens: list[Token], kinds: list[str]) -> KnownDate | None:
    """The winter of two years, said as such."""
    if sorted(kinds) != ["pair", "part"] or tokens[kinds.index("part")].values != ("24",):
        return None
    first, second = tokens[kinds.index("pair")].values
    if len(first) != 4 or int(second) % 100 != (int(first) + 1) % 100:
        return None
    return parse(f"[{first}-12..{int(first) + 1:04d}-02]")


def _bounded(tokens: list[Token], kinds: list[str], notes: Notes) -> KnownDate | None:
    """Statements with a word or sign between two dates, or before or behind one; None for all others."""
    if (ended := _by_last_word(tokens, kinds, notes)) is not None:
        return ended
    head, rest = kinds[0], tokens[1:]
    if head in ("before", "after"):
        end = _step(_edtf(rest, notes), 1 if head == "after" else -1)
        return parse(f"[{end}..]" if head == "after" else f"[..{end}]")
    if head in ("no_later", "no_earlier"):
        return parse(f"[..{_edtf(rest, notes)}]" if head == "no_later" else f"[{_edtf(rest, notes)}..]")
    if head == "between":
        first, last = _two(rest, ("and", "dash", "to"), notes)
        return parse(f"[{first}..{last}]")
    if head == "until":
        return parse(f"../{_edtf(rest, notes)}")
    if any(kind in ("to", "dash", "until") for kind in kinds[1:-1]):
        return _period(tokens, notes)
    # "من" and "de" are "of" as well: alone before a list they do not say that it began.
    if head == "since" or (head == "from" and not {"and", "or"} & set(kinds)):
        return parse(f"{_edtf(rest, notes)}/..")
    if kinds == ["pair"] and all(len(value) == 4 for value in tokens[0].values):
        return parse("/".join(tokens[0].values))
    return None


def _by_last_word(tokens: list[Token], kinds: list[str], notes: Notes) -> KnownDate | None:
    last = kinds[-1]
    if last in ("earlier", "later"):
        end = _edtf(tokens[:-1], notes)
        return parse(f"[..{end}]" if last == "earlier" else f"[{end}..]")
    if last in ("end_unknown", "ongoing"):
        start = tokens[:-2] if kinds[-2:-1] in (["dash"], ["to"], ["and"], ["until"]) else tokens[:-1]
        start = _without(start, ("since", "from"))
        return parse(_edtf(start, notes) + ("/" if last == "end_unknown" else "/.."))
    if last == "beginning_unknown":
        return parse("/" + _edtf(_without(tokens[:-1], ("until", "to")), notes))
    return None


def _without(tokens: list[Token], kinds: tuple[str, ...]) -> list[Token]:
    return tokens[1:] if tokens and tokens[0].kind in kinds else tokens


def _period(tokens: list[Token], notes: Notes) -> KnownDate:
    first, last = _two(_without(tokens, ("from", "since")), ("to", "dash", "until"), notes)
    return parse(f"{first}/{last}")


def _two(tokens: list[Token], separators: tuple[str, ...], notes: Notes) -> tuple[str, str]:
    """The two dates around a separator; each may leave to the other what they share."""
    kinds = [token.kind for token in tokens]
    places = [n for n, kind in enumerate(kinds) if kind in separators and 0 < n < len(kinds) - 1]
    if not places:
        raise DateError("date.not_understood", text="")
    first = gather(tokens[: places[0]], notes)
    last = gather(_without(tokens[places[0] + 1 :], separators), notes)
    return _text(first.filled_from(last), notes), _text(last.filled_from(first), notes)


def _listed(tokens: list[Token], kinds: list[str], notes: Notes) -> KnownDate:
    """One date, or several joined by "or" or "and"."""
    joints = {kind for kind in kinds if kind in ("or", "and")}
    if len(joints) > 1:
        raise DateError("date.not_understood", text="")
    if not joints:
        return _single(gather(tokens, notes), notes)
    pieces = [gather(part, notes) for part in _split(tokens, joints.pop())]
    for n in range(len(pieces) - 2, -1, -1):
        pieces[n] = pieces[n].filled_from(pieces[n + 1])
    for n in range(1, len(pieces)):
        pieces[n] = pieces[n].filled_from(pieces[n - 1])
    joined = ",".join(_text(piece, notes) for piece in pieces)
    return parse(f"[{joined}]" if "or" in kinds else f"{{{joined}}}")


def _split(tokens: Sequence[Token], joint: str) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in tokens:
        if token.kind == joint:
            parts.append([])
        else:
            parts[-1].append(token)
    if not all(parts):
        raise DateError("date.not_understood", text="")
    return parts


def _single(piece: Piece, notes: Notes) -> KnownDate:
    if not piece.is_range or not piece.year:
        return parse(_text(piece, notes))
    return parse("[" + ",".join(f"{first}..{last}" for first, last in piece.range()) + "]")


def _edtf(tokens: list[Token], notes: Notes) -> str:
    return _text(gather(tokens, notes), notes)


def _text(piece: Piece, notes: Notes) -> str:
    if piece.is_range and piece.year:
        raise DateError("date.not_understood", text="")
    if piece.part == 24:
        notes.add("date.which_winter")
    text = piece.edtf()
    if piece.weekday >= 0:
        point = read_point(text)
        if point.precision is not Precision.DAY or point.first_day().weekday() != piece.weekday:
            notes.add("date.other_weekday")
    return text


def _step(text: str, by: int) -> str:
    """The date just before or after one, as fine as it is: before May 2012 is April 2012 or earlier."""
    point = read_point(text)
    sign = text[len(text.rstrip("~?%")) :]
    day: date = (point.last_day() if by > 0 else point.first_day()) + timedelta(days=by)
    coarse = point.precision
    if coarse in (Precision.DECADE, Precision.CENTURY) or (point.month and not point.month.isdecimal()):
        coarse = Precision.YEAR
    if coarse is Precision.PART_OF_YEAR and int(point.month) in PARTS_OF_YEAR:
        coarse = Precision.MONTH
    return day.isoformat()[: {Precision.DAY: 10, Precision.MONTH: 7}.get(coarse, 4)] + sign
