"""Packages are read behind walls: what comes out is what the readers say, and a reader that lies is believed in nothing."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, BinaryIO

import pytest

from malath.accountability.evidence.opening import conversation
from malath.accountability.evidence.opening.conversation import opened
from malath.accountability.evidence.packages import EntryError, PackageError, read_package
from malath.engines.looking import sandbox
from tests.evidence import samples
from tests.evidence.makers import wacz

SAYS = (
    "import json, socket, sys\n"
    "end = socket.socket(fileno=json.loads(sys.argv[1])['fd'])\n"
    "def say(**told): end.sendall(json.dumps({'blob': 0, **told}).encode() + b'\\n')\n"
)
LISTED = "say(**{'is': 'package', 'kind': 'wacz', 'left_out': {}, 'beyond': 0})\n"
ITEM = "say(**{'is': 'item', 'path': 'a', 'size': 3, 'claims': {}, 'checks': []})\n"


@pytest.fixture
def body() -> bytes:
    return samples.zipped(dict(wacz()))


def read(body: bytes) -> Any:
    return opened(io.BytesIO(body), len(body))


def test_behind_walls_the_readers_say_the_same_as_outside(body: bytes) -> None:
    with read(body) as inside, read_package(io.BytesIO(body), name="x") as outside:
        told = {(code, subject, outcome) for code, subject, outcome, _why in inside.checks}
        assert told == {(check.code, check.subject, check.outcome.value) for check in outside.checks}
        assert inside.kind == outside.kind.value
        assert {one.path for one in inside.proofs} == {proof.path for proof in outside.proofs}
        for one in inside.items:
            (same,) = [item for item in outside.items if item.path == one.path]
            assert inside.stream(one).read() == same.open().read()


def test_an_entry_that_lies_about_itself_is_said_and_the_next_is_still_given() -> None:
    names = {f"{n}.txt": bytes([65 + n]) * 200_000 for n in range(2)}
    body = bytearray(samples.zipped(names))
    body[body.index(b"A" * 64) + 5 if b"A" * 64 in body else body.index(b"0.txt") + 40] ^= 1

    with read(bytes(body)) as package:
        first, second = package.items
        with pytest.raises(EntryError):
            package.stream(first).read()
        assert package.stream(second).read() == names["1.txt"]


@pytest.mark.parametrize(
    "body",
    [b"", b"PK\x03\x04", b"no zip at all" * 100, samples.zipped({"a": b"a"})[:-10]],
    ids=["empty", "begun", "text", "cut off"],
)
def test_what_is_no_package_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(PackageError) as refused, read(body):
        pass

    assert refused.value.code.startswith("package.")


@pytest.mark.parametrize(
    "lie",
    [
        "",
        "end.sendall(b'x' * 200_000)\n",
        "say(**{'is': 'package', 'kind': '../..', 'left_out': {}, 'beyond': 0})\n",
        "say(**{'is': 'package', 'kind': 'wacz', 'left_out': {'x': 1}, 'beyond': 0})\n",
        LISTED + "say(**{'is': 'item', 'path': 'a', 'size': -1, 'claims': {}, 'checks': []})\n",
        LISTED + "say(**{'is': 'check', 'check': ['wacz.list', 'a', 'very well', '']})\n",
        LISTED + ITEM * 501,
        LISTED + "say(**{'is': 'read', 'at': -5, 'length': 10})\n",
        LISTED + "say(**{'is': 'read', 'at': 0, 'length': 1 << 40})\n",
        "end.sendall(b'{\"blob\": 99999999999}\\n')\n",
    ],
)
def test_a_reader_that_lies_is_not_believed(body: bytes, lie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "_START", SAYS + lie)

    with pytest.raises(PackageError) as refused, read(body):
        pass

    assert refused.value.code == "package.not_opened"


def test_more_bytes_than_an_entry_has_are_not_taken(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    more = "say(**{'is': 'listed'})\nend.sendall(b'{\"is\": \"part\", \"blob\": 10}\\n' + b'x' * 10)\nend.recv(1000)\n"
    monkeypatch.setattr(conversation, "_START", SAYS + LISTED + ITEM + more)

    with pytest.raises(PackageError) as refused, read(body) as package:
        package.stream(package.items[0]).read()

    assert refused.value.code == "package.not_opened"


def test_a_reader_that_is_silent_is_given_up(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "_START", SAYS + "import time; time.sleep(60)\n")
    monkeypatch.setattr(conversation, "SILENCE", 1)

    with pytest.raises(PackageError), read(body):
        pass


def test_without_walls_no_package_is_opened(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation, "sandbox_stands", lambda: False)

    with pytest.raises(PackageError), read(body):
        pass


def test_the_reader_sees_neither_network_nor_the_callers_files(body: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, Any]] = []
    real: Callable[..., Any] = sandbox.launch

    def launch(command: list[str], *fds: int, **given: Any) -> Any:
        started.append(given)
        return real(command, *fds, **given)

    monkeypatch.setattr(sandbox, "launch", launch)
    with read(body):
        pass

    (given,) = started
    seen = [str(path) for path, _place in given["more"]]
    ours = ("site-packages", "/accountability/evidence/", "/engines/looking/worker")
    assert all(any(part in path for part in ours) for path in seen)
    assert "--unshare-net" in sandbox.walls(given["more"])


def test_the_file_is_read_only_where_it_is_asked_for(body: bytes) -> None:
    class Watched(io.BytesIO):
        most = 0

        def read(self, size: int | None = -1) -> bytes:
            self.most = max(self.most, size or 0)
            return super().read(size)

    file: BinaryIO = Watched(body)
    with opened(file, len(body)):
        pass

    assert 0 < file.most <= 256 * 1024  # type: ignore[attr-defined]
