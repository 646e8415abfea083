"""Pseudonyms: a plant, a bird or a shape of the land, and a number. No given name, no town, no family name."""

from __future__ import annotations

import secrets

from malath.people.models import Person

_PLAIN = (
    "ZAYTUN RUMMAN LAWZ JAWZ FUSTUQ BUNDUQ SANAWBAR SARW SINDIYAN BALLUT HAWR DARDAR ZAATAR SUMMAQ KAMMUN ZAAFARAN "
    "HABAQ NAANA QURUNFUL LAYMUN BURTUQAL MISHMISH IJJAS SAFARJAL INAB KARAZ TUFFAH QAMH SUMSUM ADAS BALAH NAKHL "
    "QASAB KHUZAMA BABUNAJ BARQUQ KASTANA SAFSAF KHARRUB ZANJABIL YANSUN HINDIBA HUDHUD USFUR SUNUNU HASSUN SHAHRUR "
    "QUMRI HAJAL LAQLAQ NAWRAS IWAZZ BASHIQ DULFIN FARASHA NAHLA WADI NAHR TALL SAHL RABIYA GHABA BUSTAN NABA "
    "SHALLAL BUHAYRA SHATI KHALIJ JAZIRA SAKHR RAML KAHF MURUJ SAHAB DABAB FANUS QINDIL MIRSAT SHIRA MIJDAF BAWWABA "
    "QANTARA MANARA SARIYA "
)
WORDS = _PLAIN.split()
_TRIES = 12


def _free(pseudonym: str) -> bool:
    known = Person.objects.unscoped(reason="pseudonyms are unique in the coalition")
    return not known.filter(pseudonym=pseudonym).exists()


def new_pseudonym() -> str:
    """A pseudonym that nobody in the coalition has: ZAYTUN-27. Chosen at random, so that it tells nothing."""
    for most in (99, 999, 9999, 999_999):
        for _try in range(_TRIES):
            pseudonym = f"{secrets.choice(WORDS)}-{secrets.randbelow(most - 1) + 2}"
            if _free(pseudonym):
                return pseudonym
    raise RuntimeError("no free pseudonym")
