"""The job of the list: questions to those who asked, then what was published. Stopped anywhere, it goes on where it was: a
mail that was marked goes to nobody twice, one that was not is sent at the next run."""

from __future__ import annotations

import logging
import time
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from malath.platform.audit.actions import record
from malath.platform.sealed.fields import reveal
from malath.voice.letters.taking_in import A_RUN, take_in_letters
from malath.voice.site.models import Publication
from malath.voice.site.outside.receiving import MOST_WAITING
from malath.voice.site.pages import Item
from malath.voice.site.rules import State as Published
from malath.voice.site.withheld import is_withheld, settle_withheld
from malath.voice.subscribers.actions import erase_subscriber
from malath.voice.subscribers.mailing import begin_due, texts_of
from malath.voice.subscribers.mails import confirmation_of, news_of
from malath.voice.subscribers.models import Mailing, NewsList, Piece, Subscriber
from malath.voice.subscribers.posting import Outcome, Post
from malath.voice.subscribers.rules import (
    MOST_AN_HOUR,
    MOST_REFUSED,
    MOST_TRIES,
    PAUSE,
    STILL_NEWS,
    SUSPICIOUS,
    State,
    pause_after,
)
from malath.voice.subscribers.selectors import open_list

if TYPE_CHECKING:
    from malath.platform.access.scoped import ScopedQuerySet

log = logging.getLogger(__name__)
# A run is short, so that the other jobs of its lane come round; the next one goes on.
BATCH, SECONDS = 50, 15.0
# After our mail server failed, and after it refused everybody.
REST, LONG_REST = timedelta(minutes=10), timedelta(hours=1)


class Rest:
    """Until when our mail server is left alone after it failed: each try may keep the other jobs waiting."""

    SECONDS = 120.0
    until = 0.0


rest = Rest()


def send_news() -> int:
    """Send what is due; how many mails went. Needs an open server. A job's work, and cheap when nothing is due."""
    kept = open_list()
    if kept is None or time.monotonic() < rest.until:
        return 0
    settle_withheld()
    begin_due(kept)
    _stop_what_is_down()
    if not (_asked(kept).exists() or _due(kept).exists()):
        return _finish()
    # Whoever left while the server was sealed, or a moment ago, gets nothing more.
    for _run in range(MOST_WAITING // A_RUN):
        if not take_in_letters():
            break
    with Post() as post:
        went = Run(post, kept).send()
    _finish()
    return went


def _asked(kept: NewsList) -> ScopedQuerySet:
    rows = Subscriber.objects.unscoped(reason="who is to be asked back").filter(organisation=kept.organisation_id)
    due: ScopedQuerySet = rows.filter(state=State.WAITING, due_at__lte=timezone.now()).order_by("due_at", "pk")
    return due


def _due(kept: NewsList) -> ScopedQuerySet:
    rows = Piece.objects.unscoped(reason="mails that are due").filter(mailing__organisation=kept.organisation_id)
    due: ScopedQuerySet = rows.filter(due_at__lte=timezone.now()).select_related("mailing", "subscriber")
    return due.order_by("due_at", "pk")


class Run:
    """One run. Who was refused is judged at its end: a server that takes nobody says nothing of them."""

    def __init__(self, post: Post, kept: NewsList) -> None:
        self._post, self._kept = post, kept
        self._ends = time.monotonic() + SECONDS
        self._is_over, self._sent = False, 0
        self._refused_rows: list[Subscriber] = []
        self._refused: list[Piece] = []
        self._texts: dict[uuid.UUID, dict[str, Item]] = {}

    def send(self) -> int:
        """Ask back, then tell; how many mails went."""
        self._ask()
        while not self._is_over:
            pieces = list(_due(self._kept).exclude(pk__in=[one.pk for one in self._refused])[:BATCH])
            if not pieces:
                break
            reveal((one.subscriber for one in pieces), by=None, why="subscribers.news")
            for piece in pieces:
                if not self._goes_on():
                    break
                self._tell(piece)
        self._judge()
        return self._sent

    def _goes_on(self) -> bool:
        self._is_over = self._is_over or time.monotonic() > self._ends
        return not self._is_over

    def _rest(self) -> None:
        self._is_over, rest.until = True, time.monotonic() + Rest.SECONDS

    def _ask(self) -> None:
        rows = Subscriber.objects.unscoped(reason="how many were asked within the hour")
        lately = rows.filter(again_at__gt=timezone.now() + PAUSE - timedelta(hours=1)).count()
        found = list(_asked(self._kept)[: min(BATCH, max(0, MOST_AN_HOUR - lately))])
        reveal(found, by=None, why="subscribers.confirmation")
        for row in found:
            if not self._goes_on():
                break
            self._ask_one(row)

    def _ask_one(self, row: Subscriber) -> None:
        rows = Subscriber.objects.unscoped(reason="the same one, if it still waits").filter(
            pk=row.pk, state=State.WAITING
        )
        if not rows.exists():
            return
        if not row.details:
            erase_subscriber(row, "unreadable")
            return
        outcome, now = self._post.send(confirmation_of(row)), timezone.now()
        if outcome == Outcome.SENT:
            self._sent += 1
            asked = F("asked_times") + 1
            rows.update(due_at=None, again_at=now + PAUSE, asked_times=asked, tries=0)
        elif outcome == Outcome.REFUSED:
            self._refused_rows.append(row)
        elif outcome == Outcome.HOST:
            self._rest()
            rows.update(due_at=now + REST)
        else:
            tries = row.tries + 1
            rows.update(tries=tries, due_at=now + pause_after(tries) if tries < MOST_TRIES else None)

    def _tell(self, piece: Piece) -> None:
        """Unless somebody left, or the text was taken down, since the batch was read."""
        pieces = Piece.objects.unscoped(reason="the same one, if it is still to go").filter(pk=piece.pk)
        out = pieces.filter(mailing__publication__state=Published.OUT)
        addresses = out.values_list("mailing__publication__slug", "mailing__publication__embargo").first()
        if addresses is None or is_withheld(*addresses):
            pieces.delete()
            return
        if not piece.subscriber.details:
            # An old backup of the database was restored: who left since came back without a key.
            erase_subscriber(piece.subscriber, "unreadable")
            return
        item = self._texts_of(piece.mailing).get(piece.subscriber.language)
        if item is None:
            _drop(piece)
            return
        mail = news_of(piece, piece.subscriber, item, is_correction=piece.mailing.is_correction)
        outcome, now = self._post.send(mail), timezone.now()
        if outcome == Outcome.SENT:
            self._sent += 1
            _mark_sent(piece)
        elif outcome == Outcome.REFUSED:
            self._refused.append(piece)
        elif outcome == Outcome.HOST:
            self._rest()
            _put_off(piece, now + REST, piece.tries)
        else:
            _put_off(piece, now + pause_after(piece.tries + 1), piece.tries + 1)

    def _texts_of(self, mailing: Mailing) -> dict[str, Item]:
        if mailing.pk not in self._texts:
            rows = Publication.objects.unscoped(reason="what is out, as it stands now")
            self._texts[mailing.pk] = texts_of(rows.get(pk=mailing.publication_id))
        return self._texts[mailing.pk]

    def _judge(self) -> None:
        refused, later = len(self._refused) + len(self._refused_rows), timezone.now() + LONG_REST
        if refused >= SUSPICIOUS and not self._sent:
            log.warning("the mail server refused all of %d recipients: tried again in an hour", refused)
            for piece in self._refused:
                _put_off(piece, later, piece.tries + 1)
            asked = Subscriber.objects.unscoped(reason="asked back later")
            asked.filter(pk__in=[row.pk for row in self._refused_rows], state=State.WAITING).update(due_at=later)
            return
        for row in self._refused_rows:
            erase_subscriber(row, "refused")
        for piece in self._refused:
            _note_refusal(piece)


def _mark_sent(piece: Piece) -> None:
    with transaction.atomic():
        Piece.objects.unscoped(reason="it went").filter(pk=piece.pk).delete()
        Mailing.objects.unscoped(reason="its count").filter(pk=piece.mailing_id).update(sent=F("sent") + 1)
        if piece.subscriber.refused_times:
            rows = Subscriber.objects.unscoped(reason="the mailbox is there after all")
            rows.filter(pk=piece.subscriber_id).update(refused_times=0)


def _drop(piece: Piece) -> None:
    with transaction.atomic():
        Piece.objects.unscoped(reason="it does not go").filter(pk=piece.pk).delete()
        Mailing.objects.unscoped(reason="its count").filter(pk=piece.mailing_id).update(refused=F("refused") + 1)


def _put_off(piece: Piece, until: datetime, tries: int) -> None:
    if tries >= MOST_TRIES or until > piece.mailing.begun_at + STILL_NEWS:
        _drop(piece)
    else:
        Piece.objects.unscoped(reason="it goes later").filter(pk=piece.pk).update(due_at=until, tries=tries)


def _note_refusal(piece: Piece) -> None:
    """A mailbox that does not exist for several texts is erased."""
    _drop(piece)
    rows = Subscriber.objects.unscoped(reason="the refused mailbox").filter(pk=piece.subscriber_id)
    rows.update(refused_times=F("refused_times") + 1)
    if row := rows.filter(state=State.CONFIRMED, refused_times__gte=MOST_REFUSED).first():
        erase_subscriber(row, "refused")


def _stop_what_is_down() -> None:
    running = Mailing.objects.unscoped(reason="mailings under way").filter(is_done=False)
    down = list(running.exclude(publication__state=Published.OUT).values_list("pk", flat=True))
    if down:
        Piece.objects.unscoped(reason="taken down: nobody gets it any more").filter(mailing__in=down).delete()


def _finish() -> int:
    running = Mailing.objects.unscoped(reason="mailings under way").filter(is_done=False)
    for mailing in running.annotate(left=Count("pieces")).filter(left=0):
        with transaction.atomic():
            Mailing.objects.unscoped(reason="the same one").filter(pk=mailing.pk).update(is_done=True)
            facts = {"sent": mailing.sent, "refused": mailing.refused}
            record("subscribers.mailing-done", by=None, row=mailing.pk, organisation=mailing.organisation_id, **facts)
    return 0
