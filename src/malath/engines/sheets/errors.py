"""Everything that can be wrong with a file as a whole, each fact a class of its own.

A room shows these to a member by `code` and `params`; the English text is in `messages.py`.
"""

from __future__ import annotations


class SheetError(Exception):
    """A file that cannot be read as a table; `code` is stable, `params` are plain values for the message."""

    code = "sheet.unreadable"

    def __init__(self, **params: str | int) -> None:
        self.params = params
        super().__init__(self.code, params)

    def __str__(self) -> str:
        from .messages import message_text

        return message_text(self.code, self.params)


class FileEmptyError(SheetError):
    """The file holds nothing at all."""

    code = "sheet.empty"


class FileTooLargeError(SheetError):
    """The file is larger than the limit, packed or unpacked."""

    code = "sheet.too_large"


class ArchiveUnsafeError(SheetError):
    """The packed file would unpack to something out of proportion, or has parts that it should not have."""

    code = "sheet.unsafe_archive"


class TooManyRowsError(SheetError):
    """More rows than the limit."""

    code = "sheet.too_many_rows"


class TooManyColumnsError(SheetError):
    """More columns than the limit."""

    code = "sheet.too_many_columns"


class CellTooLongError(SheetError):
    """One cell holds more text than the limit."""

    code = "sheet.cell_too_long"


class FileProtectedError(SheetError):
    """The file is locked with a password."""

    code = "sheet.protected"


class FileDamagedError(SheetError):
    """The file says that it is of one kind, but its inside is broken."""

    code = "sheet.damaged"


class FormatUnknownError(SheetError):
    """The file is none of the kinds that can be read: xlsx, xls, ods, csv, tsv."""

    code = "sheet.unknown_format"


class NoTableError(SheetError):
    """The file was read, but no sheet of it holds a table."""

    code = "sheet.no_table"
