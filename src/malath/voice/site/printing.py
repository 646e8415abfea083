"""What is out, on paper: PDF/UA in each language, set once and kept for as long as its text stays as it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.translation import override

from malath.platform.interface.pdf import pdf_of
from malath.voice.site.pages import Item


class Press:
    """Sets texts, in seconds each, and takes those it set before from a folder. What it kept is public already."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.used = folder, set[str]()

    def printed(self, item: Item) -> bytes:
        """A text in its language, as PDF."""
        with override(item.language):
            page = render_to_string("public/print.html", {"item": item})
        name = f"{hashlib.sha256(page.encode()).hexdigest()}.pdf"
        self.used.add(name)
        kept = self.folder / name
        if kept.exists():
            return kept.read_bytes()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        content, fresh = pdf_of(page), kept.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.rename(kept)
        return content

    def clear(self) -> None:
        """Drop what no page shows any more."""
        for path in self.folder.glob("*"):
            if path.name not in self.used:
                path.unlink()
