"""A model of a disk, fed with the calls that strace saw: what lies there for certain after a power cut, and what may.

For certain is only what was synced: a file's bytes by its own fsync, a name by the fsync of its folder. Of everything
else any part may be there or not: single writes, half of one, zeros where the bytes should be, a new name without the
old one's removal.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.vault.tracing import Call

_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
Pick = Callable[[int], bool]


def _strings(rest: str) -> list[bytes]:
    return [bytes.fromhex(text.replace("\\x", "")) for text in _STRING.findall(rest)]


@dataclass
class Node:
    """A file or a folder: what is synced, and what was done since, in order."""

    is_folder: bool = False
    body: bytearray = field(default_factory=bytearray)
    synced: bytes = b""
    since: list[tuple[str, int, bytes]] = field(default_factory=list)
    names: dict[str, Node] = field(default_factory=dict)
    synced_names: dict[str, Node] = field(default_factory=dict)
    moves: list[tuple[str, str, Node | None]] = field(default_factory=list)

    def sync(self) -> None:
        self.synced, self.since = bytes(self.body), []
        self.synced_names, self.moves = dict(self.names), []

    def write(self, at: int, part: bytes) -> None:
        _write(self.body, at, part)
        self.since.append(("write", at, part))

    def cut(self, size: int) -> None:
        _cut(self.body, size)
        self.since.append(("cut", size, b""))

    def move(self, old: str, new: str, node: Node | None) -> None:
        """A name comes (old is empty), goes (new is empty), or replaces another."""
        _move(self.names, old, new, node)
        self.moves.append((old, new, node))

    def left(self, dice: random.Random, keep: float) -> bytes:
        """A file's bytes after a power cut."""
        body = bytearray(self.synced)
        for kind, at, part in self.since:
            if dice.random() >= keep:
                continue
            if kind == "cut":
                _cut(body, at)
                continue
            fate = dice.randrange(6)
            if fate == 0:
                part = bytes(len(part))
            elif fate == 1:
                part = part[: dice.randrange(len(part) + 1)]
            _write(body, at, part)
        return bytes(body)

    def left_names(self, dice: random.Random, keep: float) -> dict[str, Node]:
        """A folder's names after a power cut."""
        names = dict(self.synced_names)
        for old, new, node in self.moves:
            if dice.random() < keep:
                _move(names, old, new, node)
        return names


def _write(body: bytearray, at: int, part: bytes) -> None:
    if len(body) < at:
        body.extend(bytes(at - len(body)))
    body[at : at + len(part)] = part


def _cut(body: bytearray, size: int) -> None:
    if len(body) < size:
        body.extend(bytes(size - len(body)))
    del body[size:]


def _move(names: dict[str, Node], old: str, new: str, node: Node | None) -> None:
    names.pop(old, None)
    if new and node is not None:
        names[new] = node


@dataclass
class _Open:
    node: Node
    at: int = 0
    appends: bool = False


class Disk:
    """The vault's folder, from what lay there (all of it synced), through the calls that `play` is given."""

    def __init__(self, root: Path) -> None:
        self._root = PurePosixPath(root)
        self._top = _loaded(root)
        self._open: dict[int, _Open] = {}
        self.printed = b""

    def stands_for(self, root: Path) -> None:
        """In the calls the folder has another path than where it was read from."""
        self._root = PurePosixPath(root)

    def play(self, call: Call) -> bool:
        """One more call has returned; whether it changed the vault's folder or told somebody something."""
        if call.result < 0:
            return False
        if call.name in {"write", "pwrite64"} and call.descriptor == 1 and 1 not in self._open:
            self.printed += _strings(call.rest)[0][: call.result]
            return True
        if call.name == "close":
            return self._open.pop(call.descriptor, None) is None and False
        known = {"openat": self._opened, "rename": self._renamed, "unlink": self._unlinked, "unlinkat": self._unlinkat}
        known |= {"mkdir": self._made}
        if call.name in known:
            return known[call.name](call)
        if call.name in {"chmod", "fchmod"} or call.descriptor not in self._open:
            return False
        if call.name == "lseek":
            self._open[call.descriptor].at = call.result
            return False
        return self._on_file(call)

    def _on_file(self, call: Call) -> bool:
        opened = self._open[call.descriptor]
        if call.name in {"fsync", "fdatasync"}:
            opened.node.sync()
        elif call.name == "ftruncate":
            opened.node.cut(int(call.rest.split(",")[1]))
        elif call.name == "pwrite64":
            opened.node.write(int(call.rest.rsplit(",", 1)[1]), _strings(call.rest)[0][: call.result])
        elif call.name == "write":
            part = _strings(call.rest)[0][: call.result]
            at = len(opened.node.body) if opened.appends else opened.at
            opened.node.write(at, part)
            opened.at = at + len(part)
        else:
            raise AssertionError(f"the model does not know {call.name}")
        return True

    def _find(self, path: bytes, base: str = "AT_FDCWD") -> tuple[Node, str] | None:
        """(folder, name) of a path in the vault; ("", top) for the vault itself."""
        text = path.decode("utf-8", "surrogateescape")
        if base == "AT_FDCWD":
            place = PurePosixPath(text)
            if place == self._root:
                return self._top, ""
            if self._root not in place.parents:
                return None
            node, parts = self._top, place.relative_to(self._root).parts
        else:
            if int(base) not in self._open:
                return None
            node, parts = self._open[int(base)].node, PurePosixPath(text).parts
        for part in parts[:-1]:
            node = node.names[part]
        return node, parts[-1]

    def _opened(self, call: Call) -> bool:
        base, flags = call.rest.split(",")[0], call.rest.rsplit('"', 1)[1]
        found = self._find(_strings(call.rest)[0], base)
        self._open.pop(call.result, None)
        if found is None:
            return False
        folder, name = found
        node = folder.names.get(name) if name else folder
        changed = node is None or ("O_TRUNC" in flags and bool(node.body))
        if node is None:
            node = Node()
            folder.move("", name, node)
        elif "O_TRUNC" in flags:
            node.cut(0)
        self._open[call.result] = _Open(node, appends="O_APPEND" in flags)
        return changed

    def _renamed(self, call: Call) -> bool:
        old, new = (self._find(path) for path in _strings(call.rest))
        if old is None or new is None:
            return False
        assert old[0] is new[0], "the model knows renaming in one folder only"
        old[0].move(old[1], new[1], old[0].names[old[1]])
        return True

    def _unlinked(self, call: Call, base: str = "AT_FDCWD") -> bool:
        found = self._find(_strings(call.rest)[0], base)
        if found is None:
            return False
        found[0].move(found[1], "", None)
        return True

    def _unlinkat(self, call: Call) -> bool:
        return self._unlinked(call, call.rest.split(",")[0])

    def _made(self, call: Call) -> bool:
        found = self._find(_strings(call.rest)[0])
        if found is None:
            return False
        found[0].move("", found[1], Node(is_folder=True))
        return True

    def as_it_is(self, target: Path) -> None:
        """Write the folder as a killed process leaves it: everything that was written is there."""
        _put(self._top, target, lambda node: bytes(node.body), lambda node: node.names)

    def after_a_power_cut(self, target: Path, dice: random.Random) -> None:
        """Write the folder as a power cut may leave it."""
        keep = dice.choice([0.0, 0.2, 0.5, 0.8, 1.0])
        _put(self._top, target, lambda node: node.left(dice, keep), lambda node: node.left_names(dice, keep))


def _put(node: Node, target: Path, body: Callable[[Node], bytes], names: Callable[[Node], dict[str, Node]]) -> None:
    target.mkdir(mode=0o700)
    for name, inner in names(node).items():
        if inner.is_folder:
            _put(inner, target / name, body, names)
        elif not name.endswith("-shm"):
            # SQLite's shared memory is no file to keep: it is made anew after a crash.
            (target / name).write_bytes(body(inner))


def _loaded(path: Path) -> Node:
    node = Node(is_folder=True)
    for entry in path.iterdir():
        node.names[entry.name] = _loaded(entry) if entry.is_dir() else Node(body=bytearray(entry.read_bytes()))
    for inner in node.names.values():
        inner.sync() if not inner.is_folder else None
    node.sync()
    return node
