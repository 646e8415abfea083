"""Dates as people know them (documentation 9.6): about 2013, spring 2012, day unknown, between two dates.

    when = parse("2012-21")                         # EDTF in, a KnownDate out, or a DateError with a code
    when.earliest, when.latest, when.sort_key       # for columns, searching and sorting
    when.overlaps(Period(first, last))              # possibly; `within` surely
    read_written("حوالي 2013", Limits(today)).date  # what people write, in Arabic, English and French
    in_words(when, "fr")                            # « printemps 2012 »

Pure: no database, no clock, no settings. Messages are codes with parameters; `MESSAGES` has their English.
"""

from .errors import MESSAGES, DateError
from .known_date import Edge, KnownDate, Period, Shape, Span
from .parsing import Limits, check, parse
from .point import Point, Precision
from .widths import DEFAULT_WIDTHS, Widths
from .wording import in_words
from .written import WrittenDate, read_written

__all__ = [
    "DEFAULT_WIDTHS",
    "MESSAGES",
    "DateError",
    "Edge",
    "KnownDate",
    "Limits",
    "Period",
    "Point",
    "Precision",
    "Shape",
    "Span",
    "Widths",
    "WrittenDate",
    "check",
    "in_words",
    "parse",
    "read_written",
]
