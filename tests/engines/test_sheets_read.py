"""Files as such: kinds, encodings, limits before unpacking, formulas never run, hidden and merged parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from malath.engines import sheets
from malath.engines.sheets import Fate, Limits, read


def xlsx(fill: Callable[[Worksheet], None], *, epoch: datetime | None = None) -> bytes:
    """Return a workbook of one sheet, filled by a function."""
    book = openpyxl.Workbook()
    if epoch is not None:
        book.epoch = epoch
    assert book.active is not None
    fill(book.active)  # type: ignore[arg-type]
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(**parts: str | bytes) -> bytes:
    """Return a zip with parts; '__' in a name stands for a slash, '_dot_' for a dot."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return stream.getvalue()


def ods(rows: str) -> bytes:
    """Return an ods with one sheet of the given rows."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="T">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
        'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
        "</manifest:manifest>"
    )
    return zipped(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        content_dot_xml=content,
        **{"META-INF/manifest.xml": manifest},
    )


def texts(data: bytes, name: str = "") -> list[list[str]]:
    """Return the texts of a file's first sheet."""
    return [[cell.text for cell in row.cells] for row in read(data, name).sheets[0].rows]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("الاسم;تاريخ\nسمر;1990\n".encode("utf-8-sig"), "UTF-8"),
        ("الاسم;تاريخ\nسمر;1990\n".encode(), "UTF-8"),
        ("الاسم;تاريخ\nسمر;1990\n".encode("utf-16"), "UTF-16"),
        ("Name;Born\nSamar;1990\n".encode("utf-16-le"), "UTF-16"),
        ("الاسم;تاريخ\nسمر;1990\n".encode("cp1256"), "Windows-1256"),
        ("Prénom;Né le\nAmélie;déjà reçu à l'été\n".encode("cp1252"), "Windows-1252"),
        ("Réf.;NOM Prénom;Né(e) le;Activité\n1;Zoé;x;écrivaine\n".encode("cp1252"), "Windows-1252"),
    ],
)
def test_the_encoding_is_guessed_and_said(data: bytes, encoding: str) -> None:
    workbook = read(data, "a.csv")

    assert workbook.notes[0].params["encoding"] == encoding
    assert "\ufffd" not in "".join(cell.text for row in workbook.sheets[0].rows for cell in row.cells)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_guessed_and_quoted_line_breaks_stay_inside(delimiter: str) -> None:
    data = (
        delimiter.join(["Name", "Phone", "Notes"])
        + "\r\n"
        + delimiter.join(["Samar", "1", '"one\ntwo, three; four"'])
        + "\r\n"
    )

    assert texts(data.encode()) == [["Name", "Phone", "Notes"], ["Samar", "1", "one\ntwo, three; four"]]


def test_ragged_and_empty_lines_keep_their_numbers() -> None:
    rows = read(b"a;b;c\n\n;;\nshort;row\n").sheets[0].rows

    assert [(row.number, len(row.cells)) for row in rows] == [(1, 3), (2, 0), (3, 3), (4, 2)]


def test_a_formula_is_flagged_and_never_run() -> None:
    def fill(sheet: Worksheet) -> None:
        sheet.append(["Name", "Phone"])
        sheet.append(["=1+1", '=HYPERLINK("http://127.0.0.1")'])

    row = read(xlsx(fill)).sheets[0].rows[1]

    assert [(cell.text, bool(cell.formula)) for cell in row.cells] == [("", True), ("", True)]


@pytest.mark.parametrize("epoch", [None, CALENDAR_MAC_1904])
def test_typed_dates_stay_dates_in_both_calendars(epoch: datetime | None) -> None:
    data = xlsx(lambda sheet: sheet.append(["Samar", date(1984, 2, 29)]), epoch=epoch)

    assert texts(data)[0][1] == "1984-02-29"


def test_merged_cells_are_expanded_and_hidden_rows_and_sheets_are_named() -> None:
    def fill(sheet: Worksheet) -> None:
        for row in (["Name", "City"], ["Samar Nasser", "Lyon"], ["Rami Nasser", None]):
            sheet.append(row)
        sheet.merge_cells("B2:B3")
        sheet.row_dimensions[2].hidden = True
        sheet.parent.create_sheet("secret").sheet_state = "hidden"  # type: ignore[union-attr]

    workbook = read(xlsx(fill))

    assert workbook.sheets[0].rows[2].cells[1].text == "Lyon" and workbook.sheets[0].rows[1].hidden
    assert {note.code for note in workbook.notes} == {"workbook.hidden_rows", "workbook.hidden_sheet"}


def test_an_ods_is_read() -> None:
    row = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>سمر</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
    )

    assert texts(
        ods(row + '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>')
    ) == [["سمر"]]


BIG_ROW = (
    '<table:table-row table:number-rows-repeated="1000000"><table:table-cell office:value-type="string">'
    "<text:p>x</text:p></table:table-cell></table:table-row>"
)
WORKBOOK = '<workbook xmlns:r="r"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>'
RELATIONS = '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>'


def raw_xlsx(sheet: str, **more: str | bytes) -> bytes:
    """Return an xlsx from a sheet's bare XML."""
    parts: dict[str, str | bytes] = {
        "xl__workbook_dot_xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": RELATIONS,
        "xl__worksheets__sheet1_dot_xml": sheet,
        **more,
    }
    return zipped(**parts)


def cell_at(reference: str, text: str = "1") -> str:
    """Return a sheet with one cell far out."""
    return f'<worksheet><sheetData><row><c r="{reference}"><v>{text}</v></c></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", sheets.FileEmptyError),
        (b" \r\n\x00 ", sheets.FileEmptyError),
        (b"x" * 20_000_001, sheets.FileTooLargeError),
        (b"PK\x03\x04" + b"\x00" * 50, sheets.FileDamagedError),
        (zipped(a="b"), sheets.FormatUnknownError),
        (b"%PDF-1.7\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e", sheets.FormatUnknownError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, sheets.FileDamagedError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), sheets.FileProtectedError),
        (zipped(**{"xl__workbook_dot_xml": b"0" * 30_000_000}), sheets.ArchiveUnsafeError),
        (raw_xlsx(cell_at("A1048576")), sheets.TooManyRowsError),
        (raw_xlsx(cell_at("XFD1")), sheets.TooManyColumnsError),
        (raw_xlsx(cell_at("A1", "9" * 20_001)), sheets.CellTooLongError),
        (raw_xlsx("<worksheet><oops"), sheets.FileDamagedError),
        (raw_xlsx('<!DOCTYPE x [<!ENTITY a "aaaa">]>' + cell_at("A1")), sheets.ArchiveUnsafeError),
        (raw_xlsx("<a>" * 300), sheets.ArchiveUnsafeError),
        (ods(BIG_ROW), sheets.TooManyRowsError),
        (b"a,b\n" * 20_001, sheets.TooManyRowsError),
        (b"a," * 201 + b"b\n", sheets.TooManyColumnsError),
        (b'a,"' + b"x" * 20_001 + b'"\n', sheets.CellTooLongError),
    ],
)
def test_a_file_out_of_bounds_raises_its_own_error(data: bytes, error: type[sheets.SheetError]) -> None:
    with pytest.raises(error) as caught:
        read(data)

    assert caught.value.code in sheets.MESSAGES and "{" not in str(caught.value)


def test_a_short_text_shared_by_very_many_cells_is_refused_before_it_is_laid_out() -> None:
    strings = f"<sst><si><t>{'x' * 10_000}</t></si></sst>"
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 8_000))

    with pytest.raises(sheets.FileTooLargeError):
        read(
            raw_xlsx(f"<worksheet><sheetData>{cells}</sheetData></worksheet>", **{"xl__sharedStrings_dot_xml": strings})
        )


def test_limits_can_be_narrowed() -> None:
    with pytest.raises(sheets.TooManyRowsError):
        read(b"a;b\nc;d\n", "a.csv", Limits(rows=1))


def test_a_file_without_a_table_says_so() -> None:
    with pytest.raises(sheets.NoTableError):
        sheets.find_table(read(b"hello\n"))


def test_titles_remarks_totals_and_repeated_headings_are_no_people() -> None:
    lines = [
        "Liste des signalements;;;",
        "Nom et prénom;Date de naissance;Téléphone;Ville",
        "Samar Nasser;1990;0639985721;Lyon",
        "Nom et prénom;Date de naissance;Téléphone;Ville",
        "Rami Nasser;1991;0639985722;Lyon",
        "NB : les dates sont approximatives, merci de vérifier.;;;",
        "Total : 2;;;",
    ]

    table = sheets.find_table(read("\n".join(lines).encode()))

    assert [fate.fate for fate in table.fates] == [
        Fate.TITLE,
        Fate.HEADING,
        Fate.DATA,
        Fate.HEADING,
        Fate.DATA,
        Fate.REMARK,
        Fate.TOTAL,
    ]
