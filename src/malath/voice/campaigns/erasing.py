"""What goes when a text of the press list is erased: that it belonged to a campaign or an occasion."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from malath.voice.campaigns.models import Belonging, Undertaking
from malath.voice.site.erasing.kinds import Forgetting

_WHY = "erasure by two members"


def _hold(items: Iterable[uuid.UUID]) -> None:
    named = Belonging.objects.unscoped(reason=_WHY).filter(publication__in=list(items)).values("undertaking")
    rows = Undertaking.objects.unscoped(reason=_WHY).select_for_update(of=("self",))
    list(rows.filter(pk__in=named).order_by("pk"))


def _forget(items: Iterable[uuid.UUID]) -> None:
    Belonging.objects.unscoped(reason=_WHY).filter(publication__in=list(items)).delete()


BELONGINGS = Forgetting(_hold, _forget)
