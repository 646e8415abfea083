"""Reads letters in pictures by Tesseract, which is given grey pixels of our own making, never the file itself."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from . import limits, tools
from .task import NotLookedError, Task

LANGUAGES = ("ara", "fra", "eng")
_DATA = Path("/usr/share/tesseract-ocr")
_SURE = 30.0


def read_picture(task: Task, picture: Image.Image) -> None:
    """Say the text of one picture."""
    words, sureness = page(task, picture)
    say(task, words, sureness)


def say(task: Task, text: str, sureness: list[float]) -> None:
    """Say what a machine read, with the mean of its confidence; nothing where it read nothing."""
    if text.strip():
        mean = round(sum(sureness) / len(sureness), 1)
        task.voice.say(
            "text", text.encode()[: limits.TEXT], how="machine", confidence=mean, languages="+".join(languages())
        )


def languages() -> list[str]:
    """Those of Arabic, French and English whose data are installed."""
    return [language for language in LANGUAGES if any(_DATA.glob(f"*/tessdata/{language}.traineddata"))]


def page(task: Task, picture: Image.Image) -> tuple[str, list[float]]:
    """The lines that Tesseract reads, and its confidence (0 to 100) in each word."""
    known = languages()
    if not known:
        raise NotLookedError("tool.missing", "tesseract-ocr-ara")
    if len(known) < len(LANGUAGES) and not task.wishes.get("_said"):
        task.wishes["_said"] = True
        missing = "+".join(language for language in LANGUAGES if language not in known)
        task.left_out("ocr", "ocr.language_missing", missing)
    grey = picture.convert("L")
    if max(grey.size) < 1000:
        grey = grey.resize((grey.width * 2, grey.height * 2))
    path = Path("/tmp/page.pgm")  # noqa: S108 - a file system in memory, this sandbox's own
    grey.save(path, format="PPM")
    try:
        ran = tools.run(
            task, ["tesseract", str(path), "stdout", "-l", "+".join(known), "--dpi", "200", "tsv"], out=4 * limits.MIB
        )
    finally:
        path.unlink()
    return _lines(ran.out.decode("utf-8", "replace")) if ran.code == 0 else ("", [])


def _lines(table: str) -> tuple[str, list[float]]:
    lines: dict[tuple[str, ...], list[str]] = {}
    sureness = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) < 12 or cells[0] != "5" or not cells[11].strip():
            continue
        sure = float(cells[10])
        if sure < _SURE:
            continue
        lines.setdefault(tuple(cells[1:5]), []).append(cells[11])
        sureness.append(sure)
    return "\n".join(" ".join(words) for words in lines.values()), sureness
