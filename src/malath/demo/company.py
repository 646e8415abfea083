"""Appointments of the next weeks that somebody should go along to: some found, some asked, some open."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from malath.demo.world import World
from malath.platform.access.models import Member
from malath.platform.sealed.fields import reveal
from malath.protection.accompaniment.models import Appointment
from malath.protection.accompaniment.rules import AppointmentState
from malath.protection.companions.actions import ask_for_company, ask_volunteer, write_answer
from malath.protection.companions.planning import choices_for
from malath.protection.companions.rules import WEEKS_AHEAD
from malath.protection.companions.selectors import company_for
from malath.protection.hosting.selectors import networks_visible

WANTED = 9
TOLD = {
    "ar": "اللقاء عند المدخل الرئيسي قبل الموعد بربع ساعة.",
    "fr": "Rendez-vous à l'entrée principale, un quart d'heure avant.",
    "en": "Meet at the main entrance, a quarter of an hour before.",
}


def make_company(world: World) -> None:
    """Company for the next appointments of Haven's cases, as case workers ask for it and a coordinator finds it."""
    by = world.with_role("haven", "coordinator")[0]
    network = networks_visible(by).order_by("local__slug").first()
    if network is None:
        return
    for number, row in enumerate(_coming(by)):
        asked = ask_for_company(
            row, network, does=("accompany", "interpret", "accompany")[number % 3], languages=["ar"] if number % 3 == 1 else [],
            women=False, told=list(TOLD.values())[number % 3], minutes=(45, 60, 90)[number % 3], way=30, by=by,
        )  # fmt: skip
        if number % 3:
            continue
        held = company_for(by, asked.pk)
        (choice,) = choices_for(by, [held], solve=False)
        if choice.options:
            given = ask_volunteer(held, choice.options[0].volunteer.pk, seen=held.mark, by=by)
            if number % 2 == 0:
                write_answer(given, yes=True, seen=given.mark, by=by)


def _coming(by: Member) -> list[Appointment]:
    until = timezone.now() + timedelta(weeks=WEEKS_AHEAD)
    rows = Appointment.objects.visible_to(by).select_related("case__organisation", "member")
    coming = rows.filter(
        state=AppointmentState.PLANNED, starts_at__gt=timezone.now() + timedelta(hours=20), starts_at__lt=until,
        case__organisation__slug="haven", case__closed_on=None,
    )  # fmt: skip
    found = list(coming.order_by("starts_at", "case__code")[:WANTED])
    reveal(found, by=by, why="demo")
    return found
