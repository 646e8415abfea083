"""Which column holds what: guessed from headings in Arabic, French and English, or told; and said aloud (BT3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.reading import Table
from malath.engines.names import normalise

# What a column may be. Parts of one name are joined in this order to a name of its own.
NAME_PARTS = ("given", "father", "grandfather", "family")
ROLES = ("id", "name", *NAME_PARTS, "dob", "age", "sex", "place", "date", "mother", "number", "text", "source")
SEVERAL = frozenset(("name", "number", "text"))

_HEADINGS: dict[str, str] = {
    "id": "id|rid|record id|row id|rowid|unique id|identifier|identifiant|رقم السجل|المعرف|معرف",
    "given": "given|given name|first name|firstname|forename|prenom|prenoms|الاسم الاول|الاسم الأول",
    "father": "father|father name|fathers name|middle name|nom du pere|pere|prenom du pere|اسم الاب|اسم الأب|الاب",
    "grandfather": "grandfather|grandfather name|grandfathers name|grand pere|nom du grand pere|اسم الجد|الجد",
    "family": "family|family name|surname|last name|lastname|nom de famille|nom|الكنية|اسم العائلة|العائلة|اللقب|النسبة",
    "name": "name|full name|fullname|person|victim|victim name|name ar|name en|name fr|arabic name|english name|latin name|"
    "name arabic|name english|name latin|nom complet|nom et prenom|nom prenom|noms|nom arabe|nom latin|"
    "الاسم|اسم|الاسم الكامل|الاسم الثلاثي|الاسم الرباعي|اسم الضحية|الاسم بالعربية|الاسم بالانكليزية|الاسم بالإنجليزية|"
    "الاسم بالعربي|الاسم باللاتينية|الاسم واللقب|الاسم والنسبة",
    "dob": "dob|birth|birthdate|birth date|date of birth|born|birthday|year of birth|birth year|naissance|date de naissance|"
    "annee de naissance|ne le|nee le|ne e le|تاريخ الميلاد|الميلاد|تاريخ الولادة|الولادة|سنة الميلاد|المواليد|تولد",
    "age": "age|age years|العمر|عمر|السن",
    "sex": "sex|gender|sexe|genre|الجنس|النوع",
    "place": "place|location|city|town|village|governorate|province|region|place of event|place of arrest|birth place|birthplace|"
    "place of birth|lieu|ville|gouvernorat|lieu de naissance|المكان|المدينة|المحافظة|القرية|البلدة|مكان الحدث|مكان الولادة|مكان الاعتقال",
    "date": "date|event|event date|date of event|incident date|date of death|death date|date of arrest|arrest date|date of detention|"
    "date de l evenement|date du deces|date d arrestation|التاريخ|تاريخ الحدث|تاريخ الوفاة|تاريخ الاعتقال|تاريخ الاستشهاد|تاريخ الاختفاء",
    "mother": "mother|mother name|mothers name|name of mother|mere|nom de la mere|prenom de la mere|اسم الام|اسم الأم|الام|اسم الوالدة|الوالدة",
    "number": "number|national id|national number|id number|passport|passport number|ssn|soc sec id|social security number|phone|phone number|"
    "telephone|mobile|numero national|numero d identite|passeport|portable|الرقم الوطني|رقم الهوية|رقم الجواز|جواز السفر|الهاتف|رقم الهاتف|"
    "الجوال|الموبايل",
    "source": "source|source list|data source|source de donnees|liste source|المصدر|الجهة|مصدر البيانات",
    "text": "address|address 1|address 2|street|street number|suburb|postcode|postcode fake|post code|zip|state|occupation|profession|"
    "nationality|adresse|rue|code postal|metier|nationalite|العنوان|المهنة|الجنسية|الحي|الشارع",
}
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
    for role, words in _HEADINGS.items():
        for word in words.split("|"):
            known.setdefault(_folded(word), role)
    return known


_KNOWN = _roles()


def role_of(heading: str) -> str | None:
    """What a heading seems to announce; "Name (Arabic)" and "name_2" are names too."""
    folded = _folded(heading)
    return _KNOWN.get(folded) or _KNOWN.get(re.sub(r" (?:ar|en|fr|arabic|english|arabe|\d)$", "", folded))


def guess(table: Table) -> Chosen:
    """Take each heading for what it announces. A role that has one column goes to the first heading of its kind."""
    found: dict[str, list[str]] = {}
    unused = []
    for heading in table.headings:
        role = role_of(heading)
        if role is None or (role not in SEVERAL and role in found):
            unused.append(heading)
        else:
            found.setdefault(role, []).append(heading)
    _one_name_word(found)
    return _checked(table, {role: tuple(found[role]) for role in ROLES if role in found}, tuple(unused))


def _one_name_word(found: dict[str, list[str]]) -> None:
    """ "nom" beside "prenom" is the family; alone it is the whole name. Parts beside a whole name are left to it."""
    if "family" in found and "given" not in found and "name" not in found:
        found["name"] = found.pop("family")
    elif "family" not in found and "given" in found and "name" in found and len(found["name"]) == 1:
        found["family"] = found.pop("name")


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
        ids = [heading for heading in table.headings if role_of(heading) == "id"]
        found.update({"id": ids[:1]} if ids else {})
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
            "say which it is with --columns name=HEADING"
        )
    return Chosen(by_role, unused)
