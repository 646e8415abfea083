"""Which column holds what: guessed from headings in seven languages, or told; and said aloud (BT3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.headings import HEADINGS, NUMBERED
from malath.engines.linkage.reading import Table
from malath.engines.names import normalise

# What a column may be. Parts of one name are joined in this order to a name of its own.
NAME_PARTS = ("given", "father", "grandfather", "family")
ROLES = ("id", "name", *NAME_PARTS, "dob", "age", "sex", "place", "date", "mother", "number", "text", "source")
SEVERAL = frozenset(("name", "number", "text"))

_FIRST_ROW = "; if the headings stand further down, take away the rows above them"
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The columns of one list: heading by role, several headings for some roles; and what is not used."""

    by_role: dict[str, tuple[str, ...]]
    unused: tuple[str, ...]

    def one(self, role: str) -> str | None:
        """The heading of a role that has one column, or None."""
        found = self.by_role.get(role, ())
        return found[0] if found else None

    def sentence(self, source: str) -> str:
        """What was understood, for the person who waits."""
        said = [f"{role} = {', '.join(headings)}" for role, headings in self.by_role.items()]
        if "id" not in self.by_role:
            said.append("id = the row number")
        rest = f"; not used: {', '.join(self.unused)}" if self.unused else ""
        return f"{source}: {'; '.join(said)}{rest}"


def _folded(heading: str) -> str:
    return _SIGNS.sub(" ", normalise(heading)).strip()


def _roles() -> dict[str, str]:
    known: dict[str, str] = {}
    for role, words in HEADINGS.items():
        for word in words.split("|"):
            known.setdefault(_folded(word), role)
    return known


_KNOWN = _roles()
_NUMBERED = frozenset(map(_folded, NUMBERED.split("|")))
# Of so many words are the values of a column that holds whole names, on average.
_WHOLE = 1.6


def role_of(heading: str) -> str | None:
    """What a heading seems to announce; "Name (Arabic)" and "name_2" are names too."""
    folded = _folded(heading)
    if folded in _NUMBERED:
        return "id"
    return _KNOWN.get(folded) or _KNOWN.get(re.sub(r" (?:ar|en|fr|arabic|english|arabe|\d)$", "", folded))


def guess(table: Table) -> Chosen:
    """Take each heading for what it announces. A role that has one column goes to the first heading of its kind."""
    found: dict[str, list[str]] = {}
    unused = []
    for heading in table.headings:
        role = role_of(heading)
        if role == "id" and not _names_rows(table, heading):
            role = None
        if role is None or (role not in SEVERAL and role in found):
            unused.append(heading)
        else:
            found.setdefault(role, []).append(heading)
    _one_name_word(found)
    _given_beside_family(table, found)
    return _checked(table, {role: tuple(found[role]) for role in ROLES if role in found}, tuple(unused))


def _one_name_word(found: dict[str, list[str]]) -> None:
    """ "nom" beside "prenom" is the family; alone it is the whole name. Parts beside a whole name are left to it."""
    if "family" in found and "given" not in found and "name" not in found:
        found["name"] = found.pop("family")
    elif "family" not in found and "given" in found and "name" in found and len(found["name"]) == 1:
        found["family"] = found.pop("name")


def _tells_apart(table: Table, heading: str) -> bool:
    """Whether a column that is headed as a mere number numbers the rows."""
    values = table.columns[heading].values
    return len(values) == table.rows and "" not in values


def _names_rows(table: Table, heading: str) -> bool:
    return role_of(heading) == "id" and (_folded(heading) not in _NUMBERED or _tells_apart(table, heading))


def _given_beside_family(table: Table, found: dict[str, list[str]]) -> None:
    """ "الاسم" beside "الكنية" or "اسم الأب" is the given name, if its values are single words."""
    names = found.get("name", [])
    if len(names) != 1 or "given" in found or not any(role in found for role in NAME_PARTS):
        return
    words = [len(value.split()) for value in table.columns[names[0]].values if value]
    if sum(words) < _WHOLE * len(words):
        found["given"] = found.pop("name")


def told(table: Table, columns: Sequence[tuple[str, str]], *, others: frozenset[str] = frozenset()) -> Chosen:
    """Take the columns that were named, as (role, heading); those that only the other list has are passed over.

    An id column is found by its heading where none is named. Raises LinkageError for a heading that neither list has.
    """
    found: dict[str, list[str]] = {}
    for role, heading in columns:
        if role not in ROLES:
            raise LinkageError(f"--columns: {role!r} is none of {', '.join(ROLES)}")
        if heading in table.columns:
            found.setdefault(role, []).append(heading)
        elif heading not in others:
            raise LinkageError(
                f"--columns: {table.source} has no column {heading!r}; it has {', '.join(table.headings)}"
            )
    for role, headings in found.items():
        if role not in SEVERAL and len(headings) > 1:
            raise LinkageError(f"--columns: {role} is one column; {', '.join(headings)} were given")
    if "id" not in found:
        ids = [heading for heading in table.headings if _names_rows(table, heading)]
        found.update({"id": ids[:1]} if ids else {})
    _given_beside_family(table, found)
    used = {heading for headings in found.values() for heading in headings}
    rest = tuple(heading for heading in table.headings if heading not in used)
    return _checked(table, {role: tuple(found[role]) for role in ROLES if role in found}, rest)


def parse(text: str) -> list[tuple[str, str]]:
    """`name=الاسم,dob=birth` as pairs of role and heading. Raises LinkageError where a part is not ROLE=HEADING."""
    pairs = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        role, sign, heading = part.partition("=")
        if not sign or not heading.strip():
            raise LinkageError(f"--columns: {part!r} is not ROLE=HEADING, as in name=full_name")
        pairs.append((role.strip(), heading.strip()))
    return pairs


def _checked(table: Table, by_role: dict[str, tuple[str, ...]], unused: tuple[str, ...]) -> Chosen:
    if not any(role in by_role for role in ("name", *NAME_PARTS, "number")):
        raise LinkageError(
            f"{table.source}: no column is headed as a name ({', '.join(table.headings)}); "
            f"say which it is with --columns name=HEADING{_FIRST_ROW if len(table.headings) == 1 else ''}"
        )
    return Chosen(by_role, unused)
