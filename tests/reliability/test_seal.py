"""Sealing takes the keys away within seconds, and a sealed server still signs in and takes in."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.filling import filled
from tests.living import DIRECTOR, PROCESSES, LivingServer
from tests.people import PASSPHRASE, PASSWORD
from tests.visiting import Answer, Visitor

SECONDS = 40.0


def alert_form(visitor: Visitor, name: str) -> dict[str, object]:
    """The alert form filled in."""
    form = visitor.get("/alerts/sent/new/").form("narrative")
    return filled(form, "Words", name=name, occupation="beekeeper")


def is_open(server: LivingServer) -> bool:
    return server.is_sealed is False


def is_sealed(server: LivingServer) -> bool:
    return server.is_sealed is True


def has_begun_anew(server: LivingServer, before: list[int]) -> bool:
    """Every process that may have seen a key is gone, and others answer, sealed."""
    return is_sealed(server) and not any(Path(f"/proc/{pid}").exists() for pid in before)


def test_a_server_starts_sealed_and_says_so_and_opens_only_by_the_passphrase(server: LivingServer) -> None:
    visitor = Visitor(server.port)
    page = visitor.get("/unseal/")
    wrong = visitor.post("/unseal/", {"passphrase": "open the loud door"})

    assert (page.status, wrong.status) == (200, 422)
    assert is_sealed(server)

    server.unseal()

    assert is_open(server)


def test_the_command_seals_within_seconds_and_the_web_answers_again(server: LivingServer) -> None:
    server.unseal()
    before = server.children()

    done = server.malath("seal")
    at_once = is_sealed(server) or server.health() is None
    server.wait_until(lambda: has_begun_anew(server, before), SECONDS)

    assert done.returncode == 0, done.stderr
    assert at_once


def test_one_button_seals_and_the_browser_forgets(server: LivingServer) -> None:
    server.unseal()
    sessions = server.python("tests.inside", "coalition")
    visitor = server.sign_in(sessions["amal"]["session"])
    visitor.get("/today/")
    before = server.children()

    answer = visitor.post("/seal/")
    server.wait_until(lambda: has_begun_anew(server, before), SECONDS)

    assert answer.status == 200
    assert "cache" in answer.headers["clear-site-data"]
    assert "server" not in answer.headers


def test_while_sealed_members_sign_in_read_nothing_and_their_alerts_arrive_after_unsealing(
    server: LivingServer,
) -> None:
    server.unseal()
    made = server.python("tests.inside", "everything")
    before = server.children()
    server.malath("seal")
    server.wait_until(lambda: has_begun_anew(server, before), SECONDS)
    focal = server.sign_in(made["owning"]["focal_point"])
    worker = server.sign_in(made["owning"]["case_worker"])

    signed_in = sign_in_by_password(server)
    reading = [worker.get(f"/people/{made['ids']['person_id']}/").status, worker.get("/agenda/").status]
    taken = focal.post("/alerts/sent/new/", alert_form(focal, "Salma Haddad"))

    assert signed_in.status in {302, 303}
    assert reading == [503, 503]
    assert (taken.status, taken.location) == (303, "/alerts/sent/kept/")
    assert focal.get(taken.location).status == 200

    server.unseal()
    coordinator = server.sign_in(made["owning"]["coordinator"])
    server.wait_until(lambda: "beekeeper" in coordinator.get("/alerts/").text, 90)


def sign_in_by_password(server: LivingServer) -> Answer:
    """The founder signs in with handle and password; what comes back."""
    visitor = Visitor(server.port)
    form = visitor.get("/account/sign-in/").form("login", "password")
    return visitor.send(form, login=DIRECTOR, password=PASSWORD)


def test_a_keeper_that_dies_leaves_a_sealed_server_and_no_reader_behind(server: LivingServer) -> None:
    server.unseal()
    before = server.children()

    os.kill(server.child("malath.platform.keeper"), signal.SIGKILL)

    server.wait_until(lambda: has_begun_anew(server, before), SECONDS)


@pytest.mark.parametrize("module", ["malath.platform.sealed.finder", "malath.cli.jobs quick", "malath.cli.jobs long"])
def test_what_dies_without_a_key_is_started_again_without_sealing(server: LivingServer, module: str) -> None:
    server.unseal()
    before = server.child(module)

    os.kill(before, signal.SIGKILL)
    server.wait_until(lambda: before not in server.children() and len(server.children()) == PROCESSES, 15)

    assert is_open(server)
    assert server.child(module) != before


def test_term_ends_every_process_in_order(server: LivingServer) -> None:
    server.unseal()
    children = server.children()
    begun = time.monotonic()

    code = server.stop()

    assert code == 0
    assert time.monotonic() - begun < SECONDS
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []
    assert len(children) == PROCESSES


def test_the_passphrase_stands_nowhere_in_the_folder_or_the_output(server: LivingServer) -> None:
    server.unseal()
    server.stop()

    held = [path for path in server.home.rglob("*") if path.is_file() and PASSPHRASE.encode() in path.read_bytes()]

    assert held == []
    assert PASSPHRASE not in server.output
