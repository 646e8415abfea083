"""Turns a table as a partner really sends it into rows that a coordinator would trust (SH1; for violations, AC1 too).

    workbook = read(data, filename)             # limits, encodings, dates, formulas never run
    table = find_table(workbook)                # which sheet, which headings, the fate of every physical row
    mapping = map_columns(table)                # which column becomes which field, and why
    rows = check_rows(table, mapping, today=…)  # each row as it will become, what is wrong in which cell
    pairs = likely_duplicates(people, known)    # who may stand in two places, across scripts

Pure: no database, no clock, no settings. Messages are codes with parameters; `MESSAGES` has their English.
"""

from .alert_fields import ALERT_FIELDS, NAME_KEYS
from .duplicates import Pair, Reason, compare_people, likely_duplicates
from .errors import (
    ArchiveUnsafeError,
    CellTooLongError,
    FileDamagedError,
    FileEmptyError,
    FileProtectedError,
    FileTooLargeError,
    FormatUnknownError,
    NoTableError,
    SheetError,
    TooManyColumnsError,
    TooManyRowsError,
)
from .export import to_csv_safely
from .fields import Field, Kind
from .limits import DEFAULT_LIMITS, Limits
from .mapping import ColumnMatch, Mapping, map_columns
from .memory import forget
from .messages import MESSAGES, message_text
from .model import Cell, Fate, Level, Problem, Reading, Row, RowFate, Sheet, Table, Workbook, column_letter
from .partial_date import PartialDate
from .person import Person, person_from_row
from .read import read
from .rows import CellProblem, RowReading, account_for_rows, check_rows
from .shared_phones import mark_shared_phones
from .splitting import Split
from .table import fate_below, find_table
from .text_source import decode, guess_delimiter
from .values import ReadContext, read_value

__all__ = [
    "ALERT_FIELDS",
    "DEFAULT_LIMITS",
    "MESSAGES",
    "NAME_KEYS",
    "ArchiveUnsafeError",
    "Cell",
    "CellProblem",
    "CellTooLongError",
    "ColumnMatch",
    "Fate",
    "Field",
    "FileDamagedError",
    "FileEmptyError",
    "FileProtectedError",
    "FileTooLargeError",
    "FormatUnknownError",
    "Kind",
    "Level",
    "Limits",
    "Mapping",
    "NoTableError",
    "Pair",
    "PartialDate",
    "Person",
    "Problem",
    "ReadContext",
    "Reading",
    "Reason",
    "Row",
    "RowFate",
    "RowReading",
    "Sheet",
    "SheetError",
    "Split",
    "Table",
    "TooManyColumnsError",
    "TooManyRowsError",
    "Workbook",
    "account_for_rows",
    "check_rows",
    "column_letter",
    "compare_people",
    "decode",
    "fate_below",
    "find_table",
    "forget",
    "guess_delimiter",
    "likely_duplicates",
    "map_columns",
    "mark_shared_phones",
    "message_text",
    "person_from_row",
    "read",
    "read_value",
    "to_csv_safely",
]
