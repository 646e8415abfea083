"""What a look finds in true files."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from malath.engines.looking import NEAR, Look, Verdict, Wishes, look_at, near, strip_metadata
from malath.engines.looking.worker.pdq import hash_of
from tests.evidence import samples

QUICK = Wishes(ocr=False)


def look(content: bytes, name: str, wishes: Wishes = QUICK) -> Look:
    return look_at(io.BytesIO(content), name=name, wishes=wishes)


def codes(found: Look) -> set[str]:
    return {finding.code for finding in found.findings}


def test_a_photo_is_seen_with_its_claims_and_shown_without_them() -> None:
    found = look(samples.photo(), "photo.jpg")

    assert found.verdict is Verdict.LOOKED, found.left_out
    assert (found.kind, found.width, found.height, found.size) == ("image/jpeg", 900, 600, found.looked_bytes)
    assert found.claims.created == "2012:03:14 09:26:53"
    assert found.claims.latitude == pytest.approx(36.2)
    assert found.claims.longitude == pytest.approx(37.15)
    assert (found.claims.device, found.claims.author) == ("Nokidia Invented 7", "Nour Invented")
    assert found.thumbnail is not None and found.viewing_copy is not None
    assert (found.thumbnail.width, found.thumbnail.height) == (320, 213)
    assert Image.open(io.BytesIO(found.viewing_copy.jpeg)).getexif() == {}
    assert not found.findings


def test_a_photo_taken_sideways_is_shown_upright() -> None:
    found = look(samples.photo(orientation=6), "photo.jpg")

    assert found.thumbnail is not None
    assert (found.thumbnail.width, found.thumbnail.height) == (213, 320)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"])
def test_every_common_format_has_a_thumbnail_and_the_same_hash(form: str) -> None:
    found = look(samples.saved(samples.scene(), form), f"picture.{form.lower()}")
    original = look(samples.photo(), "photo.jpg")

    assert found.verdict is Verdict.LOOKED, found.left_out
    assert found.thumbnail is not None and found.hash is not None and original.hash is not None
    assert near(found.hash.bits, original.hash.bits) <= NEAR


def test_a_clear_ground_is_drawn_white() -> None:
    found = look(samples.saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"), "clear.png")

    assert found.thumbnail is not None
    assert Image.open(io.BytesIO(found.thumbnail.jpeg)).getpixel((10, 10)) == (255, 255, 255)


def test_a_video_gives_its_length_and_key_frames_with_their_times() -> None:
    found = look(samples.video(), "film.mp4")

    assert found.verdict is Verdict.LOOKED, found.left_out
    assert (found.family, found.width, found.height) == ("video", 480, 360)
    assert found.duration == pytest.approx(6, abs=0.3)
    assert 4 <= len(found.key_frames) <= 12
    times = [frame.at for frame in found.key_frames]
    assert times == sorted(times, key=lambda at: at or 0.0)
    assert all(frame.picture and frame.hash for frame in found.key_frames)
    assert found.thumbnail is not None
    assert found.claims.title == "Nour Invented"


def test_a_pdf_gives_pages_text_and_its_first_page() -> None:
    found = look(samples.pdf(), "testimony.pdf")

    assert found.verdict is Verdict.LOOKED, found.left_out
    assert found.pages == 2
    assert samples.FRENCH in found.texts[0].content
    assert "حلب" in found.texts[0].content
    assert not found.texts[0].machine_reading
    assert found.viewing_copy is not None and max(found.viewing_copy.width, found.viewing_copy.height) == 1600
    assert found.claims.author == "Nour Invented"


def test_office_documents_give_their_words() -> None:
    words = look(samples.docx(), "testimony.docx")
    sheet = look(samples.xlsx(), "list.xlsx")

    assert words.texts[0].content == f"{samples.FRENCH}\n\n{samples.ARABIC}" or samples.ARABIC in words.texts[0].content
    assert "Aleppo" in sheet.texts[0].content
    assert words.verdict is Verdict.LOOKED, words.left_out


@pytest.mark.parametrize(
    ("encoding", "text", "guessed"),
    [
        ("utf-8", samples.ARABIC, False),
        ("utf-8-sig", samples.ARABIC, False),
        ("utf-16", samples.ARABIC, False),
        ("utf-16-le", samples.ARABIC, True),
        ("cp1256", samples.ARABIC * 3, True),
        ("iso8859_6", samples.ARABIC * 3, True),
        ("cp1252", samples.FRENCH, True),
    ],
)
def test_plain_text_is_read_in_any_encoding_and_a_guess_is_called_one(encoding: str, text: str, guessed: bool) -> None:
    found = look(text.encode(encoding), "note.txt")

    assert found.texts[0].content == text
    assert found.texts[0].encoding_guessed is guessed


def test_a_page_of_html_gives_what_a_reader_would_see() -> None:
    found = look(
        b"<!doctype html><html><p>Seen<script>hidden()</script><style>hidden{}</style></p></html>", "page.html"
    )

    assert found.texts[0].content.strip() == "Seen"
    assert "html.script" in codes(found)


def test_a_zip_is_listed_and_not_unpacked() -> None:
    found = look(
        samples.zipped({"a.txt": b"a", "../up.txt": b"b", "/root.txt": b"c", "gpj\u202etxt.exe": b"d"}), "files.zip"
    )

    flags = {entry.name: entry.flags for entry in found.entries}
    assert flags["../up.txt"] == ("entry.path_escapes",)
    assert flags["/root.txt"] == ("entry.path_absolute",)
    assert ("entry.name_direction_mark",) in flags.values()
    assert flags["a.txt"] == ()
    assert "archive.unsafe_names" in codes(found)


def test_only_what_is_wished_is_done() -> None:
    found = look(samples.photo(), "photo.jpg", Wishes(False, False, False, False, False, False, False))

    assert found.verdict is Verdict.LOOKED
    assert (found.thumbnail, found.viewing_copy, found.hash, found.claims.device) == (None, None, None, "")


def test_of_a_large_file_the_two_ends_are_looked_at_and_this_is_said() -> None:
    pieces = [b"word " * (1024 * 1024 // 5)] * 70

    found = look_at(iter(pieces), name="long.txt", wishes=QUICK)

    assert found.size == sum(map(len, pieces))
    assert found.looked_bytes == 64 * 1024 * 1024
    assert [(left.part, left.why) for left in found.left_out] == [("middle", "limit.size"), ("text", "limit.length")]
    assert found.verdict is Verdict.PARTLY


def test_a_picture_of_a_telephone_is_drawn(tmp_path: Path) -> None:
    samples.scene().save(tmp_path / "scene.png")
    made = ["heif-enc", "-q", "80", "-o", str(tmp_path / "IMG_1.HEIC"), str(tmp_path / "scene.png")]
    subprocess.run(made, check=True, capture_output=True, timeout=60)
    body = (tmp_path / "IMG_1.HEIC").read_bytes()

    look = look_at(io.BytesIO(body), name="IMG_1.HEIC")
    derived = strip_metadata(io.BytesIO(body))

    assert (look.verdict, look.kind, look.width, look.height) == (Verdict.LOOKED, "image/heic", 900, 600)
    assert look.viewing_copy and look.hash and near(look.hash.bits, hash_of(samples.scene())[0]) <= NEAR
    assert derived.content and derived.content[:4] == b"\x89PNG"


def test_a_picture_of_a_telephone_that_is_none_is_broken() -> None:
    look = look_at(io.BytesIO(b"\0\0\0\x18ftypheic" + bytes(4000)), name="IMG_1.HEIC")

    assert look.verdict is Verdict.BROKEN_FILE and look.viewing_copy is None
