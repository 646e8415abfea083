"""Pictures and films that flood, lie or lead in circles, and files that are two things at once."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.evidence import samples
from tests.evidence.hostile import Hostile


def pictures() -> Iterator[Hostile]:
    """Headers that promise too much, and tables that lead round."""
    for width, height in (
        (65_535, 65_535),
        (65_000, 65_000),
        (1, 2_000_000),
        (2**31 - 1, 2**31 - 1),
        (0, 0),
        (30_000, 2_000),
    ):
        yield Hostile(f"png header {width}x{height}", "flood.png", _png(width, height))
    yield Hostile("png bomb", "bomb.png", _png(7_000, 7_000, bytes(7_001 * 7_000)))
    yield Hostile("png bomb, colours", "bomb.png", _png(7_500, 7_500, bytes(7_500 * (7_500 * 3 + 1)), colour=2))
    yield Hostile("png of one line", "line.png", _png(20_000_000, 1, bytes(20_000_001)))
    yield Hostile(
        "png with a text bomb",
        "text.png",
        _png(8, 8, bytes(9 * 8), extra=_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50_000_000)))),
    )
    yield Hostile(
        "png with a profile bomb",
        "icc.png",
        _png(8, 8, bytes(9 * 8), extra=_chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(50_000_000)))),
    )
    yield Hostile("gif of many frames", "many.gif", _gif(4_000))
    yield Hostile(
        "gif 65535 wide",
        "flood.gif",
        b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + samples.saved(samples.scene().resize((60, 40)), "GIF")[10:],
    )
    tiff = samples.saved(samples.scene().resize((60, 40)), "TIFF")
    yield Hostile("tiff that leads round", "loop.tif", b"II*\0\x08\0\0\0\0\0\x08\0\0\0")
    yield Hostile("tiff with 65535 tags", "tags.tif", b"II*\0\x08\0\0\0\xff\xff" + bytes(range(256)) * 200)
    yield Hostile("tiff and its end", "end.tif", tiff[:4] + b"\xff\xff\xff\x7f" + tiff[8:])
    for width in (65_500, 20_000):
        jpeg = bytearray(samples.photo(samples.scene().resize((64, 64))))
        at = jpeg.index(b"\xff\xc0")
        jpeg[at + 5 : at + 9] = struct.pack(">HH", width, width)
        yield Hostile(f"jpeg {width} wide", "flood.jpg", bytes(jpeg))
    yield Hostile(
        "bmp of another size",
        "size.bmp",
        b"BM" + struct.pack("<IHHIIiiHHIIiiII", 100, 0, 0, 54, 40, 60_000, -60_000, 1, 24, 0, 0, 0, 0, 0, 0),
    )
    yield Hostile("webp header", "flood.webp", b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0" + b"\xff" * 6 + b"VP8 ")
    yield Hostile(
        "jpeg 2000 of nothing",
        "nothing.jp2",
        b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0\0\0\x14ftypjp2 \0\0\0\0jp2 " + b"\xff" * 60,
    )
    yield Hostile(
        "exif that leads round", "exif.jpg", _exif(b"II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\x08\0\0\0\0\0\0\0")
    )
    yield Hostile("exif with a tail of lies", "exif.jpg", _exif(b"MM\0*\0\0\0\x08" + b"\xff" * 200))
    yield Hostile("heic that is none", "photo.heic", b"\0\0\0\x18ftypheic" + bytes(40))


def media() -> Iterator[Hostile]:
    """Films, sound, and play lists that name other files."""
    yield Hostile(
        "play list that reads files",
        "a.m3u8",
        b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    )
    yield Hostile(
        "play list called video", "a.mp4", b"#EXTM3U\n#EXTINF:1,\nconcat:http://127.0.0.1/|file:///etc/passwd\n"
    )
    yield Hostile(
        "play list called avi", "a.avi", b"RIFF\xff\xff\xff\xffAVI LIST" + b"#EXTM3U\nfile:///etc/passwd\n" * 9
    )
    yield Hostile("concat list", "a.txt", b"ffconcat version 1.0\nfile /etc/passwd\n")
    yield Hostile(
        "mp4 of vast boxes",
        "a.mp4",
        b"\0\0\0\x18ftypisom" + bytes(12) + b"\0\0\0\x01moov\xff\xff\xff\xff\xff\xff\xff\xff",
    )
    yield Hostile("mp4 of nested boxes", "a.mp4", b"\0\0\0\x18ftypisom" + bytes(12) + b"\0\x0f\xff\xffmoov" * 50_000)
    film = samples.video()
    yield Hostile(
        "mp4 of a vast picture", "a.mp4", film.replace(struct.pack(">HH", 480, 360), struct.pack(">HH", 65_535, 65_535))
    )
    yield Hostile("mp4 of vast tables", "a.mp4", film.replace(b"stsz\0\0\0\0\0\0\0\0", b"stsz\0\0\0\0\0\0\0\xff"))
    yield Hostile("ogg of pages alone", "a.ogg", b"OggS\0\x02" * 20_000)
    yield Hostile("matroska of nothing", "a.mkv", b"\x1aE\xdf\xa3" + b"\xff" * 500)
    yield Hostile(
        "wav without end",
        "a.wav",
        b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x20\0data\xff\xff\xff\xff"
        + bytes(99),
    )
    yield Hostile("mp3 of tags", "a.mp3", b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + b"TXXX\x7f\x7f\x7f\x7f\0\0" * 999)


def polyglots() -> Iterator[Hostile]:
    """Two things at once, and things under a false name."""
    archive = samples.zipped({"META-INF/MANIFEST.MF": b"Main-Class: X", "X.class": b"\xca\xfe\xba\xbe"})
    script = b"<script>alert(document.cookie)</script>"
    for form in ("GIF", "PNG", "JPEG", "WEBP", "TIFF", "BMP"):
        picture = samples.saved(samples.scene().resize((60, 40)), form)
        ending = form.lower()
        yield Hostile(f"{form} and archive", f"a.{ending}", picture + archive)
        yield Hostile(f"{form} and script", f"a.{ending}", picture + script)
        yield Hostile(f"{form} and php", f"a.{ending}", picture + b"<?php system($_GET[0]); ?>")
        yield Hostile(f"{form} and pdf", f"a.{ending}", picture[:20] + b"%PDF-1.4\n" + picture[20:])
        yield Hostile(f"{form} called pdf", "a.pdf", picture)
        yield Hostile(f"{form} called mp4", "a.mp4", picture)
    yield Hostile("pdf and archive", "a.pdf", samples.pdf() + archive)
    yield Hostile("pdf called jpeg", "a.jpg", samples.pdf())
    yield Hostile("program called jpeg", "a.jpg", b"MZ" + bytes(60) + b"PE\0\0" + bytes(200))
    yield Hostile("program called pdf", "a.pdf.exe", b"\x7fELF\x02\x01\x01" + bytes(200))
    yield Hostile("script called jpeg", "a.jpg", b"#!/bin/sh\nrm -rf /\n")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(width: int, height: int, lines: bytes = b"", *, colour: int = 0, extra: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + extra
        + _chunk(b"IDAT", zlib.compress(lines))
        + _chunk(b"IEND", b"")
    )


def _gif(frames: int) -> bytes:
    stream = io.BytesIO()
    first, *others = (Image.new("P", (2, 2), number % 200) for number in range(frames))
    first.save(stream, "GIF", save_all=True, append_images=others)
    return stream.getvalue()


def _exif(content: bytes) -> bytes:
    jpeg = samples.saved(samples.scene().resize((60, 40)), "JPEG")
    segment = b"Exif\0\0" + content
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]
