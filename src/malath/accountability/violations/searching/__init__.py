"""Search among a million acts: the rows that the viewer sees and that fit, a page at a time, and how many are documented (SC1).

    Criteria(kind="03,05", place="SY-02")         what is asked, in codes and days alone; any of several codes
    Asked(criteria, Words(...))                   the same, with what the finder proposed for words and names
    page_of(viewer, asked, after)                 a page by keyset; never an offset, never a total
    counted(viewer, asked)                        exactly up to a thousand, then "1,000+"
    counts_of(viewer, asked, several)             the same for several narrower questions, in one statement

docs/decisions/0021 says why what one sees is asked as branches.
"""

from malath.accountability.violations.searching.asking import NOBODY, Asked, Proposed
from malath.accountability.violations.searching.counting import EXACT, Count, counted, counts_of
from malath.accountability.violations.searching.criteria import (
    CODED,
    MOST_CODES,
    NONE,
    SEVERAL,
    Criteria,
    Role,
    codes_in,
)
from malath.accountability.violations.searching.paging import PAGE, Cursor, Page, page_of
from malath.accountability.violations.searching.rows import ActRow, newest_change, shown_of
from malath.accountability.violations.searching.words import proposed_for

__all__ = [
    "CODED",
    "EXACT",
    "MOST_CODES",
    "NOBODY",
    "NONE",
    "PAGE",
    "SEVERAL",
    "ActRow",
    "Asked",
    "Count",
    "Criteria",
    "Cursor",
    "Page",
    "Proposed",
    "Role",
    "codes_in",
    "counted",
    "counts_of",
    "newest_change",
    "page_of",
    "proposed_for",
    "shown_of",
]
