"""What readers can find: exactly what is out, in any spelling, by a process that keeps nothing of the question (SC9)."""

from __future__ import annotations

import io
import json
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from django.utils import timezone

from malath.cli.main import main
from malath.voice.site import actions
from malath.voice.site.building import build
from malath.voice.site.outside.folder import put_out
from malath.voice.site.outside.searching import A_PAGE, LINES, Search
from malath.voice.site.outside.serving import LANGUAGES, Site
from malath.voice.site.tests.conftest import House
from malath.voice.site.tests.test_outside import asked

TEXTS = {
    "en": {"title": "Detained <for> a letter", "excerpt": "Nine are missing.", "body": "The harbour towns remember Hüseyin."},
    "ar": {"title": "اعتقال بسبب رسالة", "excerpt": "", "body": "طالبت العائلات بالإفراج عن المعتقلين، ومنهم أحمد عبد الله."},
}  # fmt: skip


def site_of(files: dict[str, bytes], folder: Path) -> Site:
    put_out(folder, files, lambda sums: "")
    return Site(folder)


def ask(site: Site, question: str, language: str = "en", **more: Any) -> tuple[str, dict[str, str], str]:
    body = "&".join(f"{name}={quote_plus(str(value))}" for name, value in {"q": question, **more}.items()).encode()
    told = asked(
        site, f"/{language}/search/", "POST", CONTENT_LENGTH=str(len(body)),
        CONTENT_TYPE="application/x-www-form-urlencoded", **{"wsgi.input": io.BytesIO(body)},
    )  # fmt: skip
    return told[0], told[1], told[2].decode()


def test_what_is_out_is_found_in_any_spelling_and_shown_with_kind_day_and_excerpt(house: House, tmp_path: Path) -> None:
    older = actions.publish(house.draft(), by=house.officer)
    row = actions.publish(house.draft(TEXTS, kind="report"), by=house.officer)
    site = site_of(build(), tmp_path)

    for question in ("huseyin", "HARBOUR detain", "Hüsey", "nine missing"):
        status, headers, page = ask(site, question)
        assert status == "200 OK" and f'href="/en/{row.slug}/"' in page, question
    assert "Set-Cookie" not in headers and "ETag" not in headers and headers["Cache-Control"] == "private, no-cache"
    line = page.partition('<ul class="items">')[2].partition("</ul>")[0]
    assert "Report" in line and str(timezone.localdate().year) in line and "Nine are missing." in line
    assert "Detained &lt;for&gt; a letter" in line and line.count("<li") == 1
    for question in ("معتقلين", "والعائلات", "احمد عبدالله", "أحمد عبد الله", "رساله"):
        assert f'href="/ar/{row.slug}/"' in ask(site, question, "ar")[2], question
    # Newest first, and what stands in another language alone is found there.
    both = ask(site, "t", "en")[2]
    assert both.index(row.slug) < both.index(older.slug)
    elsewhere = ask(site, "harbour", "fr")[2]
    assert f'href="/en/{row.slug}/"' in elsewhere and 'id="elsewhere">' in elsewhere and 'lang="en"' in elsewhere


def test_nothing_that_waits_is_embargoed_or_was_taken_down_can_be_found(house: House, tmp_path: Path) -> None:
    house.draft({"en": {"title": "Drafted", "body": "onlyadraft"}})
    later = timezone.now() + timedelta(hours=2)
    for embargo in (True, False):
        waiting = house.draft({"en": {"title": "Waiting", "body": "onlywaiting"}})
        actions.publish(waiting, at=later, embargo=embargo, by=house.officer)
    gone = actions.publish(house.draft({"en": {"title": "Gone", "body": "onlygone"}}), by=house.officer)
    assert b"onlygone" in build()["live/en/search.json"]
    actions.take_down(gone, by=house.officer)
    files = build()
    site = site_of(files, tmp_path)

    for word in ("onlyadraft", "onlywaiting", "onlygone"):
        assert not any(word.encode() in body for path, body in files.items() if path.startswith("live/")), word
        assert 'id="none">' in ask(site, word)[2], word
    assert gone.slug not in files["live/en/search.json"].decode() and json.loads(files["live/en/search.json"]) == []


def test_a_copy_says_that_it_cannot_search_and_holds_no_dead_form(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.out()
    site = site_of(build(), tmp_path / "public" / "pages")
    monkeypatch.setenv("MALATH_HOME", str(tmp_path))
    assert main(["site", "export", str(tmp_path / "copy")]) == 0

    copies = {
        str(path.relative_to(tmp_path / "copy")): path for path in (tmp_path / "copy").rglob("*") if path.is_file()
    }
    assert "a copy cannot search" in copies["en/search/index.html"].read_text()
    assert not any(path.startswith("live") for path in copies) and "live/" not in copies["SHA256SUMS"].read_text()
    assert not any(b"<form" in path.read_bytes() and b"/search/" in path.read_bytes().partition(b"<form")[2]
                   for path in copies.values() if path.suffix == ".html")  # fmt: skip
    # Where the process answers, the same address holds the form; what it answers by is nobody's to fetch.
    status, headers, body = asked(site, "/en/search/")
    assert status == "200 OK" and b'name="q"' in body and b"{count}" in body and LINES.encode() not in body
    assert asked(site, "/en/search/", HTTP_IF_NONE_MATCH=headers["ETag"])[0] in {"200 OK", "304 Not Modified"}
    assert asked(site, "/en/search")[1]["Location"] == "/en/search/"
    for path in ("/live/en/search.json", "/live/en/search.html", "/live/", "/en/search/../../live/en/search.json"):
        assert asked(site, path)[0] == "404 Not Found", path


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("", "422"), ("   ", "422"), ("<>&\"'()!", "422"), ("a" * 201, "422"), (" ".join("abcdefghi"), "422"),
        ("ﷺ" * 200, "200"), ("\u202e\u200f\ufeff", "422"), ("{count}", "200"), ("%00\x00", "200"), ("e\u0301" * 100, "200"),
        ('"><script>alert(1)</script>', "200"), ("<!--lines-->", "200"), ('id="busy" hidden', "200"), ("' OR 1=1 --", "200"),
    ],
)  # fmt: skip
def test_hostile_questions_are_text(question: str, status: str) -> None:
    page = (
        '<form><input id="q" name="q"></form><p id="few" hidden></p><p id="many" hidden></p><p id="busy" hidden></p>'
        f'<p id="none" hidden></p><p id="found" hidden>{{count}}</p><ul>{LINES}</ul>'
    )
    files = {
        "live/en/search.html": page.encode(),
        "live/en/search.json": b'[{"line": "<li>x</li>", "words": "letter"}]',
    }
    search = Search(files, ("en",))

    told, answer = search.answer("en", [("q", question)])

    text = answer.decode()
    assert str(told) == status and "<script" not in text and "<li>" not in text and text.count("<p id=") == 5
    assert text.count(" hidden>") == 4 and 'id="busy" hidden>' in text


def test_a_question_that_is_no_form_of_ours_is_not_answered(house: House, tmp_path: Path) -> None:
    site = site_of(build(), tmp_path)
    form = "application/x-www-form-urlencoded"
    for length, kind, fetched in ((str(10**9), form, "none"), ("x", form, "none"), ("7", "text/plain", "none"),
                                  ("7", form, "cross-site"), ("-7", form, "none"), ("5000", form, "none")):  # fmt: skip
        told = asked(site, "/en/search/", "POST", CONTENT_LENGTH=length, CONTENT_TYPE=kind,
                     HTTP_SEC_FETCH_SITE=fetched, **{"wsgi.input": io.BytesIO(b"q=hello")})  # fmt: skip
        assert told[0] == "422 Unprocessable Content" and b"hello" not in told[2]
    assert asked(site, "/en/search/", "PUT")[0] == "405 Method Not Allowed"
    assert b"secretword" not in asked(site, "/en/search/", QUERY_STRING="q=secretword")[2]


def test_slow_questions_keep_no_letter_out(house: House, tmp_path: Path) -> None:
    house.out()
    site = site_of(build(), tmp_path)
    while site._hearing.acquire(blocking=False):
        pass

    assert ask(site, "door")[0] == "503 Service Unavailable"
    assert site._receiving.acquire(blocking=False)
    assert asked(site, "/en/")[0] == "200 OK"


def test_a_long_answer_comes_in_pages_and_costs_little() -> None:
    told = [
        {"line": f"<li>{number}</li>", "words": f"letter word{number} w{number % 977} again"} for number in range(5000)
    ]
    page = f'<p id="found" hidden>{{count}}</p>{LINES}<form id="newer" hidden>{{newer}}</form><form id="older" hidden>{{older}}</form>'
    search = Search(
        {"live/en/search.html": page.encode(), "live/en/search.json": json.dumps(told).encode()}, LANGUAGES[1:2]
    )

    first = search.answer("en", [("q", "letter")])[1].decode()
    last = search.answer("en", [("q", "letter"), ("from", str(5000 - A_PAGE))])[1].decode()
    assert (
        "5000" in first and first.count("<li>") == A_PAGE and 'id="older">20<' in first and 'id="newer" hidden' in first
    )
    assert last.count("<li>") == A_PAGE and 'id="older" hidden' in last and "<li>4999</li>" in last
    for start in ("-1", "99999999999", "٣", "x", "5001"):
        assert "<li>0</li>" in search.answer("en", [("q", "letter"), ("from", start)])[1].decode() or start == "٣"
    before = time.process_time()
    search.answer("en", [("q", "w e a i r t d g")])
    assert time.process_time() - before < 1
    held = search._asking.acquire(), search._asking.acquire()
    assert all(held) and search.answer("en", [("q", "letter")])[0] == 503 and search.answer("en", [])[0] == 503
