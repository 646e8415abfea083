"""What a machine reads is marked as such, with its confidence."""

from __future__ import annotations

import io

from malath.engines.looking import look_at
from tests.evidence import samples


def test_french_and_english_print_is_read() -> None:
    found = look_at(io.BytesIO(samples.saved(samples.writing("Testimony of 14 March"), "PNG")), name="scan.png")

    (text,) = found.texts
    assert "Testimony of 14 March" in text.content
    assert text.machine_reading
    assert text.confidence is not None and text.confidence > 80
    assert text.languages == ("ara", "fra", "eng")


def test_arabic_print_is_read() -> None:
    found = look_at(io.BytesIO(samples.saved(samples.writing(samples.ARABIC, arabic=True), "PNG")), name="scan.png")

    (text,) = found.texts
    assert {"شهادة", "الاعتقال", "مدينة", "حلب"} <= set(text.content.split())


def test_a_pdf_of_pictures_is_read_by_machine() -> None:
    found = look_at(io.BytesIO(samples.scanned_pdf()), name="scan.pdf")

    (text,) = found.texts
    assert "Testimony" in text.content
    assert text.machine_reading
