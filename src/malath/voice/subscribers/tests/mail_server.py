"""A mail server on loopback (RFC 5321, as much as is needed): it keeps what it takes, and refuses whom it is told to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


class MailServer(socketserver.ThreadingTCPServer):
    """`refuses`: by recipient, the answer to RCPT. `taken`: the mails, each with whom its envelope names."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.refuses: dict[str, str] = {}
        self.taken: list[tuple[list[str], EmailMessage]] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def to(self, address: str) -> list[EmailMessage]:
        return [one for recipients, one in self.taken if recipients == [address]]


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server, recipients = cast(MailServer, self.server), list[str]()
        self._say("220 loopback")
        while line := self.rfile.readline().decode().strip():
            word = line.partition(" ")[0].upper()
            if word == "QUIT":
                return self._say("221 bye")
            if word == "MAIL":
                recipients = []
            if word == "RCPT":
                address = line[line.index("<") + 1 : line.index(">")]
                if refusal := server.refuses.get(address):
                    self._say(refusal)
                    continue
                recipients.append(address)
            if word == "DATA":
                self._say("354 go on")
                server.taken.append((list(recipients), self._mail()))
            self._say("250 well")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _mail(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return cast(EmailMessage, message_from_bytes(b"".join(lines), policy=policy.default))


@contextmanager
def running() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()
