"""A page is taken down at the terminal: nothing of it is left in the stored site, without a key and without the database;
and the record says so once the server is open (PR2)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from malath.cli.main import main
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import ChangedMeanwhileError
from malath.platform.keeper.client import Keeper, home
from malath.platform.keeper.errors import SealedError
from malath.platform.notices.models import Notice
from malath.voice.site import actions
from malath.voice.site.enclosing import put_picture
from malath.voice.site.holders import held_for
from malath.voice.site.outside.folder import read
from malath.voice.site.outside.serving import Site
from malath.voice.site.outside.signing import faults_in
from malath.voice.site.putting_out import bring_up_to_date, keep_site, public_folder, site_verifier
from malath.voice.site.rules import State
from malath.voice.site.tests.conftest import House
from malath.voice.site.tests.test_outside import asked
from malath.voice.site.tests.test_searching import ask
from malath.voice.site.withdrawing import address_of, cut, without
from malath.voice.site.withheld import withheld
from tests.evidence import samples

SAID = {"alt": {"en": "A red disc on a door"}, "credit": "Studio", "people": "nobody"}
OTHER = {"en": {"title": "Something else", "body": "Another text stays."}}


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Inside the block nobody has a key."""

    def refuse(_keeper: Keeper, _op: str, **_arguments: Any) -> Any:
        raise SealedError

    def block() -> Any:
        context = monkeypatch.context()
        patched = context.__enter__()
        patched.setattr(Keeper, "ask", refuse)
        return context

    return block


@pytest.fixture(autouse=True)
def nothing_waits() -> Iterator[None]:
    yield
    (home() / "public" / "withheld.json").unlink(missing_ok=True)


def test_nothing_of_it_is_left_and_the_record_follows(
    house: House, sealed: Callable[[], Any], tmp_path: Path, django_assert_num_queries: Callable[..., Any],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    row = house.out()
    put_picture(held_for(house.officer, "publication", row.pk), samples.photo(), SAID, by=house.officer)
    other = actions.publish(house.draft(OTHER), by=house.officer)
    bring_up_to_date()
    before = read(public_folder())
    printed = list((home() / "run" / "printed").glob("*.jpg"))
    assert printed and any(path.startswith("files/") for path in before)

    block = sealed()
    with django_assert_num_queries(0):
        assert main(["site", "down", f"https://voices.example.org/en/{row.slug}/", "--yes"]) == 0
        assert main(["site", "down", f"https://voices.example.org/en/{row.slug}/", "--yes"]) == 0, "it says so again"
    assert "A door opened" in capsys.readouterr().out
    after = read(public_folder())
    block.__exit__(None, None, None)

    for path, body in after.items():
        assert b"A door opened" not in body and "باب انفتح".encode() not in body, path
        assert row.slug not in path or path.endswith("/index.html"), path
        assert f'href="/en/{row.slug}/"'.encode() not in body, path
    assert not any(path.startswith("files/") for path in after) and not any(path.exists() for path in printed)
    assert "Something else" in after["en/index.html"].decode() and f"en/{other.slug}/index.html" in after
    assert "Taken down" in after[f"en/{row.slug}/index.html"].decode()
    assert str(timezone.localdate().year) in after[f"ar/{row.slug}/index.html"].decode()
    site = Site(public_folder())
    assert 'id="none">' in ask(site, "door opened")[2] and asked(site, f"/en/{row.slug}/")[0] == "200 OK"
    assert main(["site", "export", str(tmp_path / "copy")]) == 0
    assert faults_in(tmp_path / "copy", site_verifier()) == []

    # A round of pages that was begun before, or an upgrade, brings nothing back.
    (home() / "run" / "made-of").unlink()
    bring_up_to_date()
    assert not any(b"A door opened" in body for body in read(public_folder()).values())
    keep_site()
    row = house.now(row)
    assert (row.state, row.down_on) == (State.DOWN, timezone.localdate()) and withheld() == []
    entry = OutboxEntry.objects.filter(verb="site.taken-down", row=row.pk).get()
    assert (
        entry.member is None
        and entry.facts["means"] == "terminal"
        and entry.facts["at"][:4] == row.down_on.isoformat()[:4]
    )
    assert (
        Notice.objects.unscoped(reason="a test looks")
        .filter(member=house.officer, code="site.down-at-terminal")
        .exists()
    )
    assert "Taken down" in read(public_folder())[f"en/{row.slug}/index.html"].decode()


def test_what_journalists_read_goes_too_and_is_a_draft_again(house: House) -> None:
    row = actions.publish(house.draft(), at=timezone.now() + timedelta(hours=2), embargo=True, by=house.officer)
    bring_up_to_date()

    assert main(["site", "down", f"/embargo/{row.embargo}/ar/", "--yes"]) == 0

    assert not any(path.startswith("embargo/") for path in read(public_folder()))
    keep_site()
    assert (house.now(row).state, house.now(row).embargo) == (State.DRAFT, "")


@pytest.mark.parametrize("goes_first", [False, True])
def test_it_is_not_lost_when_the_hour_comes_in_that_moment(house: House, goes_first: bool) -> None:
    row = actions.publish(house.draft(), at=timezone.now() + timedelta(hours=2), embargo=True, by=house.officer)
    bring_up_to_date()

    def terminal() -> None:
        assert main(["site", "down", f"/embargo/{row.embargo}/ar/", "--yes"]) == 0

    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        if not goes_first:
            terminal()
            with pytest.raises(ChangedMeanwhileError):
                actions.publish(house.now(row), by=house.officer)
        assert actions.put_out_due(house.now(row)) == goes_first
        if goes_first:
            terminal()
        keep_site()

    assert house.now(row).state == (State.DOWN if goes_first else State.DRAFT) and withheld() == []
    assert not any(b"A door opened" in body for body in read(public_folder()).values())


def test_only_a_text_can_be_taken_down_and_never_by_mistake(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = house.out()
    bring_up_to_date()
    for address in ("/en/", "en/press/", "press/report", "/", "", "../keys", "en/search/", "files/x", "/en/404.html",
                    f"en/{row.slug}x/", "SHA256SUMS", "live/en"):  # fmt: skip
        assert main(["site", "down", address, "--yes"]) == 1, address
    with monkeypatch.context() as somebody:
        somebody.setattr("os.geteuid", lambda: 12345)
        assert main(["site", "down", f"en/{row.slug}/", "--yes"]) == 2
    # Without a terminal nobody was asked.
    assert main(["site", "down", f"en/{row.slug}/"]) == 2
    assert "nothing was taken down" in capsys.readouterr().err
    assert withheld() == [] and "A door opened" in read(public_folder())["en/index.html"].decode()


def test_pages_that_led_to_it_are_found_by_its_words_no_more() -> None:
    def page(main: str) -> bytes:
        return f'<meta property="og:type" content="article"><main><h1>Campaign</h1>{main}</main>'.encode()

    listed = '<p>Harbour</p><ul><li><a href="/en/a/">Zorblat</a></li></ul>'
    lines = [
        {"line": f'<li><a href="/en/{one}/">x</a></li>', "words": "zorblat harbour campaign"} for one in ("a", "b")
    ]
    files = {
        "en/a/index.html": page("<p>Zorblat</p>"), "en/b/index.html": page(listed), "live/en/search.json": json.dumps(lines).encode(),
    }  # fmt: skip

    left = without(files, "a", lambda _code: "")

    (one,) = json.loads(left["live/en/search.json"])
    assert "/en/b/" in one["line"] and "harbour" in one["words"].split() and "zorblat" not in one["words"]


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://x.org/en/2026-11-22-a/?q=1#x", "2026-11-22-a"), ("/ar/2026-11-22-a", "2026-11-22-a"),
        ("fr/colleagues/k3x/index.html", "colleagues/k3x"), ("/embargo/T_-x/en/", "embargo/T_-x"),
        ("en/a/b/c", ""), ("en/../x", ""), ("https://x.org", ""),
    ],
)  # fmt: skip
def test_an_address_is_one_text_in_all_languages(written: str, address: str) -> None:
    assert address_of(written) == address


def test_lines_go_whole_and_what_people_wrote_stays() -> None:
    page = (
        '<ul>\n<li><h2><a href="/en/a/">A</a></h2><p>of a</p></li><li><a href="/en/b/">B</a></li></ul>'
        '<p class="meta">Belongs to: <a href="/en/a/">A</a></p><p>Two: <a href="/en/a/">A</a> · <a href="/en/b/">B</a></p>'
        '<ul><li>outer <a href="/en/b/">B</a><ul><li><a href="/en/a/">A</a></li><li>x</li></ul></li></ul>'
        '<p>See <a href="https://x.org/en/a/">this</a> and <a href="/en/ab/">that</a>.<br><img src="x"></p>'
    )

    assert cut(page, ("/en/a/",)) == (
        '<ul>\n<li><a href="/en/b/">B</a></li></ul><p>Two:  · <a href="/en/b/">B</a></p>'
        '<ul><li>outer <a href="/en/b/">B</a><ul><li>x</li></ul></li></ul>'
        '<p>See <a href="https://x.org/en/a/">this</a> and <a href="/en/ab/">that</a>.<br><img src="x"></p>'
    )
