"""What the spreadsheet engine says, for translation: a code of the engine becomes a sentence in the member's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.people.likeness import REASONS

# The engine fills named placeholders in braces.
SENTENCES: dict[str, str | Promise] = {
    # The file as a whole
    "sheet.unreadable": _("This file cannot be read as a table."),
    "sheet.empty": _("The file is empty."),
    "sheet.too_large": _("The file is too large: {found} where {limit} is the most."),
    "sheet.unsafe_archive": _("The file would unpack to something out of proportion. Save it again and send that."),
    "sheet.too_many_rows": _("The table has {found} rows; {limit} is the most. Send it in parts."),
    "sheet.too_many_columns": _("The table has {found} columns; {limit} is the most."),
    "sheet.cell_too_long": _("One cell holds more than {limit} characters."),
    "sheet.protected": _("The file is locked with a password. Save it without one and send it again."),
    "sheet.damaged": _("The file is damaged. Open it, save it again and send that."),
    "sheet.unknown_format": _("This is not a spreadsheet. Send xlsx, xls, ods, csv or tsv."),
    "sheet.no_table": _("No table with headings was found in this file."),
    # What had to be guessed
    "workbook.encoding_mark": _("Read as {encoding}: the file says so at its start."),
    "workbook.encoding_zeros": _("Read as {encoding}: every second byte is empty."),
    "workbook.encoding_valid": _("Read as {encoding}."),
    "workbook.encoding_arabic_letters": _("Read as {encoding}: only so do the letters become Arabic words."),
    "workbook.encoding_accents": _("Read as {encoding}: only so do the accents stand in words."),
    "workbook.delimiter": _("Columns are parted by “{delimiter}”."),
    "workbook.quotes_uneven": _("A quotation mark is opened and never closed; look whether the last rows are whole."),
    "workbook.hidden_sheet": _("The sheet “{sheet}” is hidden and was not read."),
    "workbook.hidden_rows": _("In “{sheet}”, {count} rows are hidden and were read all the same: {rows}."),
    "workbook.not_a_table_sheet": _("“{sheet}” is a chart or a macro sheet and was not read."),
    # Why a row holds nobody, or how it stands
    "row.empty": _("Nothing in this row."),
    "row.heading": _("The headings."),
    "row.heading_again": _("The headings once more."),
    "row.above_headings": _("A title above the table."),
    "row.total": _("A total, not a person."),
    "row.remark": _("A remark, not a person."),
    "row.other_sheet": _("On another sheet."),
    "row.hidden_sheet": _("On a hidden sheet."),
    "row.hidden": _("This row is hidden in the file."),
    "row.cut_short": _("The line stops after {found} of {expected} columns."),
    "row.repeats": _("Repeats row {row} to the letter."),
    "row.coloured": _("The row is marked in {colour}; the file does not say what that means."),
    # Columns
    "column.heading": _("The heading says so."),
    "column.chosen": _("You chose it."),
    "column.field_taken": _("Another column was chosen for this field."),
    "column.unmatched": _("No field has this name. Choose one, or leave the column as a note."),
    "column.empty": _("The column is empty."),
    "column.values_phone": _("The values look like telephone numbers."),
    "column.values_email": _("The values look like mail addresses."),
    "column.values_sex": _("The values look like a person's sex."),
    "column.values_birth": _("The values look like dates."),
    "column.values_country": _("The values are countries."),
    "column.values_urgency": _("The values look like degrees of urgency."),
    "column.values_name": _("The values look like names."),
    # Why two records may be one person
    **REASONS,
    # Cells
    "cell.formula": _("A formula ({formula}); its last saved result was taken, nothing was calculated."),
    "cell.two_things": _("Two things in one cell: a name and a telephone number."),
    "value.missing": _("Something is needed here."),
    "text.looks_like_formula": _("Begins like a formula; kept as plain text and never run."),
    "text.direction_control": _("Holds invisible signs that turn the writing direction; they were taken out."),
    "text.broken_encoding": _("Some letters were broken before the file came here."),
    "text.control_characters": _("Holds invisible control characters; they were taken out."),
    "name.missing": _("A name is needed, or a pseudonym."),
    "name.unknown": _("Says that the name is not known."),
    "name.has_digits": _("A name with digits in it."),
    "name.mixed_scripts": _("One word mixes Arabic and Latin letters."),
    "name.wrong_script": _("Not in the letters of this column ({expected})."),
    "name.placeholder": _("“{text}” looks like a trial entry, not a name."),
    "name.one_word": _("Only one word."),
    "name.too_long": _("Very long for a name ({length} characters)."),
    "name.no_letters": _("No letters in it."),
    "name.tidied": _("Spaces and invisible marks were tidied."),
    "date.not_understood": _("Not understood as a date."),
    "date.unknown": _("Said to be unknown."),
    "date.no_such_day": _("There is no day {day} in month {month} of {year}."),
    "date.no_such_month": _("Month {month} does not exist."),
    "date.no_such_year": _("The year {year} cannot be right."),
    "date.in_future": _("{date} is in the future."),
    "date.is_later": _("{date} is later than today."),
    "date.month_first": _("Only readable with the month first: day {day}, month {month}. Right?"),
    "date.ambiguous": _("Read as day {day}, month {month}, {year}. Right?"),
    "date.two_digit_year": _("The year was read as {year}."),
    "date.from_serial": _("The number {number} was read as a date of a spreadsheet program. Right?"),
    "date.from_hijri": _("Hijri year {year}, read as {civil}; a day or two may be off."),
    "date.other_calendar": _("The year {year} is of another calendar. Write the date in the Gregorian calendar."),
    "birth.from_age": _("Born about {year}, from the age of {age}."),
    "birth.too_long_ago": _("Born in {year}: too long ago."),
    "expiry.no_day": _("Without a day ({date}); no reminder can be exact."),
    "expiry.past": _("Ran out on {date}."),
    "expiry.far": _("{date} is very far off."),
    "expiry.without_permit": _("A date of expiry, but no permit."),
    "phone.unknown": _("Said to be unknown."),
    "phone.no_number": _("No telephone number in it."),
    "phone.not_understood": _("Not understood as a telephone number."),
    "phone.too_short": _("Too short: digits missing: {missing}."),
    "phone.too_long": _("Too long: digits too many: {extra}."),
    "phone.wrong_length": _("{digits} digits are not a length that this country uses."),
    "phone.unknown_country": _("The country code does not exist."),
    "phone.country_guessed": _("No country code; taken for {country}. Right?"),
    "phone.plus_missing": _("The + was missing; read as {number}."),
    "phone.several": _("{count} numbers; the first is taken first."),
    "phone.shared": _("The same number as in row {rows}, where someone else stands."),
    "sex.unknown": _("Said to be unknown."),
    "sex.not_understood": _("“{text}” was not understood."),
    "yes_no.unknown": _("Said to be unknown."),
    "yes_no.not_understood": _("“{text}” is neither yes nor no."),
    "situation.unknown": _("Said to be unknown."),
    "situation.not_understood": _("“{text}” was not understood."),
    "urgency.unknown": _("The sender does not know how urgent it is."),
    "urgency.not_understood": _("“{text}” is no degree of urgency that is known here."),
    "urgency.number": _("{number} on which scale? Choose how urgent it is."),
    "urgency.from_scale": _("{text} was read as {read}."),
    "urgency.from_words": _("Read as {read}."),
    "urgency.colour_says": _("The row is {colour}, which the file explains as {read}."),
    "number.unknown": _("Said to be unknown."),
    "number.not_a_number": _("“{text}” is not a number."),
    "number.with_words": _("Read as {number}; the words are kept beside it."),
    "household.one_with_children": _("One person, yet “with children”: how many are they?"),
    "household.with_children": _("With children; how many is not said."),
    "household.nobody": _("Nobody in the household?"),
    "household.very_large": _("{size} people in one household?"),
    "email.not_an_address": _("Not a mail address."),
    "country.not_in_list": _("“{text}” is not in the list of countries; kept as written."),
    "place.which_one": _("Which {place}: {countries}?"),
    "place.other_country": _("{place} is in {country}, but the country says {given}."),
    "contact.never_call": _("Asks not to be called."),
}


def sentence(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence of a code with its values; the code itself where the engine is newer than this list."""
    template = str(SENTENCES.get(code, code))
    try:
        return template.format(**_told(params or {}))
    except (KeyError, IndexError, ValueError):
        return template


# Values that are codes themselves, such as a degree of urgency that a colour stands for.
_WORDS: dict[str, Promise] = {
    "immediate": pgettext_lazy("urgency", "immediate"),
    "very_high": pgettext_lazy("urgency", "very high"),
    "high": pgettext_lazy("urgency", "high"),
    "medium": pgettext_lazy("urgency", "medium"),
    "low": pgettext_lazy("urgency", "low"),
    "arabic": pgettext_lazy("script", "Arabic"),
    "latin": pgettext_lazy("script", "Latin"),
}


def _told(params: Mapping[str, object]) -> dict[str, object]:
    """The values, with codes in words."""
    return {key: _WORDS.get(value, value) if isinstance(value, str) else value for key, value in params.items()}
