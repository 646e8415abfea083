"""What the room says of files, cells and values, in the reader's language: a code becomes a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from malath.accountability.lists.mapping import Plan
from malath.accountability.lists.targets import KEY, KEY_LABEL, RECORD_LABELS, fields_of, targets
from malath.accountability.violations.date_wording import WORDS as DATES
from malath.accountability.violations.wording import worded
from malath.engines.sheets import column_letter

SENTENCES: Mapping[str, str | Promise] = {
    "sheet.unreadable": _("This file cannot be read as a table."),
    "sheet.empty": _("The file is empty."),
    "sheet.too_large": _("The file is too large: {found} where {limit} is the most. Send it in parts."),
    "sheet.unsafe_archive": _("The file would unpack to something out of proportion. Save it again and bring that."),
    "sheet.too_many_rows": _("The list has more than {limit} rows. Bring it in parts."),
    "sheet.too_many_columns": _("The list has {found} columns; {limit} is the most."),
    "sheet.cell_too_long": _("One cell holds more than {limit} characters."),
    "sheet.protected": _("The file is locked with a password. Save it without one and bring that."),
    "sheet.damaged": _("The file is damaged. Open it, save it again and bring that."),
    "sheet.unknown_format": _("This is not a spreadsheet. Bring xlsx, xls, ods, csv or tsv."),
    "sheet.no_table": _("No table was found in this file."),
    "workbook.encoding_mark": _("Read as {encoding}: the file says so at its start."),
    "workbook.encoding_zeros": _("Read as {encoding}: every second byte is empty."),
    "workbook.encoding_valid": _("Read as {encoding}."),
    "workbook.encoding_arabic_letters": _("Read as {encoding}: only so do the letters become Arabic words."),
    "workbook.encoding_accents": _("Read as {encoding}: only so do the accents stand in words."),
    "workbook.delimiter": _("Columns are parted by “{delimiter}”."),
    "workbook.quotes_uneven": _("A quotation mark is opened and never closed: look whether the last rows are whole."),
    "workbook.hidden_sheet": _("The sheet “{sheet}” is hidden and was not read."),
    "workbook.hidden_rows": _("In “{sheet}”, {count} rows are hidden and were read all the same: {rows}."),
    "workbook.not_a_table_sheet": _("“{sheet}” is a chart or a macro sheet and was not read."),
    "row.other_sheet": _("The sheet “{sheet}” was not read: the list stands on another one."),
    "row.empty": _("Nothing in it."),
    "row.heading": _("The headings."),
    "row.heading_again": _("The headings once more."),
    "row.above_headings": _("Above the headings."),
    "row.total": _("A total."),
    "row.remark": _("A remark."),
    "key.missing": _("No identifier stands in this row: it could not be known again."),
    "key.twice": _("The same identifier stands in several rows ({rows}): nobody can tell which of them holds."),
    "name.missing": _("Nobody is named in this row."),
    "kind.missing": _("It is not said what kind of act this is."),
    "text.broken": _("Letters were broken before the file came here."),
    "text.tidied": _("Unseen signs or spaces were taken out."),
    "value.wrong": _("“{text}” cannot be kept here."),
    "word.unknown": _("It was not decided what “{text}” means."),
    "number.wrong": _("“{text}” is not a whole number."),
    "age.absurd": _("Nobody is as old as “{text}”."),
    "party.unknown": _("Nothing of this kind that you see has the number “{text}”."),
    "party.several": _("Several stand here under the name “{text}”: write the number of the one that is meant."),
    "party.known": _("“{text}” stands here already: {number}."),
    "party.new": _("“{text}” is not known here: a new record is made, one for all rows that write it so."),
}


def sentence(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence of a code with its values; the code itself where the engine is newer than this list."""
    said = str(SENTENCES.get(code) or DATES.get(code) or code)
    try:
        return said.format(**(params or {}))
    except (KeyError, IndexError, ValueError):
        return said


def target_label(code: str) -> str:
    """What a column becomes, in words; a record that is added by its own name."""
    if code == KEY:
        return str(KEY_LABEL)
    record, _dot, name = code.partition(".")
    if not name:
        return str(RECORD_LABELS[record])
    field = fields_of(record).get(name)
    return f"{RECORD_LABELS[record]}: {field.label}" if field is not None else code


def value_words(code: str, value: Any) -> str:
    """A value of a target in words."""
    record, _dot, name = code.partition(".")
    field = fields_of(record).get(name) if name else None
    return " · ".join(worded(field, value)) if field is not None else str(value)


def choices_of_targets() -> list[tuple[str, Any]]:
    """What a column can become, record by record."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for target in targets().values():
        grouped.setdefault(str(RECORD_LABELS[target.record]), []).append((target.code, str(target.label)))
    return [("", _("Keep in the raw row alone")), (KEY, KEY_LABEL), *grouped.items()]


def columns_in_words(plan: Plan) -> list[tuple[str, str]]:
    """What becomes of each column, and what is the same for every row."""
    columns = [(said, target_label(one.to)) for said, one in zip(plan.headings, plan.columns, strict=True) if one.to]
    same = [(target_label(code), value_words(code, value)) for code, value in plan.constants.items()]
    return [*columns, *same]


def cell_name(column: int | None, number: int, headings: Sequence[str]) -> str:
    """Where a cell stands, as a spreadsheet program says it, with the heading: "D17 (age)"."""
    if column is None:
        return ""
    heading = headings[column] if column < len(headings) else ""
    return f"{column_letter(column)}{number} ({heading})" if heading else f"{column_letter(column)}{number}"
