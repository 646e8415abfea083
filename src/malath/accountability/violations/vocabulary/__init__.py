"""The vocabularies of violations, in English, French and Arabic: read, found, checked and locked (SC1, SC7).

    terms("acts")                         every term of a list, by code
    label("acts", "03.03", "ar")          "اختفاء قسري"
    under("acts", "03")                   the code and all below it, for a filter
    find("acts", "الاختفاء")              terms for a picker, however the hamza is written

The lists are the text files in `files/`; README.md says how they are written and why.
"""

from malath.accountability.violations.vocabulary.errors import UnknownListError, UnknownTermError, VocabularyError
from malath.accountability.violations.vocabulary.finding import find
from malath.accountability.violations.vocabulary.lists import (
    children,
    label,
    names,
    path,
    spoken,
    term,
    terms,
    under,
    version,
)
from malath.accountability.violations.vocabulary.terms import LANGUAGES, Term

__all__ = [
    "LANGUAGES",
    "Term",
    "UnknownListError",
    "UnknownTermError",
    "VocabularyError",
    "children",
    "find",
    "label",
    "names",
    "path",
    "spoken",
    "term",
    "terms",
    "under",
    "version",
]
