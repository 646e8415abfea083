"""What readers of the public site wrote: to a city whose network Haven runs, and to Haven; and who asked Haven for news."""

from __future__ import annotations

import uuid

from django.utils import timezone

from malath.platform.sealed.readers import ReadersLetter
from malath.voice.letters.actions import receive_letter, set_desk
from malath.voice.letters.rules import Kind
from malath.voice.site.actions import begin_publication, publish, write_texts
from malath.voice.subscribers.actions import ask_for_news, keep_list
from malath.voice.subscribers.mailing import begin_mailing
from tests.whole import MARK, Everything


def make_letters(made: Everything) -> None:
    """The letter to the city is the one that addresses name: more people may read it."""
    haven = made.coalition.haven
    set_desk(haven, is_open=True, public_key="age1" + "q" * 58, by=made.owning["director"])
    given = {"name": [MARK], "mail": [f"{MARK}@example.org"], "text": [f"{MARK} writes"], "speaks": [MARK]}
    letters = [
        ReadersLetter(uuid.uuid4(), timezone.localdate(), "en", {**given, **to})
        for to in ({"to": ["haven"]}, {"city": ["lyon"]})
    ]
    receive_letter(Kind.CONTACT, letters[0])
    receive_letter(Kind.ACCOMPANY, letters[1])
    made.ids |= {"letter_id": letters[1].id, "desk_organisation": haven.pk}


def make_subscribers(made: Everything) -> None:
    """An address that waits, and a text that was sent: what is out, everybody reads, so that it bears no mark."""
    haven, officer = made.coalition.haven, made.owning["communications_officer"]
    kept = keep_list(haven, is_open=True, by=made.owning["director"])
    ask_for_news(kept, uuid.uuid4(), address=f"{MARK}@example.org", language="en", kinds=["news"], subjects=[])
    row = begin_publication(haven, kind="news", subject="return", by=officer)
    texts = {"en": {"title": "A door opened", "excerpt": "", "body": "Two came home."}}
    row = publish(write_texts(row, texts, after=0, by=officer), by=officer)
    mailing = begin_mailing(row, kept)
    assert mailing is not None
    made.ids |= {"list_organisation_id": haven.pk, "mailing_id": mailing.pk}
