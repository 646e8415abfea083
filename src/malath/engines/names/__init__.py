"""Arabic and Latin personal names: normalise, split, key, compare, find while typing (SC10, BT3, SH1).

compare("د. أحمد عبد الله الشامي", "Ahmed Abdallah Al-Chami").score
index = NameIndex(); index.put("p1", ["أحمد الشامي"]); index.find("chami ah")
"""

from malath.engines.names.compare import Comparison, Part, compare, duplicate_score
from malath.engines.names.index import Hit, NameIndex
from malath.engines.names.keys import coarse, coarse_variants, key
from malath.engines.names.letters import ARABIC_DIGITS, fold_digits, is_arabic, normalise
from malath.engines.names.roles import RolePart, Roles, roles
from malath.engines.names.tokens import Piece, pieces, tokens

__all__ = [
    "ARABIC_DIGITS",
    "Comparison",
    "Hit",
    "NameIndex",
    "Part",
    "Piece",
    "RolePart",
    "Roles",
    "coarse",
    "coarse_variants",
    "compare",
    "duplicate_score",
    "fold_digits",
    "is_arabic",
    "key",
    "normalise",
    "pieces",
    "roles",
    "tokens",
]
