"""Whatever bytes are given, the answer is a package whose every entry is accounted for, or a PackageError with a known code."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from malath.accountability.evidence.packages import CODES, Item, Package, PackageError, ProofFile, read_package
from malath.accountability.evidence.packages import codes as codes_module

from .authority import Authority
from .makers import Signer, auto_archiver, proofmode, wacz
from .zips import Files, raw_entry, raw_zip, zipped

SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
UNHURRIED = settings(max_examples=150, deadline=timedelta(seconds=5), suppress_health_check=SLOW)


def accounted(data: bytes) -> None:
    """Read bytes; nothing but a package or a PackageError may come of it."""
    try:
        with read_package(io.BytesIO(data), name="x") as package:
            assert len(package.items) + len(package.proofs) + len(package.left_out) == package.entry_count
            assert _codes(package) <= set(CODES), _codes(package) - set(CODES)
            for entry in (*package.items, *package.proofs):
                _opened(entry)
    except PackageError as error:
        assert error.code in CODES


def _opened(entry: Item | ProofFile) -> None:
    try:
        with entry.open() as stream:
            assert len(stream.read()) == entry.size
    except PackageError as error:
        assert error.code in CODES


def _codes(package: Package) -> set[str]:
    """Every code that a package gives out."""
    codes = {check.code for check in package.checks} | {left.reason for left in package.left_out}
    codes |= {flag for item in package.items for flag in item.flags} | {proof.proves for proof in package.proofs}
    codes |= {claim.about for item in package.items for claim in item.claims} | {one.about for one in package.claims}
    return codes | {_reason(str(check.facts["reason"])) for check in package.checks if "reason" in check.facts}


def _reason(reason: str) -> str:
    return reason if "." in reason else f"reason.{reason}"


@UNHURRIED
@given(st.binary(max_size=2000))
def test_any_bytes(data: bytes) -> None:
    accounted(data)
    accounted(b"PK\x03\x04" + data)
    accounted(data + b"PK\x05\x06" + data[:18].ljust(18, b"\x00"))


HASH = "a" * 64
NAMES = st.sampled_from(
    "datapackage.json datapackage-digest.json archive/a.warc.gz archive/b.warc pages/pages.jsonl metadata.json x.html db.csv "
    f"{HASH}.asc {HASH}.proof.csv {HASH}.proof.json {HASH}.ots {HASH}.gst pubkey.asc a.jpg a.jpg.ots t.tsr hashes.txt in.wacz".split()
)
HEADS = st.sampled_from(
    [
        b"",
        b"\x1f\x8b",
        b"WARC/1.1\r\n",
        b'{"status": "", "metadata": {}, "media": [',
        b'{"hash": "sha256:',
        b"status,metadata,media\n",
        b"\x30\x82",
        b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01\x08",
        b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n",
        b"PK\x03\x04",
        b"File Path,File Hash SHA256\n",
        b'{"File Hash SHA256": "',
        b"bellingcat/auto-archiver SHA-256:",
    ]
)


@UNHURRIED
@given(st.dictionaries(NAMES, st.builds(lambda head, rest: head + rest, HEADS, st.binary(max_size=200)), max_size=8))
def test_any_records_under_the_names_that_readers_look_for(files: Files) -> None:
    accounted(zipped(files))


@UNHURRIED
@given(
    st.lists(
        st.tuples(
            st.binary(max_size=30), st.integers(0, 0xFFFF), st.sampled_from([0, 8, 9, 99]), st.integers(0, 0xFFFFFFFF)
        ),
        max_size=6,
    )
)
def test_any_directory(entries: list[tuple[bytes, int, int, int]]) -> None:
    accounted(
        raw_zip(
            [
                raw_entry(name, bits=bits, method=method, attributes=attributes)
                for name, bits, method, attributes in entries
            ]
        )
    )


@UNHURRIED
@given(data=st.data())
def test_any_change_to_a_true_package(data: st.DataObject, true_packages: list[Files]) -> None:
    files = dict(data.draw(st.sampled_from(true_packages)))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(sorted(files)))
        start = data.draw(st.integers(0, len(files[path])))
        end = data.draw(st.integers(start, min(start + 40, len(files[path]))))
        files[path] = files[path][:start] + data.draw(st.binary(max_size=20)) + files[path][end:]
    accounted(zipped(files))


@pytest.fixture(scope="module")
def true_packages(signer: Signer, authority: Authority) -> list[Files]:
    """One of each kind."""
    return [wacz(), proofmode(signer), auto_archiver(lambda data: authority.stamp(data, token_only=True))]


def test_each_code_stands_once_and_has_its_sentence() -> None:
    parts = [
        value
        for name, value in vars(codes_module).items()
        if name.isupper() and name.startswith("_") and isinstance(value, dict) and name != "__builtins__"
    ]

    assert sum(map(len, parts)) == len(CODES)
    assert all(text and text[0].isupper() for text in CODES.values())
