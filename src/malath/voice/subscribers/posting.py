"""One connection to the mail server for many mails, and what it says to each. No address is ever logged: what the library
raises holds it."""

from __future__ import annotations

import logging
import smtplib
from enum import Enum, auto
from types import TracebackType
from typing import Any

from django.core.mail import EmailMessage, get_connection

from malath.voice.subscribers.rules import is_for_good

log = logging.getLogger(__name__)


class Outcome(Enum):
    """What became of a mail."""

    SENT = auto()
    REFUSED = auto()
    """There is no such mailbox."""
    LATER = auto()
    """Not now: a full mailbox, a server that makes strangers wait, a refusal that is not about the mailbox."""
    HOST = auto()
    """Our own mail server is not to be reached, or refuses us: the others would fare no better."""


class Post:
    """A connection that is opened once; `with Post() as post: post.send(mail)`."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()

    def __enter__(self) -> Post:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException) as closing:
            log.warning("the mail server's goodbye failed: %s", type(closing).__name__)

    def send(self, mail: EmailMessage) -> Outcome:
        """Send one mail to its one recipient."""
        try:
            self._connection.open()
            return Outcome.SENT if self._connection.send_messages([mail]) else Outcome.LATER
        except smtplib.SMTPRecipientsRefused as refused:
            code, words = next(iter(refused.recipients.values()), (450, b""))
            for_good = is_for_good(code, words.decode("ascii", "replace"))
            log.info("a recipient was refused: %s", code)
            return Outcome.REFUSED if for_good else Outcome.LATER
        except smtplib.SMTPDataError as refused:
            log.warning("the mail server refused a mail: %s", refused.smtp_code)
            return Outcome.LATER
        except (OSError, smtplib.SMTPException) as problem:
            log.warning("the mail server cannot be used: %s", type(problem).__name__)
            return Outcome.HOST
        except ValueError as problem:
            log.warning("a mail could not be written: %s", type(problem).__name__)
            return Outcome.REFUSED
