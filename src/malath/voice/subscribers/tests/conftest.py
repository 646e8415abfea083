"""Haven keeps the list; Rana and others ask for news by the form that the public process leaves in the intake."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.access.rules import Role
from malath.platform.keeper.client import home
from malath.platform.keeper.setup import intake_public_key
from malath.voice.letters.taking_in import take_in_letters
from malath.voice.site import actions as site
from malath.voice.site.models import Publication
from malath.voice.site.outside.receiving import Letterbox
from malath.voice.site.putting_out import intake_folder, keep_site, public_folder
from malath.voice.subscribers.actions import keep_list
from malath.voice.subscribers.models import Mailing, Piece, Quiet, Subscriber
from malath.voice.subscribers.sending import rest, send_news
from tests.people import Coalition, member

SITE = "https://voices.example.org"
TEXTS = {
    "en": {"title": "A door opened", "excerpt": "Two came home.", "body": "Two people came home."},
    "ar": {"title": "باب انفتح", "excerpt": "", "body": "عاد شخصان إلى بيتهما."},
}


@dataclass
class Readers:
    """The list as readers and those who keep it meet it."""

    coalition: Coalition
    officer: Member
    elsewhere: Member
    letterbox: Letterbox

    def post(self, form: str, **given: list[str]) -> None:
        """What the public process leaves when a button is pressed."""
        told = {"form": form, "language": "en", "on": timezone.localdate().isoformat(), "given": given}
        self.letterbox.add(json.dumps(told).encode())
        take_in_letters()

    def ask(self, address: str = "rana@example.org", language: str = "en", **wishes: list[str]) -> None:
        self.post("by-mail", mail=[address], language=[language], **wishes)

    def press(self, link: str) -> None:
        """The button of the page to which a link leads."""
        where, token = re.fullmatch(rf"{SITE}/\w\w/(by-mail/\w+)/\?t=(.+)", link).groups()  # type: ignore[union-attr]
        self.post(where, t=[token])

    def subscribe(self, address: str = "rana@example.org", language: str = "en", **wishes: list[str]) -> None:
        """Ask, get the mail, press the button; the mailboxes are empty afterwards."""
        self.ask(address, language, **wishes)
        send_news()
        self.press(link_in(to(address)[-1], "confirm"))
        mail.outbox.clear()

    def draft(self, kind: str = "news", by: Member | None = None) -> Publication:
        by = by or self.officer
        house = self.coalition.archive if by == self.elsewhere else self.coalition.haven
        row = site.begin_publication(house, kind=kind, subject="return", by=by)
        return site.write_texts(row, TEXTS, after=0, by=by)

    def out(self, kind: str = "news", by: Member | None = None) -> Publication:
        """A text that readers have."""
        row = site.publish(self.draft(kind, by), by=by or self.officer)
        keep_site()
        return row

    def all(self) -> list[Subscriber]:
        return list(Subscriber.objects.unscoped(reason="a test looks").order_by("pk"))

    def mailings(self) -> list[Mailing]:
        return list(Mailing.objects.unscoped(reason="a test looks").order_by("begun_at"))

    def left(self) -> int:
        return Piece.objects.unscoped(reason="a test looks").count()

    def quiet(self) -> int:
        return Quiet.objects.count()


def to(address: str) -> list[EmailMessage]:
    """What came to a mailbox."""
    return [one for one in mail.outbox if one.to == [address]]


def link_in(one: EmailMessage, where: str) -> str:
    """The link of a mail that leads to a button."""
    (found,) = set(re.findall(rf"{SITE}/\w\w/by-mail/{where}/\?t=[\w-]+", str(one.body)))
    return str(found)


@pytest.fixture
def intake(_processes: None) -> Iterator[Path]:
    for folder in (intake_folder(), public_folder()):
        shutil.rmtree(folder, ignore_errors=True)
    intake_folder().mkdir(parents=True)
    yield intake_folder()
    for folder in (intake_folder(), public_folder()):
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sends(settings: Any) -> Any:
    """A server that can send: the settings alone, mail stays in this process."""
    settings.EMAIL_HOST, settings.SITE_URL, settings.NEWS_FROM = "127.0.0.1", SITE, "Voices <news@example.org>"
    return settings


@pytest.fixture
def readers(coalition: Coalition, intake: Path, sends: Any, monkeypatch: pytest.MonkeyPatch) -> Readers:
    # Texts on paper take a second each, and no test here looks at them.
    monkeypatch.setattr("malath.voice.site.printing.pdf_of", lambda _page: b"%PDF-")
    monkeypatch.setattr(rest, "until", 0.0)
    made = Readers(
        coalition,
        member("hala", coalition.haven, Role.COMMUNICATIONS_OFFICER),
        member("ziad", coalition.archive, Role.COMMUNICATIONS_OFFICER),
        Letterbox(intake, intake_public_key(home())),
    )
    keep_list(coalition.haven, is_open=True, by=coalition.dalia)
    return made
