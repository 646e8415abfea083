"""Alerts: forty that wait, two hundred that were decided, with their risk assessments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from malath.demo.people import Household
from malath.demo.stories import CAPACITIES, THREATS, VULNERABILITIES
from malath.demo.words import FAMILIES, MEN, TOWNS_OUT, TRADES, WOMEN, pairs
from malath.demo.world import World, entries, keep, keys_for
from malath.protection.alerts.models import Alert, RiskAssessment, RiskLine
from malath.protection.alerts.rules import CLOCKS, Company, DeclineReason, Harm, RiskKind, State, Trend
from malath.protection.cases.rules import EntryPath, Priority

_SENDERS = ("freepen", "archive", "jasmine", "bridge")
WAITING = 40
DECLINED = 30


def send_alerts(world: World, households: list[Household]) -> None:
    """Alerts that became the cases, alerts that were declined, and alerts that wait."""
    alerts = [_accepted(world, case, household) for case, household in zip(world.cases, households, strict=True)
              if world.often(0.6)]  # fmt: skip
    alerts += [_new(world, State.DECLINED, world.day(600, 20)) for _ in range(world.scaled(DECLINED))]
    alerts += [_waiting(world, number) for number in range(world.scaled(WAITING))]
    keys_for([(alert.pk, alert.sender_organisation_id) for alert in alerts])
    keep(alerts)
    _assess(world, alerts)
    entries([("alert.sent", alert.sent_by, alert.pk, alert.sender_organisation_id) for alert in alerts])


def _sender(world: World) -> tuple[Any, Any]:
    slug = world.pick(_SENDERS)
    return world.organisations[slug], world.pick(world.with_role(slug, "focal_point"))


def _base(world: World, language: str) -> dict[str, Any]:
    organisation, focal_point = _sender(world)
    town = world.pick(TOWNS_OUT)
    place = town[0] if language == "ar" else town[1]
    return {
        "pk": world.uuid(),
        "sender_organisation": organisation,
        "sent_by": focal_point,
        "harm": world.pick((Harm.LIFE, Harm.LIBERTY, Harm.LIBERTY, Harm.LIVELIHOOD)),
        "company": world.pick(list(Company)),
        "narrative": world.said(THREATS, language) + ". " + world.said(VULNERABILITIES, language) + ".",
        "facts": {"country": town[2], "place": place, "occupation": world.pick(TRADES[language]), "languages": ["ar"],
                  "phones": [world.phone()], "household_size": world.chance.randint(1, 5), "knows": "agreed"},
    }  # fmt: skip


def _accepted(world: World, case: Any, household: Household) -> Alert:
    fields = _base(world, household.language)
    sent = case.opened_on - timedelta(days=world.chance.randint(1, 9))
    fields["facts"] |= {"names": dict(case.head.names), "birth": case.head.about.get("birth", "")}
    return Alert(
        **fields,
        screening_organisation=case.organisation,
        sent_on=sent,
        state=State.ACCEPTED,
        priority=case.priority,
        answer_due_at=world.moment(sent) + CLOCKS[case.priority],
        answered_on=case.opened_on,
        entry_path=case.entry_path,
        decided_by=world.pick(world.with_role(case.organisation.slug, "coordinator")),
        case=case,
    )


def _names(world: World) -> dict[str, Any]:
    first, family = world.pick(pairs(WOMEN) + pairs(MEN)), world.pick(pairs(FAMILIES))
    arabic, latin = f"{first[0]} {family[0]}", f"{first[1]} {family[1]}"
    return {"main": arabic, "others": [latin]} if world.often(0.7) else {"main": latin, "others": []}


def _new(world: World, state: str, sent: Any, priority: str = Priority.NORMAL) -> Alert:
    language = world.pick(("ar", "ar", "fr", "en"))
    fields = _base(world, language)
    fields["facts"] |= {"names": _names(world), "birth": str(world.today.year - world.chance.randint(21, 55))}
    screening = world.organisations["haven" if world.often(0.75) else "taafi"]
    declined = state == State.DECLINED
    return Alert(
        **fields,
        screening_organisation=screening,
        sent_on=sent,
        state=state,
        priority=priority,
        answer_due_at=world.moment(sent) + CLOCKS[priority],
        answered_on=sent + timedelta(days=3) if declined else None,
        entry_path=world.pick(list(EntryPath)),
        decision=DeclineReason.OUTSIDE_MANDATE if declined else "",
        told={"ar": "خارج ما نستطيع فعله؛ أحلناكم إلى العيادة.", "fr": "Hors de ce que nous pouvons faire ; voyez la clinique.",
              "en": "Outside what we can do; the clinic may help."}[language] if declined else "",
        decided_by=world.pick(world.with_role(screening.slug, "coordinator")) if declined else None,
    )  # fmt: skip


def _waiting(world: World, number: int) -> Alert:
    """Most are in time; every eighth is late; the first was sent this morning and is an emergency."""
    priority = world.pick((Priority.EMERGENCY, Priority.URGENT, Priority.URGENT, Priority.NORMAL, Priority.NORMAL))
    late = number % 8 == 7
    clock = CLOCKS[Priority.EMERGENCY if number == 0 else priority]
    alert = _new(
        world,
        State.ASKED if number % 9 == 5 else State.WAITING,
        world.today,
        Priority.EMERGENCY if number == 0 else priority,
    )
    left = -clock * 0.2 if late else clock * world.chance.uniform(0.1, 0.95)
    alert.answer_due_at = timezone.now().replace(second=0, microsecond=0) + left
    alert.sent_on = (alert.answer_due_at - clock).date()
    if number == 0:
        alert.screening_organisation = world.organisations["haven"]
        alert.harm = Harm.LIFE
    return alert


def _assess(world: World, alerts: list[Alert]) -> None:
    """A first assessment of half of those that wait, and of every accepted one's case."""
    assessments, lines = [], []
    for alert in alerts:
        if alert.state == State.DECLINED or (alert.state != State.ACCEPTED and world.often(0.5)):
            continue
        by = alert.decided_by or world.pick(world.with_role(alert.screening_organisation.slug, "coordinator"))
        for version in (1, 2) if alert.case and world.often(0.5) else (1,):
            on = alert.sent_on + timedelta(days=0 if version == 1 else min(60, (world.today - alert.sent_on).days))
            owner = {"case": alert.case} if alert.case else {"alert": alert}
            assessment = RiskAssessment(pk=world.uuid(), version=version, assessed_by=by, on=on, **owner)
            assessments.append(assessment)
            lines += _lines(world, assessment, version)
    keep(assessments)
    keep(lines)


def _lines(world: World, assessment: RiskAssessment, version: int) -> list[RiskLine]:
    language = world.pick(("ar", "ar", "fr", "en"))
    made = []
    for kind, texts in (
        (RiskKind.THREAT, THREATS),
        (RiskKind.VULNERABILITY, VULNERABILITIES),
        (RiskKind.CAPACITY, CAPACITIES),
    ):
        for text in world.chance.sample(texts[language], k=world.pick((1, 1, 2))):
            made.append(
                RiskLine(
                    pk=world.uuid(),
                    assessment=assessment,
                    subject=assessment.sealed_subject,
                    number=len(made) + 1,
                    kind=kind,
                    trend=Trend.NEW if version == 1 else world.pick((Trend.SAME, Trend.FALLING, Trend.RISING)),
                    content={"text": text, "evidence": "", "dated": assessment.on.isoformat(), "confidence": "medium"},
                )
            )
    return made
