"""Hostile spreadsheets: tables full of what no partner writes, the three sheets spoilt, and files that lie about themselves."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
from hypothesis import strategies as st

from tests.hostile import values

FOLDER = Path(__file__).parent.parent / "fixtures" / "alerts"
HEADINGS = (
    ["Name", "Date of birth", "Country", "Phone", "What happened"],
    ["الاسم", "تاريخ الميلاد", "البلد", "الهاتف", "التهديد"],
    ["Nom", "Prénom", "Date de naissance", "Pays", "Téléphone", "Menace", "Foyer"],
    ["Name", "Name", "", "Risk", "Children"],
    ["x", "y", "z"],
    ["", "", ""],
)
RIGHT = (
    "Lina Barakat", "سمر الرفاعي", "Mohamad Al-Khatib", "1990", "14/3/1988", "2001-02-03", "٠٣/٠٤/١٩٩٠", "1411 هـ", "Turkey", "تركيا", "FR",
    "+33639980014", "0639980015", "Threatened", "تهديد بالقتل", "urgent", "2 + 3", "", "", "-", "؟",
)  # fmt: skip
FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "@SUM(A1)",
    "+1-1",
    "-1+1",
    "=A1",
    "=1/0",
    "\t=1",
    "＝1+1",
)
ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1256",
    "cp1252",
    "latin-1",
    "utf-32",
    "utf-7",
    "cp037",
    "shift_jis",
)
NAMES = (
    "a.csv",
    "a.xlsx",
    "a.ods",
    "a.xls",
    "a.tsv",
    "a.txt",
    "a",
    "قائمة.csv",
    "../../a.csv",
    "a\u202evsc.exe",
    "=1.csv",
    "a" * 400 + ".csv",
)
CELLS = st.one_of(
    st.sampled_from(RIGHT),
    st.sampled_from(RIGHT),
    st.sampled_from(RIGHT),
    st.sampled_from([*values.TEXTS, *FORMULAS]),
    st.sampled_from([*values.DATES, *values.NUMBERS]),
    st.text(max_size=60),
)


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


def written(rows: list[list[Any]], *, merged: str = "", second: bool = False) -> bytes:
    """A workbook of these rows; what a workbook cannot hold is left out of it."""
    book = openpyxl.Workbook()
    page = book.active
    for row, line in enumerate(rows, 1):
        for column, value in enumerate(line, 1):
            try:
                page.cell(row, column).value = value
            except (ValueError, openpyxl.utils.exceptions.IllegalCharacterError):
                page.cell(row, column).value = "?"
    if merged:
        page.merge_cells(merged)
    if second:
        book.create_sheet("\u202eother").append(rows[0] if rows else ["x"])
    out = io.BytesIO()
    try:
        book.save(out)
    except (ValueError, TypeError, OverflowError, AttributeError):  # a value that no workbook can hold
        return b""
    return out.getvalue()


def _ods(rows: list[list[str]]) -> bytes:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = "".join(
        f"<table:table-row>{''.join(cell.format(escape(text)) for text in row)}</table:table-row>" for row in rows
    )
    names = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = "".join(f' xmlns:{short}="{names}:{short}:1.0"' for short in ("office", "table", "text"))
    table = f'<office:spreadsheet><table:table table:name="S">{lines}</table:table></office:spreadsheet>'
    content = f'<?xml version="1.0"?><office:document-content{spaces}><office:body>{table}</office:body></office:document-content>'
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": content.encode("utf-8", "replace")})


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A delimited text, well formed or not, in any encoding."""
    rows = draw(_tables())
    delimiter = draw(st.sampled_from(",;\t|"))
    ending = draw(st.sampled_from(("\n", "\r\n", "\r", "\n\n")))
    if draw(st.booleans()):
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator=ending, escapechar="\\").writerows(rows)
        text = out.getvalue()
    else:
        text = ending.join(delimiter.join(row) for row in rows)
    text = draw(st.sampled_from(("", "", "", "\ufeff", "sep=;\n", "\x00", '"', "\n\n\n"))) + text
    return text.encode(draw(st.sampled_from(ENCODINGS)), "replace")


@st.composite
def _tables(draw: st.DrawFn) -> list[list[str]]:
    heading = draw(st.sampled_from(HEADINGS))
    width = len(heading)
    rows = draw(st.lists(st.lists(CELLS, min_size=max(0, width - 1), max_size=width + 1), max_size=7))
    return [*([["List of people"], []] if draw(st.booleans()) else []), heading, *rows]


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """A workbook with values of every kind, formulas and merged cells."""
    odd = st.one_of(
        CELLS,
        st.integers(-(2**70), 2**70),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.sampled_from(
            [datetime(1900, 1, 1), date(9999, 12, 31), time(23, 59), timedelta(days=4_000_000), 60, 2_958_466, -1, 0.5]
        ),
    )
    heading = draw(st.sampled_from(HEADINGS))
    rows = draw(st.lists(st.lists(odd, min_size=1, max_size=len(heading) + 1), max_size=7))
    merged = draw(st.sampled_from(("", "", "A1:C1", "A2:A5", "A1:XFD1", "B2:D4", "A1:A1048576")))
    return written([heading, *rows], merged=merged, second=draw(st.booleans()))


@cache
def fixture_rows(name: str) -> tuple[tuple[Any, ...], ...]:
    """The rows of one of the three sheets, as a person sees them."""
    body = (FOLDER / name).read_bytes()
    if name.endswith(".csv"):
        return tuple(tuple(row) for row in csv.reader(io.StringIO(body.decode("cp1256"), newline=""), delimiter=";"))
    book = openpyxl.load_workbook(io.BytesIO(body))
    page = max(book.worksheets, key=lambda one: one.max_row)
    return tuple(tuple(row) for row in page.iter_rows(values_only=True))


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A dozen rows of one of the three sheets with their headings, cells swapped, hostile ones put in."""
    name = draw(st.sampled_from(("alerts_ar.xlsx", "signalements_fr.xlsx", "referrals_cp1256.csv")))
    chance = random.Random(draw(st.integers(0, 2**32)))
    every = fixture_rows(name)
    rows = [list(row) for row in every[:6]] + [list(row) for row in chance.sample(every[6:], 10)]
    for _ in range(draw(st.integers(1, 12))):
        one, other = chance.randrange(len(rows)), chance.randrange(len(rows))
        if not rows[one] or not rows[other]:
            continue
        a, b = chance.randrange(len(rows[one])), chance.randrange(len(rows[other]))
        act = chance.randrange(4)
        if act == 0:
            rows[one][a], rows[other][b] = rows[other][b], rows[one][a]
        elif act == 1:
            rows[one][a] = draw(CELLS)
        elif act == 2:
            rows.insert(one, list(rows[other]))
        else:
            rows[one] = rows[one][:a]
    if name.endswith(".csv") or draw(st.booleans()):
        out = io.StringIO()
        csv.writer(out, delimiter=";", escapechar="\\").writerows(
            [["" if v is None else v for v in row] for row in rows]
        )
        return out.getvalue().encode(draw(st.sampled_from(ENCODINGS)), "replace")
    return written(rows)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A right file with bytes of it changed, cut away or doubled."""
    small = written([list(HEADINGS[0]), ["Lina Barakat", "1990", "Turkey", "+33639980014", "Threatened"]])
    body = bytearray(
        draw(
            st.sampled_from(
                [
                    small,
                    _ods([list(HEADINGS[0]), ["a", "b", "c"]]),
                    (FOLDER / "referrals_cp1256.csv").read_bytes()[:3_000],
                ]
            )
        )
    )
    for _ in range(draw(st.integers(1, 8))):
        # A workbook's length differs with the clock in it: the place is drawn as a part of the whole.
        place = draw(st.integers(0, 9_999)) * len(body) // 10_000
        act = draw(st.sampled_from(("change", "change", "cut", "double")))
        if act == "change" and body:
            body[place] = draw(st.integers(0, 255))
        elif act == "cut":
            del body[place : place + draw(st.integers(1, 40))]
        else:
            body[place:place] = body[place : place + 30]
    return bytes(body)


@st.composite
def tampered(draw: st.DrawFn) -> bytes:
    """A workbook in one of whose parts something is said that no spreadsheet program writes."""
    parts: dict[str, bytes] = {}
    whole = written(
        [list(HEADINGS[0]), ["Lina Barakat", "1990", "Turkey", "+33639980014", "Threatened"]], merged="A4:B5"
    )
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    attack = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    changes = {
        "entity": lambda body: attack + body.replace(b"Lina", b"&b;&f;"),
        "huge place": lambda body: body.replace(b'r="A1"', b'r="XFD1048576"').replace(
            b'ref="A4:B5"', b'ref="A1:XFD1048576"'
        ),
        "no place": lambda body: body.replace(b'r="A1"', b'r="0"').replace(b'r="B1"', b'r="ZZZZZZZ99999999999"'),
        "string that is not there": lambda body: body.replace(b"<v>0</v>", b"<v>99999999</v>"),
        "nothing": lambda body: b"",
        "not closed": lambda body: body[: len(body) // 2],
        "deep": lambda body: b"<a>" * 50_000,
        "letters": lambda body: body.decode("utf-8", "replace").encode("utf-16"),
        "gone": None,
        "path": lambda body: body.replace(b"worksheets/sheet1.xml", b"../../../../etc/passwd"),
    }
    change = changes[draw(st.sampled_from(sorted(changes)))]
    if change is None:
        del parts[name]
    else:
        parts[name] = change(parts[name])
    return packed(parts)


def files() -> st.SearchStrategy[bytes]:
    """Any hostile file."""
    table = st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=30), min_size=3, max_size=5),
        max_size=6,
    )
    odd = table.map(lambda rows: _ods([list(HEADINGS[0]), *rows]))
    return st.one_of(
        texts(), texts(), workbooks(), spoilt(), spoilt(), damaged(), tampered(), odd, st.binary(max_size=300)
    )
