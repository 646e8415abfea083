"""Pictures and papers: nothing of a file leaves but its colours or its pages, and nothing stays once it is taken off."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import ChangedMeanwhileError, NotAllowedError, NotFoundError
from malath.platform.keeper.client import home
from malath.voice.site import actions, enclosed, enclosing, errors
from malath.voice.site.building import build
from malath.voice.site.holders import Held, held_for
from malath.voice.site.models import Enclosure, Publication
from malath.voice.site.printing import Press
from malath.voice.site.tests.conftest import House
from tests.evidence import samples

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {"alt": {"en": "A red disc on a door"}, "credit": "Studio", "people": "nobody"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def held(house: House, row: Publication) -> Held:
    return held_for(house.officer, "publication", row.pk)


def with_picture(house: House, row: Publication, content: bytes | None = None) -> Enclosure:
    content = samples.photo(orientation=6) if content is None else content
    return enclosing.put_picture(held(house, row), content, SAID, by=house.officer)


def stored() -> list[Path]:
    return [path for path in (home() / "files").glob("*/*") if path.is_file()]


def test_a_picture_goes_out_with_its_page_upright_and_without_a_word_of_its_camera(house: House) -> None:
    row = house.draft()
    with_picture(house, row)
    assert not any(path.startswith("files/") for path in build())
    row = actions.publish(row, by=house.officer)
    files = build()

    pictures = {path: body for path, body in files.items() if path.startswith("files/")}
    sizes = sorted(Image.open(io.BytesIO(body)).size for body in pictures.values())
    assert sizes == [(427, 640), (600, 900)]
    page = files[f"en/{row.slug}/index.html"].decode()
    assert all(f"/{path}" in page for path in pictures) and 'alt="A red disc on a door"' in page and "Studio" in page
    assert 'lang="en"' in files[f"ar/{row.slug}/index.html"].decode().partition("<img")[2].partition(">")[0]
    everything = b"".join(files.values())
    for word in (b"Exif", b"Invented", b"Nokidia", b"CameraApp", b"2012:03:14", b"xpacket", b"JFXX"):
        assert word not in everything, word
    assert b"<img" not in files["en/index.html"] and b"<img" not in files["en/press/index.html"]
    assert build() == files


def test_what_is_taken_down_or_off_leaves_neither_page_nor_press(house: House, tmp_path: Path) -> None:
    row, press = house.out(), Press(tmp_path / "printed")
    one = with_picture(house, row)
    line = enclosed.fingerprint()
    assert sum(path.startswith("files/") for path in build(press)) == 2
    press.clear()
    assert len(list(press.folder.glob("*.jpg"))) == 2
    enclosing.take_off(one, by=house.officer)

    press = Press(press.folder)
    assert not any(path.startswith("files/") for path in build(press)) and enclosed.fingerprint() != line
    press.clear()
    assert not list(press.folder.glob("*.jpg"))
    with_picture(house, row)
    actions.take_down(house.now(row), by=house.officer)
    assert not any(path.startswith("files/") for path in build())


def test_another_picture_takes_its_place_and_the_first_is_destroyed(
    house: House, django_capture_on_commit_callbacks: Any
) -> None:
    row, before = house.draft(), set(stored())
    first = with_picture(house, row)
    kept = set(stored()) - before
    with django_capture_on_commit_callbacks(execute=True):
        second = with_picture(house, row, samples.photo())

    assert len(kept) == 2 and not kept & set(stored())
    rows = Enclosure.objects.unscoped(reason="a test looks").filter(holder=row.pk)
    assert [one.pk for one in rows] == [second.pk] != [first.pk]
    with pytest.raises(NotFoundError):
        enclosing.take_off(first, by=house.officer)


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a drawing that is a programme", SVG, errors.NotPictureError),
        ("a page", b"<html><script>alert(1)</script>", errors.NotPictureError),
        ("nothing", b"", errors.NotPictureError),
        ("a paper", samples.pdf(), errors.NotPictureError),
        ("cut off", samples.photo()[:9000], errors.FileDamagedError),
        (
            "a flood of pixels",
            samples.saved(Image.new("1", (30_000, 30_000)), "PNG"),
            errors.TooManyPixelsError,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_picture_is_refused_by_its_content(
    house: House, name: str, content: bytes, error: type[Exception]
) -> None:
    row = house.draft()
    with pytest.raises(error):
        with_picture(house, row, content)
    assert not Enclosure.objects.unscoped(reason="a test looks").exists(), name


def test_a_picture_that_is_something_else_too_is_a_picture_alone(house: House) -> None:
    row = house.out()
    with_picture(house, row, samples.photo() + b"PK\x05\x06" + b"\0" * 18 + SVG)

    assert not any(b"PK\x05\x06" in body or b"alert(1)" in body for body in build().values())


def test_a_paper_is_drawn_anew_and_stands_with_its_size_on_page_and_in_the_library(house: House) -> None:
    row = house.out(kind="report")
    enclosing.put_paper(held(house, row), samples.pdf(), {"title": {"en": "All of it"}}, by=house.officer)
    files = build()

    (path,) = (path for path in files if path.startswith("files/"))
    assert path.endswith(".pdf") and b"Invented" not in files[path]
    for page in (files[f"en/{row.slug}/index.html"], files["en/press/report/index.html"]):
        assert f'/{path}" type="application/pdf"' in page.decode() and "All of it" in page.decode()
        assert "kB" in page.decode()
    with pytest.raises(errors.NotPaperError):
        enclosing.put_paper(held(house, row), samples.photo(), {"title": {"en": "x"}}, by=house.officer)
    with pytest.raises(errors.FileDamagedError):
        enclosing.put_paper(held(house, row), b"%PDF-1.7 cut off", {"title": {"en": "x"}}, by=house.officer)


def test_before_its_hour_a_picture_stands_only_where_the_journalists_look(house: House) -> None:
    row = house.draft()
    with_picture(house, row)
    row = actions.publish(row, at=timezone.now() + timedelta(hours=1), embargo=True, by=house.officer)

    found = [path for path in build() if path.endswith(".jpg")]
    assert len(found) == 2 and all(path.startswith(f"embargo/{row.embargo}/files/") for path in found)


def test_nobody_elsewhere_puts_describes_or_takes_off(house: House) -> None:
    row = house.draft()
    one, there = with_picture(house, row), held(house, row)
    for act in (
        lambda: enclosing.put_picture(there, samples.photo(), SAID, by=house.elsewhere),
        lambda: enclosing.put_paper(there, samples.pdf(), {}, by=house.elsewhere),
        lambda: enclosing.describe(one, {"credit": "x"}, after=0, by=house.elsewhere),
        lambda: enclosing.take_off(one, by=house.elsewhere),
    ):
        with pytest.raises(NotAllowedError):
            act()
    with pytest.raises(NotFoundError):
        held_for(house.elsewhere, "publication", row.pk)
    with pytest.raises(NotFoundError):
        held_for(house.officer, "case", row.pk)


def test_two_who_describe_see_each_other_and_every_act_leaves_its_entry(house: House) -> None:
    row = house.out()
    one = with_picture(house, row)
    enclosing.describe(one, {"alt": {"fr": "Un disque rouge"}}, after=0, by=house.officer)
    with pytest.raises(ChangedMeanwhileError):
        enclosing.describe(one, {"alt": {}}, after=0, by=house.officer)
    assert "Un disque rouge" in build()[f"en/{row.slug}/index.html"].decode()
    enclosing.take_off(one, by=house.officer)

    verbs = OutboxEntry.objects.filter(verb__contains="enclos").order_by("number").values_list("verb", flat=True)
    assert list(verbs) == ["site.enclosed", "site.enclosure-described", "site.enclosure-taken-off"]


def test_by_its_pages_a_picture_needs_words_and_the_word_of_whoever_is_seen(
    house: House, as_member: Callable[..., Client]
) -> None:
    row, client = house.out(), as_member(house.officer)
    address = reverse("enclosure_put", args=["publication", row.pk, "picture"])

    def sent(**words: str) -> HttpResponse:
        file = SimpleUploadedFile("Nour at home.jpg", samples.photo(), "text/html")
        answer: HttpResponse = client.post(address, {"after": 0, "file": file, "people": "nobody", **words})
        return answer

    assert sent().status_code == 422
    assert sent(alt_en="A door", people="agreed").status_code == 422
    assert sent(alt_en="A door", people="agreed", said_by="Themselves", said_on="2026-11-02").status_code == 303
    (one,) = Enclosure.objects.visible_to(house.officer)
    shown = client.get(reverse("enclosures", args=["publication", row.pk])).content.decode()
    assert 'alt="A door"' in shown and "Themselves" in shown
    assert "Themselves" not in build()[f"en/{row.slug}/index.html"].decode()
    seen = client.get(reverse("enclosure_content", args=[one.pk]))
    assert seen["Content-Type"] == "image/jpeg" and b"Nour" not in seen.content and "Nour" not in str(seen.headers)
    elsewhere = as_member(house.elsewhere)
    for name, args in (
        ("enclosures", ["publication", row.pk]),
        ("enclosure_content", [one.pk]),
        ("enclosure", [one.pk]),
    ):
        assert elsewhere.get(reverse(name, args=args)).status_code == 404


def test_of_two_who_put_a_picture_on_an_empty_page_the_second_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = house.draft()
    with_picture(house, row)
    monkeypatch.setattr(enclosing, "_standing", lambda _held: [])

    with pytest.raises(ChangedMeanwhileError):
        with_picture(house, row)


def test_without_walls_no_file_is_taken_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    row = house.draft()
    monkeypatch.setattr("malath.engines.looking.sandbox.stands", lambda: False)
    with pytest.raises(errors.NoRoomForFilesError):
        with_picture(house, row)
    with pytest.raises(errors.NoRoomForFilesError):
        enclosing.put_paper(held(house, row), samples.pdf(), {"title": {"en": "x"}}, by=house.officer)
