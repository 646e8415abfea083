"""Links between events, and ties between people: checked before they are made (SC1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from malath.accountability.violations import vocabulary
from malath.accountability.violations.joining.errors import OneAlreadyError
from malath.accountability.violations.joining.groups import whole
from malath.accountability.violations.models import Change, Event, EventLink, Person, Tie
from malath.accountability.violations.recording import recording
from malath.accountability.violations.rules import check_no_cycle
from malath.platform.errors import NotAllowedError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from malath.platform.access.models import Member


def link_events(event: Event, other: Event, *, kind: str, by: Member) -> EventLink:
    """Say how an event stands to another, both of them seen by the member.

    Raises NotAllowedError, UnknownTermError, CycleError where links of this kind would lead back to the event.
    """
    vocabulary.term("chain_types", kind)
    if Event.objects.visible_to(by).filter(pk__in={event.pk, other.pk}).count() != 2:
        raise NotAllowedError
    with recording(organisation=event.organisation, by=by, kind=Change.Kind.EDIT) as change:
        # Two links made at the same moment are checked one after the other.
        locked = Event.objects.unscoped(reason="both events, locked").select_for_update()
        list(locked.filter(pk__in=sorted([event.pk, other.pk])).order_by("pk").values_list("pk", flat=True))
        links = EventLink.objects.unscoped(reason="a cycle may run through events that the member does not see")
        known = links.filter(kind=kind, is_gone=False, organisation=event.organisation)
        check_no_cycle(known.values_list("event", "other"), (event.pk, other.pk))
        return change.link(event, other, kind)


def tie_people(person: Person, other: Person, *, kind: str, values: Mapping[str, Any], by: Member) -> Tie:
    """Say how a person stands to another, both of them seen by the member. Raises NotAllowedError, UnknownTermError,
    OneAlreadyError where both records are of one person."""
    vocabulary.term("relationships", kind)
    if Person.objects.visible_to(by).filter(pk__in={person.pk, other.pk}, erased_on=None).count() != 2:
        raise NotAllowedError
    if other.pk in whole(Person, {person.pk}):
        raise OneAlreadyError
    with recording(organisation=person.organisation, by=by, kind=Change.Kind.EDIT) as change:
        return change.tie(person, other, kind, values)
