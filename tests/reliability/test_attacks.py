"""What a hostile operator, neighbour or guesser tries against a whole installation."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from malath.cli.serve import main as serve
from malath.cli.serve import stays_on_this_machine
from malath.platform.errors import DomainError
from malath.platform.keeper.client import Keeper
from tests.living import LivingServer


@pytest.mark.parametrize(
    ("address", "stays"),
    [
        ("127.0.0.1:8000", True),
        ("localhost:8000", True),
        ("[::1]:8000", True),
        ("unix:/run/malath/web.sock", True),
        ("0.0.0.0:8000", False),
        ("[::]:8000", False),
        (":8000", False),
        ("192.0.2.7:8000", False),
    ],
)
def test_which_addresses_nobody_elsewhere_can_reach(address: str, stays: bool) -> None:
    assert stays_on_this_machine(address) is stays


def test_no_password_crosses_a_network_in_clear(capsys: pytest.CaptureFixture[str]) -> None:
    assert serve(["--address", "0.0.0.0:8000"]) == 2
    assert "MALATH_TLS" in capsys.readouterr().err


def _python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_variable_left_by_the_demo_spares_a_real_installation_no_second_factor() -> None:
    code = (
        "import os, malath.platform.config.processes as p; p.Household.watch = lambda *a: 0\n"
        "from unittest.mock import patch\n"
        "from malath.cli.serve import main\n"
        "with patch('django.core.management.call_command'): main([])\n"
        "from django.conf import settings; print(settings.DEMO, 'MALATH_DEMO' in os.environ)"
    )

    assert _python(code, MALATH_DEMO="1", DJANGO_SETTINGS_MODULE="malath.platform.config.settings") == "False False"


def test_the_web_process_leaves_no_core_and_answers_behind_tls_as_such() -> None:
    code = (
        "import ctypes, resource\n"
        "from malath.platform.config.wsgi import application\n"
        "environ = {'REQUEST_METHOD': 'GET', 'PATH_INFO': '/account/sign-in/help/', 'SERVER_NAME': 'localhost',\n"
        "  'SERVER_PORT': '80', 'wsgi.url_scheme': 'http', 'wsgi.input': __import__('io').BytesIO()}\n"
        "heard = []\n"
        "application(environ, lambda status, headers: heard.extend(headers))\n"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), resource.getrlimit(resource.RLIMIT_CORE)[0],\n"
        "  'Strict-Transport-Security' in dict(heard))"
    )

    assert _python(code, MALATH_TLS="1") == "0 0 True"
    assert _python(code, MALATH_TLS="") == "0 0 False"


def test_guesses_at_the_passphrase_wait_for_one_another(server: LivingServer) -> None:
    answers: list[str] = []

    def guess() -> None:
        try:
            Keeper(server.home / "run" / "keeper.sock").unseal("open the loud door")
        except DomainError as refusal:
            answers.append(refusal.code)

    begun = time.monotonic()
    guessing = [threading.Thread(target=guess) for _turn in range(6)]
    for one in guessing:
        one.start()
    for one in guessing:
        one.join()

    assert answers == ["keeper.wrong-passphrase"] * 6
    assert time.monotonic() - begun >= 6 * 0.5
    assert server.is_sealed is True


def test_an_identity_for_backups_is_never_overwritten_and_nobody_else_reads_it(server: LivingServer) -> None:
    server.unseal()
    identity = server.folder / "identity"
    target = str(server.folder / "first")

    first = server.malath("backup", target, "--new-identity", str(identity))
    kept = identity.read_text()
    second = server.malath("backup", target, "--new-identity", str(identity))

    assert (first.returncode, second.returncode) == (0, 2), first.stderr + second.stderr
    assert identity.read_text() == kept
    assert Path(identity).stat().st_mode & 0o777 == 0o600
