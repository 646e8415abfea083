"""What letters give to Today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from malath.platform.interface.today import Matter, enough
from malath.voice.letters.models import Letter
from malath.voice.letters.rules import ANSWER_DAYS
from malath.voice.letters.selectors import letters_waiting

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def letters_today(viewer: Member, now: datetime) -> Iterator[Matter]:
    """Letters that wait for an answer."""
    if not viewer.can("answer_letters"):
        return
    for letter in letters_waiting(viewer)[: enough(urgent=True)]:
        due = letter.received_on + timedelta(days=ANSWER_DAYS)
        yield Matter(
            section="urgent" if due < timezone.localdate(now) else "week",
            due=due,
            title=lambda letter=letter: _of(letter),  # type: ignore[misc]
            detail=lambda: _("A reader of the public site wrote and waits for an answer."),
            url=reverse("letter", args=[letter.pk]),
            action=_("Look"),
            icon="mail",
        )


def _of(letter: Letter) -> str:
    kind = letter.get_kind_display()
    return f"{kind} · {letter.network}" if letter.network else kind
