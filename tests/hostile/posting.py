"""Putting a hostile post together: which fields, which encoding, which headers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

from django.test import Client
from hypothesis import strategies as st

from tests.hostile import values

Pairs = list[tuple[str, bytes]]
File = tuple[str, str, bytes, str]
HEADERS: tuple[dict[str, str], ...] = (
    {}, {}, {}, {}, {"HTTP_HX_REQUEST": "true"}, {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "\u202e"}, {"HTTP_ACCEPT": "application/json"},
    {"HTTP_ACCEPT_LANGUAGE": "xx-" + "y" * 4_000}, {"HTTP_REFERER": "javascript:alert(1)"}, {"HTTP_USER_AGENT": "\xff\x00" * 50},
    {"HTTP_X_FORWARDED_FOR": "', --, ::1"}, {"HTTP_HX_CURRENT_URL": "//evil\n"}, {"HTTP_RANGE": "bytes=5-1"}, {"HTTP_IF_NONE_MATCH": "*"},
    {"HTTP_HX_BOOSTED": "true", "HTTP_HX_REQUEST": "true"}, {"HTTP_CONTENT_ENCODING": "gzip"}, {"HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE"},
)  # fmt: skip
KINDS = (
    ("urlencoded",) * 5
    + ("multipart",) * 3
    + ("json", "plain", "broken multipart", "no boundary", "odd charset", "no type")
)


@dataclass
class Post:
    """One hostile post, as hypothesis shows it when it fails."""

    kind: str
    pairs: Pairs
    files: list[File] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    language: str = "en"

    def send(self, client: Client, path: str) -> Any:
        """POST it."""
        body, content_type = self.body()
        return client.generic("POST", path, body, content_type=content_type, **self.headers)

    def body(self) -> tuple[bytes, str]:
        """The bytes, and what they are said to be."""
        if self.kind == "json":
            told = {name: value.decode("utf-8", "replace") for name, value in self.pairs}
            return json.dumps(told).encode(), "application/json"
        if self.kind in {"multipart", "broken multipart", "no boundary"} or self.files:
            return self._multipart()
        body = "&".join(
            f"{quote_from_bytes(name.encode('utf-8', 'surrogatepass'))}={quote_from_bytes(value)}"
            for name, value in self.pairs
        )
        kinds = {
            "plain": "text/plain",
            "no type": "",
            "odd charset": "application/x-www-form-urlencoded; charset=utf-99",
        }
        return body.encode(), kinds.get(self.kind, "application/x-www-form-urlencoded")

    def _multipart(self) -> tuple[bytes, str]:
        line = b'--hostile\r\nContent-Disposition: form-data; name="'
        parts = [
            line + name.encode("utf-8", "surrogatepass") + b'"\r\n\r\n' + value + b"\r\n" for name, value in self.pairs
        ]
        for name, file_name, content, kind in self.files:
            head = f'{name}"; filename="{file_name}"\r\nContent-Type: {kind}\r\n\r\n'
            parts.append(line + head.encode("utf-8", "surrogatepass") + content + b"\r\n")
        body = b"".join(parts) + b"--hostile--\r\n"
        if self.kind == "broken multipart":
            body = body[: len(body) // 2]
        return body, "multipart/form-data" + ("" if self.kind == "no boundary" else "; boundary=hostile")


def _pairs(right: dict[str, list[str]]) -> Pairs:
    return [(name, value.encode("utf-8", "replace")) for name, found in right.items() for value in found]


@st.composite
def posts(draw: st.DrawFn, right: dict[str, list[str]], file_fields: list[str], foreign: list[str]) -> Post:
    """A right form with a few hostile changes, or nothing but hostility."""
    hostile = values.of_field(foreign)
    pairs = _pairs(right)
    names = sorted(right) or ["name", "text", "reason", "kind"]
    if draw(st.integers(0, 9)) == 0:
        pairs = [(name, draw(hostile)) for name in names]
    for _ in range(draw(st.integers(0 if file_fields else 1, 4))):
        name = draw(st.sampled_from(names))
        act = draw(
            st.sampled_from(("change", "change", "change", "change", "drop", "double", "array", "add", "rename"))
        )
        if act in {"change", "drop", "array", "rename"}:
            pairs = [pair for pair in pairs if pair[0] != name]
        if act in {"change", "double"}:
            pairs.append((name, draw(values.of_field_named(name, foreign))))
        elif act == "array":
            pairs += [(name, draw(hostile)), (name, draw(hostile)), (f"{name}[]", b"x"), (f"{name}[0][a]", b"y")]
        elif act in {"add", "rename"}:
            pairs.append((draw(st.text(max_size=20)), draw(hostile)))
    kind = draw(st.sampled_from(KINDS))
    made = Post(kind, pairs, headers=draw(st.sampled_from(HEADERS)), language=draw(st.sampled_from(("ar", "fr", "en"))))
    if kind == "multipart" and (file_fields or draw(st.booleans())):
        made.files = [draw(files(name)) for name in (file_fields or names[:1])]
    return made


@st.composite
def files(draw: st.DrawFn, name: str) -> File:
    """An odd file for a field."""
    body = draw(st.one_of(st.sampled_from(values.FILE_BODIES), st.binary(max_size=200)))
    return name, draw(st.sampled_from(values.FILE_NAMES)), body, draw(st.sampled_from(values.FILE_TYPES))
