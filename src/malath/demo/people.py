"""Four hundred people, in households, with their contact rules, papers and consents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from malath.demo.duplicates import ENTERED
from malath.demo.stories import CODE_WORDS
from malath.demo.words import FAMILIES, MEN, PLANTS, TRADES, WOMEN, pairs
from malath.demo.world import World, entries, keep, keys_for
from malath.people.models import Consent, LegalStatus, Person
from malath.people.rules import Channel, ReturnRisk, StatusKind
from malath.platform.access.models import Organisation

_FAMILIES, _WOMEN, _MEN = pairs(FAMILIES), pairs(WOMEN), pairs(MEN)


class Household:
    """Who moves together: the head first."""

    def __init__(self, organisation: Organisation, language: str) -> None:
        self.organisation = organisation
        self.language = language
        self.people: list[Person] = []
        self.relations: list[str] = []


def make_households(world: World) -> list[Household]:
    """As many households as cases; the people left over join the larger ones."""
    households = []
    for number in range(world.cases_wanted):
        slug = "haven" if number % 10 < 7 else "taafi"
        households.append(Household(world.organisations[slug], world.pick(("ar", "ar", "ar", "fr", "en"))))
    pseudonyms = _pseudonyms(world)
    for household in households:
        _add(world, household, "head", next(pseudonyms))
    for _ in range(world.people_wanted - world.cases_wanted - ENTERED):
        household = world.pick(households)
        while len(household.people) >= 6:
            household = world.pick(households)
        relation = "spouse" if "spouse" not in household.relations and world.often(0.5) else "child"
        _add(world, household, relation, next(pseudonyms))
    everybody = [person for household in households for person in household.people]
    keys_for([(person.pk, person.organisation_id) for person in everybody])
    keep(everybody)
    _papers_and_consents(world, households)
    entries([("person.entered", person.entered_by, person.pk, person.organisation_id) for person in everybody])
    world.people = everybody
    return households


def _pseudonyms(world: World) -> Any:
    words = PLANTS.split("|")
    last = max(99, 11 + world.people_wanted // len(words))
    all_of_them = [f"{word}-{number:02d}" for word in words for number in range(10, last)]
    world.chance.shuffle(all_of_them)
    return iter(all_of_them)


def _add(world: World, household: Household, relation: str, pseudonym: str) -> None:
    """One more person of a household; families share a name, and half are written in both scripts."""
    family = household.__dict__.setdefault("family", world.pick(_FAMILIES))
    woman = world.often(0.5)
    first = world.pick(_WOMEN if woman else _MEN)
    age = world.chance.randint(2, 17) if relation == "child" else world.chance.randint(22, 58)
    arabic, latin = f"{first[0]} {family[0]}", f"{first[1]} {family[1]}"
    main, other = (arabic, latin) if world.often(0.8) else (latin, arabic)
    year = world.today.year - age
    birth = (
        f"{year}-{world.chance.randint(1, 12):02d}-{world.chance.randint(1, 28):02d}" if world.often(0.7) else f"{year}"
    )
    about = {"birth": birth, "sex": "f" if woman else "m", "languages": ["ar", *(["fr"] if world.often(0.2) else [])],
             "nationality": "SY"}  # fmt: skip
    if relation != "child":
        about["occupation"] = world.pick(TRADES[household.language])
    staff = world.with_role(household.organisation.slug, "coordinator")
    household.people.append(
        Person(
            pk=world.uuid(),
            organisation=household.organisation,
            pseudonym=pseudonym,
            names={"main": main, "others": [other] if world.often(0.6) else []},
            about=about,
            contact={"phones": [world.phone()]} if relation != "child" else {},
            safe_contact=_rules(world, household.language) if relation == "head" else {},
            wishes={"interpreter": "ar", "worker": "woman"} if woman and world.often(0.3) else {},
            entered_by=world.pick(staff),
            entered_on=world.day(700, 20),
        )
    )
    household.relations.append(relation)


def _rules(world: World, language: str) -> dict[str, Any]:
    """Contact rules: nearly everybody has some; a quarter must never be called."""
    only = world.chance.sample(
        [Channel.SIGNAL.value, Channel.WHATSAPP.value, Channel.IN_PERSON.value], k=world.pick((1, 2))
    )
    rules: dict[str, Any] = {"only": only, "hours": world.pick(("10:00-14:00", "18:00-21:00", "09:00-17:00")), "language": "ar",
                             "agreed_on": world.day(300, 5).isoformat()}  # fmt: skip
    if world.often(0.4):
        rules["never"] = [Channel.CALL.value, Channel.SMS.value]
    if world.often(0.3):
        rules["code_word"] = CODE_WORDS[language]
    return rules


def _papers_and_consents(world: World, households: list[Household]) -> None:
    papers, consents = [], []
    kinds = [
        StatusKind.ASYLUM_SEEKER,
        StatusKind.REFUGEE,
        StatusKind.TEMPORARY_PROTECTION,
        StatusKind.VISA,
        StatusKind.RESIDENCE,
    ]
    for household in households:
        head = household.people[0]
        kind = world.pick(kinds)
        ends = world.today + timedelta(
            days=world.chance.randint(-3, 60) if world.often(0.15) else world.chance.randint(61, 900)
        )
        country = "FR" if kind != StatusKind.TEMPORARY_PROTECTION else "TR"
        papers.append(
            LegalStatus(
                pk=world.uuid(),
                person=head,
                details={
                    "country": country,
                    "kind": kind.value,
                    "basis": "",
                    "no_return_to": ["SY"],
                    "return_risk": (ReturnRisk.HIGH if country == "TR" else ReturnRisk.LOW).value,
                },
                since=ends - timedelta(days=365),
                expires_on=ends,
                noted_by=head.entered_by,
                noted_on=head.entered_on,
            )
        )
        for purpose in (Consent.Purpose.CASE, *([Consent.Purpose.SHARE] if world.often(0.4) else [])):
            consents.append(
                Consent(
                    pk=world.uuid(),
                    person=head,
                    purpose=purpose,
                    details={"recipients": [], "explained": "", "language": "ar", "name_use": "none"},
                    given_on=head.entered_on,
                    until=world.today + timedelta(days=world.chance.randint(20, 500)),
                    recorded_by=head.entered_by,
                )
            )
    keep(papers)
    keep(consents)
