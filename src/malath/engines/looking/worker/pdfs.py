"""PDF by Poppler: pages, text, the first page as a picture; where there is no text, a machine reads the pages."""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image

from . import limits, ocr, pdq, pictures, tools
from .task import NotLookedError, Task

# Fewer letters a page than this: the pages are pictures.
_LETTERS = 16


def look_at_pdf(task: Task) -> None:
    """Every part of it."""
    pages = pages_of(task)
    letters, drawn = [0], [True]
    if task.wished("text"):
        task.part("text", lambda task: letters.__setitem__(0, _text(task, pages)))
    if task.wished("thumbnail") or task.wished("viewing_copy"):
        drawn[0] = False
        task.part("picture", lambda task: drawn.__setitem__(0, _first_page(task)))
    # A page that could not be drawn in its time would take the same time again.
    if task.wished("ocr") and drawn[0] and letters[0] < _LETTERS * pages:
        task.part("ocr", lambda task: _read_pages(task, pages))


def pages_of(task: Task) -> int:
    """How many pages it has. Raises NotLookedError for one that is broken or locked."""
    ran = tools.run(task, ["pdfinfo", "-enc", "UTF-8", task.path], out=64 * 1024, seconds=10)
    if ran.code and b"ncorrect password" in ran.err:
        task.finding("document.encrypted")
        raise NotLookedError("document.encrypted")
    found = re.search(rb"^Pages:\s+(\d+)", ran.out, re.M)
    if ran.code or found is None:
        raise NotLookedError("file.broken")
    if re.search(rb"^Encrypted:\s+yes", ran.out, re.M):
        task.finding("document.restricted")
    if re.search(rb"^JavaScript:\s+yes", ran.out, re.M):
        task.finding("pdf.javascript")
    pages = int(found[1])
    task.fact("pages", pages)
    return pages


def _text(task: Task, pages: int) -> int:
    last = min(pages, limits.TEXT_PAGES)
    command = ["pdftotext", "-enc", "UTF-8", "-l", str(last), task.path, "-"]
    ran = tools.run(task, command, out=limits.TEXT + 1)
    if ran.code and not ran.out:
        raise NotLookedError("file.broken")
    words = ran.out[: limits.TEXT].decode("utf-8", "ignore")
    if words.strip():
        task.voice.say("text", words.encode(), how="layer")
    if last < pages or len(ran.out) > limits.TEXT:
        task.left_out("text", "limit.pages" if last < pages else "limit.length", str(last))
    return len(words.strip())


def page_picture(task: Task, page: int, longest: int) -> Image.Image:
    """One page drawn, in colour, its longest side `longest`."""
    stem = Path("/tmp/drawn")  # noqa: S108 - a file system in memory, this sandbox's own
    at = ["-f", str(page), "-l", str(page), "-singlefile", "-scale-to", str(longest)]
    ran = tools.run(task, ["pdftoppm", *at, task.path, str(stem)])
    drawn = stem.with_suffix(".ppm")
    if ran.code or not drawn.exists():
        raise NotLookedError("file.broken")
    try:
        return Image.open(drawn, formats=["PPM"]).convert("RGB")
    finally:
        drawn.unlink()


def _first_page(task: Task) -> bool:
    view = page_picture(task, 1, limits.VIEWING_COPY)
    if task.wished("viewing_copy"):
        pictures.give(task, "viewing_copy", view)
    if task.wished("thumbnail"):
        pictures.give(task, "thumbnail", pictures.shrunk(view, limits.THUMBNAIL))
    if task.wished("hashes"):
        bits, quality = pdq.hash_of(view)
        task.voice.say("hash", of="image", index=0, bits=bits, quality=quality)
    return True


def _read_pages(task: Task, pages: int) -> None:
    last = min(pages, limits.OCR_PAGES)
    words, sureness = [], []
    try:
        for page in range(1, last + 1):
            read, sure = ocr.page(task, page_picture(task, page, limits.OCR_SIDE))
            words.append(read)
            sureness += sure
    finally:
        ocr.say(task, "\f".join(words), sureness)
    if last < pages:
        task.left_out("ocr", "limit.pages", str(last))
