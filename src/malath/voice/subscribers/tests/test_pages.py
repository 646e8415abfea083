"""The pages: of the public site through its real process, while the server is sealed; and of the workspace."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.utils.translation import override

from malath.platform.keeper.client import Keeper
from malath.platform.keeper.errors import SealedError
from malath.voice.letters.public_pages import help_files
from malath.voice.letters.taking_in import take_in_letters
from malath.voice.site import actions as site
from malath.voice.site.building import STYLE, page
from malath.voice.site.outside.folder import put_out
from malath.voice.site.putting_out import keep_site, public_folder, public_process
from malath.voice.subscribers.public_pages import list_files
from malath.voice.subscribers.sending import send_news
from malath.voice.subscribers.tests.conftest import SITE, TEXTS, Readers, link_in, to
from tests.accessibility.looking import AXE, RULES, RUN, SIDEWAYS, browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def outside(readers: Readers) -> Iterator[int]:
    """The real process with the pages of the list."""
    files = {"site.css": STYLE.read_bytes()}
    for code in ("ar", "en", "fr"):
        with override(code):
            files |= list_files(code) | help_files(code)
            files[f"{code}/index.html"] = page("public/home.html", code, items=[], path=f"/{code}/")
    put_out(public_folder(), files, lambda _sums: "unsigned\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (command,) = public_process(f"127.0.0.1:{port}").values()
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.getcwd()}
    process = subprocess.Popen([sys.executable, "-m", *command], env=environment)
    try:
        for _ in range(150):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def one_click(port: int, link: str) -> int:
    """What a mail provider does for its reader (RFC 8058), from elsewhere and without a form of ours."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Sec-Fetch-Site": "cross-site"}
    body = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    connection.request("POST", link.removeprefix(SITE), body, headers)
    return connection.getresponse().status


def waiting(readers: Readers) -> int:
    """How many letters lie in the intake."""
    return len([one for one in readers.letterbox.folder.iterdir() if not one.name.startswith("place-")])


def test_a_reader_asks_confirms_and_leaves_and_the_pages_are_without_fault(
    readers: Readers, outside: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong, here, sizes = [], f"http://127.0.0.1:{outside}", (("ar", 390), ("fr", 1280))

    def sealed(*_args: object, **_asked: object) -> None:
        raise SealedError

    with browser() as running, monkeypatch.context() as closed:
        closed.setattr(Keeper, "ask", sealed)
        for code, width in sizes:
            seen = running.new_page(viewport={"width": width, "height": 900}, color_scheme="light")
            seen.add_init_script(AXE)
            for where in ("by-mail", "by-mail/confirm", "by-mail/leave", "by-mail/asked"):
                seen.goto(f"{here}/{code}/{where}/")
                wrong += [f"{code}/{where}: {fault}" for fault in seen.evaluate(RUN, RULES)]
                wrong += [f"{code}/{where}: too wide"] * (seen.evaluate(SIDEWAYS) > 0)
            seen.goto(f"{here}/{code}/")
            seen.click(f"main a[href='/{code}/by-mail/']")
            seen.fill("[name=mail]", f"rana.{code}@example.org")
            seen.check("[name=kinds][value=news]")
            seen.click("main button")
            assert seen.url.endswith(f"/{code}/by-mail/asked/")
    assert wrong == [] and take_in_letters() == 2 and send_news() == 2

    asked = {code: to(f"rana.{code}@example.org")[-1] for code, _width in sizes}
    with browser() as running:
        seen = running.new_page()
        for number, (code, one) in enumerate(asked.items()):
            seen.goto(link_in(one, "confirm").replace(SITE, here))
            assert waiting(readers) == 2 * number, "programmes that open links confirm nothing"
            seen.click("main button")
            told = seen.inner_text("h1")
            seen.goto(f"{here}/{code}/by-mail/confirm/?t=x")
            seen.click("main button")
            assert seen.inner_text("h1") == told, "it tells nobody whether a link holds"
    take_in_letters()
    assert [(row.state, row.kinds) for row in readers.all()] == [("confirmed", ["news"])] * 2

    for one in asked.values():
        assert one_click(outside, link_in(one, "leave")) == 200
    take_in_letters()
    assert readers.all() == []


def test_the_form_stands_where_the_server_can_send_and_the_way_out_stands_always(readers: Readers, sends: Any) -> None:
    files = list_files("en")
    assert b"<form" in files["en/by-mail/index.html"] and b"/en/by-mail/" in page("public/home.html", "en", path="/en/")

    sends.EMAIL_HOST = ""
    files = list_files("en")
    assert b"<form" not in files["en/by-mail/index.html"] and b"<form" in files["en/by-mail/leave/index.html"]
    assert b'"by-mail/leave"' in files["en/by-mail/forms.json"] and b'"by-mail": ' not in files["en/by-mail/forms.json"]
    assert b"by-mail" not in page("public/home.html", "en", path="/en/")


def test_the_page_tells_numbers_and_what_was_sent_and_no_address(readers: Readers, as_member: Any) -> None:
    readers.subscribe("rana@example.org")
    readers.ask("omar@example.org", "fr")
    row = readers.out()
    send_news()
    officer, elsewhere = as_member(readers.officer), as_member(readers.elsewhere)

    body = officer.get("/subscribers/").content.decode()
    assert "example.org" not in body and "A door opened" in body
    numbers = re.findall(r'<th scope="row">(.*?)</th><td[^>]*>(\d+)</td><td[^>]*>(\d+)</td></tr>', body)
    assert [(int(one), int(two)) for _name, one, two in numbers] == [(0, 0), (1, 0), (0, 1)]
    body = elsewhere.get("/subscribers/").content.decode()
    assert "Haven Association" in body and "A door opened" not in body and "<table" not in body

    site.correct(row, TEXTS, words={"en": "It was three."}, after=row.revision, by=readers.officer)
    keep_site()
    (mailing,) = readers.mailings()
    path = f"/subscribers/again/{mailing.pk}/"
    assert path in officer.get("/subscribers/").content.decode()
    assert elsewhere.post(path).status_code == 404 and officer.post(path).status_code == 303
    assert path not in officer.get("/subscribers/").content.decode() and officer.post(path).status_code == 409
    mail.outbox.clear()
    assert send_news() == 1


def test_an_address_is_erased_by_hand_and_the_list_closed(readers: Readers, as_member: Any) -> None:
    readers.subscribe()
    officer, director = as_member(readers.officer), as_member(readers.coalition.dalia)

    assert officer.post("/subscribers/", {"mail": "no address"}).status_code == 422
    for told in ("Erased.", "This address is not on your list."):
        answer = officer.post("/subscribers/", {"mail": "rana@example.org"}, follow=True)
        assert told in answer.content.decode() and "rana@" not in answer.content.decode()
    keep = f"/subscribers/keep/{readers.coalition.haven.pk}/"
    assert officer.get(keep).status_code == 404 and director.post(keep, {}).status_code == 303
    readers.ask()
    assert readers.all() == []


def test_the_page_says_which_settings_are_missing(readers: Readers, sends: Any, as_member: Any) -> None:
    sends.SITE_URL = sends.EMAIL_HOST = ""
    body = as_member(readers.officer).get("/subscribers/").content.decode()
    assert "MALATH_SMTP_HOST" in body and "MALATH_SITE_URL" in body and "MALATH_NEWS_FROM" not in body
