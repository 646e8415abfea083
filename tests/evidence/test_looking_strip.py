"""The copy that is given away: exiftool, from outside, finds nothing of anybody in it."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from malath.engines.looking import Verdict, look_at, redraw, strip_metadata
from tests.evidence import samples

# What exiftool says of the container itself, and of the file in which the test put it.
HARMLESS = {"ExifTool", "File", "SourceFile", "Composite", "JFIF"}


def read_by_exiftool(content: bytes, folder: Path, ending: str) -> dict[str, Any]:
    path = folder / f"copy.{ending}"
    path.write_bytes(content)
    ran = subprocess.run(["exiftool", "-json", "-G", "-a", "-u", "-ee", str(path)], capture_output=True, check=True)
    return dict(json.loads(ran.stdout)[0])


def test_a_photo_keeps_its_picture_and_nothing_else(tmp_path: Path) -> None:
    before = samples.photo()
    assert "EXIF:GPSLatitude" in read_by_exiftool(before, tmp_path, "jpg")

    copy = strip_metadata(io.BytesIO(before), "image/jpeg")

    assert copy.content is not None and copy.verdict is Verdict.LOOKED
    after = read_by_exiftool(copy.content, tmp_path, "jpg")
    assert {tag.split(":")[0] for tag in after} <= HARMLESS
    assert "Comment" not in str(after)
    assert b"Invented" not in copy.content and b"Exif" not in copy.content
    assert Image.open(io.BytesIO(copy.content)).size == (900, 600)


@pytest.mark.parametrize(("form", "kind"), [("PNG", "image/png"), ("WEBP", "image/webp"), ("TIFF", "image/tiff")])
def test_other_pictures_become_a_bare_png(form: str, kind: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x013B] = "Nour Invented"
    before = samples.saved(samples.scene(), form, exif=exif)

    copy = strip_metadata(io.BytesIO(before), kind)

    assert copy.content is not None and copy.kind == "image/png"
    assert {tag.split(":")[0] for tag in read_by_exiftool(copy.content, tmp_path, "png")} <= {*HARMLESS, "PNG"}
    assert b"Invented" not in copy.content


def test_a_photo_taken_sideways_is_turned_before_it_forgets_how(tmp_path: Path) -> None:
    copy = strip_metadata(io.BytesIO(samples.photo(orientation=6)))

    assert copy.content is not None
    assert Image.open(io.BytesIO(copy.content)).size == (600, 900)


def test_a_thumbnail_and_a_viewing_copy_hold_no_metadata(tmp_path: Path) -> None:
    found = look_at(io.BytesIO(samples.photo()), name="photo.jpg")

    for picture in (found.thumbnail, found.viewing_copy):
        assert picture is not None
        assert {tag.split(":")[0] for tag in read_by_exiftool(picture.jpeg, tmp_path, "jpg")} <= HARMLESS


def test_a_pdf_forgets_its_author(tmp_path: Path) -> None:
    before = samples.pdf()
    assert "Nour Invented" in str(read_by_exiftool(before, tmp_path, "pdf"))

    copy = strip_metadata(io.BytesIO(before), "application/pdf")

    assert copy.content is not None
    after = read_by_exiftool(copy.content, tmp_path, "pdf")
    assert "Invented" not in str(after)
    assert "PDF:Creator" not in after and "PDF:CreateDate" not in after


def test_a_video_forgets_where_it_was_filmed(tmp_path: Path) -> None:
    before = samples.video()
    assert "Nour Invented" in str(read_by_exiftool(before, tmp_path, "mp4"))

    copy = strip_metadata(io.BytesIO(before), "video/mp4")

    assert copy.content is not None, copy.left_out
    after = str(read_by_exiftool(copy.content, tmp_path, "mp4"))
    assert "Invented" not in after and "GPS" not in after


def test_a_document_forgets_who_wrote_it() -> None:
    author = b'<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:creator>Nour Invented</dc:creator></cp:coreProperties>'
    copy = strip_metadata(io.BytesIO(samples.docx(extra={"docProps/core2.xml": author})))

    assert copy.content is None or b"Invented" not in copy.content


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"MZ" + bytes(200), "strip.kind_unknown"),
        (b"", "strip.kind_unknown"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "file.broken"),
        (b"%PDF-1.4\nnothing", "strip.refused"),
    ],
)
def test_what_cannot_be_cleaned_for_certain_is_not_given(content: bytes, why: str) -> None:
    copy = strip_metadata(io.BytesIO(content))

    assert copy.content is None
    assert copy.verdict is not Verdict.LOOKED
    assert why in {left.why for left in copy.left_out}


def test_a_file_that_is_not_what_was_said_is_not_given() -> None:
    assert strip_metadata(io.BytesIO(samples.photo()), "application/pdf").content is None


def pdf_with_photo() -> bytes:
    """A page as scanners and cameras write it: a photo taken over whole, a script, a name in its metadata."""
    photo, draw = samples.photo(), b"q 300 0 0 200 0 0 cm /I Do Q BT /F 20 Tf 10 250 Td (Read me) Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>/Font<</F 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(draw), draw),
        b"<</Type/XObject/Subtype/Image/Width 900/Height 600/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode"
        b"/Length %d>>stream\n%s\nendstream" % (len(photo), photo),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Author(Nour Invented)>>",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s endobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return body + b"trailer<</Root 1 0 R/Info 7 0 R/Size 8>>\n%%EOF"


def test_a_pdf_that_is_drawn_anew_keeps_its_words_and_nothing_that_is_not_drawn(tmp_path: Path) -> None:
    before = pdf_with_photo()
    copy = redraw(io.BytesIO(before))

    assert copy.content is not None and copy.kind == "application/pdf"
    assert b"\xff\xd8\xff" in copy.content, "the photo is in it"
    for word in (b"Exif", b"Invented", b"/JavaScript", b"app.alert"):
        assert word in before and word not in copy.content, word
    (tmp_path / "copy.pdf").write_bytes(copy.content)
    read = subprocess.run(["pdftotext", str(tmp_path / "copy.pdf"), "-"], capture_output=True, check=True)
    assert b"Read me" in read.stdout
    drawn = subprocess.run(["pdftoppm", "-r", "20", str(tmp_path / "copy.pdf")], capture_output=True, check=True)
    assert not drawn.stderr and Image.open(io.BytesIO(drawn.stdout)).getpixel((5, 80)) != (255, 255, 255)


@pytest.mark.parametrize("other", [samples.photo(), b"%PDF-1.7 cut off", b""])
def test_nothing_but_a_whole_pdf_is_drawn_anew(other: bytes) -> None:
    assert redraw(io.BytesIO(other)).content is None
