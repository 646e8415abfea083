"""How web, job and finder processes talk to the keeper and the finder: length-prefixed msgpack over a unix socket."""

from __future__ import annotations

import os
import socket
import struct
from pathlib import Path
from typing import Any

import msgpack

_LENGTH = struct.Struct(">I")
LARGEST_MESSAGE = 96 * 1024 * 1024


class WireError(ConnectionError):
    """The other side closed, or sent what is no message."""


def send(connection: socket.socket, message: Any) -> None:
    """Send one message."""
    body = msgpack.packb(message, use_bin_type=True)
    connection.sendall(_LENGTH.pack(len(body)) + body)


def receive(connection: socket.socket) -> Any:
    """Receive one message; raises WireError when the other side is gone or the message is too large."""
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    if length > LARGEST_MESSAGE:
        raise WireError("message too large")
    return msgpack.unpackb(_exactly(connection, length), raw=False, strict_map_key=False)


def _exactly(connection: socket.socket, count: int) -> bytes:
    parts: list[bytes] = []
    while count:
        part = connection.recv(min(count, 1 << 20))
        if not part:
            raise WireError("closed")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def connect(path: Path, timeout: float = 30.0) -> socket.socket:
    """Connect to a socket in a folder of any length (a unix address holds only 107 bytes: go by the folder's handle)."""
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(timeout)
        connection.connect(f"/proc/self/fd/{folder}/{path.name}" if os.path.isdir("/proc/self/fd") else str(path))
        return connection
    finally:
        os.close(folder)


def listen(path: Path) -> socket.socket:
    """Listen on a socket that only this user may open."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        mask = os.umask(0o177)
        try:
            server.bind(f"/proc/self/fd/{folder}/{path.name}" if os.path.isdir("/proc/self/fd") else str(path))
        finally:
            os.umask(mask)
        server.listen(128)
        return server
    finally:
        os.close(folder)


def peer_is_same_user(connection: socket.socket) -> bool:
    """Whether the process at the other end runs as this user (SO_PEERCRED)."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True  # other systems: the socket's mode 0600 is what holds
    _pid, uid, _gid = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return bool(uid == os.getuid())
