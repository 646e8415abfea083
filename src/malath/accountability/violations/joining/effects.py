"""What follows when two records are one: nothing that one of them forbids is allowed by the other (SC1).

An event of somebody who, by what the other record says, may have been a child is restricted. An access to an event ends where
somebody who is in it under the other record did not allow it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from malath.accountability.violations.joining.groups import shut_again
from malath.accountability.violations.leaving_rules import check_share
from malath.accountability.violations.models import Act, Event, Person
from malath.accountability.violations.records import restrict_event
from malath.accountability.violations.restricting import Done, events_of_children, hide_victims_of
from malath.accountability.violations.sharing import end_shares, end_shares_where
from malath.platform.errors import DomainError

if TYPE_CHECKING:
    from malath.platform.access.models import Grant, Member

_WHY = "what follows when two records are one"


def follow_join(model: Any, people: Collection[uuid.UUID], events: Collection[uuid.UUID], *, by: Member) -> None:
    """Inside the transaction of the join, which holds the events and the records."""
    if model is not Person:
        return
    acts = Act.objects.unscoped(reason=_WHY).filter(victim__in=people, is_gone=False)
    done = {Done(act.event_id, act.victim_id, act.earliest) for act in acts}
    children = events_of_children(done, {}, new=set(), days={}, opener=by)
    opened = Event.objects.unscoped(reason=_WHY).filter(pk__in=children, is_restricted=False, is_gone=False)
    for event in opened.order_by("pk"):
        restrict_event(event.pk, restricted=True)
        end_shares(event, by=by)
    hide_victims_of(children)
    shut_again(Person, set(people))
    for event in sorted(events):
        end_shares_where(event, lambda grant, event=event: not _is_allowed(event, grant), by=by)  # type: ignore[misc]


def _is_allowed(event: uuid.UUID, grant: Grant) -> bool:
    """Whether all who are in the event allow it still, to the access's last day."""
    if grant.organisation is None:
        return True
    try:
        check_share(event, grant.organisation, timezone.localdate(grant.ends_at - timedelta(seconds=1)))
    except DomainError:
        return False
    return True
