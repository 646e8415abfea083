"""Six organisations, four networks, forty members."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

from django.contrib.auth.hashers import make_password

from malath.demo.words import FAMILIES as FAMILY_NAMES
from malath.demo.words import FRENCH_FAMILIES, FRENCH_MEN, FRENCH_WOMEN, MEN, NETWORKS, ORGANISATIONS, WOMEN, pairs
from malath.demo.world import World, entries, keep, keys_for
from malath.platform.access.models import LocalNetwork, Member, Membership, Organisation, OrganisationName
from malath.platform.access.rules import Role

# organisation -> roles, in order; the networks' coordinators name their network.
STAFF: dict[str, list[str]] = {
    "haven": ["director", "coordinator", "coordinator", "network_coordinator:lyon", "network_coordinator:rennes",
              "network_coordinator:metz", "network_coordinator:douarnenez", "case_worker", "case_worker", "case_worker",
              "case_worker", "case_worker", "case_worker", "legal_officer", "communications_officer", "administrator",
              "auditor"],
    "taafi": ["director", "coordinator", "case_worker", "case_worker", "case_worker", "case_worker", "legal_officer",
              "administrator", "communications_officer"],
    "archive": ["director", "documenter", "documenter", "focal_point"],
    "freepen": ["director", "focal_point", "focal_point", "communications_officer"],
    "jasmine": ["director", "legal_officer", "focal_point"],
    "bridge": ["focal_point", "focal_point", "director"],
}  # fmt: skip
# The people of the design board lead their roles, so that a newcomer meets them.
NAMED = {
    ("haven", "case_worker"): ("Amal Darwich", "ar"),
    ("haven", "coordinator"): ("ريما كسّاب", "ar"),
    ("haven", "network_coordinator:lyon"): ("Jeanne Kerdal", "fr"),
    ("haven", "legal_officer"): ("Claire Vasseur", "fr"),
    ("archive", "documenter"): ("Boris Lindqvist", "en"),
    ("freepen", "focal_point"): ("شادية منصور", "ar"),
}
_HANDLES = {"ريما كسّاب": "rima", "شادية منصور": "chadia"}


def found_organisations(world: World) -> None:
    """Organisations with their names and keys, and the networks."""
    for slug, screens, inside, *names in ORGANISATIONS:
        organisation = Organisation(pk=world.uuid(), slug=slug, screens_alerts=screens, in_coalition=inside)
        organisation.save(force_insert=True)
        keep([
            OrganisationName(organisation=organisation, language=language, name=name)
            for language, name in zip(("en", "fr", "ar"), names, strict=True)
        ])  # fmt: skip
        world.organisations[slug] = organisation
    keys_for([(made.pk, made.pk) for made in world.organisations.values()])
    for slug, english, french, arabic in NETWORKS:
        network = LocalNetwork(pk=world.uuid(), slug=slug, name_en=english, name_fr=french, name_ar=arabic)
        network.save(force_insert=True)
        world.networks[slug] = network


def _handle(name: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", _HANDLES.get(name, name)).encode("ascii", "ignore").decode().lower()
    base = plain.split()[0] if plain.split() else "member"
    handle, number = base, 2
    while handle in taken:
        handle, number = f"{base}{number}", number + 1
    taken.add(handle)
    return handle


def _name(world: World, slug: str, role: str, used: set[tuple[str, str]]) -> tuple[str, str, str]:
    """(display name, Latin name, language)."""
    if (slug, role) in NAMED and (slug, role) not in used:
        used.add((slug, role))
        name, language = NAMED[slug, role]
        return name, _HANDLES.get(name, name), language
    if slug == "haven" and world.often(0.45):
        first = world.pick((FRENCH_WOMEN + "|" + FRENCH_MEN).split("|"))
        name = f"{first} {world.pick(FRENCH_FAMILIES.split('|'))}"
        return name, name, "fr"
    first, family = world.pick(pairs(WOMEN) + pairs(MEN)), world.pick(pairs(FAMILY_NAMES))
    language = world.pick(("ar", "ar", "fr", "en"))
    latin = f"{first[1]} {family[1]}"
    return (f"{first[0]} {family[0]}" if language == "ar" else latin), latin, language


def _more_workers(world: World, slug: str) -> list[str]:
    """A larger coalition has more case workers: nobody carries more cases than in the small one."""
    more = world.scaled(STAFF[slug].count("case_worker")) - STAFF[slug].count("case_worker")
    return ["case_worker"] * max(0, more)


def invite_everybody(world: World) -> None:
    """Forty members, each in one role; nobody has a password: the demo signs in by button."""
    taken: set[str] = set()
    used: set[tuple[str, str]] = set()
    members, memberships = [], []
    password = make_password(None)
    for slug, roles in STAFF.items():
        organisation = world.organisations[slug]
        for post in [*roles, *_more_workers(world, slug)]:
            role, _colon, network = post.partition(":")
            name, latin, language = _name(world, slug, post, used)
            member = Member(
                pk=world.uuid(),
                handle=_handle(latin, taken),
                home_organisation=organisation,
                display_name=name,
                language=language,
                password=password,
            )
            members.append(member)
            memberships.append(
                Membership(
                    pk=world.uuid(),
                    member=member,
                    organisation=organisation,
                    role=Role(role),
                    network=world.networks.get(network),
                    since=world.today - timedelta(days=world.chance.randint(200, 720)),
                )
            )
            world.members[member.handle] = member
            world.by_role.setdefault((slug, role), []).append(member)
    keep(members)
    Membership.objects.bulk_create(memberships)
    entries([("member.joined", member, None, member.home_organisation_id) for member in members])
