"""The fields of each record: what a statement can say (HURIDOCS events model; codes from our own vocabularies).

One table: forms, pages, imports and exports read it. A field's `column` is the plain column of the record that the main
statement fills, for filters and order; all other values are sealed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(StrEnum):
    """What a value is: how it is asked, checked and shown."""

    LINE = "line"  # str
    TEXT = "text"  # str, many lines
    NAMES = "names"  # list of str
    TERM = "term"  # code of a vocabulary
    TERMS = "terms"  # list of such codes
    WHEN = "when"  # EDTF text
    PLACE = "place"  # code of a place
    NUMBER = "number"  # int, not negative
    FLAG = "flag"  # bool
    FATE = "fate"  # {"fate": code, "known": "known"|"claimed"|"unknown"}


@dataclass(frozen=True)
class Field:
    """A field of a record. `terms` names the vocabulary of a TERM; `huridocs` its number in the events model."""

    code: str
    kind: Kind
    label: str | Promise
    terms: str = ""
    column: str = ""
    huridocs: str = ""


def _table(*fields: Field) -> Mapping[str, Field]:
    return {field.code: field for field in fields}


EVENT = _table(
    Field("title", Kind.LINE, _("Title"), huridocs="0102"),
    Field("narrative", Kind.TEXT, _("What happened"), huridocs="0123"),
    Field("when", Kind.WHEN, _("When"), column="when", huridocs="0108"),
    Field("when_reason", Kind.TERM, _("Why the date is not exact"), terms="date_reasons"),
    Field("place", Kind.PLACE, _("Governorate or district"), column="place", huridocs="0103"),
    Field("place_words", Kind.LINE, _("Exact place"), huridocs="0104"),
    Field("rights", Kind.TERMS, _("Rights affected"), terms="rights", huridocs="0114"),
    Field("status", Kind.TERM, _("Is it a violation?"), terms="violation_status", column="status", huridocs="0112"),
    Field("impact", Kind.TEXT, _("What it meant"), huridocs="0124"),
    Field("remarks", Kind.TEXT, _("Remarks")),
)
ACT = _table(
    Field("kind", Kind.TERM, _("Kind of act"), terms="acts", column="kind", huridocs="2109"),
    Field("when", Kind.WHEN, _("When"), column="when", huridocs="2111"),
    Field("when_reason", Kind.TERM, _("Why the date is not exact"), terms="date_reasons"),
    Field("place", Kind.PLACE, _("Governorate or district"), column="place"),
    Field("place_words", Kind.LINE, _("Exact place"), huridocs="2112"),
    Field("location", Kind.TERM, _("Kind of place"), terms="places", huridocs="2120"),
    Field("methods", Kind.TERMS, _("Methods"), terms="methods", huridocs="2114"),
    Field("reason", Kind.LINE, _("Reason that was given")),
    Field("age", Kind.NUMBER, _("Age of the victim then"), huridocs="2117"),
    Field("victim_status", Kind.TERM, _("The victim afterwards"), terms="victim_status", column="victim_status"),
    Field("characteristics", Kind.TERMS, _("Why them"), terms="characteristics"),
    Field("whereabouts", Kind.TERMS, _("Whereabouts and contact"), terms="whereabouts"),
    Field("fate", Kind.FATE, _("Fate"), terms="fates"),
    Field("detention", Kind.TERM, _("Kind of detention"), terms="detention_types"),
    Field("physical", Kind.TEXT, _("Consequences for the body")),
    Field("psychological", Kind.TEXT, _("Consequences for the mind")),
    Field("counsel", Kind.LINE, _("Lawyer and court")),
    Field("last_seen", Kind.WHEN, _("Last seen or heard of")),
    Field("last_seen_place", Kind.LINE, _("Where they were last seen, and by whom")),
    Field("clothes", Kind.TEXT, _("Clothes, and what they carried")),
    Field("captors", Kind.LINE, _("Those who took them: number, uniforms, vehicles, words")),
    Field("warrant", Kind.LINE, _("Warrant that was shown, and who issued it")),
    Field("ordered_by", Kind.LINE, _("Authority that ordered the detention")),
    Field("charges", Kind.LINE, _("Charges")),
    Field("case_number", Kind.LINE, _("Court and number of the case")),
    Field("sentence", Kind.LINE, _("Sentence")),
    Field("statement", Kind.LINE, _("Statement that was signed, and how")),
    Field("care", Kind.TEXT, _("Health in detention, and medical care")),
    Field("pregnancy", Kind.LINE, _("Pregnancy, or a child born in detention")),
    Field("outside", Kind.TEXT, _("Last letter, visit or call")),
    Field("released", Kind.WHEN, _("When they were released")),
    Field("death_certificate", Kind.LINE, _("Death certificate: who issued it, cause that it states")),
    Field("autopsy", Kind.LINE, _("Autopsy, and what it found")),
    Field("remains", Kind.LINE, _("Remains: where they are, how they were identified")),
    Field("attribution", Kind.TERM, _("On what ground it is attributed"), terms="attribution"),
    Field("laws", Kind.LINE, _("National law that was invoked")),
    Field("loss", Kind.LINE, _("What was lost or destroyed")),
    Field("outlet_kind", Kind.TERM, _("Kind of outlet"), terms="outlets"),
    Field("outlet", Kind.LINE, _("Outlet: broadcaster, paper, channel or account")),
    Field("quote", Kind.TEXT, _("The words, in their own language")),
    Field("quote_language", Kind.LINE, _("Language of the words")),
    Field("translation", Kind.TEXT, _("The words in translation")),
    Field("reach", Kind.LINE, _("How many it reached, as a source says")),
    Field("remarks", Kind.TEXT, _("Remarks")),
)
INVOLVEMENT = _table(
    Field("kind", Kind.TERM, _("Kind of perpetrator"), terms="perpetrators", column="kind", huridocs="2404"),
    Field("degree", Kind.TERM, _("Part in the act"), terms="involvement", column="degree", huridocs="2403"),
    Field("remarks", Kind.TEXT, _("Remarks")),
)
INFORMATION = _table(
    Field("connection", Kind.TERM, _("How the source knows"), terms="source_connection", column="connection"),
    Field("material", Kind.TERM, _("Kind of material"), terms="source_material", column="material"),
    Field("reliability", Kind.TERM, _("Reliability of the source"), terms="reliability", column="reliability"),
    Field("when", Kind.WHEN, _("When it was told or made")),
    Field("language", Kind.LINE, _("Language")),
    Field("text", Kind.TEXT, _("What the source says")),
    Field("remarks", Kind.TEXT, _("Remarks")),
)
INTERVENTION = _table(
    Field("kind", Kind.TERM, _("What was done"), terms="interventions", column="kind"),
    Field("when", Kind.WHEN, _("When")),
    Field("asked", Kind.LINE, _("Of whom it was asked")),
    Field("response", Kind.TERM, _("Answer"), terms="responses"),
    Field("remarks", Kind.TEXT, _("Remarks")),
)
HOLDING = _table(
    Field("when", Kind.WHEN, _("From when to when")),
    Field("site", Kind.LINE, _("Where, in the source's words")),
    Field("conditions", Kind.TEXT, _("Conditions")),
    Field("remarks", Kind.TEXT, _("Remarks")),
)
LINK = _table(Field("remarks", Kind.TEXT, _("Remarks")))
TIE = _table(
    Field("when", Kind.WHEN, _("From when to when")),
    Field("position", Kind.LINE, _("Position or rank")),
    Field("remarks", Kind.TEXT, _("Remarks")),
)
PERSON = _table(
    Field("name", Kind.LINE, _("Name"), huridocs="0902"),
    Field("names", Kind.NAMES, _("Other names and spellings"), huridocs="0903"),
    Field("sex", Kind.TERM, _("Sex"), terms="sex", huridocs="0911"),
    Field("birth", Kind.WHEN, _("Born"), huridocs="0907"),
    Field("birth_place", Kind.LINE, _("Place of birth")),
    Field("death", Kind.WHEN, _("Died")),
    Field("mother", Kind.LINE, _("Mother's name")),
    Field("father", Kind.LINE, _("Father's name")),
    Field("grandfather", Kind.LINE, _("Grandfather's name")),
    Field("civil_status", Kind.LINE, _("Civil status")),
    Field("family", Kind.TEXT, _("Spouse, children, others who depend on them")),
    Field("searcher", Kind.TEXT, _("Who of the family searches for them, and how to reach them")),
    Field("address", Kind.LINE, _("Last address")),
    Field("id_document", Kind.LINE, _("Identity document: kind, number, issued by")),
    Field("passport", Kind.LINE, _("Passport: number, issued by")),
    Field("education", Kind.LINE, _("Education")),
    Field("languages", Kind.LINE, _("Languages")),
    Field("origin", Kind.LINE, _("Ethnic or religious group, as they state it")),
    Field("height", Kind.LINE, _("Height and build")),
    Field("appearance", Kind.LINE, _("Hair, eyes, skin, beard")),
    Field("marks", Kind.TEXT, _("Scars, tattoos, birthmarks, prostheses")),
    Field("teeth", Kind.TEXT, _("Teeth, fractures, operations")),
    Field("health", Kind.TEXT, _("Health, illnesses, medicines they need")),
    Field("sample", Kind.LINE, _("Genetic sample of relatives: who gave it, where it is kept")),
    Field("occupation", Kind.LINE, _("Occupation")),
    Field("nationality", Kind.LINE, _("Nationality")),
    Field("characteristics", Kind.TERMS, _("Relevant characteristics"), terms="characteristics"),
    Field("reference", Kind.LINE, _("Identifier in a list")),
    Field("description", Kind.TEXT, _("Description")),
    Field("size", Kind.NUMBER, _("How many people the group is")),
    Field("remarks", Kind.TEXT, _("Remarks")),
)
BODY = _table(
    Field("name", Kind.LINE, _("Name"), huridocs="0902"),
    Field("names", Kind.NAMES, _("Other names")),
    Field("when", Kind.WHEN, _("Known under this name from when to when")),
    Field("place", Kind.PLACE, _("Governorate or district"), column="place"),
    Field("remarks", Kind.TEXT, _("Remarks")),
)

BODYNAME = _table(
    Field("name", Kind.LINE, _("Name")),
    Field("when", Kind.WHEN, _("From when to when")),
    Field("remarks", Kind.TEXT, _("Remarks")),
)
BELONGING = _table(Field("when", Kind.WHEN, _("From when to when")), Field("remarks", Kind.TEXT, _("Remarks")))
POST = _table(
    Field("kind", Kind.TERM, _("Kind of post"), terms="posts"),
    Field("position", Kind.LINE, _("Position or rank")),
    Field("when", Kind.WHEN, _("From when to when")),
    Field("remarks", Kind.TEXT, _("Remarks")),
)

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "event": EVENT,
    "act": ACT,
    "involvement": INVOLVEMENT,
    "information": INFORMATION,
    "intervention": INTERVENTION,
    "holding": HOLDING,
    "eventlink": LINK,
    "tie": TIE,
    "person": PERSON,
    "body": BODY,
    "bodyname": BODYNAME,
    "belonging": BELONGING,
    "post": POST,
}


def field_of(record: str, code: str) -> Field:
    """The field of a kind of record ("act", "event", …); KeyError where there is none."""
    return FIELDS[record][code]
