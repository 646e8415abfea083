"""Evidence, in Arabic on a telephone: the line is cut in the middle of a file; it goes on, stands on the wall, is looked at."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Route, expect

from tests.journeys.conftest import Place
from tests.journeys.walking import Walker

Window = Callable[..., Walker]
PIECE = 1 << 20
TITLE = "الفناء من الدرج الشمالي"
PIECES = "**/evidence/add/piece/"


def noise(width: int = 1000, height: int = 900) -> bytes:
    """A PNG of more than two pieces: pixels of chance do not become smaller."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + os.urandom(3 * width) for _row in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows, 1)) + chunk(b"IEND", b"")


class Line:
    """The telephone's line: remembers from where pieces are sent, and breaks after the first one when told to."""

    def __init__(self, walker: Walker) -> None:
        self.sent: list[int] = []
        self.breaks = False
        walker.page.route(PIECES, self._pass)

    def _pass(self, route: Route) -> None:
        at = route.request.headers.get("x-upload-at")
        if self.breaks and at not in {None, "0"}:
            route.abort()
            return
        if at is not None:
            self.sent.append(int(at))
        route.continue_()


def choose(hani: Walker, path: str) -> None:
    """Choose the file, say what it is, and send it."""
    hani.page.set_input_files("input[name=files]", path)
    hani.fill("title", TITLE)
    hani.fill("place", "قرب السوق")
    hani.press("Seal and keep")


def test_an_upload_that_was_cut_is_continued_and_its_custody_shows_who_looked(
    window: Window, place: Place, tmp_path: object
) -> None:
    picture = f"{tmp_path}/IMG_0312.png"
    with open(picture, "wb") as file:
        file.write(noise())
    hani = window("hani")
    hani.forgive("net::ERR_FAILED")
    line = Line(hani)

    line.breaks = True
    hani.go("/evidence/add/")
    hani.shot("evidence-add")
    choose(hani, picture)
    hani.sees(hani.say("The line is lost. It goes on by itself when it is back."))
    assert line.sent == [0]

    line.breaks = False
    hani.go("/evidence/add/")
    choose(hani, picture)
    hani.page.wait_for_url("**/evidence/")
    assert line.sent == [0, PIECE, 2 * PIECE]

    hani.sees(TITLE, "#wall")
    hani.sees(hani.say("Waits for its time-stamp"), "#wall")
    hani.shot("evidence-wall")
    hani.press_text(TITLE, "#wall")
    place.server.wait_until(lambda: hani.page.reload() and looked_at(hani))
    look(hani)


def looked_at(hani: Walker) -> bool:
    """Whether the machine has looked: then there is something to see."""
    return hani.page.get_by_role("link", name=hani.say("Look, shielded")).count() > 0


def look(hani: Walker) -> None:
    """The shield stands until it is asked away; the custody tells of it."""
    hani.press("Look, shielded")
    shown = hani.page.locator(".shielded img").first
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth") > 100
    assert "blur" in shown.evaluate("image => getComputedStyle(image).filter")
    hani.shot("evidence-look")
    hani.page.locator("label:has(.sharp)").click()
    assert "blur" not in shown.evaluate("image => getComputedStyle(image).filter")

    hani.press("Back to the item")
    hani.sees(hani.say("to look at it, shielded"), "#custody")
    hani.sees("Hani of haven", "#custody")
    hani.sees(hani.say("looked at by the machine, behind walls"), "#custody")
    hani.shot("evidence-item")


def test_somebody_without_an_account_sends_by_a_link(window: Window, tmp_path: object) -> None:
    hani, giver = window("hani"), window()
    letter = f"{tmp_path}/letter.txt"
    with open(letter, "w", encoding="utf-8") as file:
        file.write("وصلتنا هذه الرسالة ليلًا")
    hani.go("/evidence/links/")
    hani.fill("note", "زميلة من الشبكة")
    hani.fill("ends_on", date.today().isoformat(), "aside")
    hani.press("Make the link")
    address = hani.page.locator("#new-link").inner_text()
    hani.shot("evidence-links")

    giver.go(address)
    giver.does_not_see("Haven")
    giver.shot("evidence-give")
    giver.page.set_input_files("input[type=file]", letter)
    giver.press("Send")
    giver.reads("Kept and sealed")
    giver.press("All is sent: close this link")
    giver.reads("It arrived, and it is sealed")

    again = giver.go(address)
    assert again is not None and again.status == 404
    hani.go("/evidence/")
    hani.sees("letter.txt", "#wall")
