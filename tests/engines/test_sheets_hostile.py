"""Hostile files: whatever the bytes, only the named errors are raised, and every row that was read is accounted for."""

from __future__ import annotations

import io
import random
import zipfile
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from malath.engines import sheets
from malath.engines.sheets import Kind, Level, ReadContext

FOLDER = Path(__file__).parent.parent / "fixtures" / "alerts"
FILES = {
    name: (FOLDER / name).read_bytes() for name in ("alerts_ar.xlsx", "signalements_fr.xlsx", "referrals_cp1256.csv")
}
SMALL = {"referrals_cp1256.csv": b"\r\n".join(FILES["referrals_cp1256.csv"].split(b"\r\n")[:8])}
TODAY = date(2026, 11, 21)
NASTY = st.text(st.sampled_from("=+-@\t\"';,|\r\n\x00\u202e\u200fاسم٣é0129/. "), max_size=30) | st.text(max_size=30)


def calm(examples: int) -> settings:
    """Return settings for a number of examples on a machine that others use too."""
    return settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)


def import_all(data: bytes, name: str) -> None:
    """Run a file through the whole engine and check that no row is lost."""
    try:
        table = sheets.find_table(sheets.read(data, name))
    except sheets.SheetError as error:
        assert error.code in sheets.MESSAGES and str(error)
        return
    mapping = sheets.map_columns(table)
    rows = sheets.check_rows(table, mapping, today=TODAY)
    fates = sheets.account_for_rows(table, rows)
    assert [(one.sheet, one.row) for one in fates] == [
        (s.name, r.number) for s in table.workbook.sheets for r in s.rows
    ]
    assert (
        len(rows)
        == len(table.rows)
        == sum(fate.fate in (sheets.Fate.READY, sheets.Fate.TO_FIX, sheets.Fate.DUPLICATE) for fate in fates)
    )
    for row in rows:
        assert (row.fate is sheets.Fate.TO_FIX) == (row.level is Level.ERROR)
        for one in row.problems:
            assert one.problem.code in sheets.MESSAGES
            assert "{" not in sheets.message_text(one.problem.code, dict.fromkeys(one.problem.params, 1))


@calm(150)
@given(st.binary(max_size=400), st.sampled_from(["", "a.csv", "a.tsv", "a.xlsx"]))
def test_random_bytes(data: bytes, name: str) -> None:
    import_all(data, name)


@calm(60)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf"]),
)
def test_random_bytes_behind_a_known_beginning(data: bytes, start: bytes) -> None:
    import_all(start + data, "a.xlsx")


@calm(150)
@given(
    st.lists(st.lists(NASTY, max_size=6), max_size=10),
    st.sampled_from(";,\t"),
    st.sampled_from(["utf-8", "utf-16", "cp1256"]),
)
def test_nasty_tables(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    head = delimiter.join(["Name", "DOB", "Phone", "City", "Family size", "Notes"])
    body = "\n".join(delimiter.join(row) for row in rows)

    import_all(f"{head}\n{body}".encode(encoding, "replace"), "a.csv")


@calm(120)
@given(st.sampled_from(sorted(FILES)), st.integers(0, 2**32))
def test_damaged_copies_of_the_three_files(name: str, seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(SMALL.get(name, FILES[name]))
    for _ in range(chance.randint(1, 12)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    if chance.random() < 0.2:
        del data[chance.randrange(len(data)) :]

    import_all(bytes(data), name)


@calm(60)
@given(st.integers(0, 2**32))
def test_workbooks_whose_parts_are_damaged(seed: int) -> None:
    """The zip is sound, the XML inside is not: this reaches the value reader itself."""
    chance = random.Random(seed)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(FILES["signalements_fr.xlsx"])) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            part = bytearray(source.read(name))
            for _ in range(chance.choice([0, 0, 1, 3])):
                at = chance.randrange(len(part))
                part[at : at + chance.randint(0, 3)] = bytes(chance.choice(b'<>/"0123456789AZrst=&') for _ in range(2))
            target.writestr(name, bytes(part))

    import_all(stream.getvalue(), "a.xlsx")


@calm(300)
@given(st.sampled_from(list(Kind)), NASTY | st.integers() | st.floats() | st.dates() | st.booleans() | st.datetimes())
def test_any_value_as_any_kind(kind: Kind, value: object) -> None:
    reading = sheets.read_value(kind, value, ReadContext(TODAY))  # type: ignore[arg-type]

    assert all(problem.code in sheets.MESSAGES for problem in reading.problems)
    assert (reading.value is None) <= (reading.text == "")
