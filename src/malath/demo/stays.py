"""Households in the invented homes: expected, arrived, soon to leave, gone; journeys, visits, rent, one complaint."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from malath.demo.people import Household
from malath.demo.world import World, entries, keep
from malath.protection.cases.models import Case
from malath.protection.cases.rules import EntryPath
from malath.protection.hosting.models import Home, Opening
from malath.protection.hosting.rules import HomeKind, HomeState
from malath.protection.stays.models import (
    BudgetLine,
    Complaint,
    ExitStep,
    Incident,
    Leg,
    Night,
    RentAgreement,
    RentMonth,
    Stay,
    Visit,
)
from malath.protection.stays.rent import first_of, months_between
from malath.protection.stays.rules import EXIT_DAYS, beds_taken, nights, visit_days

MODELS = (Stay, Night, Leg, Visit, Incident, ExitStep, RentAgreement, RentMonth, Complaint)
# What the household says, what the host says, what is to be done; by the household's language.
SAID = {
    "ar": (
        "ننام جيداً، والأولاد يلعبون في الحديقة.",
        "Ils cuisinent pour nous le dimanche.",
        "السؤال عن المدرسة الأقرب.",
    ),
    "fr": (
        "Nous dormons bien, c'est calme.",
        "Tout va bien, la langue vient peu à peu.",
        "Demander la place au collège.",
    ),
    "en": ("We sleep well here.", "On s'entend bien, il faut parler du chauffage.", "Ask about the heating."),
}
YES = {
    "ar": "نعم، نريد أن نجرب. المهم أن تكون المدرسة قريبة.",
    "fr": "Oui, nous voulons essayer. L'école doit être proche.",
    "en": "Yes, we want to try. The school should be near.",
}
AIMS = {
    "ar": ("حساب مصرفي وبطاقة صحية", "طلب سكن اجتماعي", "مسكن خاص بهم"),
    "fr": ("Compte bancaire et carte Vitale", "Demande de logement social", "Un logement à eux"),
    "en": ("Bank account and health card", "Ask for social housing", "A home of their own"),
}
LATE = 2
ROADS = (("بيروت", "Paris", "plane"), ("Istanbul", "Lyon", "plane"), ("Paris", "Rennes", "train"))


def make_stays(world: World, households: list[Household]) -> None:
    """Some of the open cases of Haven live in its homes, or are on their way there."""
    waiting = [
        (case, household)
        for case, household in zip(world.cases, households, strict=True)
        if case.is_open and case.organisation.slug == "haven" and case.entry_path != EntryPath.IN_DANGER
    ]
    line = _line(world)
    rows: list[Any] = []
    homes = Home.objects.unscoped(reason="the homes just invented").filter(state=HomeState.APPROVED)
    for number, home in enumerate(homes.select_related("network").order_by("code")):
        rows += _in_home(world, home, number, waiting, line)
    for model in MODELS:
        keep([row for row in rows if type(row) is model])
    entries(
        [("stay.booked", row.booked_by, row.case_id, row.case.organisation_id) for row in rows if type(row) is Stay]
    )


def _line(world: World) -> BudgetLine:
    line = BudgetLine(
        pk=world.uuid(), organisation=world.organisations["haven"], name="Loyers d'urgence", cents=2_400_000,
        since=world.today - timedelta(days=200), until=world.today + timedelta(days=400),
    )  # fmt: skip
    line.save(force_insert=True)
    return line


def _in_home(
    world: World, home: Home, number: int, waiting: list[tuple[Case, Household]], line: BudgetLine
) -> list[Any]:
    opening = Opening.objects.unscoped(reason="when an invented home is open").filter(home=home).earliest("from_day")
    family, beds, rows = home.kind == HomeKind.FAMILY, home.beds, []
    given = 0
    for _ in range(1 if family else 2):
        fitting = next((one for one in waiting if len(one[1].people) <= beds - given), None)
        if fitting is None:
            break
        waiting.remove(fitting)
        case, household = fitting
        state = ("arrived", "arrived", "expected", "arrived", "booked")[number % 5]
        if case.entry_path == EntryPath.IN_TRANSIT and state == "arrived":
            state = "expected"
        rows += _stay(world, home, opening, case, household, state, number, line, given)
        given += beds_taken(family, beds, len(household.people))
    return rows


def _stay(
    world: World, home: Home, opening: Opening, case: Case, household: Household, state: str, number: int, line: BudgetLine, given: int,
) -> list[Any]:  # fmt: skip
    by = world.with_role("haven", "coordinator")[0]
    since = max(opening.from_day, home.offered_on + timedelta(days=25), world.today - timedelta(days=20 + number * 5))
    from_day = since if state == "arrived" else world.today + timedelta(days=1 + number % 9)
    to_day = min(opening.to_day, from_day + timedelta(days=60 + number * 7))
    if from_day >= to_day or from_day < opening.from_day:
        return []
    stay = Stay(
        pk=world.uuid(), case=case, home=home, from_day=from_day, to_day=to_day, persons=len(household.people), state=state,
        booked_by=by, booked_on=min(world.today, from_day) - timedelta(days=6), moved_from=None,
        agreed_on=None if state == "booked" else world.today - timedelta(days=2) if state == "expected" else from_day,
        arrived_on=from_day if state == "arrived" else None,
        details={} if state == "booked" else {"person_said": YES[household.language]},
    )  # fmt: skip
    count = beds_taken(home.kind == HomeKind.FAMILY, home.beds, stay.persons)
    rows: list[Any] = [stay]
    rows += [
        Night(pk=world.uuid(), stay=stay, case=case, home=home, day=day, bed=given + bed, number=bed)
        for day in nights(from_day, to_day)
        for bed in range(1, count + 1)
    ]
    if state == "arrived":
        rows += _living(world, stay, household, number, by)
    else:
        rows += _travelling(world, stay, number, by)
    if home.kind == HomeKind.SHARED:
        rows += _rent(world, stay, line, by)
    return rows


def _living(world: World, stay: Stay, household: Household, number: int, by: Any) -> list[Any]:
    person, host, note = SAID[household.language]
    rows: list[Any] = []
    for due in visit_days(stay.from_day, stay.to_day, stay.case.priority):
        late = (world.today - due).days
        done = late > 6 or (late > 0 and number % 3 != 0)
        mood = world.pick(("good", "good", "mixed", "bad" if number % 4 == 0 else "good"))
        details = {
            "person": mood,
            "host": world.pick(("good", "mixed")),
            "person_said": person,
            "host_said": host,
            "note": note,
        }
        rows.append(
            Visit(pk=world.uuid(), case=stay.case, stay=stay, due_on=due, done_on=due if done else None,
                  done_by=by if done else None, details=details if done else {})
        )  # fmt: skip
    for days, aim in zip(EXIT_DAYS, AIMS[household.language], strict=True):
        due = stay.from_day + timedelta(days=days)
        rows.append(
            ExitStep(pk=world.uuid(), case=stay.case, stay=stay, after=days, due_on=due, details={"aim": aim},
                     reached_on=due if due < world.today else None)
        )  # fmt: skip
    if number % 4 == 0:
        rows.append(
            Incident(pk=world.uuid(), case=stay.case, stay=stay, on=world.today - timedelta(days=3), kind="house", noted_by=by,
                     noted_on=world.today - timedelta(days=3), details={"what": "La serrure de la chambre ne ferme plus.", "done": ""})
        )  # fmt: skip
    if number == 0:
        rows.append(_complaint(world, stay, by))
    return rows


def _complaint(world: World, stay: Stay, by: Any) -> Complaint:
    return Complaint(
        pk=world.uuid(), case=stay.case, stay=stay, organisation=world.organisations["haven"], network_id=stay.home.network.local_id,
        who="person", written_on=world.today - timedelta(days=2), written_by=by,
        details={"what": "لا نستطيع استعمال المطبخ بعد الثامنة مساءً، والأولاد يجوعون.", "wish": "أن يُتفق على ساعة أخرى."},
    )  # fmt: skip


def _travelling(world: World, stay: Stay, number: int, by: Any) -> list[Leg]:
    start, end, way = ROADS[number % len(ROADS)]
    day = stay.from_day - timedelta(days=1)
    at = world.moment(day, 15, 20)
    if number == LATE:
        # One of them should have told hours ago that they arrived.
        day, at = world.today, timezone.now() - timedelta(hours=3)
    return [
        Leg(pk=world.uuid(), case=stay.case, stay=stay, way=way, leaves_on=day, arrival_at=at, member=by, planned_by=by,
            details={"start": start, "end": end, "needed": "Laissez-passer, visa D", "held": "Passeport",
                     "escort": "Jana, jusqu'à la correspondance", "reach": "Signal"})
    ]  # fmt: skip


def _rent(world: World, stay: Stay, line: BudgetLine, by: Any) -> list[Any]:
    months = list(months_between(stay.from_day, stay.to_day))[:4]
    agreement = RentAgreement(
        pk=world.uuid(), case=stay.case, stay=stay, line=line, cents=world.pick((28_000, 35_000, 41_000)), first_month=months[0],
        last_month=months[-1], agreed_by=by, agreed_on=stay.booked_on, details={"payee": "Foyer de la Fontaine", "note": ""},
    )  # fmt: skip
    paid = [month for month in months if month < first_of(world.today)]
    return [agreement] + [
        RentMonth(pk=world.uuid(), case=stay.case, agreement=agreement, stay=stay, line=line, month=month, cents=agreement.cents,
                  paid_on=month + timedelta(days=4), paid_by=by, details={"reference": f"V-{world.chance.randint(1000, 9999)}"})
        for month in paid
    ]  # fmt: skip
