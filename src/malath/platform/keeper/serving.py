"""A small server on a unix socket: one thread a connection, one handler an operation."""

from __future__ import annotations

import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from malath.platform.keeper import wire

Handler = Callable[..., Any]


class RefusedError(Exception):
    """An answer that is an error; `code` is what the client turns into its named error."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def serve(path: Path, handlers: dict[str, Handler], stopping: threading.Event) -> None:
    """Answer until `stopping` is set or a TERM or INT signal comes; then close the socket and return."""
    server = wire.listen(path)
    server.settimeout(0.25)
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
    while not stopping.is_set():
        try:
            connection, _address = server.accept()
        except TimeoutError:
            continue
        if not wire.peer_is_same_user(connection):
            connection.close()
            continue
        threading.Thread(target=_answer, args=(connection, handlers, stopping), daemon=True).start()
    server.close()
    path.unlink(missing_ok=True)


def _answer(connection: socket.socket, handlers: dict[str, Handler], stopping: threading.Event) -> None:
    with connection:
        while not stopping.is_set():
            try:
                request = wire.receive(connection)
            except (OSError, wire.WireError):
                return
            answer = _result(request, handlers)
            try:
                wire.send(connection, answer)
            except OSError:
                return


def _result(request: Any, handlers: dict[str, Handler]) -> dict[str, Any]:
    try:
        arguments = dict(request)
        handler = handlers[arguments.pop("op")]
        return {"result": handler(**arguments)}
    except RefusedError as refusal:
        return {"error": refusal.code}
    except Exception as problem:  # the process must live on; the place is logged, never a value
        place = traceback.extract_tb(problem.__traceback__)[-1]
        print(f"{type(problem).__name__} at {place.filename}:{place.lineno}", file=sys.stderr, flush=True)
        return {"error": "malath.error"}
