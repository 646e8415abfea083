"""What readers send by the forms of the public site: looked at, sealed to the intake key, added to a folder that this
process can add to and never read. No Django, no database; the forms themselves are told by the published files."""

from __future__ import annotations

import hashlib
import ipaddress
import json
import os
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from malath.engines.keyring import seal_to_intake

# The published files that tell the forms, one in the folder of each part that has some: {address without its language:
# {"fields": {name: rule}, "either": [name], "thanks": address of what is said afterwards, "link": whether the fields stand
# in the address itself}}.
FORMS = "forms.json"
# A field that people do not see and programmes fill.
TRAP = "website"
# In a form an Arabic letter takes six bytes: ten thousand of them are to arrive.
MOST_BYTES, MOST_FIELDS, MOST_LINKS = 96_000, 80, 5
# Sizes tell as little as can be: a letter is a multiple of this.
BLOCK = 4096
# So many letters wait at most: the disk is not filled by a flood.
MOST_WAITING = 1000
WINDOW, MOST_OF_ONE, MOST_OF_ALL = 600.0, 5, 120
# Of those who follow a link of ours: one mail provider leaves a list for all of its readers.
LINKS_OF_ONE, LINKS_OF_ALL = 40, 240
# Threads that read what is sent; the others go on serving pages to whoever reads.
RECEIVING_AT_ONCE = 2
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


class FullError(OSError):
    """As many letters wait as may."""


def context_of(name: str) -> bytes:
    """What a letter is bound to: its own name, so that one that is copied to another name does not open."""
    return f"letter|{name}".encode()


class Letterbox:
    """A folder of sealed letters. A letter takes one of a thousand places, each an empty file: so the folder's count is
    kept without reading it. Whoever takes letters out frees as many places."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder, self.key = folder, key
        # Whatever sealing loads, it loads now: behind the walls nothing more can be.
        seal_to_intake(key, context_of(""), b"")

    def add(self, body: bytes) -> str:
        """Keep a letter; its name. It is on the disk when this returns. Raises FullError, OSError."""
        self._take_place()
        name = secrets.token_hex(16)
        blob = seal_to_intake(self.key, context_of(name), body.ljust(-(-len(body) // BLOCK) * BLOCK))
        letter = os.open(self.folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(letter, "wb", buffering=0) as file:
            # On a full disk it fails here and leaves an empty file, which was promised to nobody.
            os.posix_fallocate(letter, 0, len(blob))
            while blob:
                blob = blob[file.write(blob) :]
            # The systems of files that Linux offers write a new file's name with it; its folder cannot be opened here.
            os.fsync(letter)
        return name

    def _take_place(self) -> None:
        first = secrets.randbelow(MOST_WAITING)
        for step in range(MOST_WAITING):
            place = self.folder / f"place-{(first + step) % MOST_WAITING:03d}"
            try:
                os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
                return
            except FileExistsError:
                continue
        raise FullError


class Pace:
    """How much is taken in ten minutes: of one sender, and of all. Of a sender a keyed digest is held meanwhile, whose key
    is this process's alone."""

    def __init__(self, of_one: int = MOST_OF_ONE, of_all: int = MOST_OF_ALL) -> None:
        self._key, self._lock = secrets.token_bytes(32), threading.Lock()
        self._of_one, self._of_all = of_one, of_all
        self._sent: deque[tuple[float, bytes]] = deque()

    def admits(self, sender: str) -> bool:
        """Whether one more may come from the sender, which is then counted; an unknown sender is counted with all."""
        now, mark = time.monotonic(), b""
        if sender:
            mark = hashlib.blake2b(sender.encode(), key=self._key, digest_size=16).digest()
        with self._lock:
            while self._sent and self._sent[0][0] < now - WINDOW:
                self._sent.popleft()
            theirs = sum(held == mark for _at, held in self._sent) if mark else 0
            if len(self._sent) >= self._of_all or theirs >= self._of_one:
                return False
            self._sent.append((now, mark))
            return True


def sender_of(asked: Mapping[str, Any]) -> str:
    """Who sends, as far as it can be believed: the peer or, where that is our own proxy, whom the proxy names last.
    Empty when unknown. Of an IPv6 address its network: one person has more addresses than could be counted."""
    peer = str(asked.get("REMOTE_ADDR", ""))
    if not peer or peer == "::1" or peer.startswith("127."):
        peer = str(asked.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


def read_body(asked: Mapping[str, Any]) -> bytes | None:
    """What was sent, when it is a form of ours from a page of ours, and not too long; None otherwise."""
    if not str(asked.get("CONTENT_TYPE", "")).lower().startswith("application/x-www-form-urlencoded"):
        return None
    if asked.get("HTTP_SEC_FETCH_SITE", "same-origin") not in {"same-origin", "none"}:
        return None
    return _bytes_of(asked) or None


def read_link(asked: Mapping[str, Any]) -> bytes | None:
    """What the address of a link carries. The link is all that counts: a mail provider that leaves a list for its reader
    comes from elsewhere and sends a body of its own (RFC 8058), which is read and dropped."""
    return None if _bytes_of(asked) is None else str(asked.get("QUERY_STRING", "")).encode("utf-8", "replace") or None


def _bytes_of(asked: Mapping[str, Any]) -> bytes | None:
    try:
        length = int(asked.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return None
    if not 0 <= length <= MOST_BYTES:
        return None
    if (line := asked.get("gunicorn.socket")) is not None:
        line.settimeout(10)
    body = bytes(asked["wsgi.input"].read(length))
    return body if len(body) == length else None


def pairs_of(body: bytes) -> list[tuple[str, str]] | None:
    """Names and values as they were sent; None for what no browser sends."""
    try:
        return parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError:
        return None


def given_of(pairs: Sequence[tuple[str, str]], form: Mapping[str, Any]) -> dict[str, list[str]] | None:
    """What was written, by field, when it keeps to the form; None otherwise. Whether it makes sense is for those who
    read it: here stand names, lengths, choices and what may not be left out."""
    fields, given = form["fields"], dict[str, list[str]]()
    for name, value in pairs:
        if name not in fields and name != TRAP:
            return None
        if name in fields and value.strip():
            given.setdefault(name, []).append(value.replace("\r\n", "\n").strip())
    if not all(_keeps(given.get(name, []), rule) for name, rule in fields.items()):
        return None
    either = form.get("either", [])
    if either and not any(name in given for name in either):
        return None
    links = sum(len(_LINK.findall(value)) for values in given.values() for value in values)
    return given if links <= MOST_LINKS else None


def _keeps(values: Sequence[str], rule: Mapping[str, Any]) -> bool:
    if (rule.get("required") and not values) or (len(values) > 1 and not rule.get("many")):
        return False
    known = rule.get("values")
    return all(len(value) <= rule["most"] and (known is None or value in known) for value in values)


def is_trapped(pairs: Sequence[tuple[str, str]]) -> bool:
    """Whether the field that people do not see was filled."""
    return any(name == TRAP and value for name, value in pairs)


def letter_of(form: str, language: str, given: Mapping[str, list[str]]) -> bytes:
    """The letter before it is sealed; of the time, the day alone."""
    day = datetime.now(UTC).date().isoformat()
    return json.dumps({"form": form, "language": language, "on": day, "given": given}, ensure_ascii=False).encode()
