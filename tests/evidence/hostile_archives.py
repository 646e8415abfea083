"""Bombs and archives that climb, lie, lock or do not end."""

from __future__ import annotations

import bz2
import gzip
import io
import struct
import zipfile
from collections.abc import Iterator

from tests.evidence import samples
from tests.evidence.hostile import Hostile, office_of


def bombs() -> Iterator[Hostile]:
    """What is small and unpacks without measure."""
    zeros = bytes(40 * 1024 * 1024)
    yield Hostile("zip bomb", "bomb.zip", samples.zipped({f"{number}.bin": zeros for number in range(4)}))
    yield Hostile("gzip bomb", "bomb.gz", gzip.compress(zeros))
    yield Hostile("gzip in gzip", "bomb.gz", gzip.compress(gzip.compress(gzip.compress(zeros))))
    yield Hostile("bzip2 bomb", "bomb.bz2", bz2.compress(zeros))
    yield Hostile("docx bomb", "bomb.docx", samples.docx(extra={"word/header1.xml": b"<w:t>" + zeros}))
    yield Hostile(
        "docx of many parts",
        "many.docx",
        samples.docx(extra={f"word/header{n}.xml": b" " * 9_000_000 for n in range(9)}),
    )
    yield Hostile(
        "xlsx bomb", "bomb.xlsx", office_of("xl/sharedStrings.xml", b"<sst>" + b"<si><t>A</t></si>" * 2_000_000)
    )
    yield Hostile("zip that lies on sizes", "lie.zip", _lying(samples.zipped({"a.txt": zeros})))
    nested = samples.zipped({"end.txt": zeros})
    for depth in range(12):
        nested = samples.zipped({f"{depth}-{copy}.zip": nested for copy in range(3)})
        yield Hostile(f"zip in zip, {depth} deep", "nested.zip", nested)
        if len(nested) > 2_000_000:
            break
    yield Hostile("many empty entries", "many.zip", _many(30_000))
    for levels in (5, 9, 20):
        yield Hostile(f"billion laughs, {levels}", "laughs.xml", _laughs(levels))
        yield Hostile(f"billion laughs in svg, {levels}", "laughs.svg", _laughs(levels, "svg"))
        yield Hostile(
            f"billion laughs in docx, {levels}", "laughs.docx", office_of("word/document.xml", _laughs(levels))
        )
    quadratic = b'<!DOCTYPE x [<!ENTITY a "' + b"A" * 100_000 + b'">]><x>' + b"&a;" * 50_000 + b"</x>"
    yield Hostile("quadratic entities", "quadratic.docx", office_of("word/document.xml", quadratic))
    yield Hostile("tags without end", "deep.docx", office_of("word/document.xml", b"<a>" * 500_000))
    yield Hostile("html without end", "deep.html", b"<!doctype html><html>" + b"<div>" * 300_000)
    yield Hostile("one attribute of megabytes", "wide.html", b"<html><a href='" + b"x" * 4_000_000)


def archives() -> Iterator[Hostile]:
    """Archives whose names or lists harm."""
    for name in (
        "../../../etc/passwd",
        "/etc/passwd",
        "C:\\Windows\\x.dll",
        "..\\..\\x",
        "a/../../b",
        "x" * 3_000,
        "a\x1b[31m",
        "\u202egpj.exe",
        "e\u0301te\u0301",
        "con",
    ):
        yield Hostile(f"zip slip {name[:20]!r}", "slip.zip", samples.zipped({name: b"x"}))
    yield Hostile("zip with a link", "link.zip", _linked("/etc/shadow"))
    yield Hostile("zip with a device", "device.zip", _linked("x", mode=0o020666))
    plain = samples.zipped({"a.txt": b"x" * 100, "b.txt": b"y"})
    yield Hostile("zip without its end", "cut.zip", plain[:-10])
    yield Hostile("zip without its beginning", "cut.zip", plain[20:])
    yield Hostile("zip with a vast list", "list.zip", plain[:-10] + b"\xff\xff\xff\xf0" + plain[-6:])
    yield Hostile(
        "zip locked",
        "locked.zip",
        plain.replace(b"PK\x03\x04\x14\0\0\0", b"PK\x03\x04\x14\0\x01\0").replace(
            b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0"
        ),
    )
    yield Hostile(
        "zip 64 of nothing",
        "zip64.zip",
        b"PK\x06\x06" + b"\xff" * 52 + b"PK\x06\x07" + b"\xff" * 16 + b"PK\x05\x06" + b"\xff" * 16 + b"\0\0",
    )
    yield Hostile("rar that is none", "a.rar", b"Rar!\x1a\x07\x01\0" + b"\xff" * 100)
    yield Hostile("7z that is none", "a.7z", b"7z\xbc\xaf\x27\x1c" + b"\xff" * 100)
    yield Hostile("tar that is none", "a.tar", b"a" * 257 + b"ustar" + b"\xff" * 300)


def _laughs(levels: int, root: str = "x") -> bytes:
    lines = ['<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, levels + 1)]
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{"".join(lines)}]><{root}>&a{levels};</{root}>'.encode()


def _many(number: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for entry in range(number):
            archive.writestr(str(entry), b"")
    return stream.getvalue()


def _lying(archive: bytes) -> bytes:
    at = archive.rindex(b"PK\x01\x02")
    return archive[: at + 24] + struct.pack("<I", 10) + archive[at + 28 :]


def _linked(target: str, mode: int = 0o120777) -> bytes:
    stream = io.BytesIO()
    entry = zipfile.ZipInfo("link")
    entry.external_attr = mode << 16
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(entry, target)
    return stream.getvalue()
