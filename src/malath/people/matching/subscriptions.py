"""What the review hears of people: who was changed is compared anew, and everything about who was erased goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from malath.people.matching.models import Looked, Pair
from malath.platform.access.scoped import whole_block_unscoped
from malath.platform.audit.actions import record, subscribe

if TYPE_CHECKING:
    from malath.platform.audit.models import OutboxEntry


def listen() -> None:
    """Subscribe; called in apps.py."""
    subscribe("people.changed", compare_anew)
    subscribe("people.blanked", forget_pairs)


def compare_anew(heard: OutboxEntry) -> None:
    """The job's next round looks at the person again."""
    Looked.objects.filter(person=heard.subject).delete()


@transaction.atomic
def forget_pairs(heard: OutboxEntry) -> None:
    """The pairs of somebody who was erased go, with what was said of them and the links; the ledger keeps that there
    were some. Nobody sees them from the erasure on, whether or not this has run yet."""
    with whole_block_unscoped(reason="erasure, agreed by two members"):
        pairs = Pair.objects.filter(Q(one=heard.subject) | Q(other=heard.subject))
        count = pairs.count()
        pairs.delete()
    Looked.objects.filter(person=heard.subject).delete()
    if count:
        record("matching.forgotten", by=None, subject=heard.subject, organisation=heard.organisation, pairs=count)
