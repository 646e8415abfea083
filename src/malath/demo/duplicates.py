"""A few people who were entered twice, as happens: in another script, with a slip, with half of the facts."""

from __future__ import annotations

from typing import Any

from malath.demo.world import World, entries, keep, keys_for
from malath.people.matching.actions import judge_pair
from malath.people.matching.comparing import weigh
from malath.people.matching.models import Pair
from malath.people.matching.rules import Said, State, turn_of
from malath.people.models import Person
from malath.platform.access.models import Organisation

# The first record and the second: names, birth, sex, and whether the second bears the same telephone.
TWICE: list[tuple[str, str, str, str, str, bool]] = [
    ("سلمى أحمد العطّار", "Salma Ahmad Al-Attar", "1988-05-02", "1988-05-02", "f", True),
    ("عبد الرحمن يوسف الحلبي", "Abdulrahman Youssef Halabi", "1979", "1979-11-20", "m", False),
    ("هديل مراد القوتلي", "هديل مراد قوتلي", "1994-03-07", "1994-07-03", "f", False),
    ("Georges Fares Saadeh", "جورج فارس سعادة", "1965-01-30", "1965", "m", True),
    ("محمود هيثم النجّار", "Mahmoud Haitham Najjar", "1990", "1990", "m", False),
    ("رنا سمير الحفّار", "Rana Samir Haffar", "1983-09-14", "1983-09-14", "f", True),
]
# And once more, so that three records hold together: the first of the list, without a telephone.
AGAIN = ("سلمى احمد عطار", "1988", "f")
ENTERED = 2 * len(TWICE) + 1


def enter_twice(world: World) -> None:
    """The pairs, found already: one is linked, of one a member said that they are two people, the others wait."""
    haven, coordinators = world.organisations["haven"], world.with_role("haven", "coordinator")
    people: list[tuple[Person, Person]] = []
    for number, (first, second, birth, other_birth, sex, same_phone) in enumerate(TWICE):
        phone = world.phone()
        one = _person(world, haven, number * 2, first, birth, sex, phone)
        other = _person(world, haven, number * 2 + 1, second, other_birth, sex, phone if same_phone else world.phone())
        people.append((one, other))
    third = _person(world, haven, len(TWICE) * 2, AGAIN[0], AGAIN[1], AGAIN[2], world.phone())
    everybody = [*(person for two in people for person in two), third]
    keys_for([(person.pk, haven.pk) for person in everybody])
    keep(everybody)
    entries([("person.entered", person.entered_by, person.pk, haven.pk) for person in everybody])
    pairs = [_pair(world, one, other) for one, other in [(people[0][0], third), (third, people[0][1]), *people]]
    keep(pairs)
    judge_pair(pairs[-1], said=Said.SAME, by=coordinators[0])
    judge_pair(pairs[-2], said=Said.DIFFERENT, by=coordinators[-1])


def _person(world: World, home: Organisation, number: int, name: str, birth: str, sex: str, phone: str) -> Person:
    about: dict[str, Any] = {"birth": birth, "sex": sex, "languages": ["ar"], "nationality": "SY"}
    return Person(
        pk=world.uuid(),
        organisation=home,
        pseudonym=f"QARIN-{number + 10}",
        names={"main": name, "others": []},
        about=about,
        contact={"phones": [phone], "country": "FR"},
        entered_by=world.pick(world.with_role("haven", "coordinator")),
        entered_on=world.day(300, 2),
    )


def _pair(world: World, one: Person, other: Person) -> Pair:
    first, second = sorted((one, other), key=lambda person: person.pk)
    found = weigh(first, second)
    return Pair(
        pk=world.uuid(),
        one=first,
        other=second,
        clarity=found.clarity,
        turn=turn_of(State.WAITING, found.clarity),
        reasons=found.codes,
        found_on=world.today,
    )
