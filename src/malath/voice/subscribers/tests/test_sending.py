"""What goes out: once to each who wished it, alone in its envelope, after it is on the site, through a real mail server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from malath.cli.main import main
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import home, keeper
from malath.voice.site import actions as site
from malath.voice.site.putting_out import keep_site
from malath.voice.site.withheld import withheld
from malath.voice.subscribers import rules, sending
from malath.voice.subscribers.actions import erase_address
from malath.voice.subscribers.errors import NothingCorrectedError
from malath.voice.subscribers.mailing import begin_due, tell_correction
from malath.voice.subscribers.posting import Outcome, Post
from malath.voice.subscribers.selectors import open_list
from malath.voice.subscribers.sending import send_news
from malath.voice.subscribers.tests.conftest import SITE, TEXTS, Readers, link_in, to
from malath.voice.subscribers.tests.mail_server import MailServer, running

pytestmark = pytest.mark.django_db
RANA, OMAR, LINA = "rana@example.org", "omar@example.org", "lina@example.org"


@pytest.fixture
def server(sends: Any) -> Iterator[MailServer]:
    """From here on mail goes over SMTP, on loopback."""
    with running() as found:
        sends.EMAIL_BACKEND, sends.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", found.port
        yield found


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> dict[str, Outcome | type[BaseException]]:
    """What the mail server says of an address; for any other the mail is taken."""
    told: dict[str, Outcome | type[BaseException]] = {}
    real = Post.send

    def send(self: Post, one: EmailMessage) -> Outcome:
        outcome = told.get(one.to[0], Outcome.SENT)
        if isinstance(outcome, type):
            raise outcome
        return real(self, one) if outcome == Outcome.SENT else outcome

    monkeypatch.setattr(Post, "send", send)
    return told


def later(hours: float = 0, days: float = 0) -> Any:
    return time_machine.travel(timezone.now() + timedelta(hours=hours, days=days))


def test_through_a_real_mail_server_each_gets_one_plain_mail_alone(readers: Readers, sends: Any) -> None:
    readers.subscribe(RANA)
    readers.subscribe(OMAR, "ar")
    with running() as server:
        sends.EMAIL_BACKEND, sends.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", server.port
        row = readers.out()
        assert send_news() == 2 and send_news() == 0

    assert len(server.taken) == 2
    (english,), (arabic,) = server.to(RANA), server.to(OMAR)
    assert (english["Subject"], arabic["Subject"]) == ("A door opened", "باب انفتح")
    body = english.get_content()
    assert english.get_content_type() == "text/plain" and not english.is_multipart()
    assert "Two came home." in body and f"{SITE}/en/{row.slug}/" in body
    assert all(word not in str(english) for word in (OMAR, "<html", "<img", "Cc:", "Received"))
    assert english["List-Id"] == "<news.voices.example.org>" and english["To"] == RANA
    assert english["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"{english['List-Unsubscribe']}".startswith(f"<{SITE}/en/by-mail/leave/?t=")
    way_out = str(english["List-Unsubscribe"]).strip("<>")
    assert way_out in body
    assert way_out != str(arabic["List-Unsubscribe"]).strip("<>")
    readers.press(way_out)
    assert [row.language for row in readers.all()] == ["ar"]


def test_what_a_real_mail_server_refuses(readers: Readers, server: MailServer, sends: Any) -> None:
    for address, refusal in ((RANA, "550 5.1.1 nobody here"), (OMAR, "451 later"), (LINA, "550 5.7.1 no relay")):
        server.refuses[address] = refusal
        readers.ask(address)
    readers.ask("sami@example.org")
    assert send_news() == 1 and len(server.to("sami@example.org")) == 1
    # Rana's mailbox does not exist; Omar's comes again; of Lina's nothing was said.
    assert len(readers.all()) == 3
    server.refuses.clear()
    with later(hours=1):
        assert send_news() == 2 and len(server.to(OMAR)) == len(server.to(LINA)) == 1
    server.shutdown()
    server.server_close()
    readers.ask("nour@example.org")
    assert send_news() == 0 and len(readers.all()) == 4


def test_each_gets_what_they_wished_in_their_language(readers: Readers) -> None:
    readers.subscribe(RANA, kinds=["news", "law"], subjects=["return"])
    readers.subscribe(OMAR, kinds=["report"])
    readers.subscribe(LINA, subjects=["women"])
    readers.subscribe("sami@example.org", "fr")
    readers.ask("nour@example.org")

    readers.out(by=readers.elsewhere)
    send_news()
    told = [one.to[0] for one in mail.outbox if "A door opened" in one.subject]
    assert told == [RANA] and readers.mailings()[0].sent == 1
    readers.out("report")
    send_news()
    assert len(to(OMAR)) == 1 and len(to(RANA)) == 1


def test_nothing_leaves_before_it_is_on_the_site_and_nothing_that_was_taken_down(readers: Readers) -> None:
    readers.subscribe()
    row = site.publish(readers.draft(), by=readers.officer)
    assert send_news() == 0 and readers.mailings() == []
    keep_site()
    site.take_down(row, by=readers.officer)
    assert send_news() == 0 and readers.mailings() == []

    hour = timezone.now() + timedelta(hours=5)
    site.publish(readers.draft(), at=hour, embargo=True, by=readers.officer)
    keep_site()
    with later(hours=4):
        assert send_news() == 0
    with later(hours=6):
        keep_site()
        assert send_news() == 1


def test_what_is_taken_down_at_the_terminal_goes_to_nobody(readers: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    for address in (RANA, OMAR, LINA):
        readers.subscribe(address)
    row, real = readers.out(), Post.send
    kept = open_list()

    def send(post: Post, one: EmailMessage) -> Outcome:
        # While the first mail goes.
        assert main(["site", "down", f"/en/{row.slug}/", "--yes"]) == 0
        return real(post, one)

    try:
        with monkeypatch.context() as patched:
            patched.setattr(Post, "send", send)
            assert send_news() == 1 and readers.left() == 0
        gone = readers.out("report")
        assert main(["site", "down", f"/en/{gone.slug}/", "--yes"]) == 0
        assert kept is not None and begin_due(kept) == 0
        # The record says so before any mail, whichever of the jobs comes first.
        assert send_news() == 0 and withheld() == [] and len(readers.mailings()) == 1
    finally:
        (home() / "public" / "withheld.json").unlink(missing_ok=True)


def test_a_reader_who_left_on_the_way_and_a_text_taken_down_on_the_way_stop_there(
    readers: Readers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address in (RANA, OMAR, LINA):
        readers.subscribe(address)
    real, acts = Post.send, list[Callable[[str], object]]()

    def send(self: Post, one: EmailMessage) -> Outcome:
        if acts:
            acts.pop()(one.to[0])
        return real(self, one)

    monkeypatch.setattr(Post, "send", send)
    readers.out()
    acts.append(lambda first: erase_address(OMAR if first != OMAR else LINA, quiet=False, by=readers.officer))
    assert send_news() == 2 and len(readers.all()) == 2
    row = readers.out()
    acts.append(lambda _first: site.take_down(row, by=readers.officer))
    assert send_news() == 1 and send_news() == 0
    assert [(one.sent, one.is_done) for one in readers.mailings()] == [(2, True), (1, True)] and readers.left() == 0


def test_stopped_anywhere_nobody_who_was_marked_gets_it_twice_and_nobody_is_lost(readers: Readers, post: Any) -> None:
    for address in (RANA, OMAR, LINA):
        readers.subscribe(address)
    readers.out()
    post[OMAR] = SystemExit
    with pytest.raises(SystemExit):
        send_news()
    post.clear()
    send_news()
    send_news()

    assert sorted(one.to[0] for one in mail.outbox) == sorted([RANA, OMAR, LINA])
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 3
    (mailing,) = readers.mailings()
    assert (mailing.sent, mailing.refused, mailing.is_done) == (3, 0, True)
    verbs = list(OutboxEntry.objects.filter(verb__startswith="subscribers.mailing").values_list("verb", flat=True))
    assert sorted(verbs) == ["subscribers.mailing-begun", "subscribers.mailing-done"]


def test_a_mailbox_that_does_not_exist_for_three_texts_is_erased(readers: Readers, post: Any) -> None:
    readers.subscribe(RANA)
    readers.subscribe(OMAR)
    post[OMAR] = Outcome.REFUSED
    for number in range(1, rules.MOST_REFUSED + 1):
        readers.out()
        assert send_news() == 1
        assert len(readers.all()) == (2 if number < rules.MOST_REFUSED else 1)
    assert [one.refused for one in readers.mailings()] == [1, 1, 1]


def test_our_own_mail_server_rests_after_it_failed_and_nobody_is_lost(readers: Readers, post: Any) -> None:
    for address in (RANA, OMAR):
        readers.subscribe(address)
    post[RANA] = post[OMAR] = Outcome.HOST
    readers.out()
    assert send_news() == 0 and readers.left() == 2
    post.clear()
    assert send_news() == 0, "it is left alone"
    sending.rest.until = 0.0
    with later(hours=1):
        assert send_news() == 2 and readers.left() == 0


def test_a_server_that_takes_nobody_says_nothing_of_readers(
    readers: Readers, post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "SUSPICIOUS", 2)
    for address in (RANA, OMAR):
        readers.subscribe(address)
    post[RANA] = post[OMAR] = Outcome.REFUSED
    readers.out()
    assert send_news() == 0 and readers.left() == 2
    assert [row.refused_times for row in readers.all()] == [0, 0]
    post.clear()
    with later(hours=2):
        assert send_news() == 2


def test_what_is_refused_for_now_is_tried_again_and_given_up_after_days(readers: Readers, post: Any) -> None:
    readers.subscribe()
    post[RANA] = Outcome.LATER
    readers.out()
    hours = 0.0
    while readers.left() or not readers.mailings():
        with later(hours=hours):
            assert send_news() == 0
        hours += 1
    assert 24 < hours < 24 * 7 and len(readers.all()) == 1
    assert [(one.sent, one.refused) for one in readers.mailings()] == [(0, 1)]


def test_a_correction_is_told_once_and_only_when_an_officer_says_so(readers: Readers) -> None:
    readers.subscribe()
    row, kept = readers.out(), open_list()
    assert kept is not None
    send_news()
    (mailing,) = readers.mailings()
    with pytest.raises(NothingCorrectedError):
        tell_correction(mailing, kept, by=readers.officer)
    site.correct(row, TEXTS, words={"en": "It was three."}, after=row.revision, by=readers.officer)
    keep_site()
    assert send_news() == 0
    with pytest.raises(NotAllowedError):
        tell_correction(mailing, kept, by=readers.elsewhere)

    tell_correction(mailing, kept, by=readers.officer)
    assert send_news() == 1
    told = to(RANA)[-1]
    assert told.subject == "Corrected: A door opened" and "It was three." in told.body
    with pytest.raises(NothingCorrectedError):
        tell_correction(mailing, kept, by=readers.officer)


def test_what_an_old_backup_brings_back_without_its_key_stops_nobody(readers: Readers) -> None:
    readers.subscribe(RANA)
    readers.subscribe(OMAR)
    readers.ask(LINA)
    for held in readers.all():
        sending.reveal(held, by=None, why="test")
        if held.details["address"] != OMAR:
            keeper().erase(held.pk, timezone.localdate().isoformat())
    readers.out()

    assert send_news() == 1 and len(to(OMAR)) == 1
    assert len(readers.all()) == 1 and readers.left() == 0


def test_without_settings_or_list_nothing_is_sent(readers: Readers, sends: Any) -> None:
    readers.subscribe()
    readers.out()
    sends.NEWS_FROM = ""
    assert send_news() == 0 and open_list() is None


def test_a_title_of_several_lines_adds_no_header(readers: Readers) -> None:
    readers.subscribe()
    texts = {"en": {"title": "A door\r\nBcc: x@example.org", "excerpt": "", "body": "Text."}}
    row = site.begin_publication(readers.coalition.haven, kind="news", subject="return", by=readers.officer)
    site.publish(site.write_texts(row, texts, after=0, by=readers.officer), by=readers.officer)
    keep_site()
    assert send_news() == 1
    message = to(RANA)[0].message()
    assert message["Bcc"] is None and link_in(to(RANA)[0], "leave")


@pytest.mark.parametrize(
    ("code", "words", "for_good"),
    [(550, "5.1.1 unknown", True), (553, "no", True), (550, "5.7.1 relay", False), (451, "4.7.1 wait", False)],
)
def test_which_refusals_are_for_good(code: int, words: str, for_good: bool) -> None:
    assert rules.is_for_good(code, words) is for_good
