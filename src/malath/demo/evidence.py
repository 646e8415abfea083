"""Some thirty items of evidence, drawn and written here: nothing of it ever happened."""

from __future__ import annotations

import io
import struct
import zlib

from malath.accountability.evidence.links import make_link
from malath.accountability.evidence.models import Evidence
from malath.accountability.evidence.receiving import Told, receive
from malath.accountability.evidence.reviewing import move_status
from malath.accountability.evidence.rules import LINK_DAYS, Obtained, Status, Use
from malath.demo.world import World

ITEMS = 30
SIZE = (320, 240)
TITLES = {
    "ar": [
        "الفناء من الدرج الشمالي", "ساحة السوق بعد الظهر", "الباب الحديدي، تفصيل", "الطريق إلى المخفر",
        "أمر نقل، صفحتان", "رسالة تهديد، صورة شاشة",
    ],
    "fr": [
        "La cour, depuis l’escalier nord", "La place du marché, après midi", "La porte de fer, détail",
        "La route du poste", "Ordre de transfert, deux pages", "Lettre de menace, capture",
    ],
    "en": [
        "The courtyard, from the north stairs", "The market square, after noon", "The iron door, detail",
        "The road to the post", "Transfer order, two pages", "Threatening letter, screenshot",
    ],
}  # fmt: skip
SOURCES = {
    "ar": ["جار رأى ذلك من نافذته", "زميلة احتفظت به في هاتفها", "وُجد على صفحة عامة"],
    "fr": ["Un voisin, de sa fenêtre", "Une collègue l’avait dans son téléphone", "Trouvé sur une page publique"],
    "en": ["A neighbour, from the window", "A colleague kept it on her telephone", "Found on a public page"],
}
REASONS = {
    "ar": ["قورنت مع خريطة المكان", "مصدران مستقلان متفقان"],
    "fr": ["Comparée avec le plan du lieu", "Deux sources indépendantes concordent"],
    "en": ["Compared with the map of the place", "Two independent sources agree"],
}
PAPER = "An invented paper of an invented case.\nورقة متخيَّلة لقضية متخيَّلة.\nUn papier fictif d’une affaire fictive.\n"


def keep_evidence(world: World) -> None:
    """Items of the archive, taken in by its documenters; some reviewed; a link that waits for somebody."""
    documenters = world.with_role("archive", "documenter")
    if not documenters:
        return
    archive = world.organisations["archive"]
    for n in range(world.scaled(ITEMS) or 1):
        by = world.pick(documenters)
        language = by.language
        title = world.said(TITLES, language)
        told = Told(
            title=f"{title} ({n + 1})",
            source=world.said(SOURCES, language),
            obtained=world.pick([Obtained.SOURCE, Obtained.THIRD, Obtained.PUBLIC]),
            use=world.pick([Use.CONFIDENTIAL, Use.CONSENT, Use.OPEN]),
            time=world.day(2500, 300).isoformat(),
        )
        is_paper = world.often(0.4)
        body = f"{PAPER}{n + 1}\n".encode() if is_paper else drawn(world, SIZE)
        name = f"{1000 + n}.txt" if is_paper else f"IMG_{1000 + n}.png"
        item = receive(
            io.BytesIO(body), name=name, organisation=archive, by=by, told=told, hashed_at_source=world.often(0.7)
        )
        if item is not None and world.often(0.5):
            _review(world, item, language)
    make_link(archive, ends_on=world.day(-LINK_DAYS, -2), note=world.said(SOURCES, "en"), by=documenters[0])


def _review(world: World, item: Evidence, language: str) -> None:
    by = item.received_by
    move_status(item, to=Status.REVIEWING, note=world.said(REASONS, language), by=by)
    if world.often(0.6):
        end = Status.VERIFIED if world.often(0.8) else Status.REJECTED
        move_status(item, to=end, note=world.said(REASONS, language), by=by)


def drawn(world: World, size: tuple[int, int]) -> bytes:
    """A PNG of a few plain walls under a plain sky (ISO/IEC 15948)."""
    width, height = size
    sky, ground = (world.chance.randint(150, 210), 190, 215), (160, world.chance.randint(120, 150), 100)
    walls = []
    for _wall in range(world.chance.randint(2, 5)):
        left = world.chance.randint(0, width - 40)
        walls.append((left, left + world.chance.randint(30, 110), world.chance.randint(30, 140)))
    rows = []
    for y in range(height):
        row = bytearray(b"\0")
        for x in range(width):
            is_wall = any(left <= x < right and y >= height - 60 - tall for left, right, tall in walls)
            row += bytes((90, 80, 75) if is_wall and y < height - 60 else sky if y < height - 60 else ground)
        rows.append(bytes(row))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"".join(rows), 6)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
