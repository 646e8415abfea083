"""Four local networks with their hosts, homes in every state, checks that end, volunteers, and offers that wait."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from malath.demo.words import FRENCH_FAMILIES, FRENCH_MEN, FRENCH_WOMEN
from malath.demo.world import World, entries, keep, keys_for
from malath.platform.access.models import Member
from malath.protection.hosting.models import (
    Address,
    Capacity,
    Check,
    Home,
    HomeStep,
    Host,
    Network,
    Offer,
    Opening,
    Volunteer,
)
from malath.protection.hosting.rules import (
    CapacityKind,
    Care,
    CheckKind,
    HomeKind,
    HomeState,
    HostKind,
    OfferState,
    expiry_of,
)

PLACES = {"lyon": ("45.8", "4.8"), "rennes": ("48.1", "-1.7"), "metz": ("49.1", "6.2"), "douarnenez": ("48.1", "-4.3")}
# State, and how many homes of it: one of each that a coordinator meets in a week.
STATES = [*["approved"] * 16, "approved:ended check", "approved:stale", "paused", "visited", "visited", "offered",
          "offered", "refused", "ended"]  # fmt: skip
TIMES: list[dict[str, Any]] = [
    {"times": [f"{day}-am" for day in range(5)], "hours": 6},
    {"times": [], "hours": None},
    {"times": [f"{day}-{part}" for day in (1, 3, 5) for part in ("am", "pm")], "hours": 10},
    {"times": [f"{day}-pm" for day in range(6)], "hours": 8},
]
DESCRIBED = [
    "Une chambre au calme sous les toits, salle d'eau à part, jardin partagé.",
    "Deux pièces avec une entrée à part ; l'arrêt de bus est à deux minutes.",
    "Un appartement entier au rez-de-chaussée, une marche à l'entrée.",
    "Une grande chambre avec un lit d'enfant, l'école au bout de la rue.",
    "A small flat above a bakery; warm, a little noisy in the morning.",
]
RULES = [
    "On ne fume pas dans la maison. Les repas du dimanche ensemble, si l'on veut.",
    "Silence après 22 heures. La cuisine est à tout le monde.",
    "Pas de visite sans prévenir. Un chat vit ici.",
    "Everybody cleans on Saturday. The cellar is locked.",
]
WISHES = [
    "Une famille avec de jeunes enfants.",
    "Une femme seule, ou avec une fille.",
    "Quelqu'un qui aime le jardin.",
    "",
]
OUTCOMES = [
    "Vu sur place, rien à redire.",
    "Papiers vus, non copiés.",
    "Parle en bien, connaît la famille depuis dix ans.",
]


def make_homes(world: World) -> None:
    """The supply of homes. It is made last, so that what came before stays as it was."""
    networks = _networks(world)
    rows: list[Any] = []
    for number, state in enumerate(STATES):
        rows += _home(world, networks[number % len(networks)], number, state)
    keys_for([(row.pk, row.network.organisation_id) for row in rows if isinstance(row, Host)])
    for model in (Host, Home, Address, Opening, Check, HomeStep):
        keep([row for row in rows if type(row) is model])
    entries([("hosting.home_entered", row.entered_by, row.pk, row.network.organisation_id)
             for row in rows if isinstance(row, Host)])  # fmt: skip
    for network in networks:
        _volunteers(world, network)
    _offers(world, networks)


def _networks(world: World) -> list[Network]:
    haven, made = world.organisations["haven"], []
    for slug, (north, east) in PLACES.items():
        network = Network(
            pk=world.uuid(), local=world.networks[slug], country="FR", organisation=haven,
            latitude=Decimal(north), longitude=Decimal(east), opened_on=world.today - timedelta(days=700),
        )  # fmt: skip
        network.save(force_insert=True)
        network.partners.set([world.organisations[world.pick(("taafi", "bridge"))]])
        made.append(network)
        begun = world.today - timedelta(days=365)

        def can(
            kind: CapacityKind,
            most: int,
            code: str = "",
            km: int | None = None,
            *,
            of: Network = network,
            since: date = begun,
        ) -> Capacity:
            return Capacity(pk=world.uuid(), network=of, kind=kind, code=code, max=most, km=km, from_day=since)

        keep([
            can(CapacityKind.ACCOMPANIMENT, world.pick((5, 6, 8))), can(CapacityKind.TRAUMA_CARE, world.pick((1, 2, 4))),
            can(CapacityKind.INTERPRETER, world.pick((1, 2, 3)), "ar"), can(CapacityKind.INTERPRETER, 1, "kmr"),
            can(CapacityKind.SINGLE_PARENT, world.pick((1, 2))), can(CapacityKind.CARE, 3, Care.TRAUMA.value, world.pick((4, 12, 60))),
            can(CapacityKind.CARE, 5, Care.CHILD.value, world.pick((2, 9))),
        ])  # fmt: skip
    return made


def _keeper(world: World, network: Network) -> tuple[Member, Member]:
    """Who keeps the network, and the coordinator who looks a second time."""
    local = world.by_role.get(("haven", "network_coordinator"), [])
    of_city = [one for one in local if one.standing.networks == frozenset({network.local_id})]
    second = world.with_role("haven", "coordinator")[0]
    return (of_city[0] if of_city else second), second


def _name(world: World) -> str:
    given = world.pick((FRENCH_WOMEN + "|" + FRENCH_MEN).split("|"))
    return f"{given} {world.pick(FRENCH_FAMILIES.split('|'))}"


def _home(world: World, network: Network, number: int, state: str) -> list[Any]:
    state, _colon, fate = state.partition(":")
    by, second = _keeper(world, network)
    offered = world.today - timedelta(days={"offered": 4, "visited": 9}.get(state) or world.chance.randint(60, 330))
    shared = number % 3 == 0
    name = _name(world)
    host = Host(
        pk=world.uuid(), network=network, kind=HostKind.BODY if shared and number % 2 else world.pick((HostKind.PERSON, HostKind.FAMILY)),
        names={"main": name, "contact": ""}, contact={"phones": [world.phone()], "mail": "", "how": world.pick(("Le soir", "Par SMS d'abord", ""))},
        wishes=world.pick(WISHES), offered_on=offered, entered_by=by,
    )  # fmt: skip
    kept = state in (HomeState.APPROVED, HomeState.PAUSED)
    asked = world.today - timedelta(days=75 if fate == "stale" else world.chance.randint(2, 50))
    home = Home(
        pk=world.uuid(), code=f"{network.local.slug.upper()[:7]}-{number // 4 + 1}", host=host, network=network,
        kind=HomeKind.SHARED if shared else HomeKind.FAMILY, state=state,
        beds=world.pick((4, 5, 6) if shared else (1, 2, 2, 3)), rooms=world.pick((3, 4) if shared else (1, 2)),
        step_free=world.often(0.3), women_only=world.often(0.15), children_welcome=world.often(0.6),
        single_parent_support=world.often(0.2), discreet=world.often(0.3), tonight=kept and world.often(0.3),
        languages=" ".join(sorted({"fr", world.pick(("fr", "ar", "en", "kmr"))})),
        details={"described": world.pick(DESCRIBED), "rules": world.pick(RULES), "wishes": world.pick(WISHES)},
        offered_on=offered, approved_on=offered + timedelta(days=20) if kept else None,
        confirmed_on=offered if state == "offered" else max(offered, asked), ended_on=world.day(5, 30) if state in ("ended", "refused") else None,
    )  # fmt: skip
    street = f"{world.chance.randint(1, 90)} rue de la Fontaine-Imaginaire"
    rows: list[Any] = [host, home, Address(
        home=home, host=host, set_on=offered,
        text={"lines": street, "way": "", "door": name.split(" ")[-1]},
    )]  # fmt: skip
    if state in ("approved", "paused", "visited"):
        rows += _openings(world, home)
    rows += _checks(world, home, by, state, fate)
    return rows + _steps(world, home, by, second)


def _openings(world: World, home: Home) -> list[Opening]:
    begin = world.today - timedelta(days=world.chance.randint(60, 200))
    first = Opening(
        pk=world.uuid(), home=home, from_day=begin, to_day=world.today + timedelta(days=world.chance.randint(40, 200))
    )
    later = first.to_day + timedelta(days=20)
    again = Opening(pk=world.uuid(), home=home, from_day=later, to_day=later + timedelta(days=90))
    return [first, again] if world.often(0.3) else [first]


def _checks(world: World, home: Home, by: Member, state: str, fate: str) -> list[Check]:
    kinds = {"offered": [], "visited": [CheckKind.IDENTITY, CheckKind.VISIT, CheckKind.REFERENCE_1]}.get(
        state, [CheckKind(kind) for kind in home.needed_checks]
    )
    made = []
    for kind in kinds:
        done = min(world.today, home.offered_on + timedelta(days=world.chance.randint(3, 18)))
        ends = expiry_of(kind, done)
        if fate == "ended check" and kind == CheckKind.VISIT:
            ends = world.today - timedelta(days=9)
        if home.code.endswith("-2") and kind == CheckKind.AGREEMENT:
            ends = world.today + timedelta(days=world.chance.randint(4, 25))
        made.append(Check(
            pk=world.uuid(), host=home.host, home=home if kind == CheckKind.VISIT else None, kind=kind, done_on=done,
            expires_on=ends, by=by, outcome=world.pick(OUTCOMES), written_on=done,
            holds=not (state == "refused" and kind == CheckKind.REFERENCE_2),
        ))  # fmt: skip
    return made


def _steps(world: World, home: Home, by: Member, second: Member) -> list[HomeStep]:
    way = {
        "offered": ["offered"], "visited": ["offered", "visited"], "approved": ["offered", "visited", "approved"],
        "paused": ["offered", "visited", "approved", "paused"], "refused": ["offered", "visited", "refused"],
        "ended": ["offered", "visited", "approved", "ended"],
    }[home.state]  # fmt: skip
    why = {"paused": "Travaux dans la salle d'eau jusqu'au printemps.", "refused": "La deuxième référence ne tient pas.",
           "ended": "La famille déménage."}  # fmt: skip
    return [
        HomeStep(pk=world.uuid(), home=home, host=home.host, number=n + 1, state=state, why=why.get(state, ""),
                 by=second if state == "approved" else by, on=min(world.today, home.offered_on + timedelta(days=10 * n)))
        for n, state in enumerate(way)
    ]  # fmt: skip


def _volunteers(world: World, network: Network) -> None:
    made = [
        Volunteer(
            pk=world.uuid(), network=network, since=world.day(20, 300),
            details={"name": _name(world), "phones": [world.phone()], "languages": ["fr", world.pick(("ar", "en", "kmr"))],
                     "can": world.chance.sample(["welcome", "accompany", "interpret", "teach", "drive", "children"], k=2), "note": ""},
        )
        for _ in range(world.pick((3, 4, 5)))
    ]  # fmt: skip
    for number, one in enumerate(made):
        # Most go along; each says when they have time.
        can = sorted({*one.details["can"], *(["accompany"] if number % 3 else [])})
        one.details = {**one.details, "can": can, "woman": number % 2 == 1, **TIMES[number % len(TIMES)]}
    keys_for([(one.pk, network.organisation_id) for one in made])
    keep(made)


def _offers(world: World, networks: list[Network]) -> None:
    told = [
        ("Nous avons une chambre libre depuis que notre fils est parti. Nous parlons un peu arabe.", "family", 2),
        ("Un studio au fond du jardin, vide l'hiver.", "shared", 2),
        ("I can offer my spare room for three months.", "family", 1),
    ]
    made = []
    for number, (text, kind, beds) in enumerate(told):
        made.append(Offer(
            pk=world.uuid(), network=networks[number % len(networks)], form_digest=hashlib.sha256(f"demo {number}".encode()).digest(),
            state=OfferState.WAITING, received_on=world.today - timedelta(days=number),
            details={"name": _name(world), "phones": [world.phone()], "mail": "", "language": "fr" if number < 2 else "en",
                     "where": "", "host_kind": "family", "home_kind": kind, "beds": beds, "rooms": 1,
                     "flags": ["children_welcome"] if number == 0 else [], "languages": ["fr"], "from": "", "until": "", "text": text},
        ))  # fmt: skip
    keys_for([(one.pk, one.network.organisation_id) for one in made])
    keep(made)
