"""The same people in every test: Amal (case worker, haven), Rima (coordinator, haven), Boris (coordinator of another
organisation of the coalition), Chadia (focal point of a partner), and those whose roles differ from theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from django.contrib.auth.hashers import make_password

from malath.platform.access.models import LocalNetwork, Member, Membership, Organisation, OrganisationName
from malath.platform.access.rules import Role
from malath.platform.keeper.client import keeper

PASSPHRASE = "open the quiet door"
PASSWORD = "a long enough password"


@dataclass
class Coalition:
    """Three organisations and their members."""

    haven: Organisation
    archive: Organisation
    partner: Organisation
    lyon: LocalNetwork
    amal: Member
    rima: Member
    dalia: Member
    lea: Member
    nadim: Member
    omar: Member
    tariq: Member
    boris: Member
    bilal: Member
    chadia: Member


def organisation(slug: str, name: str, *, screens: bool = False, inside: bool = True) -> Organisation:
    made = Organisation.objects.create(slug=slug, screens_alerts=screens, in_coalition=inside)
    for language in ("en", "fr", "ar"):
        OrganisationName.objects.create(organisation=made, language=language, name=name)
    keeper().create_subject(made.pk, made.pk)
    return made


@cache
def hashed_password() -> str:
    """Everybody's password, stretched once a test process: it costs a tenth of a second on purpose."""
    return make_password(PASSWORD)


def member(handle: str, home: Organisation, *roles: Role, network: LocalNetwork | None = None) -> Member:
    made = Member(handle=handle, home_organisation=home, display_name=f"{handle.title()} of {home.slug}")
    made.password = hashed_password()
    made.save()
    for role in roles:
        Membership.objects.create(
            member=made,
            organisation=home,
            role=role,
            network=network if role == Role.NETWORK_COORDINATOR else None,
            since=date(2026, 1, 1),
        )
    return made


def found_coalition() -> Coalition:
    """Create the organisations and members through the real models and the real keeper."""
    haven = organisation("haven", "Haven Association", screens=True)
    archive = organisation("archive", "Witness Archive", screens=True)
    partner = organisation("freepen", "Free Pen Network", inside=False)
    lyon = LocalNetwork.objects.create(slug="lyon", name_en="Lyon", name_fr="Lyon", name_ar="ليون")
    return Coalition(
        haven=haven,
        archive=archive,
        partner=partner,
        lyon=lyon,
        amal=member("amal", haven, Role.CASE_WORKER),
        rima=member("rima", haven, Role.COORDINATOR),
        dalia=member("dalia", haven, Role.DIRECTOR),
        lea=member("lea", haven, Role.LEGAL_OFFICER),
        nadim=member("nadim", haven, Role.NETWORK_COORDINATOR, network=lyon),
        omar=member("omar", haven, Role.AUDITOR),
        tariq=member("tariq", haven, Role.ADMINISTRATOR),
        boris=member("boris", archive, Role.COORDINATOR),
        bilal=member("bilal", archive, Role.CASE_WORKER),
        chadia=member("chadia", partner, Role.FOCAL_POINT),
    )
