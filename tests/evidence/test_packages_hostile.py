"""Packages built to harm their reader (vault.md T21): each is refused or flagged with a code, and nothing of it is left out silently."""

from __future__ import annotations

import gzip
import io
import os
import random
import stat
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from malath.accountability.evidence.packages import EntryError, Limits, PackageError, read_package

from .reading import BROKEN, broken, checks, outcomes, read
from .zips import raw_entry, raw_zip, zipped

LEFT_OUT: list[tuple[str, dict[str, Any]]] = [
    ("entry.path_escapes", raw_entry(b"../../etc/passwd")),
    ("entry.path_escapes", raw_entry(b"a/../../b")),
    ("entry.path_escapes", raw_entry(b"..\\..\\autoexec.bat")),
    ("entry.path_absolute", raw_entry(b"/etc/passwd")),
    ("entry.path_absolute", raw_entry(b"C:\\Windows\\x.dll")),
    ("entry.path_absolute", raw_entry(b"\\\\server\\share")),
    ("entry.name_nul", raw_entry(b"photo.jpg\x00.exe")),
    ("entry.name_empty", raw_entry(b"")),
    ("entry.name_empty", raw_entry(b". ")),
    ("entry.name_too_long", raw_entry(b"n" * 60_000)),
    ("entry.too_deep", raw_entry(b"d/" * 500 + b"x")),
    ("entry.symlink", raw_entry(b"link", b"/etc/passwd", attributes=(stat.S_IFLNK | 0o777) << 16)),
    ("entry.special_file", raw_entry(b"pipe", attributes=(stat.S_IFIFO | 0o600) << 16)),
    ("entry.encrypted", raw_entry(b"locked.jpg", bits=0x801)),
    ("entry.encrypted", raw_entry(b"strong.jpg", bits=0x841)),
    ("entry.method_unknown", raw_entry(b"packed.jpg", method=93)),
    ("entry.folder", raw_entry(b"folder/", b"")),
    ("entry.folder_with_bytes", raw_entry(b"folder/", b"hidden")),
    ("entry.size_lies", raw_entry(b"short.jpg", size=9)),
    ("entry.header_contradicts", raw_entry(b"shown.jpg", local_name=b"other.jpg")),
    ("entry.header_missing", raw_entry(b"nowhere.jpg", offset=7)),
]


@pytest.mark.parametrize(("code", "entry"), LEFT_OUT)
def test_an_entry_that_must_not_be_taken_is_left_out_with_its_reason(code: str, entry: dict[str, Any]) -> None:
    package = read(raw_zip([raw_entry(b"good.jpg"), entry]))

    assert [item.path for item in package.items] == ["good.jpg"]
    assert [left.reason for left in package.left_out] == [code]
    assert "\x00" not in package.left_out[0].path


FLAGGED = [
    ("entry.name_direction_mark", "photo_\u202egpj.exe"),
    ("entry.name_control", "photo\x1b[2J.jpg"),
    ("entry.name_decomposed", unicodedata.normalize("NFD", "مؤتمر آذار.jpg")),
    ("entry.name_backslash", "folder\\photo.jpg"),
]


@pytest.mark.parametrize(("code", "name"), FLAGGED)
def test_a_name_that_misleads_is_kept_as_it_is_and_flagged(code: str, name: str) -> None:
    package = read(raw_zip([raw_entry(name.encode())]))

    assert [(item.path, item.flags) for item in package.items] == [(name, (code,))]


def test_arabic_names_and_names_of_four_bytes_need_no_flag() -> None:
    names = ["شهادة من داريا.mp4", "𐎀𐎁𐎂/𞸀𞸁.jpg", "photo 😀.jpg"]
    package = read(zipped(dict.fromkeys(names, b"x")))

    assert [(item.path, item.flags) for item in package.items] == [(name, ()) for name in names]


def test_a_name_whose_alphabet_is_not_said_is_guessed_and_flagged() -> None:
    package = read(raw_zip([raw_entry("شهادة.jpg".encode(), bits=0), raw_entry(b"caf\x82.jpg", bits=0)]))

    assert [item.path for item in package.items] == ["شهادة.jpg", "café.jpg"]
    assert all(item.flags == ("entry.name_encoding_guessed",) for item in package.items)


def test_two_entries_with_one_name_are_both_kept_and_neither_carries_a_proof() -> None:
    package = read(raw_zip([raw_entry(b"a.jpg", b"one"), raw_entry(b"a.jpg", b"two")]))

    assert [item.open().read() for item in package.items] == [b"one", b"two"]
    assert package.items[1].flags == ("entry.name_twice",)
    assert outcomes(package, "zip.name_twice", "a.jpg") == {BROKEN}


def test_names_that_differ_in_case_or_composition_are_both_kept_and_flagged() -> None:
    names = ["Photo.jpg", "photo.JPG", "آب.jpg", unicodedata.normalize("NFD", "آب.jpg")]
    package = read(raw_zip([raw_entry(name.encode()) for name in names]))

    assert [item.path for item in package.items] == names
    assert ["entry.name_clash" in item.flags for item in package.items] == [False, True, False, True]


def test_bytes_that_no_entry_owns_are_told() -> None:
    for data in (
        raw_zip([raw_entry(b"a"), raw_entry(b"b")], between=b"hidden" * 9),
        raw_zip([raw_entry(b"a")], prefix=b"#!/bin/sh\nexit\n"),
    ):
        assert broken(read(data)) == {"zip.unlisted_bytes"}


BIG = 1 << 34
REFUSED: list[tuple[str, bytes, Limits]] = [
    ("package.not_a_package", b"", Limits()),
    ("package.not_a_package", b"%PDF-1.7 not a zip", Limits()),
    ("package.cut_off", zipped({"a": b"x" * 999})[:-30], Limits()),
    ("package.cut_off", raw_zip([raw_entry(b"a", packed=BIG // 8, size=BIG // 8)]), Limits()),
    ("package.entries_overlap", raw_zip([raw_entry(b"a"), raw_entry(b"b", offset=0)]), Limits()),
    ("package.count_contradicts", raw_zip([raw_entry(b"a"), raw_entry(b"b")], count=3), Limits()),
    ("package.count_contradicts", raw_zip([raw_entry(b"a"), raw_entry(b"b")], count=1), Limits()),
    ("package.too_many_entries", zipped({str(n): b"" for n in range(11)}), Limits(max_entries=10)),
    ("package.directory_too_large", zipped({str(n) * 99: b"" for n in range(9)}), Limits(max_directory_bytes=500)),
    ("package.entry_too_large", zipped({"a": b"x" * 101}), Limits(max_entry_bytes=100)),
    ("package.too_large", zipped({"a": b"x" * 60, "b": b"x" * 60}), Limits(max_total_bytes=100)),
    ("package.ratio", zipped({"a": bytes(20 << 20)}), Limits()),
]


@pytest.mark.parametrize(("code", "data", "limits"), REFUSED)
def test_a_package_out_of_bounds_is_refused_with_its_code(code: str, data: bytes, limits: Limits) -> None:
    with pytest.raises(PackageError) as refused:
        read(data, limits=limits)

    assert refused.value.code == code


LIES = [
    ("entry.size_lies", raw_entry(b"more.bin", b"x" * 5000, method=8, size=100)),
    ("entry.size_lies", raw_entry(b"less.bin", b"x" * 50, method=8, size=5000)),
    ("entry.crc_wrong", raw_entry(b"changed.bin", b"x" * 50, crc=1)),
    ("entry.crc_wrong", raw_entry(b"packed.bin", b"x" * 50, method=8, crc=1)),
    ("entry.damaged", raw_entry(b"noise.bin", b"x" * 50, method=8, body=b"\xff" * 30, packed=30)),
    ("entry.size_lies", raw_entry(b"tail.bin", b"x" * 50, method=8, body=b"\x03\x00tail", packed=6, size=0, crc=0)),
]


@pytest.mark.parametrize(("code", "entry"), LIES)
def test_an_entry_is_held_to_what_it_declares_while_it_is_read(code: str, entry: dict[str, Any]) -> None:
    package = read(raw_zip([entry]))

    with pytest.raises(EntryError) as lie, package.items[0].open() as stream:
        while stream.read(64):
            pass
    assert lie.value.code == code


RECORDS = [
    b"[" * 200_000,
    b'{"a":' * 100_000,
    b"[" + b"[]," * 900_000 + b"1]",
    b"1" * 100_000,
    b'{"a": NaN}',
    b"\xff\xfe{",
    b'"' + b"\\u0000" * 99,
]


@pytest.mark.parametrize("data", RECORDS)
def test_a_json_bomb_is_a_broken_check(data: bytes) -> None:
    package = read({"archive/a.warc": b"", "datapackage.json": data, "pages/pages.jsonl": data})

    assert [check.outcome for check in checks(package, "wacz.list")] == [BROKEN]


def test_a_folders_links_devices_and_depth_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("outside")
    root = tmp_path / "root"
    deep = root
    for _ in range(60):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "deepest.jpg").write_bytes(b"x")
    (root / "link").symlink_to(tmp_path / "secret")
    (root / "linked").symlink_to(tmp_path)
    os.mkfifo(root / "pipe")
    (root / "photo.jpg").write_bytes(b"x")
    (root / os.fsdecode(b"caf\xe9.jpg")).write_bytes(b"x")

    with read_package(root, name="a folder") as package:
        reasons = {left.path: left.reason for left in package.left_out}
        assert [item.path for item in package.items] == ["caf\\xe9.jpg", "photo.jpg"]
        assert package.items[0].open().read() == b"x"
        assert {reasons[name] for name in ("link", "linked")} == {"entry.symlink"}
        assert reasons["pipe"] == "entry.special_file"
        assert "entry.too_deep" in reasons.values()
        assert len(package.items) + len(package.left_out) == package.entry_count


def test_a_folder_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    for name in ("grown", "replaced", "gone", "stepped/in"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")

    with read_package(tmp_path, name="a folder") as package:
        (tmp_path / "grown").write_bytes(b"xx")
        (tmp_path / "gone").unlink()
        (tmp_path / "replaced").unlink()
        (tmp_path / "replaced").symlink_to("/etc/passwd")
        (tmp_path / "stepped").rename(tmp_path / "aside")
        (tmp_path / "stepped").symlink_to(tmp_path / "aside")
        for item in package.items:
            with pytest.raises(EntryError) as changed:
                item.open()
            assert changed.value.code == "entry.changed"


@pytest.mark.parametrize("what", ["/nonexistent/package.zip", "/dev/null", "\x00name"])
def test_a_path_that_cannot_be_read_is_refused_with_a_code(what: Any) -> None:
    with pytest.raises(PackageError):
        read_package(what, name="x")


def test_a_turned_byte_anywhere_in_a_zip_never_escapes_as_another_error() -> None:
    data = zipped({"a.jpg": b"x" * 300, "b/c.json": b'{"status": 1, "metadata": 2}', "شهادة.txt": b"text"})
    chance = random.Random(7)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] = chance.randrange(256)
        try:
            for item in read_package(io.BytesIO(bytes(changed)), name="x").items:
                with item.open() as stream:
                    stream.read()
        except PackageError:
            continue


def test_a_web_archive_that_unpacks_out_of_proportion_is_not_read_to_its_end() -> None:
    bomb = gzip.compress(b"WARC/1.1\r\nContent-Length: 40000000\r\n\r\n" + bytes(40_000_000))
    package = read({"archive/a.warc.gz": bomb, "pages/pages.jsonl": b""})

    assert [check.facts["reason"] for check in checks(package, "warc.records")] == ["content.bomb"]


def test_more_proofs_than_are_checked_are_named() -> None:
    files = {f"{number:064x}.ots": b"" for number in range(5)}
    package = read({**files, "pubkey.asc": b"", "a.jpg": b"x"}, limits=Limits(max_proofs=2))

    assert len([check for check in package.checks if check.facts.get("reason") == "too_many_proofs"]) == 3
