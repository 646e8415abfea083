"""Criteria as conditions on acts. Whatever hangs on an act is asked as the viewer sees it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q

from malath.accountability.violations.joining.groups import seen_fellows
from malath.accountability.violations.models import Act, Body, Coded, Information, Involvement, Person
from malath.accountability.violations.searching.asking import Asked
from malath.accountability.violations.searching.criteria import CODED, NONE, Criteria, Role
from malath.accountability.violations.searching.fitting import codes_under, kept_codes
from malath.accountability.violations.searching.statements import ALL, Sql, keys_of, met, rows_where, where_of
from malath.platform.access.written import listed

if TYPE_CHECKING:
    from malath.platform.access.models import Member

_NOTHING = Q(pk__in=[])


def conditions(viewer: Member, asked: Asked) -> Q:
    """One condition on acts that the viewer sees."""
    criteria = asked.criteria
    found = _columns(criteria) & _period(criteria)
    seen = with_seen_parties(viewer, criteria)
    found &= hanging_conditions(viewer, seen) if seen else _NOTHING
    if asked.proposed.events is not None:
        found &= Q(event__in=listed(asked.proposed.events))
    if asked.proposed.people is not None:
        found &= with_people(viewer, asked.proposed.people, criteria.role)
    return found


def proposed_rows(viewer: Member, asked: Asked, also: Sequence[Sql] = ()) -> Sql | None:
    """What fits of what the finder proposed, in no order: by the events it named where it named some. None where nothing fits."""
    events = asked.proposed.events
    rest = asked if events is None else replace(asked, proposed=replace(asked.proposed, events=None))
    fits = where_of(Act.objects.visible_to(viewer).filter(conditions(viewer, rest)))
    if fits is None:
        return None
    if events is None:
        return rows_where([fits, *also], ("id", "day"), ALL)
    return met(keys_of(events), "event_id", [fits, *also], ALL)


def with_seen_parties(viewer: Member, criteria: Criteria) -> Criteria | None:
    """The question with the records that the viewer sees and that are one with those it names; None where it names a person
    or a unit whom they may not see: nothing fits."""
    people = _seen_party(viewer, Person, criteria.person, criteria.with_person)
    units = _seen_party(viewer, Body, criteria.unit, criteria.with_unit)
    if people is None or units is None:
        return None
    return criteria.with_(with_person=people, with_unit=units)


def _seen_party(
    viewer: Member, model: type[Person] | type[Body], pk: uuid.UUID | None, known: frozenset[uuid.UUID]
) -> frozenset[uuid.UUID] | None:
    """It and the records that are one with it; None where the viewer may not see it. What was looked up is not looked up again."""
    if pk is None or pk in known:
        return known
    rows = model.objects.visible_to(viewer).filter(Q(pk=pk) | Q(joined_to=pk))
    near: dict[uuid.UUID, uuid.UUID | None] = dict(rows.values_list("pk", "joined_to"))
    if pk not in near:
        return None
    # The oldest record of a person has the others below it; from any other one goes by way of the oldest.
    return frozenset(near) if near[pk] is None else frozenset({pk, *seen_fellows(viewer, model, [pk])})


def hanging_conditions(viewer: Member, criteria: Criteria) -> Q:
    """What is asked of the records that hang on an act, as the viewer sees them."""
    found = Q()
    if criteria.person is not None:
        found &= with_people(viewer, criteria.people, criteria.role)
    return found & _hanging(viewer, criteria)


def _columns(criteria: Criteria) -> Q:
    found = Q()
    for column, terms, code in (
        ("kind", "acts", criteria.kind),
        ("place", "places", criteria.place),
        ("status", "violation_status", criteria.status),
        ("victim_status", "victim_status", criteria.victim),
    ):
        if code:
            found &= _among(column, codes_under(terms, code))
    if criteria.not_kind:
        found &= ~_among("kind", codes_under("acts", criteria.not_kind))
    if criteria.not_place:
        found &= ~_among("place", codes_under("places", criteria.not_place))
    if criteria.stage:
        found &= Q(stage=criteria.stage)
    if criteria.restricted:
        found &= Q(is_restricted=criteria.restricted == "yes")
    if criteria.since is not None:
        found &= Q(made_in__gt=criteria.since)
    return found


def _among(column: str, codes: Sequence[str]) -> Q:
    return Q(**{column: codes[0]}) if len(codes) == 1 else Q(**{f"{column}__in": codes})


def _period(criteria: Criteria) -> Q:
    """Possibly in it: the first possible day is not after its end, nor the last before its start; or surely in it."""
    if criteria.undated:
        return Q(earliest=None)
    starts, ends = ("earliest", "latest") if criteria.surely else ("latest", "earliest")
    found = Q() if criteria.first is None else Q(**{f"{starts}__gte": criteria.first})
    return found if criteria.last is None else found & Q(**{f"{ends}__lte": criteria.last})


def _hanging(viewer: Member, criteria: Criteria) -> Q:
    found = Q()
    if criteria.perpetrator == NONE:
        found &= ~_by(viewer)
    elif criteria.perpetrator:
        found &= _by(viewer, kind__in=codes_under("perpetrators", criteria.perpetrator))
    if criteria.unit is not None:
        found &= _by(viewer, body__in=criteria.units)
    for name, of in CODED.items():
        if getattr(criteria, name):
            its = {"event": OuterRef("event")} if of.of_event else {"act": OuterRef("pk")}
            codes = kept_codes(criteria, name)
            found &= Q(Exists(Coded.objects.visible_to(viewer).filter(code__in=codes, **its)))
    told = {
        f"{column}__in": codes_under(terms, code)
        for column, terms, code in (
            ("material", "source_material", criteria.material),
            ("reliability", "reliability", criteria.reliability),
        )
        if code
    }
    if told:
        found &= Q(Exists(Information.objects.visible_to(viewer).filter(event=OuterRef("event"), **told)))
    return found


def _by(viewer: Member, **which: Any) -> Q:
    return Q(Exists(Involvement.objects.visible_to(viewer).filter(act=OuterRef("pk"), **which)))


def with_people(viewer: Member, people: Iterable[uuid.UUID], role: str) -> Q:
    """Acts in which one of the people has the part, or any part; each part is found by its own index."""
    pks = listed(people)
    acts, parts = Act.objects.visible_to(viewer), []
    if role in {Role.ANY, Role.VICTIM}:
        parts.append(acts.filter(victim__in=pks).values("pk"))
    if role in {Role.ANY, Role.PERPETRATOR}:
        parts.append(Involvement.objects.visible_to(viewer).filter(person__in=pks).values("act"))
    if role in {Role.ANY, Role.SOURCE}:
        told = Information.objects.visible_to(viewer).filter(source__in=pks)
        parts.append(acts.filter(event__in=told.values("event")).values("pk"))
    first, *others = (part.order_by() for part in parts)
    return Q(pk__in=first.union(*others, all=True) if others else first)
