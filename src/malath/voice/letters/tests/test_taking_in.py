"""From a reader's browser to a record: through the real public process while the server is sealed, once, whatever dies."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.apps import apps
from django.utils import timezone
from django.utils.translation import override

from malath.platform.keeper.client import Keeper
from malath.platform.keeper.errors import SealedError
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from malath.voice.letters import taking_in
from malath.voice.letters.models import Letter
from malath.voice.letters.public_pages import contact_files, help_files
from malath.voice.letters.reading import answers_of
from malath.voice.letters.taking_in import aside_folder, take_in_letters
from malath.voice.letters.tests.conftest import WORDS, Desks
from malath.voice.site.building import STYLE
from malath.voice.site.outside.folder import put_out
from malath.voice.site.putting_out import public_folder, public_process

pytestmark = pytest.mark.django_db
OFFER = {
    "name": "Zumurruda", "phone": "+33639980091", "language": "fr", "city": "lyon", "host_kind": "family",
    "home_kind": "family", "beds": "2", "rooms": "1", "flags": ["step_free", "tonight"], "text": "Une chambre.",
}  # fmt: skip


def offers() -> list[Any]:
    rows = apps.get_model("hosting", "Offer").objects.unscoped(reason="a test looks")
    return list(rows.select_related("network__local"))


@pytest.fixture
def outside(desks: Desks) -> Iterator[int]:
    """The real process, with the pages of the real forms."""
    files = {"site.css": STYLE.read_bytes()}
    for code in ("ar", "en", "fr"):
        with override(code):
            files |= help_files(code) | contact_files(code)
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


def send(port: int, path: str, given: dict[str, Any]) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", path, urlencode(given, doseq=True), headers)
    answer = connection.getresponse()
    return answer.status, answer.getheader("Location") or "", answer.read().decode()


def test_what_readers_send_while_the_server_is_sealed_becomes_records_once_it_is_open(
    desks: Desks, outside: int, intake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = {"to": "haven", "name": "Zumurruda", "mail": "z@example.org", "language": "ar", "text": WORDS + "ح" * 9000}

    def sealed(*_args: object, **_asked: object) -> None:
        raise SealedError

    with monkeypatch.context() as closed:
        closed.setattr(Keeper, "ask", sealed)
        assert send(outside, "/ar/contact/", letter)[:2] == (303, "/ar/help/thanks/")
        assert send(outside, "/fr/help/host/", OFFER)[:2] == (303, "/fr/help/thanks/")
        # The house's own choices hold out there too, and what is missing is missed before anything is kept.
        assert send(outside, "/fr/help/host/", {**OFFER, "city": "ghentt"})[0] == 422
        refused = send(outside, "/fr/help/accompany/", {"name": "x", "city": "lyon", "text": "x", "language": "fr"})
        assert refused[0] == 422 and 'id="again">Pas encore' in refused[2] and 'value="lyon" selected' in refused[2]
        assert send(outside, "/fr/help/host/", {**OFFER, "website": "x"})[0] == 303
        with pytest.raises(SealedError):
            take_in_letters()
    stored = b"".join(path.read_bytes() for path in intake.iterdir())
    assert len(list(intake.iterdir())) == 4 and b"Zumurruda" not in stored and b"example" not in stored

    assert take_in_letters() == 2 and take_in_letters() == 0 and list(intake.iterdir()) == []
    (row,), (offer,) = desks.all(), offers()
    reveal(row, offer, by=desks.officer, why="test")
    assert row.kind == "contact" and row.details["text"] == [letter["text"]] and row.language == "ar"
    assert offer.details["flags"] == ["step_free", "tonight"] and offer.details["phones"] == ["+33639980091"]
    assert offer.network.local.slug == "lyon" and offer.state == "waiting"


@pytest.mark.parametrize("form", ["contact", "help/host"])
def test_a_job_that_is_killed_before_the_letter_is_gone_leaves_one_record(
    desks: Desks, intake: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {name: value for name, value in OFFER.items() if isinstance(value, str)} if form != "contact" else {}
    desks.post(form, **given)

    def killed(_path: Path, missing_ok: bool = False) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(Path, "unlink", killed)
        with pytest.raises(KeyboardInterrupt):
            take_in_letters()
    assert take_in_letters() == 1 and list(intake.iterdir()) == []
    assert len(desks.all()) + len(offers()) == 1


def test_a_job_that_is_killed_before_the_record_is_whole_begins_anew(
    desks: Desks, intake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks.post()

    def killed(*_args: object, **_asked: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr("malath.voice.letters.actions.tell", killed)
        with pytest.raises(KeyboardInterrupt):
            take_in_letters()
    assert desks.all() == [] and len(list(intake.iterdir())) == 2
    assert take_in_letters() == 1 and len(desks.all()) == 1


def test_a_home_that_the_form_does_not_fit_is_a_letter_that_somebody_reads(desks: Desks) -> None:
    desks.post("help/host", city="lyon", beds="many")

    assert take_in_letters() == 1 and offers() == []
    (row,) = desks.all()
    assert row.kind == "host" and row.network == desks.coalition.lyon
    desks.post("help/accompany", city="elsewhere", speaks="oc")
    assert take_in_letters() == 1
    (other,) = [row for row in desks.all() if row.kind == "accompany"]
    reveal(other, by=desks.officer, why="test")
    assert ("Near which city", ["Another place"]) in answers_of(other)


HOSTILE: list[Any] = [
    b"no json", [], {"form": "contact"}, {"form": "contact", "language": "fr", "on": "x", "given": {}},
    {"form": "contact", "language": "fr", "on": "2026-11-22", "given": [1]},
    {"form": "admin", "language": "fr", "on": "2026-11-22", "given": {}},
    {"form": ["contact"], "language": "fr", "on": "2026-11-22", "given": {"text": 1}},
]  # fmt: skip


def test_what_is_no_letter_is_put_aside_in_time_and_somebody_is_told(desks: Desks, intake: Path) -> None:
    for body in HOSTILE:
        desks.raw(body)
    good = desks.post()
    (intake / good).rename(intake / ("0" * 32))
    (intake / ("1" * 32)).write_bytes(b"half")
    (intake / ("2" * 32)).write_bytes(b"")
    (intake / ("3" * 32)).symlink_to("/etc/passwd")
    (intake / "not-a-letter").write_bytes(b"x")
    desks.post()

    assert take_in_letters() == 1 and len(desks.all()) == 1
    assert not aside_folder().exists(), "it may still be being written"
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert take_in_letters() == 0
    assert len(list(aside_folder().iterdir())) == len(HOSTILE) + 3
    assert sorted(path.name for path in intake.iterdir() if not path.name.startswith("place-")) == ["not-a-letter"]
    told = Notice.objects.unscoped(reason="test").filter(code="letters.aside")
    assert set(told.values_list("member__handle", flat=True)) == {"dalia", "tariq"}


def test_one_that_a_room_cannot_take_now_keeps_no_other_waiting(
    desks: Desks, intake: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks.post(text="first")
    real = taking_in.receive_letter

    def broken(*_args: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(taking_in, "receive_letter", broken)
    assert take_in_letters() == 0
    monkeypatch.setattr(taking_in, "receive_letter", real)
    desks.post(text="second")
    assert take_in_letters() == 1 and len([p for p in intake.iterdir() if not p.name.startswith("place-")]) == 1
    monkeypatch.setattr(taking_in, "later", type(taking_in.later)())
    assert take_in_letters() == 1 and list(intake.iterdir()) == []


def test_a_letter_of_a_programme_with_many_words_is_read_whole_and_runs_nowhere(desks: Desks, as_member: Any) -> None:
    desks.raw({"form": "contact", "language": "<script>", "on": "2026-11-22", "given": {
        "name": ["<img src=x onerror=alert(1)>"], "text": ["<script>alert(1)</script>"], "<b>": ["<i>x</i>"],
        "to": ["haven"], "language": ["xx"],
    }})  # fmt: skip
    assert take_in_letters() == 1
    (row,) = desks.all()

    page = as_member(desks.officer).get(f"/letters/{row.pk}/").content.decode()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;i&gt;x" in page and "<b>" not in page.split("<main")[1].replace("<bdi>", "")


def test_the_published_rules_of_the_forms_are_those_of_the_forms(desks: Desks) -> None:
    told = json.loads(help_files("en")["en/help/forms.json"])

    assert set(told) == {"help/host", "help/accompany", "help/take-part", "help/donate", "contact"}
    assert told["help/host"]["fields"]["city"] == {"most": 40, "required": True, "values": ["ghent", "lyon"]}
    assert told["help/host"]["fields"]["flags"]["many"] and "stamp" not in told["help/host"]["fields"]
    assert told["help/accompany"]["fields"]["city"]["values"] == ["ghent", "lyon", "elsewhere"]
    assert told["contact"]["fields"]["text"] == {"most": 10000, "required": True} and told["contact"]["either"] == []
    assert json.loads(help_files("ar")["ar/help/forms.json"]) == told


def test_without_desk_and_city_no_form_is_open(coalition: object, intake: Path) -> None:
    files = help_files("en") | contact_files("en")

    assert json.loads(files["en/help/forms.json"]) == {}
    assert "<form" not in "".join(body.decode() for body in files.values())
    assert not Letter.objects.unscoped(reason="test").exists()
