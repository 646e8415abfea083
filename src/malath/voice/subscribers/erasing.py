"""What goes when a text of the press list is erased: that it was sent, how often, and the mails of it that are still to go."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from malath.platform.access.scoped import whole_block_unscoped
from malath.voice.site.erasing.kinds import Forgetting
from malath.voice.subscribers.models import Mailing, Piece

_WHY = "erasure by two members"


def _hold(items: Iterable[uuid.UUID]) -> None:
    rows = Mailing.objects.unscoped(reason=_WHY).select_for_update(of=("self",))
    list(rows.filter(publication__in=list(items)).order_by("pk"))


def _forget(items: Iterable[uuid.UUID]) -> None:
    wanted = list(items)
    with whole_block_unscoped(reason="Django looks for mails that are still to go"):
        Piece.objects.unscoped(reason=_WHY).filter(mailing__publication__in=wanted).delete()
        Mailing.objects.unscoped(reason=_WHY).filter(publication__in=wanted).delete()


MAILINGS = Forgetting(_hold, _forget)
