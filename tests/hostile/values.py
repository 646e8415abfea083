"""Hostile values: what no form expects, as bytes on their way to a field."""

from __future__ import annotations

import uuid

from hypothesis import strategies as st

TEXTS = (
    "\x00", "a\x00b", "\u202eevil\u202c", "\u2066\u2069", "\ufeff", "\u200b", "\ufffe\uffff", "\U0010ffff", "a\u0301" * 200,
    "\r\n\r\nSet-Cookie: a=b", "{{ 7*7 }}", "{% load x %}", "%(name)s %s %d", "%", "{0}{name}", "<script>alert(1)</script>",
    "'; DROP TABLE cases_case; --", "../../../../etc/passwd", "=cmd|' /C calc'!A0", "\\", "\\x00", "%00", "%ff", "&#0;", "null",
    "None", "undefined", "true", "[]", "{}", '{"a": 1}', "[object Object]", " ", "\n", "\t", "٠١٢٣", "ﷺ" * 300, "🏳️‍🌈" * 90,
    "\x1b[31m", "\x7f", "\u0085\u2028\u2029", "javascript:alert(1)", "//evil.example/", "https://evil.example/", "-", "~", "--",
)  # fmt: skip
PASSKEYS = (
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA","authenticatorData":"AA",'
    '"signature":"AA","userHandle":"AA"}}',
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"W10","attestationObject":"o2NmbXQ","userHandle":"MTIz"}}',
    '{"id":1,"rawId":[],"type":null,"response":[]}', '{"response":{"userHandle":"/////w"}}', '"text"', "[1, 2]", "1e999", '{"response":null}',
    "[" * 100_000, '{"a":' * 50_000, "9" * 5_000,
)  # fmt: skip
DATES = (
    "0000-00-00", "9999-12-31", "0001-01-01", "10000-01-01", "2026-02-30", "1448-05-30", "٢٠٢٦-١١-٢١", "21/11/2026", "2026-11-21T99:99",
    "9999-12-31T23:59", "0001-01-01T00:00", "2026-03-29T02:30", "2026-10-25T02:30", "-2026-11-21", "2026-11-21T10:30:00+99:00",
    "1970-01-01T00:00Z", "now", "2026-W01", "1e9", "25:61", "00:00-24:00", "10:00-10:00", "23:59-00:00",
)  # fmt: skip
NUMBERS = (
    "-1", "0", "2147483648", "-2147483649", "9223372036854775808", "99999999999999999999999999", "1e309", "1e-400", "NaN", "Infinity",
    "-Infinity", "1_000", "1,5", "٣", "²", "½", "0x10", "+5", " 7 ", "1.0", "00", "9" * 4400,
)  # fmt: skip
BYTES = (
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xed\xbf\xbf",
    b"\xc0\xaf",
    b"\xf8\x88\x80\x80\x80",
    b"\x80",
    b"abc\xe9",
    b"\xc7\xe1\xd3\xe1\xc7\xe3",
    b"",
)
LONG = tuple(
    text.encode()
    for text in ("a" * 201, "a" * 20_001, "ا" * 10_001, "a" * 1_000_000, "\n" * 50_000, "9" * 100_000, "a " * 9_000)
)
IDS = (
    "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "not-a-uuid", "{12345678123456781234567812345678}",
    "urn:uuid:12345678-1234-5678-1234-567812345678", "12345678-1234-5678-1234-56781234567", "0", "999999999999999999999",
)  # fmt: skip
FILE_NAMES = (
    "../../../../etc/passwd", "..\\..\\boot.ini", "a\u202excod.exe", "new\nline.csv", "quote\".csv", "", ".", "..", "/", "nul\x00.csv",
    "a" * 5_000 + ".pdf", "ملف.xlsx", "=cmd|calc.csv", "CON", "%2e%2e%2f", "<b>.txt", "no-extension", ".htaccess", "a.csv;.exe", "\ufeff.csv",
)  # fmt: skip
FILE_BODIES = (
    b"", b"\x00" * 1_000, b"%PDF-1.7 broken", b"<script>alert(1)</script>", b"MZ\x90", b"PK\x03\x04broken", b"\xff\xd8\xff\xe0", b"a,b\n1,2\n",
    b"\x89PNG\r\n\x1a\n", b"x" * 300_000, b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", b"\xff\xfe\x00",
)  # fmt: skip
FILE_TYPES = (
    "text/csv",
    "application/pdf",
    "",
    "text/html; charset=nonsense",
    "a" * 3_000,
    "multipart/mixed",
    "image/svg+xml",
    "*/*",
)


def of_field(foreign: list[str]) -> st.SearchStrategy[bytes]:
    """Any hostile value; `foreign` are identifiers of what belongs to others or to another kind."""
    texts = st.one_of(
        st.sampled_from(TEXTS),
        st.sampled_from(DATES),
        st.sampled_from(NUMBERS),
        st.sampled_from([*IDS, *foreign]),
        st.uuids().map(str),
        st.text(max_size=80),
        st.integers().map(str),
        st.floats().map(str),
        st.dates().map(str),
    )
    raw = st.one_of(st.sampled_from(BYTES), st.binary(max_size=40), st.sampled_from(LONG))
    return st.one_of(texts.map(lambda text: text.encode("utf-8", "surrogatepass")), raw)


def of_field_named(name: str, foreign: list[str]) -> st.SearchStrategy[bytes]:
    """The same, and for some fields what is nearly right."""
    hostile = of_field(foreign)
    return st.one_of(st.sampled_from(PASSKEYS).map(str.encode), hostile) if name == "credential" else hostile


def foreign_ids(ids: dict[str, object]) -> list[str]:
    """The identifiers of everything in the household, whatever it is."""
    return sorted({str(value) for value in ids.values() if isinstance(value, uuid.UUID | int)})
