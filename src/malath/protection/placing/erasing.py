"""What of placing goes when a case is erased: the rows themselves tell where a household looked, lived or was refused."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db.models import Q

from malath.protection.placing.models import KeptApart, Line, Need, Proposal, Refusal


def forget_placing(subjects: Sequence[uuid.UUID]) -> None:
    """Delete all that links these cases to a home or to one another; the stays room gives the beds back.

    Emptied rows would still say which home refused whom, and who is kept from whom. The plan itself keeps its numbers.
    """
    why = "what links an erased case to a home goes with it"
    for model in (Line, Proposal, Refusal, Need):
        model.objects.unscoped(reason=why).filter(case__in=subjects).delete()
    KeptApart.objects.unscoped(reason=why).filter(Q(one__in=subjects) | Q(other__in=subjects)).delete()
