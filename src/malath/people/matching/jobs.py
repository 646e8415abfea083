"""Looking for pairs: each person who is new or was changed is compared with those whose names or telephones are near.

The finder proposes across scripts, the comparison weighs the rest. Within an organisation every likely pair is kept;
across two, only where a member who reviews sees both people: otherwise the row itself would tell what one organisation
knows of the other's people.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from malath.people.links import codes_of
from malath.people.matching.comparing import Weighed, weigh
from malath.people.matching.finding import Two, new_pair, two_of
from malath.people.matching.models import Looked, Pair, Verdict
from malath.people.matching.rules import OPEN, State, turn_of
from malath.people.models import Person
from malath.platform.access.models import Member
from malath.platform.access.rules import ABILITIES
from malath.platform.sealed.fields import reveal, seal_rows
from malath.platform.sealed.finder.client import finder

AT_ONCE = 200
NAMES, NEAR = 4, 40
AGAIN_DAYS = 7
"""Access changes without anybody being changed, so that everybody is looked at again each week."""
BATCH = 500

_WHY = "the job looks for pairs among everybody"


def look_for_pairs(limit: int = AT_ONCE) -> int:
    """Compare those whose turn it is; how many were looked at. Waits while the finder is being built."""
    if not finder().status()["ready"]:
        return 0
    people = _whose_turn(limit)
    if not people:
        return 0
    reveal(people, by=None, why="matching.look")
    near = {person.pk: _near(person) for person in people}
    known = {person.pk: person for person in people}
    known |= _opened({id for ids in near.values() for id in ids} - set(known))
    weighed = _weighed(near, known)
    with transaction.atomic():
        _keep(weighed, known)
        _mark(people)
    return len(people)


def _whose_turn(limit: int) -> list[Person]:
    """Those who were never looked at or were changed since, then those whose week is over."""
    everybody: QuerySet[Person] = Person.objects.unscoped(reason=_WHY).filter(erased_on=None).order_by("pk")
    people = list(everybody.exclude(pk__in=Looked.objects.values("person"))[:limit])
    if len(people) < limit:
        long_ago = Looked.objects.filter(on__lt=timezone.localdate() - timedelta(days=AGAIN_DAYS))
        people += list(everybody.filter(pk__in=long_ago.values("person"))[: limit - len(people)])
    return people


def _near(person: Person) -> set[uuid.UUID]:
    """Whoever the finder finds by the person's names and telephones, and whoever stands in a pair with them."""
    asked = [*person.all_names[:NAMES], *(str(phone) for phone in person.contact.get("phones", [])[:NAMES])]
    found = {id for text in asked for id, _score, _name in finder().find(text[:200], limit=NEAR)}
    pairs = Pair.objects.unscoped(reason=_WHY).filter(Q(one=person) | Q(other=person), state__in=OPEN)
    found |= {id for pair in pairs.values_list("one", "other") for id in pair}
    return found - {person.pk}


def _opened(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Person]:
    wanted = sorted(ids)
    opened: dict[uuid.UUID, Person] = {}
    for start in range(0, len(wanted), BATCH):
        rows = Person.objects.unscoped(reason=_WHY).filter(pk__in=wanted[start : start + BATCH], erased_on=None)
        batch = list(rows)
        reveal(batch, by=None, why="matching.look")
        opened |= {person.pk: person for person in batch}
    return opened


def _weighed(near: dict[uuid.UUID, set[uuid.UUID]], known: dict[uuid.UUID, Person]) -> dict[Two, Weighed]:
    """Every two that are near each other, weighed once."""
    twos = {two_of(a, b) for a, ids in near.items() for b in ids if b in known}
    codes = codes_of(list({id for two in twos for id in two}))
    return {(a, b): weigh(known[a], known[b], households=codes.get(a, ()), others=codes.get(b, ())) for a, b in twos}


def _keep(weighed: dict[Two, Weighed], known: dict[uuid.UUID, Person]) -> None:
    """New pairs are kept, known ones brought up to date; those that are not likely any more and of which nobody has
    spoken go."""
    ids = {id for two in weighed for id in two}
    standing = {
        (pair.one_id, pair.other_id): pair
        for pair in Pair.objects.unscoped(reason=_WHY).filter(one__in=ids, other__in=ids)
    }
    likely = {two: found for two, found in weighed.items() if found.is_likely}
    seen = _seen_by_somebody([two for two in likely if two not in standing], known)
    new = [new_pair(two, found) for two, found in likely.items() if two in seen]
    seal_rows(new)
    Pair.objects.bulk_create(new)
    changed = [pair for two, pair in standing.items() if two in likely and pair.state in OPEN]
    for pair in changed:
        found = likely[pair.one_id, pair.other_id]
        pair.clarity, pair.reasons, pair.turn = found.clarity, found.codes, turn_of(pair.state, found.clarity)
    seal_rows(changed)
    for pair in changed:
        pair.save(update_fields=["clarity", "reasons", "turn"])
    gone = [pair.pk for two, pair in standing.items() if two in weighed and two not in likely]
    spoken = Verdict.objects.unscoped(reason=_WHY).filter(pair__in=gone)
    unspoken = Pair.objects.unscoped(reason=_WHY).exclude(pk__in=spoken.values("pair"))
    unspoken.filter(pk__in=gone, state=State.WAITING).delete()


def _seen_by_somebody(twos: Sequence[Two], known: dict[uuid.UUID, Person]) -> set[Two]:
    """Of these pairs, those within one organisation, and those of two that a member who reviews sees whole."""
    home = {id: known[id].organisation_id for two in twos for id in two}
    seen = {two for two in twos if home[two[0]] == home[two[1]]}
    across: dict[uuid.UUID, set[Two]] = defaultdict(set)
    for two in set(twos) - seen:
        for id in two:
            across[home[id]].add(two)
    for member in _reviewers(across):
        mine = {two for organisation in member.standing.roles for two in across.get(organisation, ())} - seen
        ids = {id for two in mine for id in two}
        sees = set(Person.objects.visible_to(member).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
        seen |= {two for two in mine if sees.issuperset(two)}
    return seen


def _reviewers(organisations: Iterable[uuid.UUID]) -> QuerySet[Member]:
    roles = [role.value for role, abilities in ABILITIES.items() if "review_pairs" in abilities]
    wanted = Q(memberships__organisation__in=list(organisations), memberships__role__in=roles)
    return Member.objects.filter(wanted, is_active=True).distinct()


def _mark(people: Sequence[Person]) -> None:
    today = timezone.localdate()
    Looked.objects.bulk_create(
        [Looked(person=person, on=today) for person in people],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["on"],
    )
