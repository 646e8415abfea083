"""What readers of the public site wrote: to a city whose network Haven runs, and to Haven."""

from __future__ import annotations

import uuid

from django.utils import timezone

from malath.platform.sealed.readers import ReadersLetter
from malath.voice.letters.actions import receive_letter, set_desk
from malath.voice.letters.rules import Kind
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
