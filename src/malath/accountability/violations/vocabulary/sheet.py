"""A list as a table for a reviewer who works in a spreadsheet.

python -m malath.accountability.violations.vocabulary.sheet acts > acts.csv
"""

from __future__ import annotations

import csv
import sys
from typing import TextIO

from malath.accountability.violations.vocabulary.errors import UnknownListError
from malath.accountability.violations.vocabulary.lists import names, terms
from malath.accountability.violations.vocabulary.terms import LANGUAGES

MAPPINGS = ("huridocs", "rome", "articles", "also", "since", "retired")
COLUMNS = ("code", *LANGUAGES, *MAPPINGS, *(f"reviewed_{language}" for language in LANGUAGES))


def write(name: str, out: TextIO) -> None:
    """Write a list as CSV, a term a row, drafts with an empty review. Raises UnknownListError."""
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for one in terms(name).values():
        rows.writerow(
            (
                one.code,
                *(one.labels[language] for language in LANGUAGES),
                one.huridocs,
                ", ".join(one.rome),
                ", ".join(one.articles),
                ", ".join(one.also),
                one.since,
                one.retired or "",
                *(one.reviewed.get(language, "") for language in LANGUAGES),
            )
        )


def main(arguments: list[str]) -> int:
    """Print the list that is named; without a name, the names of all."""
    if not arguments:
        print("\n".join(names()))
        return 0
    try:
        # The mark at the head tells spreadsheets that the file is UTF-8; without it Arabic opens as rubbish.
        terms(arguments[0])
        sys.stdout.write("\ufeff")
        write(arguments[0], sys.stdout)
    except UnknownListError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
