"""Letters to the public process: what it takes, what it refuses, how it is sealed, and that it is added and never read."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from malath.engines.keyring import open_from_intake
from malath.voice.site.outside import receiving
from malath.voice.site.outside.folder import put_out
from malath.voice.site.outside.receiving import FullError, Letterbox, Pace, context_of, sender_of
from malath.voice.site.outside.serving import Site

PRIVATE = X25519PrivateKey.generate()
FORM = {
    "fields": {
        "name": {"most": 20, "required": True}, "phone": {"most": 20}, "mail": {"most": 40}, "text": {"most": 2000},
        "city": {"most": 9, "values": ["lyon", "ghent"]}, "can": {"most": 9, "values": ["a", "b"], "many": True},
    },
    "either": ["phone", "mail"],
}  # fmt: skip
PAGE = """<p id="again" hidden>no</p><p id="full" hidden>later</p><form><input type="text" name="name" value="old">
<textarea name="text">
</textarea><select name="city"><option value="" selected>-</option><option value="ghent">Ghent</option></select>
<input type="checkbox" name="can" value="a"><input type="checkbox" name="can" value="b" checked>
<input name="website" value=""></form>"""
GIVEN = [("name", "Gaël"), ("mail", "gael@example.org"), ("text", "line\r\nline"), ("can", "a"), ("can", "b")]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    files = {f"en/help/{page}/index.html": page.encode() for page in ("thanks", "again", "full")}
    files["en/contact/index.html"] = PAGE.encode()
    put_out(tmp_path / "pages", {**files, "ar/help/forms.json": json.dumps({"contact": FORM}).encode()}, lambda _: "")
    (tmp_path / "intake").mkdir()
    return Site(tmp_path / "pages", Letterbox(tmp_path / "intake", PRIVATE.public_key().public_bytes_raw()))


def send(site: Site, given: Any = GIVEN, path: str = "/en/contact/", **asked: Any) -> tuple[str, dict[str, str], bytes]:
    body = given if isinstance(given, bytes) else urlencode(given).encode()
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), **asked,
    }  # fmt: skip
    told: list[Any] = []
    answer = b"".join(site(environ, lambda status, pairs: told.extend([status, dict(pairs)])))
    return told[0][:3], told[1], answer


def letters(site: Site) -> dict[str, Any]:
    assert site.letterbox is not None
    found = [path for path in site.letterbox.folder.iterdir() if not path.name.startswith("place-")]
    raw = PRIVATE.private_bytes_raw()
    return {path.name: open_from_intake(raw, context_of(path.name), path.read_bytes()) for path in found}


def test_a_letter_is_sealed_padded_and_bound_to_its_name(site: Site) -> None:
    status, headers, _body = send(site)
    (name,) = letters(site)
    body = letters(site)[name]
    stored = (site.letterbox.folder / name).read_bytes()  # type: ignore[union-attr]

    assert (status, headers["Location"], headers["Cache-Control"]) == ("303", "/en/help/thanks/", "no-store")
    assert len(body) == receiving.BLOCK and b"gael" not in stored
    letter = json.loads(body)
    assert (letter["form"], letter["language"]) == ("contact", "en")
    assert letter["given"] == {
        "name": ["Gaël"], "mail": ["gael@example.org"], "text": ["line\nline"], "can": ["a", "b"],
    }  # fmt: skip
    assert set(letter) == {"form", "language", "on", "given"}


REFUSED: list[tuple[str, Any]] = [
    ("a field of no form", [*GIVEN, ("admin", "1")]),
    ("a name too long", [("name", "x" * 21), ("phone", "1")]),
    ("no name", [("name", "  "), ("phone", "1")]),
    ("no way to answer", [("name", "Gaël")]),
    ("a choice of nobody", [*GIVEN, ("city", "atlantis")]),
    ("one field twice", [*GIVEN, ("name", "Boris")]),
    ("many links", [*GIVEN[:2], ("text", "http://a.example " * 6)]),
    ("too many fields", [*GIVEN, *[("can", "a")] * 100]),
    ("bytes of no text", b"name=%ff%fe&phone=1"),
    ("bytes outside the form's own", "name=Gaël&phone=1".encode()),
    ("nothing", b""),
    ("too much", b"name=" + b"x" * 100_000),
]


@pytest.mark.parametrize("given", [given for _what, given in REFUSED], ids=[what for what, _given in REFUSED])
def test_what_does_not_keep_to_the_form_is_not_taken_and_the_page_says_so(site: Site, given: Any) -> None:
    status, headers, body = send(site, given)

    told = b'id="again">no' in body or body == b"again"
    assert status == "422" and told and headers["Cache-Control"] == "no-store"
    assert letters(site) == {}


def test_another_kind_of_request_leaves_nothing(site: Site) -> None:
    for path in ("/en/", "/en/help/thanks/", "/de/contact/", "/contact/", "/en/contact/../contact/", "/en/nowhere/"):
        assert send(site, path=path)[0] == "405", path
    for asked in (
        {"CONTENT_TYPE": "text/plain"},
        {"CONTENT_TYPE": "multipart/form-data; boundary=x"},
        {"CONTENT_LENGTH": "x"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "9999"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
    ):
        assert send(site, **asked)[0] == "422", asked
    assert letters(site) == {}


def test_a_programme_that_fills_what_it_finds_is_thanked_and_leaves_nothing(site: Site) -> None:
    assert send(site, [*GIVEN, ("website", "http://x.example")])[1]["Location"] == "/en/help/thanks/"
    assert letters(site) == {}
    assert send(site, [*GIVEN, ("website", "")])[0] == "303" and len(letters(site)) == 1


def test_one_sender_and_all_together_are_taken_at_a_pace_and_the_page_says_it(site: Site) -> None:
    told = [send(site, REMOTE_ADDR="203.0.113.9")[0] for _ in range(receiving.MOST_OF_ONE + 1)]
    assert told == ["303"] * receiving.MOST_OF_ONE + ["503"]
    assert b'id="full">later' in send(site, REMOTE_ADDR="203.0.113.9")[2]
    assert send(site, REMOTE_ADDR="203.0.113.10")[0] == "303"


def test_a_sender_is_forgotten_after_minutes_and_a_flood_of_unknown_senders_has_an_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pace, now = Pace(), [1000.0]
    monkeypatch.setattr(receiving.time, "monotonic", lambda: now[0])
    assert [pace.admits("x") for _ in range(6)] == [True] * 5 + [False]
    assert all(pace.admits("") for _ in range(receiving.MOST_OF_ALL - 5)) and not pace.admits("")
    assert not any(mark == b"x" for _at, mark in pace._sent)

    now[0] += receiving.WINDOW + 1
    assert pace.admits("x") and len(pace._sent) == 1


@pytest.mark.parametrize(
    ("asked", "sender"),
    [
        ({"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}, "203.0.113.9"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.9"}, "203.0.113.9"),
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "nonsense"}, ""),
        ({"REMOTE_ADDR": "127.0.0.1"}, ""),
        ({"REMOTE_ADDR": "2001:db8:1:2:3::9"}, "2001:db8:1:2::/64"),
        ({}, ""),
    ],
)
def test_a_sender_is_the_peer_or_whom_our_own_proxy_names_last(asked: dict[str, str], sender: str) -> None:
    assert sender_of(asked) == sender


def test_a_full_intake_takes_nothing_more_and_the_page_says_so(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_WAITING", 2)
    assert [send(site)[0] for _ in range(3)] == ["303", "303", "503"]
    assert len(letters(site)) == 2
    with pytest.raises(FullError):
        site.letterbox.add(b"x")  # type: ignore[union-attr]


def test_a_full_disk_leaves_an_empty_file_and_nobody_is_thanked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_asked: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "posix_fallocate", full)
    assert send(site)[0] == "503"
    (left,) = [path for path in site.letterbox.folder.iterdir() if not path.name.startswith("place-")]  # type: ignore[union-attr]
    assert left.read_bytes() == b""


def test_slow_senders_leave_threads_for_those_who_read(site: Site) -> None:
    for _ in range(receiving.RECEIVING_AT_ONCE):
        site._receiving.acquire()

    assert send(site)[0::2] == ("503", b"full")


def test_what_was_typed_stands_in_the_form_again_and_is_text_wherever_it_stands(site: Site) -> None:
    evil = '"><script>alert(1)</script>'
    given = [("name", evil), ("text", f"</textarea>{evil}\nsecond"), ("city", "ghent"), ("can", "a")]
    status, _headers, body = send(site, given)
    page = body.decode()

    assert status == "422" and "<script>" not in page and page.count("</textarea>") == 1
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">' in page and "second</textarea>" in page
    assert '<option value="ghent" selected>' in page and '<option value="">' in page
    assert 'value="a" checked>' in page and 'value="b">' in page and 'id="full" hidden' in page


def test_without_a_key_the_site_takes_no_letters(site: Site) -> None:
    site.letterbox = None

    assert send(site)[0] == "405"


LINK = {"news/leave": {"fields": {"t": {"most": 40, "required": True}}, "link": True, "thanks": "news/left"}}


@pytest.fixture
def linked(site: Site) -> Site:
    """A part of the site whose form is a link: the page with its button stands there."""
    files = {f"en/help/{page}/index.html": page.encode() for page in ("thanks", "again", "full")}
    files |= {"en/news/leave/index.html": PAGE.encode(), "en/news/left/index.html": b"left"}
    forms = {
        "ar/news/forms.json": json.dumps(LINK).encode(),
        "ar/help/forms.json": json.dumps({"contact": FORM}).encode(),
    }
    put_out(site.folder, {**files, **forms}, lambda _: "")
    site.look()
    return site


def test_a_link_is_followed_by_whoever_presses_its_button_and_by_a_mail_programme_alone(linked: Site) -> None:
    one_click = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "HTTP_SEC_FETCH_SITE": "cross-site"}
    asked: list[tuple[bytes, dict[str, str]]] = [
        (b"", {}),
        (b"List-Unsubscribe=One-Click", {}),
        (b"--x\r\n\r\n", one_click),
    ]
    for body, more in asked:
        status, headers, said = send(linked, body, "/en/news/leave/", QUERY_STRING="t=abc&utm_source=mail", **more)
        # Such programmes follow no redirect.
        assert (status, said, headers["Cache-Control"]) == ("200", b"left", "no-store")

    held = [json.loads(body) for body in letters(linked).values()]
    assert [(one["form"], one["given"]) for one in held] == [("news/leave", {"t": ["abc"]})] * 3
    assert send(linked)[0] == "303", "the forms of another part are known too"


@pytest.mark.parametrize("query", ["", "t=", "x=1", "t=" + "a" * 41, "t=a&t=b", "t=%ff"])
def test_a_link_that_is_none_leaves_nothing_and_getting_it_never_does(linked: Site, query: str) -> None:
    assert send(linked, b"List-Unsubscribe=One-Click", "/en/news/leave/", QUERY_STRING=query)[0] == "422"
    for method in ("GET", "HEAD"):
        send(linked, b"", "/en/news/leave/", QUERY_STRING="t=abc", REQUEST_METHOD=method)
    assert letters(linked) == {}


def test_links_have_a_pace_of_their_own(linked: Site) -> None:
    sent = {"QUERY_STRING": "t=abc", "REMOTE_ADDR": "203.0.113.9"}
    told = [send(linked, b"", "/en/news/leave/", **sent)[0] for _ in range(receiving.LINKS_OF_ONE + 1)]

    assert told == ["200"] * receiving.LINKS_OF_ONE + ["503"]
    assert send(linked, REMOTE_ADDR="203.0.113.9")[0] == "303"
