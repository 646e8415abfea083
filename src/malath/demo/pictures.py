"""What stands on the demo's public pages beside the words: pictures drawn here, of nobody, and a report as PDF."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from contextlib import suppress

from django.template.loader import render_to_string
from django.utils.translation import override
from PIL import Image, ImageDraw

from malath.platform.access.models import Member
from malath.platform.interface.pdf import pdf_of
from malath.voice.site.enclosing import put_paper, put_picture
from malath.voice.site.errors import NoRoomForFilesError
from malath.voice.site.holders import held_for
from malath.voice.site.models import Publication
from malath.voice.site.pages import items_of

PAPER, INK, CLAY, SEA, SUN = "#f3ead7", "#28323a", "#b4593b", "#2f6f76", "#e2a93f"
SIZE = (1200, 720)
CREDIT = "Malath"


def _beds(draw: ImageDraw.ImageDraw) -> None:
    for row in range(5):
        for column in range(8):
            left, top = 70 + column * 135, 70 + row * 120
            draw.rounded_rectangle((left, top, left + 105, top + 78), 14, fill=SEA if (row + column) % 3 else SUN)
            draw.rounded_rectangle((left + 10, top + 12, left + 38, top + 66), 8, fill=PAPER)


def _letters(draw: ImageDraw.ImageDraw) -> None:
    for number in range(9):
        left, top = 90 + number * 105, 460 - number * 38
        draw.rectangle((left, top, left + 260, top + 170), fill=PAPER, outline=INK, width=5)
        draw.line([(left, top), (left + 130, top + 95), (left + 260, top)], fill=CLAY if number % 2 else INK, width=5)


def _doors(draw: ImageDraw.ImageDraw) -> None:
    for number, colour in enumerate((SEA, CLAY, INK, SUN)):
        left = 90 + number * 270
        draw.rectangle((left, 160, left + 200, 660), fill=colour)
        draw.pieslice((left, 60, left + 200, 260), 180, 360, fill=colour)
        draw.ellipse((left + 160, 400, left + 182, 422), fill=PAPER)
    draw.polygon([(900, 660), (900, 210), (1010, 260), (1010, 720)], fill=PAPER)


def _drawn(draw_on: Callable[[ImageDraw.ImageDraw], None], ground: str) -> bytes:
    picture = Image.new("RGB", SIZE, ground)
    draw_on(ImageDraw.Draw(picture))
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


BEDS = {
    "ar": "رسم: أسرّة مرتبة في صفوف، بعضها بلون الشمس.",
    "en": "A drawing: beds in rows, some of them in the colour of the sun.",
    "fr": "Un dessin\u00a0: des lits en rangées, certains couleur de soleil.",
}
LETTERS = {
    "ar": "رسم: رسائل مغلقة تصعد كدرج.",
    "en": "A drawing: closed letters that rise like stairs.",
    "fr": "Un dessin\u00a0: des lettres fermées qui montent comme un escalier.",
}
DOORS = {
    "ar": "رسم: أربعة أبواب، أحدها مفتوح.",
    "en": "A drawing: four doors, one of them open.",
    "fr": "Un dessin\u00a0: quatre portes, dont une ouverte.",
}
DRAWN: dict[str, tuple[Callable[[ImageDraw.ImageDraw], None], str, dict[str, str]]] = {
    "beds": (_beds, PAPER, BEDS),
    "letters": (_letters, SEA, LETTERS),
    "doors": (_doors, "#d9cbb0", DOORS),
}


def put_drawing(which: str, kind: str, holder: uuid.UUID, by: Member) -> None:
    """Put one of the drawings on a page. A machine that cannot read files safely shows none."""
    draw_on, ground, alt = DRAWN[which]
    words = {"alt": alt, "credit": CREDIT, "people": "nobody", "said_by": "", "said_on": ""}
    with suppress(NoRoomForFilesError):
        put_picture(held_for(by, kind, holder), _drawn(draw_on, ground), words, by=by)


def put_report(row: Publication, title: dict[str, str], by: Member) -> None:
    """Set a report on paper, and put that beside it."""
    item = items_of(row, [])["ar"]
    with override("ar"):
        paper = pdf_of(render_to_string("public/print.html", {"item": item}))
    with suppress(NoRoomForFilesError):
        put_paper(held_for(by, "publication", row.pk), paper, {"title": title}, by=by)
