"""What a field is: the engine knows no room; a room says which fields its table may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """How the values of a field are read."""

    NAME = "name"
    TEXT = "text"
    LONG_TEXT = "long_text"
    BIRTH = "birth"
    DATE = "date"
    EXPIRY = "expiry"
    SEX = "sex"
    YES_NO = "yes_no"
    NUMBER = "number"
    HOUSEHOLD = "household"
    PHONE = "phone"
    EMAIL = "email"
    COUNTRY = "country"
    PLACE = "place"
    URGENCY = "urgency"
    SITUATION = "situation"
    CONTACT = "contact"
    REFERENCE = "reference"
    SERIAL = "serial"


@dataclass(frozen=True, slots=True)
class Field:
    """One field that a table may have. `synonyms` are headings by language, as senders write them."""

    key: str
    kind: Kind
    required: bool = False
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
