"""Finding people by name, code or telephone (journey, search): the finder proposes, `visible_to` decides.

The finder knows everybody; nothing of those whom the viewer may not see leaves this module, not even how many.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from malath.engines.names import Part, compare
from malath.people.links import PersonLink, codes_of, links_for
from malath.people.models import Person
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.finder.client import finder
from malath.platform.sealed.finder.sources import Searchable

if TYPE_CHECKING:
    from malath.platform.access.models import Member

BATCH = 500
MOST_CANDIDATES = 3200
# So many are asked for at first where a whole file of names is compared.
CROWD = 50
LONGEST_QUERY = 200


@dataclass
class Found:
    """A person who may be the one: the name that matched, how well (0 to 1), and how the two spellings meet."""

    person: Person
    score: float
    name: str
    typed: str = ""
    parts: list[Part] = field(default_factory=list)
    links: list[PersonLink] = field(default_factory=list)


def _visible_candidates(viewer: Member, texts: Iterable[str], limit: int) -> list[tuple[Person, float, str]]:
    """The best of the finder's candidates whom the viewer sees: two queries, however many people and texts there are."""
    nearest: dict[uuid.UUID, tuple[uuid.UUID, float, str]] = {}
    for text in texts:
        for candidate in finder().find(text, limit=MOST_CANDIDATES):
            if candidate[0] not in nearest or nearest[candidate[0]][1] < candidate[1]:
                nearest[candidate[0]] = candidate
    candidates = sorted(nearest.values(), key=lambda candidate: -candidate[1])
    people = Person.objects.visible_to(viewer).filter(erased_on=None)
    seen = set(people.filter(pk__in=[id for id, _score, _name in candidates]).values_list("pk", flat=True))
    best = [candidate for candidate in candidates if candidate[0] in seen][:limit]
    rows: dict[uuid.UUID, Person] = people.select_related("organisation").in_bulk([id for id, _score, _name in best])
    return [(rows[id], score, name) for id, score, name in best if id in rows]


def _parts(person: Person, text: str, name: str) -> list[Part]:
    """How the typed name and the recorded one meet; nothing where a code or a telephone number matched."""
    return list(compare(text, name).parts) if name in person.all_names else []


def people_found(viewer: Member, text: str, *, limit: int = 20) -> list[Found]:
    """The visible people who match best, in order, revealed. Raises SealedError while the server is sealed."""
    text = " ".join(text.replace("\x00", " ").split())[:LONGEST_QUERY]
    if not text or not viewer.can("search_people"):
        return []
    candidates = _visible_candidates(viewer, [text], limit)
    people = [person for person, _score, _name in candidates]
    reveal(people, by=viewer, why="search.people")
    links = links_for(viewer, [person.pk for person in people])
    return [
        Found(person, score, name, text, parts=_parts(person, text, name), links=links.get(person.pk, []))
        for person, score, name in candidates
    ]


def people_nearest(viewer: Member, texts: Iterable[str], *, limit: int = 20) -> list[Found]:
    """The visible people nearest any of a few names or telephone numbers, revealed, each once, without the alignment.

    Like `people_found`, hidden people never push visible ones out.
    """
    wanted = [" ".join(text.replace("\x00", " ").split())[:LONGEST_QUERY] for text in texts]
    if not any(wanted) or not viewer.can("search_people"):
        return []
    candidates = _visible_candidates(viewer, filter(None, dict.fromkeys(wanted)), limit)
    people = [person for person, _score, _name in candidates]
    reveal(people, by=viewer, why="search.people")
    links = links_for(viewer, [person.pk for person in people])
    return [Found(person, score, name, links=links.get(person.pk, [])) for person, score, name in candidates]


def people_near(viewer: Member, names: Iterable[str], *, each: int = 10, most: int = 1000) -> list[Person]:
    """The visible people whose names are near any of many names, revealed: for comparing a whole file at once.

    At most `each` for a name and `most` in all, the nearest first. Hidden people never push visible ones out: where they
    crowd a name, the finder is asked for all that it knows.
    """
    if not viewer.can("search_people"):
        return []
    found = {name: finder().find(name[:LONGEST_QUERY], limit=CROWD) for name in dict.fromkeys(names)}
    seen = _seen_among(viewer, found.values())
    for name, candidates in found.items():
        if len(candidates) == CROWD and sum(id in seen for id, _score, _name in candidates) < each:
            found[name] = finder().find(name[:LONGEST_QUERY], limit=MOST_CANDIDATES)
            seen |= _seen_among(viewer, [found[name][CROWD:]])
    best: dict[uuid.UUID, float] = {}
    for candidates in found.values():
        for id, score, _name in [candidate for candidate in candidates if candidate[0] in seen][:each]:
            best[id] = max(score, best.get(id, 0.0))
    near = _in_order(viewer, sorted(best, key=lambda id: -best[id])[:most])
    reveal(near, by=viewer, why="search.people")
    return near


def _seen_among(viewer: Member, proposed: Iterable[list[tuple[uuid.UUID, float, str]]]) -> set[uuid.UUID]:
    """Those of the finder's candidates whom the viewer sees."""
    ids = list({id for candidates in proposed for id, _score, _name in candidates})
    people = Person.objects.visible_to(viewer).filter(erased_on=None)
    return {
        id
        for start in range(0, len(ids), BATCH)
        for id in people.filter(pk__in=ids[start : start + BATCH]).values_list("pk", flat=True)
    }


def _in_order(viewer: Member, ids: list[uuid.UUID]) -> list[Person]:
    people = Person.objects.visible_to(viewer).filter(erased_on=None).select_related("organisation")
    rows: dict[uuid.UUID, Person] = {}
    for start in range(0, len(ids), BATCH):
        rows |= people.in_bulk(ids[start : start + BATCH])
    return [rows[id] for id in ids if id in rows]


def searchable(person: Person) -> Searchable:
    """What a revealed person is found by."""
    return Searchable(
        id=person.pk,
        names=person.all_names,
        codes=[person.pseudonym, *person.__dict__.get("known_codes", [])],
        phones=[str(phone) for phone in person.contact.get("phones", [])],
    )


def _with_codes(people: list[Person]) -> list[Person]:
    codes = codes_of([person.pk for person in people])
    for person in people:
        person.__dict__["known_codes"] = codes.get(person.pk, [])
    return people


def batches_for_finder() -> Iterable[list[Person]]:
    """Everybody who was not erased, 500 at a time, for the finder's own process."""
    last: uuid.UUID | None = None
    everybody = Person.objects.unscoped(reason="building the finder's index").filter(erased_on=None).order_by("pk")
    while batch := list((everybody.filter(pk__gt=last) if last else everybody)[:BATCH]):
        last = batch[-1].pk
        yield _with_codes(batch)


def tell_finder(*people: uuid.UUID) -> None:
    """After the commit, have the finder learn the people anew. Rooms call it when a code or a name changed."""
    transaction.on_commit(lambda: _put(people))


def _put(people: tuple[uuid.UUID, ...]) -> None:
    rows = Person.objects.unscoped(reason="telling the finder").filter(pk__in=people, erased_on=None)
    batch = _with_codes(list(rows))
    reveal(batch, by=None, why="index.put")
    for person in batch:
        known = searchable(person)
        finder().put(known.id, known.names, known.codes, known.phones)


def forget_in_finder(person: uuid.UUID) -> None:
    """After the commit, have the finder forget a person."""
    transaction.on_commit(lambda: finder().drop(person))
