"""Files made to exhaust or mislead a reader, and odd ones that people do send; each is made when it is wanted."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

from tests.hostile.sheets import HEADINGS, packed, written

HEAD = "Name;Date of birth;Country;What happened\n"
ROW = "Lina Barakat;1990;Turkey;Threatened\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _encrypted() -> bytes:
    return OLE + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 2_000


def _zip_in_zip() -> bytes:
    return packed({"xl/workbook.xml": packed({"a": b"0" * 10_000_000}) * 3})


def _lying_size() -> bytes:
    """A part whose directory entry says ten bytes and whose content is a hundred million."""
    whole = bytearray(packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"0" * 50_000_000}))
    place = whole.rfind(b"PK\x01\x02")
    whole[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(whole)


def _laughs() -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{lines}]><workbook>&l9;</workbook>'
    return packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": body.encode()})


def _many_parts() -> bytes:
    return packed({f"xl/{n}.xml": b"" for n in range(3_000)})


def _locked_zip() -> bytes:
    whole = bytearray(written([list(HEADINGS[0]), ["a", "b"]]))
    place = 0
    while (place := whole.find(b"PK\x01\x02", place)) >= 0:
        whole[place + 8] |= 1
        place += 4
    return bytes(whole)


def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for _ in range(2):
            archive.writestr("xl/workbook.xml", b"<x/>")
    return out.getvalue()


REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "spaces": lambda: b" \r\n" * 400,
    "zeros": lambda: b"\x00" * 100_000,
    "encrypted": _encrypted,
    "locked": _locked_zip,
    "a bomb": lambda: packed({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"0" * 60_000_000}),
    "a bomb in a bomb": _zip_in_zip,
    "a size that lies": _lying_size,
    "a billion laughs": _laughs,
    "three thousand parts": _many_parts,
    "the same part twice": _twice,
    "an archive of nothing": lambda: packed({}),
    "a million columns": lambda: (",".join(["x"] * 1_000_000) + "\n" + ",".join(["y"] * 1_000_000)).encode(),
    "one row of ten million letters": lambda: (HEAD + "a" * 10_000_000 + ";1990\n").encode(),
    "a hundred thousand rows": lambda: (HEAD + ROW * 100_000).encode(),
    "a quote that never ends": lambda: (HEAD + '"' + ROW * 5_000).encode(),
    "larger than any": lambda: b"a;b\n" * 6_000_000,
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "a program": lambda: b"MZ" + b"\x90\x00" * 4_000,
    "a web page": lambda: b"<html><table><tr><td>Name</td></tr></table></html>",
}
READ: dict[str, Callable[[], bytes]] = {
    "headings alone": lambda: HEAD.encode(),
    "carriage returns alone": lambda: (HEAD + ROW).replace("\n", "\r").encode(),
    "a mark twice": lambda: b"\xef\xbb\xbf\xef\xbb\xbf" + (HEAD + ROW).encode(),
    "UTF-16": lambda: (HEAD + ROW).encode("utf-16"),
    "UTF-16 without a mark": lambda: (HEAD + ROW).encode("utf-16-le"),
    "Windows-1256": lambda: "الاسم;تاريخ الميلاد;البلد;التهديد\nسمر الرفاعي;1990;تركيا;تهديد\n".encode("cp1256"),
    "a NUL in a cell": lambda: (HEAD + ROW.replace("Lina", "Li\x00na") + ROW * 4).encode(),
    "an odd quote": lambda: (HEAD + ROW + 'Sami "Abu Karim Nasr;1991;Jordan;Followed\n').encode(),
    "formulas": lambda: (HEAD + "=1+1;=1;=cmd|x;@x\n" + ROW).encode(),
    "wrongly called": lambda: written([list(HEADINGS[0]), ["Lina Barakat", "1990", "Turkey", "", "Threatened"]]),
}
