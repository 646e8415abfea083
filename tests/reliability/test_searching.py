"""The census's own control: a secret that is planted is found, in whatever way it was written down."""

from __future__ import annotations

import base64
import gzip
import json
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.reliability.secrets import found_in, found_under

LATIN, ARABIC = "zqxvmark", "ظغضخثذشز"
WAYS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda text: text.encode(),
    "UTF-16 little end first": lambda text: text.encode("utf-16-le"),
    "UTF-16 big end first": lambda text: text.encode("utf-16-be"),
    "Windows-1256": lambda text: text.encode("cp1256"),
    "upper case": lambda text: text.upper().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one byte later": lambda text: base64.b64encode(b"?" + text.encode() + b"?"),
    "base64, two bytes later": lambda text: base64.b64encode(b"??" + text.encode()),
    "base64 for addresses": lambda text: base64.urlsafe_b64encode(text.encode()),
    "base64 of UTF-16": lambda text: base64.b64encode(text.encode("utf-16")),
    "base64 of JSON": lambda text: base64.b64encode(json.dumps({"name": text}).encode()),
    "hex": lambda text: text.encode().hex().encode(),
    "hex of UTF-16": lambda text: text.encode("utf-16").hex().encode(),
    "quoted in an address": lambda text: quote(text).encode(),
    "JSON": lambda text: json.dumps([text]).encode(),
    "JSON inside JSON": lambda text: json.dumps(json.dumps([text])).encode(),
    "zlib": lambda text: b"\x00\x01" + zlib.compress(text.encode() * 3),
    "gzip": lambda text: gzip.compress(text.encode()),
    "a session": lambda text: b"." + base64.urlsafe_b64encode(zlib.compress(json.dumps({"m": text}).encode())) + b":1x",
}


@pytest.mark.parametrize("secret", [LATIN, ARABIC, "127.7.31.9", "1931-07-23"])
@pytest.mark.parametrize("way", WAYS)
def test_a_planted_secret_is_found_however_it_is_written(way: str, secret: str) -> None:
    planted = b"\x93\x00ab" + WAYS[way](f"before {secret} after") + b"\xff\x00"

    assert found_in(planted, [secret])


@pytest.mark.parametrize("way", WAYS)
def test_what_was_not_planted_is_not_found(way: str) -> None:
    assert found_in(WAYS[way]("some other words, and a long line of them"), [LATIN, ARABIC]) == []


def test_secrets_in_a_zip_a_database_and_a_file_s_name_are_found_and_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "sheet.xlsx", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/sheet1.xml", f"<c>{LATIN}</c>" * 50)
    with sqlite3.connect(tmp_path / "rows.sqlite3") as database:
        database.execute("CREATE TABLE rows (body BLOB)")
        database.execute("INSERT INTO rows VALUES (?)", [ARABIC.encode()])
    (tmp_path / f"{LATIN}.part").touch()

    found = found_under(tmp_path, [LATIN, ARABIC])

    assert {hit.split(": ")[0] for hit in found} == {"sheet.xlsx", "rows.sqlite3", f"{LATIN}.part"}
