"""The mails of the list: plain text, one recipient each, no picture, no link but to our own site, each with the way out
(RFC 2369, RFC 2919, RFC 8058)."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import make_msgid, parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _
from django.utils.translation import override

from malath.platform.interface.formats import LANGUAGE_NAMES
from malath.voice.site.pages import Item
from malath.voice.site.rules import Kind, Subject
from malath.voice.subscribers.models import Piece, Subscriber
from malath.voice.subscribers.public_pages import CARRIED, CONFIRM, LEAVE
from malath.voice.subscribers.rules import UNCONFIRMED_DAYS

LONGEST_SUBJECT = 180


class _ListMail(EmailMessage):
    """Headers in one line: a long address that is folded begins its header with an empty line, which not all who read
    List-Unsubscribe understand. RFC 5322 allows 998 letters."""

    def message(self, **how: Any) -> Any:
        made: Any = super().message(**how)
        made.policy = made.policy.clone(max_line_length=990)
        return made


def site_name() -> str:
    """What the site is called in a mail: the name by which readers know it, its host."""
    return urlsplit(settings.SITE_URL).hostname or ""


def confirmation_of(row: Subscriber) -> EmailMessage:
    """To a revealed subscriber who did not confirm yet: what was asked, and the two links."""
    with override(row.language):
        said = {"site": site_name(), "days": UNCONFIRMED_DAYS}
        parts = [
            _("Somebody asked that news of %(site)s be sent to this address:") % said,
            "\n".join(_wishes(row)),
            _("If it was you, open this page and press its button:"),
            _link(row, CONFIRM),
            _("If it was not you, do nothing: the address is erased after %(days)s days.") % said,
            _("So that nobody gets us to write to you for half a year:"),
            _link(row, LEAVE),
        ]
        subject = _("Do you want news of %(site)s?") % said
    return _mail(row, subject, parts, make_msgid(domain=_domain()))


def news_of(piece: Piece, row: Subscriber, item: Item, *, is_correction: bool) -> EmailMessage:
    """A text to a revealed subscriber: title, excerpt, address. The same piece always has the same identifier, so that a
    mailbox that gets it twice, after a power cut, can tell."""
    with override(row.language):
        said = item.corrections[0][1] if is_correction and item.corrections else ""
        subject = _("Corrected: %(title)s") % {"title": item.title} if is_correction else item.title
        parts = [
            item.title, said, "" if said else item.excerpt, f"{settings.SITE_URL}{item.path}",
            "—\n" + _("You get this because you asked for news of %(site)s. To leave the list:") % {"site": site_name()},
            _link(row, LEAVE),
        ]  # fmt: skip
    return _mail(row, subject, [part for part in parts if part], f"<{piece.pk.hex}@{_domain()}>")


def _wishes(row: Subscriber) -> list[str]:
    kinds = [str(Kind(one).label) for one in row.kinds if one in Kind.values]
    subjects = [str(Subject(one).label) for one in row.subjects if one in Subject.values]
    chosen = [*kinds, *subjects] or [_("everything that is published")]
    return [f"- {line}" for line in (LANGUAGE_NAMES.get(row.language, row.language), *chosen)]


def _link(row: Subscriber, where: str) -> str:
    return f"{settings.SITE_URL}/{row.language}/{where}/?{CARRIED}={row.details['token']}"


def _domain() -> str:
    return parseaddr(settings.NEWS_FROM)[1].rpartition("@")[2]


def _mail(row: Subscriber, subject: str, parts: Sequence[str], identifier: str) -> EmailMessage:
    headers = {
        "Message-ID": identifier,
        "List-Id": f"<news.{site_name()}>",
        "List-Unsubscribe": f"<{_link(row, LEAVE)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    # A title of several lines would end the header.
    line = " ".join(subject.split())
    line = line if len(line) <= LONGEST_SUBJECT else f"{line[:LONGEST_SUBJECT]}…"
    body = "\n\n".join(parts) + "\n"
    return _ListMail(line, body, settings.NEWS_FROM, [row.details["address"]], headers=headers)
