"""Two testimonies of the archive, and the invented association that holds their seats: what waits, was agreed, was refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from malath.accountability.testimony.answering import Answered, answer_use
from malath.accountability.testimony.consenting import Given, give_consent
from malath.accountability.testimony.models import Testimony
from malath.accountability.testimony.proposing import Use, propose_use
from malath.accountability.testimony.rules import NameUse, Purpose, Who
from malath.accountability.testimony.seating import found_association
from malath.accountability.testimony.taking import confirm_reading, take_testimony
from malath.accountability.violations.models import Information
from malath.demo.world import World, keep, keys_for
from malath.platform.access.models import Member, Membership, Organisation, OrganisationName
from malath.platform.access.rules import Role

NAMES = {"en": "Families of Zahr", "fr": "Familles de Zahr", "ar": "رابطة عائلات زهر"}
STAFF = {"widad": ("وداد الزهراوي", Role.VICTIMS_DELEGATE), "munir": ("منير الزهراوي", Role.DIRECTOR)}
EXPLAINED = "لماذا تُستعمل الشهادة، ومن يطّلع عليها، وأنه يجوز الرفض والسحب في أي وقت."


def take_testimonies(world: World) -> None:
    """What two sources of the archive allow, and what their association says to it."""
    documenters = world.with_role("archive", "documenter")
    if not documenters:
        return
    by, archive = documenters[0], world.organisations["archive"]
    families = _association(world)
    delegate = world.members["widad"]
    told = Information.objects.visible_to(by).filter(organisation=archive, event__is_restricted=False)
    rows = list(told.exclude(source=None).order_by("-event__stage", "pk")[:2])
    for number, information in enumerate(rows):
        testimony = _testimony(information, by)
        _seat(testimony, families, by, known_as=("لينا", "أ. ن.")[number % 2])
        _uses(world, testimony, by, delegate, refuses=number == 1)


def _association(world: World) -> Organisation:
    """An association of the coalition, made after everybody else, so that the rest of the world stays as it was."""
    families = Organisation(pk=world.uuid(), slug="families", screens_alerts=False, in_coalition=True)
    families.save(force_insert=True)
    keep([OrganisationName(organisation=families, language=code, name=name) for code, name in NAMES.items()])
    keys_for([(families.pk, families.pk)])
    world.organisations["families"] = families
    for handle, (name, role) in STAFF.items():
        member = Member(
            pk=world.uuid(),
            handle=handle,
            home_organisation=families,
            display_name=name,
            language="ar",
            password=make_password(None),
        )
        keep([member])
        since = world.today - timedelta(days=90)
        Membership.objects.create(pk=world.uuid(), member=member, organisation=families, role=role, since=since)
        world.members[handle] = member
        world.by_role.setdefault(("families", role.value), []).append(member)
    found_association(families, by=world.with_role("haven", "administrator")[0])
    return families


def _testimony(information: Information, by: Member) -> Testimony:
    today = timezone.localdate()
    taking = {"explained": EXPLAINED, "language": "العربية", "given_by": Who.SELF.value}
    testimony = take_testimony(information.pk, taking=taking, taken_on=today - timedelta(days=20), by=by)
    confirm_reading(testimony, read_by=by.handle, on=today - timedelta(days=18), corrections="", by=by)
    return testimony


def _seat(testimony: Testimony, families: Organisation, by: Member, *, known_as: str) -> None:
    """They give the association the seat, under the name or the initials by which it knows them."""
    name_use = NameUse.INITIALS if "." in known_as else NameUse.NAME
    on = timezone.localdate() - timedelta(days=17)
    seat = Given(Purpose.SEAT, True, on, [str(families.pk)], name_use, known_as=known_as)
    give_consent(testimony, seat, by=by)


def _uses(world: World, testimony: Testimony, by: Member, delegate: Member, *, refuses: bool) -> None:
    """Sharing was answered; publication waits."""
    today, clinic = timezone.localdate(), str(world.organisations["jasmine"].pk)
    allowed = Given(Purpose.PUBLICATION, True, today - timedelta(days=17), name_use=NameUse.INITIALS)
    give_consent(testimony, allowed, by=by)
    give_consent(testimony, replace(allowed, purpose=Purpose.SHARING, recipients=[clinic]), by=by)
    shared = Use(Purpose.SHARING, clinic, "الواقعة كلها، لإعداد ملف قضية", today + timedelta(days=180))
    proposal = propose_use(testimony, shared, by=by)
    until = None if refuses else today + timedelta(days=120)
    reason = "العائلة ما زالت تخشى على ابنها الثاني." if refuses else ""
    answer_use(proposal, Answered(not refuses, proposal.turn, until, reason), by=delegate)
    published = Use(Purpose.PUBLICATION, "", "فقرة في تقرير سنوي", today + timedelta(days=365))
    propose_use(testimony, published, by=by)
