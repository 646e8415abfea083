"""A worker that its file has taken over may answer anything: nothing of it is believed that does not fit."""

from __future__ import annotations

import io
import json

import pytest

from malath.engines.looking import Verdict, Wishes, codes, look_at
from malath.engines.looking.worker import limits
from tests.evidence.inside_walls import worker_is

BEGAN = {"is": "began", "peak": 1}
LIES: dict[str, list[tuple[dict[str, object], int]]] = {
    "a kind of record that is not known": [({"is": "shell", "run": "id"}, 0)],
    "a record without a kind": [({"kind": "fact"}, 0)],
    "a fact that is not known": [({"is": "fact", "name": "__class__", "value": "x"}, 0)],
    "a verdict of its own": [({"is": "fact", "name": "verdict", "value": "looked"}, 0)],
    "a finding that is not known": [({"is": "finding", "code": "<script>"}, 0)],
    "a reason that is not known": [({"is": "left_out", "part": "text", "why": "because"}, 0)],
    "a width that is text": [({"is": "fact", "name": "width", "value": "1"}, 0)],
    "a width that is a truth": [({"is": "fact", "name": "width", "value": True}, 0)],
    "a length that is below nothing": [({"is": "fact", "name": "duration", "value": -1}, 0)],
    "a place outside the world": [({"is": "fact", "name": "claim.latitude", "value": 91.0}, 0)],
    "a kind of file with markup": [({"is": "fact", "name": "kind", "value": "image/<b>"}, 0)],
    "pixels that do not add up": [({"is": "picture", "use": "thumbnail", "width": 10, "height": 10}, 299)],
    "a picture too large": [({"is": "picture", "use": "thumbnail", "width": 321, "height": 1}, 963)],
    "a picture without size": [({"is": "picture", "use": "thumbnail", "width": 0, "height": 0}, 0)],
    "a picture for another use": [({"is": "picture", "use": "logo", "width": 1, "height": 1}, 3)],
    "a hash that is none": [({"is": "hash", "of": "image", "bits": "zz", "quality": 3}, 0)],
    "a hash of a frame that is not there": [
        ({"is": "hash", "of": "key_frame", "index": 7, "bits": "0" * 64, "quality": 3}, 0)
    ],
    "more texts than there are ways": [({"is": "text", "how": "layer"}, 1)] * 3,
    "confidence above all": [({"is": "text", "how": "machine", "confidence": 101, "languages": "ara"}, 1)],
    "a language that is not read": [({"is": "text", "how": "machine", "confidence": 1, "languages": "../../x"}, 1)],
    "too long a text": [({"is": "text", "how": "layer"}, limits.TEXT + 1)],
    "too long a name": [({"is": "entry", "name": "x" * 400, "size": 1, "packed": 1, "flags": []}, 0)],
    "flags that are no list": [({"is": "entry", "name": "x", "size": 1, "packed": 1, "flags": {"a": 1}}, 0)],
    "a frame too many": [({"is": "picture", "use": "key_frame", "width": 1, "height": 1, "at": 0}, 3)] * 13,
    "records without end": [({"is": "began"}, 0)] * (limits.RECORDS + 1),
    "a copy to give away, unasked": [({"is": "content", "kind": "pdf"}, 10)],
}


def answer(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    """The worker says this, whatever it was given."""
    program = f"import sys, zlib; sys.stdout.buffer.write(zlib.decompress(bytes.fromhex({_packed(raw)!r}))); sys.stdout.flush()"
    worker_is(monkeypatch, program)


def _packed(raw: bytes) -> str:
    import zlib

    return zlib.compress(raw).hex()


def lines(records: list[tuple[dict[str, object], int]]) -> bytes:
    """The records as a worker would write them."""
    said = json.dumps(BEGAN).encode() + b"\n"
    for record, length in records:
        said += json.dumps({**record, "blob": length}).encode() + b"\n" + b"a" * length
    return said + b'{"is": "done"}\n'


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_ends_all_belief(monkeypatch: pytest.MonkeyPatch, lie: str) -> None:
    answer(monkeypatch, lines([({"is": "fact", "name": "width", "value": 5}, 0), *LIES[lie]]))

    found = look_at(io.BytesIO(b"x"), name="a.jpg", wishes=Wishes(seconds=20))

    assert found.verdict is Verdict.REFUSED
    assert [left.why for left in found.left_out] == ["answer.not_trusted"]
    assert found.width is None


@pytest.mark.parametrize(
    "raw",
    [
        b"x" * 40_000,
        b"[1]\n",
        b'{"is": "fact", "name": "width", "value": NaN}\n',
        b'{"is": "text", "how": "layer", "blob": -4}\n',
        b'{"is": "text", "how": "layer", "blob": 99999999999}\n',
        b'{"is":' + b"[" * 10_000 + b"\n",
        b"\xff\xfe\n",
    ],
)
def test_an_answer_that_is_no_answer_is_refused(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    answer(monkeypatch, b'{"is": "began", "peak": 1}\n' + raw)

    found = look_at(io.BytesIO(b"x"), name="a.jpg", wishes=Wishes(seconds=20))

    assert found.verdict is Verdict.REFUSED


def test_an_answer_that_breaks_off_keeps_what_was_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    answer(monkeypatch, b'{"is": "began", "peak": 1}\n{"is": "fact", "name": "width", "value": 5}\n{"is": "fa')

    found = look_at(io.BytesIO(b"x"), name="a.jpg")

    assert (found.verdict, found.width) == (Verdict.ENDED_BY_LIMITS, 5)


def test_words_lose_what_could_mislead(monkeypatch: pytest.MonkeyPatch) -> None:
    record: dict[str, object] = {"is": "fact", "name": "claim.title", "value": "a\x00\u202eb\x1b"}
    answer(monkeypatch, lines([(record, 0)]))

    assert look_at(io.BytesIO(b"x"), name="a.jpg").claims.title == "a\ufffd\ufffdb\ufffd"


def test_every_code_has_its_sentence() -> None:
    reasons = set(codes.REASONS)

    assert reasons >= (codes.STOPPED | codes.BROKEN | codes.REFUSED)
    assert all(
        sentence.endswith(".")
        for table in (codes.REASONS, codes.FINDINGS, codes.PARTS, codes.FLAGS)
        for sentence in table.values()
    )
