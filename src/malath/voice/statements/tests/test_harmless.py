"""HTML from users is harmless: a thousand hostile texts through the renderer, and in a real browser none runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from malath.voice.statements.actions.drafting import add_comment
from malath.voice.statements.actions.inviting import invite_outside
from malath.voice.statements.markup import TAGS, broken_notes, cleaned, render, undated_links
from malath.voice.statements.paragraphs import split
from malath.voice.statements.tests.conftest import Room
from malath.voice.statements.tests.hostile import bare, vectors

ATTRIBUTES = {("a", "href"), ("a", "id"), ("a", "rel"), ("li", "id"), ("ol", "start")}
SAFE = re.compile(r"https?://|#(note|back)-\d+$")


class Reader(HTMLParser):
    """Names every tag, attribute and address that may not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.wrong += [tag] * (tag not in TAGS)
        for name, value in attrs:
            safe = (tag, name) in ATTRIBUTES and (name != "href" or SAFE.match(value or ""))
            self.wrong += [] if safe else [f"{tag} {name}={value}"]

    def handle_comment(self, data: str) -> None:
        self.wrong.append(data)

    def handle_decl(self, decl: str) -> None:
        self.wrong.append(decl)


def wrong_in(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.wrong


def test_a_thousand_hostile_texts_leave_nothing_but_what_is_allowed() -> None:
    texts = vectors()
    found = {text: wrong for text in texts if (wrong := wrong_in(render(split(text))))}

    assert len(texts) >= 1000
    assert found == {}


def test_the_second_wall_alone_holds_too() -> None:
    assert {text: wrong for text in vectors() if (wrong := wrong_in(cleaned(text)))} == {}
    assert wrong_in("<img src=x onerror=hit()>"), "the reader sees what is wrong"


@given(st.text(alphabet="<>/\"'=`[](){}!*_#^:&;\\ \nahrefjvscriptonld1-", max_size=120))
def test_whatever_is_typed_leaves_nothing_but_what_is_allowed(text: str) -> None:
    parts = split(text)
    assert wrong_in(render(parts)) == []
    broken_notes(parts), undated_links(parts)


def test_in_a_real_browser_none_of_them_runs() -> None:
    from tests.accessibility.looking import browser

    texts = vectors()
    drawn = "".join(f"<section>{render(split(text))}</section>" for text in texts)
    head = "<!doctype html><script>window.hits = 0; function hit() { window.hits += 1 }</script>"
    with browser() as running:
        page = running.new_context(offline=True).new_page()
        page.set_content(head + "".join(f"<div>{one}</div>" for one in bare()))
        page.wait_for_function("() => window.hits > 0")
        page.set_content(head + drawn)
        page.evaluate(
            "() => document.querySelectorAll('*').forEach(one => { one.dispatchEvent(new Event('mouseover')) })"
        )
        page.wait_for_timeout(300)

        assert page.evaluate("() => document.querySelectorAll('section').length") == len(texts)
        assert page.evaluate("() => window.hits") == 0


@pytest.mark.django_db
def test_titles_names_comments_and_paragraphs_are_words_on_every_page(
    room: Room, as_member: Callable[..., Client]
) -> None:
    evil = "<img src=x onerror=hit()>"
    room.rewrite(f"{evil}\n\n{evil}", title=evil)
    room.translate()
    add_comment(room.statement, paragraph="1", words=evil, by=room.officer)
    invite_outside(room.statement, names=dict.fromkeys(("ar", "en", "fr"), evil), by=room.officer)
    edition = room.freeze()
    room.archive_signs("reserve", words=evil, signed_by=evil, names=dict.fromkeys(("ar", "en", "fr"), evil))
    room.rewrite(f"{evil}!\n\n{evil}", title=evil)
    client, statement = as_member(room.officer), room.statement.pk
    places = [
        reverse("statements"),
        reverse("statement", args=[statement]),
        reverse("statement_judge", args=[edition.pk]),
    ]
    places += [reverse(f"statement_{name}", args=[statement]) for name in ("write", "comments", "freeze", "check")]
    places += [
        reverse("statement_versions", args=[statement, "en"]),
        reverse("statement_translate", args=[statement, "fr"]),
    ]

    for place in places:
        page = client.get(place)
        assert page.status_code == 200 and "<img" not in page.content.decode(), place
    assert "&lt;img" in client.get(places[1]).content.decode()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("## A heading", "<h3>A heading</h3>"),
        ("- one\n- two", "<li>two</li>"),
        ("> said", "<blockquote>"),
        ("**strong** and *soft*", "<strong>strong</strong> and <em>soft</em>"),
        (
            '[a law](https://example.org/law "2026-11-02")',
            '<a href="https://example.org/law" rel="noopener noreferrer nofollow">a law</a> <small>(read on 2 November 2026)</small>',
        ),
        ("[x](/account/sign-out/)", "[x](/account/sign-out/)"),
        ("![x](https://example.org/a.png)", "!<a"),
    ],
)
def test_what_a_text_may_hold(text: str, wanted: str) -> None:
    assert wanted in render(split(text))


def test_footnotes_are_numbered_as_they_are_named_and_lead_back() -> None:
    html = render(split("First[^b] and second.[^a] Again.[^b]\n\n[^a]: The *other*.\n\n[^b]: One."))

    assert html.index('id="back-1"') < html.index('id="back-2"') and html.count('id="back-1"') == 1
    assert html.index("One.") < html.index("The <em>other</em>.") and html.count("<li id=") == 2
    assert broken_notes(split("Here.[^c]\n\n[^d]: x")) == ["c", "d"]
    assert undated_links(split("[x](https://example.org) and [y](https://example.net '2026-13-45')")) == [
        "https://example.org", "https://example.net",
    ]  # fmt: skip
