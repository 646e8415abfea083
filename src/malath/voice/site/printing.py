"""What is out, on paper: PDF/UA in each language, set once and kept for as long as its text stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.translation import override

from malath.platform.interface.pdf import pdf_of
from malath.voice.site.cards import STYLE, Card, can_draw, drawn

if TYPE_CHECKING:
    from malath.voice.site.pages import Item


class Press:
    """Sets texts, in seconds each, and takes those it set before from a folder. What it kept is public already."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.used = folder, set[str]()

    def printed(self, item: Item) -> bytes:
        """A text in its language, as PDF."""
        with override(item.language):
            page = render_to_string("public/print.html", {"item": item})
        return self.kept(f"{hashlib.sha256(page.encode()).hexdigest()}.pdf", lambda: pdf_of(page))

    def card(self, card: Card) -> bytes | None:
        """A sharing card; None where this machine draws none."""
        if not can_draw():
            return None
        page = card.page()
        return self.kept(f"{hashlib.sha256((STYLE + page).encode()).hexdigest()}.png", lambda: drawn(page))

    def kept(self, name: str, make: Callable[[], bytes]) -> bytes:
        """Something that is public, from the folder, else made and put there. Its name says all that it is made of."""
        self.used.add(name)
        kept = self.folder / name
        if kept.exists():
            return kept.read_bytes()
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        content, fresh = make(), kept.with_suffix(".new")
        fresh.write_bytes(content)
        fresh.rename(kept)
        return content

    def clear(self) -> None:
        """Drop what no page shows any more."""
        for path in self.folder.glob("*"):
            if path.name not in self.used:
                path.unlink()


_AT_WORK: ContextVar[Press | None] = ContextVar("press", default=None)


@contextmanager
def working(press: Press | None) -> Iterator[None]:
    """Let every room that makes pages inside the block use this press."""
    token = _AT_WORK.set(press)
    try:
        yield
    finally:
        _AT_WORK.reset(token)


def press_at_work() -> Press | None:
    """The press of the pages that are being made; None where nothing is kept."""
    return _AT_WORK.get()
