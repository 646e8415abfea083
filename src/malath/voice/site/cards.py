"""What stands beside the address of a page where it is shared: a picture with its title, its kind, its day, its publisher.

Set like the text on paper, by the same fonts, so that Arabic is shaped and wrapped as it is there; then drawn by Poppler.
"""

from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import override
from PIL import Image

from malath.platform.interface.pdf import refuse_address

# What those who show cards ask for; the page of the card is as large, and 96 dots are an inch of CSS.
WIDTH, HEIGHT, DOTS = 1200, 630, 96
STYLE = (Path(__file__).parent / "templates" / "public" / "card.css").read_text(encoding="utf-8")
_COLOURS = 64
_PATIENCE = 30


@dataclass(frozen=True)
class Card:
    """What is said on it, in one language. `day` is in words, and empty where there is none to say."""

    language: str
    title: str
    kind: str
    by: str
    day: str = ""

    @property
    def direction(self) -> str:
        return "rtl" if self.language == "ar" else "ltr"

    @property
    def size(self) -> str:
        """How large the title stands, so that five lines hold it."""
        return "short" if len(self.title) <= 60 else "middle" if len(self.title) <= 120 else "long"

    def page(self) -> str:
        """The page that is set."""
        with override(self.language):
            return render_to_string("public/card.html", {"card": self})


def can_draw() -> bool:
    """Whether this machine draws cards; without one, a page is shared by its words alone."""
    return shutil.which("pdftoppm") is not None


def drawn(page: str) -> bytes:
    """The card as PNG, without a word of metadata. The same page gives the same bytes."""
    from weasyprint import CSS, HTML  # slow to import, and rarely needed

    paper = HTML(string=page, url_fetcher=refuse_address).write_pdf(stylesheets=[CSS(string=STYLE)])
    command = ["pdftoppm", "-png", "-r", str(DOTS), "-f", "1", "-l", "1", "-"]
    ran = subprocess.run(command, input=paper, capture_output=True, check=True, timeout=_PATIENCE)
    stream = io.BytesIO()
    small = Image.open(io.BytesIO(ran.stdout)).convert("RGB").quantize(_COLOURS)
    small.info.clear()
    small.save(stream, "PNG", optimize=True)
    return stream.getvalue()
