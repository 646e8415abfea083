"""The witness on HTTP: `POST /add-checkpoint` (C2SP tlog-witness), and `GET /checkpoint/<origin's SHA-256>`. Standard
library only. Requests are small, time out, and are answered by at most so many threads. For HTTPS put a web server
before it."""

from __future__ import annotations

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from malath.engines.ledger.witness import Answer, Witness

_LARGEST = 1 << 16
_THREADS = 32
_PATIENCE = 10


class WitnessServer(ThreadingHTTPServer):
    """Serves one witness until `shutdown`."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], witness: Witness) -> None:
        self.witness = witness
        self._places = threading.BoundedSemaphore(_THREADS)
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Wait for a free place, then answer in a thread."""
        if not self._places.acquire(timeout=_PATIENCE):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and give the place back."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is nobody's fault."""


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    server_version, sys_version = "malath-witness", ""
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE

    def do_POST(self) -> None:
        body = self._body()
        if body is None:
            # What follows was not read, so the connection cannot go on.
            self.close_connection = True
            self._answer(Answer(400, "no length, or too long\n"))
            return
        if self.path != "/add-checkpoint":
            self._answer(Answer(404, "no such page\n"))
            return
        try:
            answer = self.server.witness.add_checkpoint(body)
        except Exception:
            # A full disk, a damaged file: nothing was cosigned.
            answer = Answer(500, "the witness has a fault of its own\n")
        self._answer(answer)

    def _body(self) -> bytes | None:
        """What was sent; None when its length is not told once, plainly, and small, or less came."""
        lengths = self.headers.get_all("Content-Length", [])
        if len(lengths) != 1 or "Transfer-Encoding" in self.headers:
            return None
        (length,) = lengths
        if not (length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= _LARGEST):
            return None
        body = self.rfile.read(int(length))
        return body if len(body) == int(length) else None

    def do_GET(self) -> None:
        page, _slash, digest = self.path.lstrip("/").partition("/")
        if page == "checkpoint":
            self._answer(self.server.witness.checkpoint(digest))
        else:
            self._answer(Answer(404, "no such page\n"))

    def _answer(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Who asks is not written down."""
