"""True files of the kinds that people send, made anew in each run."""

from __future__ import annotations

import io
import subprocess
import zipfile
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ARABIC = "شهادة عن الاعتقال في مدينة حلب"
FRENCH = "Témoignage recueilli à Douarnenez"
_FONTS = (
    "/usr/share/fonts/truetype/noto/NotoNaskhArabic-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansArabic-Regular.ttf",
)
_WORDS = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>{}</w:t></w:r></w:p><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>"
)


def scene(width: int = 900, height: int = 600, shift: int = 0) -> Image.Image:
    """A drawing with something to see in it."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((50 + shift, 60, width // 2, height - 80), fill="darkred")
    draw.rectangle((width // 2, height // 3, width - 60, height - 40), fill="navy")
    draw.polygon([(40, height - 30), (width // 3, 40 + shift), (width // 2, height - 20)], fill="olive")
    return picture


def photo(picture: Image.Image | None = None, *, orientation: int = 1, quality: int = 90) -> bytes:
    """A JPEG as a telephone writes it: with place, time, device, author and a small picture of its own."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "Nokidia", "Invented 7", "CameraApp 3"
    exif[0x0112], exif[0x013B] = orientation, "Nour Invented"
    exif.get_ifd(0x8769)[0x9003] = "2012:03:14 09:26:53"
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (36.0, 12.0, 0.0), "E", (37.0, 9.0, 0.0)
    stream = io.BytesIO()
    comment = b"filmed by Nour Invented"
    (picture or scene()).save(stream, "JPEG", exif=exif, quality=quality, comment=comment)
    return stream.getvalue()


def saved(picture: Image.Image, form: str, **options: object) -> bytes:
    """The picture in another format."""
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def writing(text: str, *, arabic: bool = False) -> Image.Image:
    """A line of print, large enough to be read."""
    installed = (path for path in _FONTS if Path(path).exists())
    font = ImageFont.truetype(next(installed), 64) if arabic else ImageFont.load_default(64)
    picture = Image.new("RGB", (1400, 260), "white")
    ImageDraw.Draw(picture).text((60, 70), text, fill="black", font=font)
    return picture


@lru_cache(maxsize=4)
def video(form: str = "mp4") -> bytes:
    """Six seconds that move, with a place and a title in its metadata; one key frame a second."""
    codec = {"mp4": ["-c:v", "mpeg4"], "ogg": ["-c:v", "libtheora"], "webm": ["-c:v", "libvpx"]}[form]
    container = ["-movflags", "frag_keyframe+empty_moov"] if form == "mp4" else []
    made = subprocess.run(
        [
            *("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc=size=480x360:rate=10:duration=6"),
            *("-metadata", "title=Nour Invented", "-metadata", "location=+36.2000+037.1500/", *codec, "-g", "10"),
            *(*container, "-f", form, "pipe:1"),
        ],
        capture_output=True,
        check=True,
    )
    return made.stdout


@lru_cache(maxsize=4)
def pdf(html: str = f"<h1>Testimony</h1><p>{FRENCH}</p><p dir=rtl>{ARABIC}</p>", pages: int = 2) -> bytes:
    """A document made by WeasyPrint."""
    from weasyprint import HTML

    body = html + "<div style='page-break-before:always'>another page</div>" * (pages - 1)
    page = f"<html><head><title>Invented title</title><meta name=author content='Nour Invented'></head><body>{body}</body></html>"
    return bytes(HTML(string=page).write_pdf())


def scanned_pdf() -> bytes:
    """A page that is only a picture."""
    return saved(writing("Testimony of 14 March"), "PDF", resolution=150)


def docx(first: str = FRENCH, second: str = ARABIC, extra: dict[str, bytes] | None = None) -> bytes:
    """A small word-processor document."""
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "docProps/core.xml": b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
            "word/document.xml": _WORDS.format(first, second).encode(),
            **(extra or {}),
        }
    )


def xlsx() -> bytes:
    """A small sheet."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["Name", "City"])
    book.active.append(["Nour Invented", "Aleppo"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of these."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()
