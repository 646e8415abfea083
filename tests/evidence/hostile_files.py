"""Five hundred hostile files from one seed: bombs, polyglots, malformed media, hostile names.

`files(seed)` yields them one by one, so that not all of them are in memory at once; each is small on the outside.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import lru_cache

from tests.evidence import hostile_archives, hostile_documents, hostile_pictures, samples
from tests.evidence.hostile import Hostile

COUNT = 500
SEED = 20_120_314
_MAKERS = (
    hostile_archives.bombs,
    hostile_pictures.pictures,
    hostile_documents.pdfs,
    hostile_documents.documents,
    hostile_archives.archives,
    hostile_pictures.polyglots,
    hostile_documents.markup,
    hostile_pictures.media,
    hostile_documents.plain,
)


def files(seed: int = SEED, count: int = COUNT) -> Iterator[Hostile]:
    """The fixed ones first, then broken and cut media, then hostile names, until there are `count`."""
    chance = random.Random(seed)
    made = 0
    for one in (*_fixed(), *_named()):
        yield one
        made += 1
    while made < count:
        yield _damaged(chance, made)
        made += 1


def some(number: int, seed: int = SEED) -> list[Hostile]:
    """A part of them, of every sort."""
    every = list(files(seed))
    return random.Random(seed).sample(every, number)


@lru_cache(maxsize=1)
def _fixed() -> tuple[Hostile, ...]:
    return tuple(hostile for maker in _MAKERS for hostile in maker())


_NAMES = (
    "", ".", "..", "/", "a\0b.jpg", "../../etc/passwd", "..\\..\\x.jpg", "/etc/passwd", "C:\\x.jpg", "\u202egpj.exe", "photo\u2066.jpg",
    "a\nb.jpg", "a\r\nSet-Cookie: x.jpg", "\x1b[31mred.jpg", "x" * 5_000 + ".jpg", "شهادة.jpg", "مُحَمَّد.jpg", "أ" + ".jpg",
    "إ".encode().decode() + "\u0655.jpg", "\U0001f4a9.jpg", "\U00020000.jpg", "photo.jpg.exe", "photo.jpg ", "photo.jpg.", "a.pdf\0.jpg", "-rf.jpg",
    "--help", "$(id).jpg", "`id`.jpg", "; rm -rf .jpg", "|x.jpg", "%00.jpg", "%2e%2e%2f.jpg", "<script>.jpg", "' or 1=1 --.jpg", "con.jpg",
    "nul", "\ud800.jpg", "\uffff.jpg", "\ufeff.jpg", "a" * 255, "e\u0301.jpg", "ﷺ.jpg", "\u200f\u200e.jpg", "{{7*7}}.jpg", "@file.jpg", "~/.jpg",
)  # fmt: skip  # fmt: skip


def _named() -> Iterator[Hostile]:
    small = samples.saved(samples.scene().resize((60, 40)), "JPEG")
    for name in _NAMES:
        yield Hostile(f"name {name[:20]!r}", name, small)


@lru_cache(maxsize=1)
def _media_samples() -> dict[str, bytes]:
    picture = samples.scene(300, 200)
    pictures = {
        form.lower(): samples.saved(picture, form) for form in ("PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF", "JPEG2000")
    }
    return {
        "jpg": samples.photo(picture),
        "mp4": samples.video(),
        "ogg": samples.video("ogg"),
        "webm": samples.video("webm"),
        "pdf": samples.pdf(),
        "docx": samples.docx(),
        "xlsx": samples.xlsx(),
        "zip": samples.zipped({"a.txt": b"one" * 100, "b/c.txt": b"two"}),
        **pictures,
    }


def _damaged(chance: random.Random, number: int) -> Hostile:
    """A true file with bits turned over, cut off, doubled, filled or exchanged."""
    ending, content = sorted(_media_samples().items())[number % len(_media_samples())]
    ways: list[Callable[[random.Random, bytes], bytes]] = [_flipped, _flipped, _cut, _filled, _spliced, _large_numbers]
    way = chance.choice(ways)
    return Hostile(f"{ending} {way.__name__.strip('_')}", f"broken.{ending}", way(chance, content))


def _flipped(chance: random.Random, content: bytes) -> bytes:
    turned = bytearray(content)
    for _ in range(chance.choice((1, 5, 50, 500))):
        turned[_place(chance, turned)] ^= 1 << chance.randrange(8)
    return bytes(turned)


def _place(chance: random.Random, content: bytes | bytearray) -> int:
    """The headers are where harm is done: every second place lies in the first kilobyte."""
    return chance.randrange(min(1024, len(content)) if chance.random() < 0.5 else len(content))


def _cut(chance: random.Random, content: bytes) -> bytes:
    return content[: chance.randrange(1, len(content))]


def _filled(chance: random.Random, content: bytes) -> bytes:
    at, length = _place(chance, content), chance.randrange(1, 4096)
    return content[:at] + chance.choice((b"\0", b"\xff", b"A")) * length + content[at + length :]


def _spliced(chance: random.Random, content: bytes) -> bytes:
    other = chance.choice(sorted(_media_samples().items()))[1]
    at = _place(chance, content)
    return content[:at] + other[chance.randrange(len(other)) :][:5000] + content[at:]


def _large_numbers(chance: random.Random, content: bytes) -> bytes:
    turned = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        at = _place(chance, turned)
        turned[at : at + 4] = chance.choice(
            (b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\0")
        )
    return bytes(turned)
