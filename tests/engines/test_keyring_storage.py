"""The keyring against published vectors, and its files against failing disks and busy hands."""

from __future__ import annotations

import io
import os
import unicodedata
import uuid
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malath.engines.keyring import (
    DamagedKeyFileError,
    DamagedKeyringError,
    KeyringFile,
    NoSuchKeyError,
    PassphraseCost,
    RootKeys,
    SubjectKey,
    SubjectKeys,
    UnreadableError,
    WrongKeyError,
    open_bytes,
    open_stream,
    open_text,
    seal_bytes,
    seal_stream,
    seal_text,
    subject_of,
)
from malath.engines.keyring.primitives import padded_size, subkey, unwrap, wrap

FAST = PassphraseCost(memory_kib=8, iterations=1, lanes=1)
HAVEN, SAMAR, NOUR = (uuid.UUID(int=number) for number in (1, 2, 3))
MIB = 1 << 20


@pytest.fixture
def root() -> RootKeys:
    return KeyringFile.create_with_passphrase("open the quiet door", cost=FAST)[1]


# ── published vectors ──


@pytest.mark.parametrize(
    ("wrapping", "key", "wrapped"),
    [
        # RFC 3394, sections 4.3, 4.5, 4.6.
        (
            "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
            "00112233445566778899AABBCCDDEEFF",
            "64E8C3F9CE0F5BA263E9777905818A2A93C8191E7D6E8AE7",
        ),
        (
            "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
            "00112233445566778899AABBCCDDEEFF0001020304050607",
            "A8F9BC1612C68B3FF6E6F4FBE30E71E4769C8B80A32CB8958CD5D17D6B254DA1",
        ),
        (
            "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
            "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
            "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21",
        ),
    ],
)
def test_keys_are_wrapped_as_rfc_3394_says(wrapping: str, key: str, wrapped: str) -> None:
    assert wrap(bytes.fromhex(wrapping), bytes.fromhex(key)).hex().upper() == wrapped
    assert unwrap(bytes.fromhex(wrapping), bytes.fromhex(wrapped)).hex().upper() == key


def test_subkeys_differ_by_key_and_by_label() -> None:
    keys = {subkey(key, label) for key in (b"a" * 32, b"b" * 32) for label in ("texts", "intake", "")}

    assert len(keys) == 6


@pytest.mark.parametrize(
    ("length", "size"), [(0, 64), (60, 64), (61, 72), (100, 104), (1000, 1024), (25 * MIB, 26738688)]
)
def test_lengths_are_hidden_in_steps(length: int, size: int) -> None:
    assert padded_size(length) == size


# ── the keyring file ──


def test_a_passphrase_opens_however_the_keyboard_composes_its_letters() -> None:
    made, root = KeyringFile.create_with_passphrase(unicodedata.normalize("NFD", "Été à Rennes أحمد"), cost=FAST)

    assert made.unseal_with_passphrase(unicodedata.normalize("NFC", "Été à Rennes أحمد")) == root


def test_all_three_of_two_needed_shares_open_and_order_case_and_spaces_do_not_matter() -> None:
    made, shares, root = KeyringFile.create_with_shares(2, 3)

    assert made.unseal_with_shares([f"  {share.upper()} " for share in reversed(shares)]) == root
    assert made.unseal_with_shares([shares[0], shares[0], shares[1]]) == root


@pytest.mark.parametrize(("needed", "holders"), [(0, 3), (4, 3), (1, 3), (2, 17)])
def test_a_split_that_makes_no_sense_changes_nothing(needed: int, holders: int) -> None:
    made, shares, root = KeyringFile.create_with_shares(2, 3)

    with pytest.raises(ValueError, match="no split"):
        made.reshare(root, needed, holders)

    assert made.unseal_with_shares(shares) == root


def test_a_refusal_carries_no_hint_not_even_in_its_cause() -> None:
    made, shares, _root = KeyringFile.create_with_shares(2, 3)

    with pytest.raises(WrongKeyError) as refusal:
        made.unseal_with_shares(shares[:1])

    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__


def test_an_intake_key_put_in_place_of_the_right_one_is_found_at_unsealing() -> None:
    made, _root = KeyringFile.create_with_passphrase("open the quiet door", cost=FAST)
    other, _root = KeyringFile.create_with_passphrase("open the quiet door", cost=FAST)
    made.intake_public_key = other.intake_public_key

    with pytest.raises(DamagedKeyringError):
        made.unseal_with_passphrase("open the quiet door")


def test_keys_are_never_printed(root: RootKeys) -> None:
    shown = repr(root) + repr(SubjectKey(SAMAR, root.root))

    assert repr(root.root)[2:-1] not in shown
    assert root.root.hex() not in shown


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"version": 2}', '{"version": 1, "opening": {"kind": "shares"}}'])
def test_what_is_no_keyring_file_is_refused_by_name(tmp_path: Path, body: str) -> None:
    (tmp_path / "keyring.json").write_text(body)

    with pytest.raises(DamagedKeyringError):
        KeyringFile.load(tmp_path / "keyring.json")


def test_a_keyring_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keyring.json"
    made, root = KeyringFile.create_with_passphrase("the first passphrase", cost=FAST)
    made.save(path)
    made.change_passphrase(root, "the second passphrase", cost=FAST)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full_disk)
        with pytest.raises(OSError, match="No space"):
            made.save(path)

    assert KeyringFile.load(path).unseal_with_passphrase("the first passphrase") == root


def full_disk(_descriptor: int) -> None:
    raise OSError(28, "No space left on device")


# ── the key file ──


def test_a_key_that_could_not_be_written_encrypts_nothing(
    root: RootKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = SubjectKeys.load(tmp_path / "subjects.keys", root)
    keys.create(SAMAR, HAVEN)
    fsync, calls = os.fsync, []

    def fails_once(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 1:
            full_disk(descriptor)
        fsync(descriptor)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fails_once)
        with pytest.raises(OSError, match="No space"):
            keys.create(NOUR, HAVEN)

    assert not keys.has(NOUR)
    with pytest.raises(NoSuchKeyError):
        keys.key_of(NOUR)
    keys.create(NOUR, HAVEN)
    assert SubjectKeys.load(tmp_path / "subjects.keys", root).has(NOUR)


def test_an_erasure_that_could_not_be_written_did_not_happen(
    root: RootKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = SubjectKeys.load(tmp_path / "subjects.keys", root)
    keys.create(SAMAR, HAVEN)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full_disk)
        with pytest.raises(OSError, match="No space"):
            keys.erase(SAMAR, "2026-11-21")

    assert keys.has(SAMAR)
    assert keys.erased_on(SAMAR) is None


def test_a_lost_line_end_is_damage_and_loses_no_key_in_silence(root: RootKeys, tmp_path: Path) -> None:
    path = tmp_path / "subjects.keys"
    SubjectKeys.load(path, root).create(SAMAR, HAVEN)
    path.write_bytes(path.read_bytes()[:-1] + b"\x0b")

    with pytest.raises(DamagedKeyFileError, match="line 2"):
        SubjectKeys.load(path, root)


@pytest.mark.parametrize("order", [(0, 1, 1), (0, 1, 0, 1)])
def test_a_line_that_stands_twice_is_found(root: RootKeys, tmp_path: Path, order: tuple[int, ...]) -> None:
    path = tmp_path / "subjects.keys"
    SubjectKeys.load(path, root).create(SAMAR, HAVEN)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[at] for at in order))

    with pytest.raises(DamagedKeyFileError, match="second time"):
        SubjectKeys.load(path, root)


def test_an_erased_key_cannot_be_brought_back_by_its_old_line(root: RootKeys, tmp_path: Path) -> None:
    path = tmp_path / "subjects.keys"
    keys = SubjectKeys.load(path, root)
    keys.create(SAMAR, HAVEN)
    line = path.read_bytes().splitlines(keepends=True)[1]
    keys.erase(SAMAR, "2026-11-21")
    with open(path, "ab") as file:
        file.write(line)

    with pytest.raises(DamagedKeyFileError, match="second time"):
        SubjectKeys.load(path, root)


def test_a_copy_kept_under_a_second_name_is_left_alone(root: RootKeys, tmp_path: Path) -> None:
    path, kept = tmp_path / "subjects.keys", tmp_path / "backup.keys"
    keys = SubjectKeys.load(path, root)
    keys.create(SAMAR, HAVEN)
    kept.hardlink_to(path)

    keys.erase(SAMAR, "2026-11-21")

    assert SubjectKeys.load(kept, root).has(SAMAR)


def test_zeros_that_a_power_cut_left_at_the_end_are_dropped(root: RootKeys, tmp_path: Path) -> None:
    path = tmp_path / "subjects.keys"
    SubjectKeys.load(path, root).create(SAMAR, HAVEN)
    with open(path, "ab") as file:
        file.write(b"K 0000" + bytes(300))

    assert SubjectKeys.load(path, root).has(SAMAR)
    assert len(SubjectKeys.load(path, root)) == 2


def test_keys_beyond_those_held_in_memory_are_unwrapped_again(root: RootKeys, tmp_path: Path) -> None:
    keys = SubjectKeys.load(tmp_path / "subjects.keys", root, held=2)
    people = [uuid.uuid4() for _ in range(9)]
    keys.create_many((person, HAVEN) for person in people)
    blobs = [seal_text(keys.key_of(person), b"place", "نص") for person in people]

    assert [open_text(keys.key_of(subject_of(blob)), b"place", blob) for blob in blobs] == ["نص"] * 9


# ── bytes and streams ──


@given(st.binary(max_size=300))
def test_bytes_come_back_and_not_elsewhere(body: bytes) -> None:
    key = SubjectKey(SAMAR, b"k" * 32)
    blob = seal_bytes(key, b"here", body)

    assert open_bytes(key, b"here", blob) == body
    with pytest.raises(UnreadableError):
        open_bytes(key, b"there", blob)


class Trickle(io.BytesIO):
    """A source that gives less than was asked for, as a socket does."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(size or 0, 70_001) if size and size > 0 else size)


@pytest.mark.parametrize("size", [0, 1, MIB - 5, MIB - 4, MIB, 3 * MIB + 9])
def test_streams_come_back_as_they_were(size: int) -> None:
    key, body = SubjectKey(SAMAR, b"k" * 32), os.urandom(size)
    sealed, plain = io.BytesIO(), io.BytesIO()

    seal_stream(key, b"here", Trickle(body), sealed, size=size)
    assert open_stream(key, b"here", Trickle(sealed.getvalue()), plain) == size

    assert plain.getvalue() == body
    assert len(sealed.getvalue()) == 33 + padded_size(size) + 16 * -(-padded_size(size) // MIB)


@pytest.mark.parametrize("said", [0, 999, 1001])
def test_a_source_of_another_length_than_was_said_is_refused(said: int) -> None:
    with pytest.raises(ValueError, match="not as long"):
        seal_stream(SubjectKey(SAMAR, b"k" * 32), b"here", io.BytesIO(bytes(1000)), io.BytesIO(), size=said)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 3 * MIB), st.integers(0, 7))
def test_a_flipped_bit_anywhere_in_a_stream_is_found(at: int, bit: int) -> None:
    key = SubjectKey(SAMAR, b"k" * 32)
    sealed = io.BytesIO()
    seal_stream(key, b"here", io.BytesIO(bytes(3 * MIB - 100)), sealed, size=3 * MIB - 100)
    broken = bytearray(sealed.getvalue())
    broken[at] ^= 1 << bit

    with pytest.raises(UnreadableError):
        open_stream(key, b"here", io.BytesIO(bytes(broken)), io.BytesIO())
