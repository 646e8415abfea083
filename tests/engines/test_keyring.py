"""The keyring: what opens, what does not, and that nothing which does not open tells why."""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malath.engines.keyring import (
    DamagedKeyFileError,
    KeyringFile,
    NoSuchKeyError,
    OrganisationInUseError,
    PassphraseCost,
    RootKeys,
    SubjectKey,
    SubjectKeys,
    UnreadableError,
    WrongKeyError,
    blind_index,
    open_from_intake,
    open_segments,
    open_text,
    seal_segments,
    seal_text,
    seal_to_intake,
    subject_of,
)
from malath.engines.keyring.primitives import pad, unpad

FAST = PassphraseCost(memory_kib=8, iterations=1, lanes=1)
HAVEN = uuid.UUID(int=1)
SAMAR = uuid.UUID(int=2)
NOUR = uuid.UUID(int=3)
PLACE = b"people.person|2|names"


@pytest.fixture
def root() -> RootKeys:
    return KeyringFile.create_with_passphrase("open the quiet door", cost=FAST)[1]


@pytest.fixture
def key() -> SubjectKey:
    return SubjectKey(SAMAR, os.urandom(32))


# ── opening the keyring ──


def test_the_passphrase_opens_the_keys_again_after_the_file_was_saved(tmp_path: Path) -> None:
    made, root = KeyringFile.create_with_passphrase("open the quiet door", cost=FAST)
    made.save(tmp_path / "keyring.json")

    opened = KeyringFile.load(tmp_path / "keyring.json").unseal_with_passphrase("open the quiet door")

    assert opened == root
    assert (tmp_path / "keyring.json").stat().st_mode & 0o077 == 0
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("wrong", ["", "open the quiet doo", "open the quiet door ", "Open the quiet door", "x" * 5000])
def test_another_passphrase_opens_nothing(wrong: str) -> None:
    made, _root = KeyringFile.create_with_passphrase("open the quiet door", cost=FAST)

    with pytest.raises(WrongKeyError, match=r"^this does not open the keys$"):
        made.unseal_with_passphrase(wrong)


@pytest.mark.parametrize("chosen", [(0, 1), (0, 2), (1, 2), (2, 1)])
def test_any_two_of_three_holders_open_the_keys(chosen: tuple[int, int]) -> None:
    made, shares, root = KeyringFile.create_with_shares(2, 3)

    assert made.unseal_with_shares([shares[i] for i in chosen]) == root


def test_shares_that_do_not_belong_together_are_refused_without_a_hint() -> None:
    made, shares, _root = KeyringFile.create_with_shares(2, 3)
    _other, others, _root = KeyringFile.create_with_shares(2, 3)
    words = shares[1].split()
    words[5] = "academic" if words[5] != "academic" else "acid"
    attempts = [
        [],
        shares[:1],
        [shares[0], shares[0]],
        [shares[0], others[1]],
        [others[0], others[1]],
        [shares[0], " ".join(words)],
        [shares[0], shares[1].rsplit(" ", 1)[0]],
        ["not words at all", "نص"],
    ]

    answers = set()
    for attempt in attempts:
        with pytest.raises(WrongKeyError) as refusal:
            made.unseal_with_shares(attempt)
        answers.add(str(refusal.value))

    assert answers == {"this does not open the keys"}


def test_a_share_with_a_wrong_word_is_not_taken_as_a_share() -> None:
    _made, shares, _root = KeyringFile.create_with_shares(2, 3)
    words = shares[0].split()
    words[-1] = "academic" if words[-1] != "academic" else "acid"

    KeyringFile.check_share(shares[0])
    with pytest.raises(WrongKeyError):
        KeyringFile.check_share(" ".join(words))


def test_new_holders_open_the_same_data_and_the_old_shares_open_nothing() -> None:
    made, old, root = KeyringFile.create_with_shares(2, 3)

    new = made.reshare(root, 3, 5)

    assert made.holders == (3, 5)
    assert made.unseal_with_shares([new[0], new[2], new[4]]) == root
    with pytest.raises(WrongKeyError):
        made.unseal_with_shares(old[:2])


def test_a_changed_passphrase_opens_the_same_data_and_the_old_one_nothing() -> None:
    made, root = KeyringFile.create_with_passphrase("the first passphrase", cost=FAST)

    made.change_passphrase(root, "the second passphrase", cost=FAST)

    assert made.unseal_with_passphrase("the second passphrase") == root
    with pytest.raises(WrongKeyError):
        made.unseal_with_passphrase("the first passphrase")


def test_a_passphrase_does_not_open_a_keyring_of_holders_nor_shares_one_of_a_passphrase() -> None:
    held, shares, _root = KeyringFile.create_with_shares(2, 2)
    alone, _root = KeyringFile.create_with_passphrase("open the quiet door", cost=FAST)

    with pytest.raises(WrongKeyError):
        held.unseal_with_passphrase("open the quiet door")
    with pytest.raises(WrongKeyError):
        alone.unseal_with_shares(shares)


def test_a_flipped_bit_in_the_wrapped_root_opens_nothing() -> None:
    made, _root = KeyringFile.create_with_passphrase("open the quiet door", cost=FAST)
    whole = made.wrapped_root

    for at in range(len(whole)):
        made.wrapped_root = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        with pytest.raises(WrongKeyError):
            made.unseal_with_passphrase("open the quiet door")


def test_the_saved_file_holds_neither_root_nor_intake_key(tmp_path: Path) -> None:
    made, _shares, root = KeyringFile.create_with_shares(2, 3)
    made.save(tmp_path / "keyring.json")

    body = (tmp_path / "keyring.json").read_bytes()

    import base64

    for secret in (root.root, root.intake_private_key):
        assert secret not in body
        assert base64.b64encode(secret) not in body
        assert secret.hex().encode() not in body


# ── texts and files ──


@given(st.text(max_size=400), st.binary(max_size=60))
def test_every_text_comes_back_as_it_was(text: str, place: bytes) -> None:
    text = text.encode("utf-8", "ignore").decode()
    key = SubjectKey(SAMAR, b"k" * 32)

    blob = seal_text(key, place, text)

    assert subject_of(blob) == SAMAR
    assert open_text(key, place, blob) == text


@given(st.binary(max_size=5000))
def test_padding_hides_the_length_and_wastes_at_most_an_eighth(body: bytes) -> None:
    padded = pad(body)

    assert unpad(padded) == body
    assert len(padded) <= max(64, (len(body) + 4) * 1.12 + 1)
    if len(body) <= 60:
        assert len(padded) == 64


def test_the_same_text_sealed_twice_looks_different(key: SubjectKey) -> None:
    assert seal_text(key, PLACE, "سمر") != seal_text(key, PLACE, "سمر")


def test_a_text_moved_to_another_row_or_field_does_not_open(key: SubjectKey) -> None:
    blob = seal_text(key, PLACE, "سمر الحلبي")

    for place in (b"people.person|3|names", b"people.person|2|contact", b"", PLACE + b" "):
        with pytest.raises(UnreadableError):
            open_text(key, place, blob)


def test_a_text_does_not_open_under_another_subjects_key(key: SubjectKey) -> None:
    blob = seal_text(key, PLACE, "سمر الحلبي")

    with pytest.raises(UnreadableError):
        open_text(SubjectKey(SAMAR, os.urandom(32)), PLACE, blob)


def test_the_name_of_the_subject_cannot_be_exchanged(key: SubjectKey) -> None:
    blob = bytearray(seal_text(key, PLACE, "سمر الحلبي"))
    blob[1:17] = NOUR.bytes

    with pytest.raises(UnreadableError):
        open_text(key, PLACE, bytes(blob))


def test_any_flipped_bit_of_a_text_is_found(key: SubjectKey) -> None:
    blob = seal_text(key, PLACE, "سمر")

    for at in range(len(blob) * 8):
        broken = bytearray(blob)
        broken[at // 8] ^= 1 << (at % 8)
        with pytest.raises(UnreadableError):
            open_text(key, PLACE, bytes(broken))


@pytest.mark.parametrize("rubbish", [b"", b"\1", b"\1" * 17, b"\0" * 40, b"\1" * 29, b"\2" * 100])
def test_what_is_no_sealed_text_is_refused_by_name(key: SubjectKey, rubbish: bytes) -> None:
    with pytest.raises(UnreadableError):
        open_text(key, PLACE, rubbish)


@pytest.mark.parametrize("size", [0, 1, 59, 60, 61, (1 << 20) - 4, 1 << 20, (1 << 20) + 1, 5 * (1 << 20) + 77])
def test_files_of_every_size_come_back_as_they_were(key: SubjectKey, size: int) -> None:
    body = os.urandom(size)

    assert open_segments(key, PLACE, seal_segments(key, PLACE, body)) == body


def test_a_file_cut_off_repeated_or_reordered_does_not_open(key: SubjectKey) -> None:
    sealed = seal_segments(key, PLACE, os.urandom(3 << 20))
    step = (1 << 20) + 16
    head, body = sealed[:33], sealed[33:]
    parts = [body[at : at + step] for at in range(0, len(body), step)]
    assert len(parts) >= 3
    broken = {
        "cut at a segment": head + b"".join(parts[:-1]),
        "cut in a segment": sealed[:-1],
        "first two swapped": head + parts[1] + parts[0] + b"".join(parts[2:]),
        "one repeated": head + parts[0] + b"".join(parts),
        "a byte added": sealed + b"\0",
        "another salt": sealed[:17] + os.urandom(16) + body,
        "nothing but the head": head,
    }

    for name, value in broken.items():
        with pytest.raises(UnreadableError):
            open_segments(key, PLACE, value)
            pytest.fail(name)
    with pytest.raises(UnreadableError):
        open_segments(key, b"elsewhere", sealed)


# ── the key file ──


def test_keys_are_found_again_after_the_file_was_read_anew(root: RootKeys, tmp_path: Path) -> None:
    path = tmp_path / "subjects.keys"
    keys = SubjectKeys.load(path, root)
    keys.create(HAVEN, HAVEN)
    keys.create(SAMAR, HAVEN)
    blob = seal_text(keys.key_of(SAMAR), PLACE, "سمر")

    again = SubjectKeys.load(path, root)

    assert open_text(again.key_of(SAMAR), PLACE, blob) == "سمر"
    assert path.stat().st_mode & 0o077 == 0


def test_making_a_key_twice_keeps_the_first(root: RootKeys, tmp_path: Path) -> None:
    keys = SubjectKeys.load(tmp_path / "subjects.keys", root)
    keys.create(SAMAR, HAVEN)
    blob = seal_text(keys.key_of(SAMAR), PLACE, "سمر")

    keys.create_many([(SAMAR, HAVEN), (NOUR, HAVEN)])

    assert open_text(SubjectKeys.load(tmp_path / "subjects.keys", root).key_of(SAMAR), PLACE, blob) == "سمر"


def test_a_key_file_cut_at_any_byte_loses_only_what_was_never_acknowledged(root: RootKeys, tmp_path: Path) -> None:
    path = tmp_path / "subjects.keys"
    SubjectKeys.load(path, root).create(SAMAR, HAVEN)
    acknowledged = path.read_bytes()
    keys = SubjectKeys.load(path, root)
    keys.create(NOUR, HAVEN)
    whole = path.read_bytes()

    for cut in range(len(acknowledged), len(whole)):
        path.write_bytes(whole[:cut])
        opened = SubjectKeys.load(path, root)
        assert opened.has(SAMAR), f"cut at byte {cut}"
        assert not opened.has(NOUR)
        opened.create(NOUR, HAVEN)
        assert SubjectKeys.load(path, root).has(NOUR), f"cut at byte {cut}"


def test_a_flipped_bit_in_the_key_file_is_found_and_its_line_named(root: RootKeys, tmp_path: Path) -> None:
    path = tmp_path / "subjects.keys"
    keys = SubjectKeys.load(path, root)
    keys.create_many([(HAVEN, HAVEN), (SAMAR, HAVEN), (NOUR, HAVEN)])
    whole = path.read_bytes()
    starts = [0, *(at + 1 for at, byte in enumerate(whole) if byte == 10)]

    for at in range(0, len(whole) - 1):
        if whole[at] == 10:
            continue
        line = sum(start <= at for start in starts)
        broken = bytearray(whole)
        broken[at] ^= 1
        if broken[at] in b"\r\n":
            continue
        path.write_bytes(bytes(broken))
        with pytest.raises(DamagedKeyFileError, match=f"line {line} of the key file was changed"):
            SubjectKeys.load(path, root)


def test_a_key_under_another_organisation_does_not_open(root: RootKeys, tmp_path: Path) -> None:
    other = KeyringFile.create_with_passphrase("another house", cost=FAST)[1]
    path = tmp_path / "subjects.keys"
    SubjectKeys.load(path, root).create(SAMAR, HAVEN)

    with pytest.raises(DamagedKeyFileError):
        SubjectKeys.load(path, other)


def test_an_erased_subject_cannot_be_read_again_and_gets_no_second_key(root: RootKeys, tmp_path: Path) -> None:
    path = tmp_path / "subjects.keys"
    keys = SubjectKeys.load(path, root)
    keys.create_many([(SAMAR, HAVEN), (NOUR, HAVEN)])
    wrapped = next(line for line in path.read_text().splitlines() if str(SAMAR) in line).split(" ")[3]

    keys.erase(SAMAR, "2026-11-02")

    for opened in (keys, SubjectKeys.load(path, root)):
        assert opened.erased_on(SAMAR) == "2026-11-02"
        assert opened.has(NOUR)
        with pytest.raises(NoSuchKeyError):
            opened.key_of(SAMAR)
        with pytest.raises(NoSuchKeyError):
            opened.create(SAMAR, HAVEN)
    assert wrapped not in path.read_text()
    assert not list(tmp_path.glob("*.part"))


def test_a_subject_that_never_was_cannot_be_erased(root: RootKeys, tmp_path: Path) -> None:
    keys = SubjectKeys.load(tmp_path / "subjects.keys", root)
    keys.create(SAMAR, HAVEN)

    with pytest.raises(NoSuchKeyError):
        keys.erase(NOUR, "2026-11-02")
    with pytest.raises(OrganisationInUseError):
        keys.erase(HAVEN, "2026-11-02")


# ── intake and blind look-ups ──


@settings(max_examples=30)
@given(st.binary(max_size=3000))
def test_what_a_sealed_server_took_in_is_read_back_by_the_root_only(body: bytes) -> None:
    made, root = KeyringFile.create_with_passphrase("open the quiet door", cost=FAST)
    _made, other = KeyringFile.create_with_passphrase("another house", cost=FAST)

    sealed = seal_to_intake(made.intake_public_key, b"intake|7", body)

    assert open_from_intake(root.intake_private_key, b"intake|7", sealed) == body
    with pytest.raises(UnreadableError):
        open_from_intake(root.intake_private_key, b"intake|8", sealed)
    with pytest.raises(UnreadableError):
        open_from_intake(other.intake_private_key, b"intake|7", sealed)
    with pytest.raises(UnreadableError):
        open_from_intake(root.intake_private_key, b"intake|7", sealed[:-1])


def test_a_blind_index_finds_equal_values_and_tells_nothing_across_names_or_houses(root: RootKeys) -> None:
    other = KeyringFile.create_with_passphrase("another house", cost=FAST)[1]

    assert blind_index(root, "phone", "+33 1 99 00 12 34") == blind_index(root, "phone", "+33 1 99 00 12 34")
    assert blind_index(root, "phone", "x") != blind_index(root, "code", "x")
    assert blind_index(root, "phone", "x") != blind_index(other, "phone", "x")
    assert len(blind_index(root, "phone", "x")) == 16
