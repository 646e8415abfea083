"""A coordinator decides: the queue, the panel, accept, refer on, decline, ask (journey, 2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from malath.people.actions import enter_person
from malath.people.models import Person
from malath.platform.errors import NotAllowedError
from malath.platform.interface.selectors import day_for
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from malath.protection.alerts.actions import (
    accept_alert,
    assess_alert,
    assess_case,
    change_priority,
    decline_alert,
)
from malath.protection.alerts.errors import AlreadyDecidedError, ReasonMissingError
from malath.protection.alerts.jobs import tell_overdue
from malath.protection.alerts.models import Alert, RiskAssessment
from malath.protection.alerts.risks import risk_of_alert, risk_of_case
from malath.protection.alerts.rules import Course, State
from malath.protection.alerts.selectors import in_order, queue_page, urgency_of_alert
from malath.protection.alerts.tests.telling import opened, sent
from malath.protection.cases.models import Case, Entry, HouseholdMember, TeamSeat
from tests.people import Coalition

As = Callable[..., Client]
LINES = [
    {
        "kind": "threat",
        "text": "Her street stands on a list",
        "evidence": "Seen by the focal point",
        "dated": "2026-11-20",
        "confidence": "high",
    },
    {"kind": "vulnerability", "text": "Alone with a son of six"},
    {"kind": "capacity", "text": "A colleague can take them for three nights"},
]


def test_the_queue_stands_in_the_order_of_the_rule(coalition: Coalition) -> None:
    today = timezone.localdate()
    sent(coalition, priority="normal", harm="life")
    sent(coalition, priority="urgent", danger_on=today + timedelta(days=5))
    sent(coalition, priority="urgent", danger_on=today, harm="liberty")
    sent(coalition, priority="urgent", danger_on=today, harm="life", company="with_others")
    sent(coalition, priority="urgent", danger_on=today, harm="life", company="with_children")
    sent(coalition, priority="emergency")

    alerts, more = queue_page(coalition.rima)

    keys = [urgency_of_alert(alert, today).key for alert in alerts]
    assert keys == sorted(keys)
    assert not more
    below, _more = queue_page(coalition.rima, after=alerts[2].pk)
    assert [alert.pk for alert in below] == [alert.pk for alert in alerts[3:]]


def test_the_database_orders_as_the_rule_does_for_every_pair_of_codes(coalition: Coalition) -> None:
    today = timezone.localdate()
    alert = sent(coalition)
    for number, (priority, days, harm, company) in enumerate(
        [
            (p, d, h, c)
            for p in ("emergency", "normal")
            for d in (None, 0, 3, 30)
            for h in ("life", "unknown")
            for c in ("alone", "with_others")
        ]
    ):
        Alert.objects.bulk_create(
            [
                Alert(
                    sender_organisation=coalition.partner,
                    screening_organisation=coalition.haven,
                    sent_by=coalition.chadia,
                    sent_on=today,
                    priority=priority,
                    harm=harm,
                    company=company,
                    danger_on=None if days is None else today + timedelta(days=days),
                    answer_due_at=alert.answer_due_at + timedelta(minutes=number % 7),
                    entry_path="in_danger",
                    narrative="",
                    decision_text="",
                    told="",
                )
            ]
        )

    ordered = list(in_order(Alert.objects.visible_to(coalition.rima), today))

    keys = [urgency_of_alert(one, today).key for one in ordered]
    assert keys == sorted(keys)


def test_the_first_line_says_how_many_wait_and_why_the_first_is_first(coalition: Coalition, as_member: As) -> None:
    sent(coalition, priority="emergency")
    sent(coalition, "Karim Saad", priority="normal")

    page = as_member(coalition.rima).get("/alerts/").content.decode()

    assert "2 alerts wait for a first look" in page
    assert "because an answer to it is owed within a shorter time." in page
    assert "Salma" not in page


def test_the_panel_shows_words_reply_and_who_it_may_be(
    coalition: Coalition, as_member: As, commits: Callable[..., object]
) -> None:
    with commits():  # type: ignore[attr-defined]
        enter_person(
            organisation=coalition.haven,
            names={"main": "سلمى حداد"},
            about={"birth": "1997-03-04"},
            contact={"phones": ["+33639980011"]},
            by=coalition.rima,
        )
    alert = sent(coalition, facts={"own_words": "They wrote my street.", "reply": "Never call her."})

    page = as_member(coalition.rima).get(f"/alerts/{alert.pk}/").content.decode()

    assert "They wrote my street." in page
    assert "Never call her." in page
    assert "سلمى حداد" in page
    assert "Same telephone number" in page


def test_accepting_opens_a_case_with_household_team_and_risk(coalition: Coalition, as_member: As) -> None:
    alert = sent(coalition, facts={"household": [{"name": "Karim Haddad", "birth": "2020", "relation": "child"}]})
    assess_alert(alert, LINES, by=coalition.rima)

    response = as_member(coalition.rima).post(
        f"/alerts/{alert.pk}/accept/",
        {
            "head": "",
            "entry_path": "in_transit",
            "lead": str(coalition.amal.pk),
            "workers": [str(coalition.rima.pk)],
            "summary": "Reporter at risk.",
            "told": "We begin today.",
        },
    )

    assert response.status_code == 303
    alert = opened(alert.pk)
    case = Case.objects.visible_to(coalition.amal).get(pk=alert.case_id)
    assert alert.state == State.ACCEPTED
    assert case.entry_path == "in_transit"
    assert HouseholdMember.objects.visible_to(coalition.amal).filter(case=case).count() == 2
    seats = TeamSeat.objects.visible_to(coalition.amal).filter(case=case)
    assert set(seats.values_list("member", "part")) == {(coalition.amal.pk, "lead"), (coalition.rima.pk, "worker")}
    risk = risk_of_case(coalition.amal, case)
    assert risk is not None
    reveal(risk.rows, by=coalition.amal, why="test")
    assert [line.text for line in risk.threats] == ["Her street stands on a list"]
    assert Entry.objects.visible_to(coalition.amal).filter(case=case, kind="risk").exists()
    assert Notice.objects.visible_to(coalition.chadia).filter(code="alerts.decided").exists()


def test_somebody_known_is_not_entered_twice(coalition: Coalition) -> None:
    known = enter_person(organisation=coalition.haven, names={"main": "Salma Haddad"}, by=coalition.rima)

    case = accept_alert(sent(coalition), by=coalition.rima, head=known)

    assert case.head_id == known.pk
    assert Person.objects.unscoped(reason="a test looks").count() == 1


def test_of_two_deciders_the_second_is_told_so_and_nothing_is_made_twice(coalition: Coalition, as_member: As) -> None:
    alert = sent(coalition)
    mine, theirs = opened(alert.pk), opened(alert.pk)
    accept_alert(mine, by=coalition.rima)

    with pytest.raises(AlreadyDecidedError):
        accept_alert(theirs, by=coalition.dalia)
    with pytest.raises(AlreadyDecidedError):
        decline_alert(theirs, reason="no_capacity", text="", told="No.", by=coalition.dalia)

    assert Case.objects.unscoped(reason="a test looks").count() == 1
    form = {"reason": "no_capacity", "told": "No place."}
    assert as_member(coalition.dalia).post(f"/alerts/{alert.pk}/decline/", form).status_code == 409


def test_an_acceptance_that_fails_leaves_nothing(coalition: Coalition, monkeypatch: pytest.MonkeyPatch) -> None:
    from malath.protection.alerts.actions import deciding

    def fails(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the last step")

    alert = sent(coalition)
    monkeypatch.setattr(deciding, "carry_assessment", fails)

    with pytest.raises(RuntimeError), transaction.atomic():
        accept_alert(alert, by=coalition.rima)

    assert opened(alert.pk).state == State.WAITING
    assert not Person.objects.unscoped(reason="a test looks").exists()
    assert not Case.objects.unscoped(reason="a test looks").exists()


def test_a_referred_alert_waits_elsewhere_and_its_outcome_comes_back(coalition: Coalition, as_member: As) -> None:
    alert = sent(coalition, priority="emergency")
    due = alert.answer_due_at

    response = as_member(coalition.rima).post(
        f"/alerts/{alert.pk}/refer/", {"to": str(coalition.archive.pk), "reason": "They know the city."}
    )

    assert response.status_code == 303
    assert opened(alert.pk).answer_due_at == due
    assert as_member(coalition.rima).get(f"/alerts/{alert.pk}/").status_code == 404
    page = as_member(coalition.boris).get(f"/alerts/{alert.pk}/").content.decode()
    assert "They know the city." in page
    accept_alert(opened(alert.pk), by=coalition.boris)
    assert "Accepted: a case was opened" in as_member(coalition.rima).get("/alerts/decided/").content.decode()
    assert "They know the city." not in as_member(coalition.chadia).get(f"/alerts/sent/{alert.pk}/").content.decode()


def test_a_decline_needs_words_for_the_sender(coalition: Coalition, as_member: As) -> None:
    alert = sent(coalition)

    with pytest.raises(ReasonMissingError):
        decline_alert(alert, reason="no_capacity", text="inside", told=" ", by=coalition.rima)
    response = as_member(coalition.rima).post(f"/alerts/{alert.pk}/decline/", {"reason": "no_capacity"})

    assert response.status_code == 422
    assert opened(alert.pk).state == State.WAITING


def test_an_alert_moves_in_the_order_with_a_reason_that_is_kept(coalition: Coalition, as_member: As) -> None:
    alert = sent(coalition, priority="normal")

    change_priority(alert, priority="emergency", reason="The hearing was moved.", by=coalition.rima)

    moved = opened(alert.pk)
    assert moved.priority == "emergency"
    assert moved.answer_due_at < timezone.now() + timedelta(hours=24)
    assert "The hearing was moved." in as_member(coalition.dalia).get(f"/alerts/{alert.pk}/").content.decode()
    assert "The hearing was moved." not in as_member(coalition.chadia).get(f"/alerts/sent/{alert.pk}/").content.decode()


def test_a_new_assessment_leaves_the_last_as_it_was_and_shows_the_course(coalition: Coalition) -> None:
    alert = sent(coalition)
    assess_alert(alert, LINES, by=coalition.rima)
    later = [{**LINES[0], "trend": "rising"}, {**LINES[1], "trend": "same"}, {**LINES[2], "trend": "gone"}]
    assess_alert(alert, later, by=coalition.dalia)

    newest, first = risk_of_alert(coalition.rima, alert), risk_of_alert(coalition.rima, alert, 1)

    assert newest is not None
    assert first is not None
    reveal(newest.rows, first.rows, by=coalition.rima, why="test")
    assert newest.course == Course.WORSE
    assert newest.gone == ["A colleague can take them for three nights"]
    assert [line.text for line in first.capacities] == ["A colleague can take them for three nights"]
    assert first.course == Course.FIRST


def test_an_assessment_is_written_by_form_beginning_with_the_last_lines(coalition: Coalition, as_member: As) -> None:
    alert = sent(coalition)
    assess_alert(alert, LINES, by=coalition.rima)
    client = as_member(coalition.rima)

    page = client.get(f"/alerts/{alert.pk}/risk/").content.decode()
    response = client.post(
        f"/alerts/{alert.pk}/risk/",
        {
            "form-TOTAL_FORMS": "6",
            "form-INITIAL_FORMS": "3",
            "form-0-kind": "threat",
            "form-0-text": "Her street stands on a list",
            "form-0-trend": "falling",
            "form-0-dated": "2026-11-20",
            **{f"form-{n}-kind": "capacity" for n in range(1, 6)},
        },
    )

    assert "Her street stands on a list" in page
    assert response.status_code == 303
    assert RiskAssessment.objects.visible_to(coalition.rima).filter(alert=alert).count() == 2
    assert client.get(f"/alerts/risk/alert/{alert.pk}/1/").status_code == 200
    assert client.get(f"/alerts/risk/alert/{alert.pk}/9/").status_code == 404


def test_an_empty_assessment_is_refused(coalition: Coalition, as_member: As) -> None:
    alert = sent(coalition)

    response = as_member(coalition.rima).post(
        f"/alerts/{alert.pk}/risk/", {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-kind": "threat"}
    )

    assert response.status_code == 422


def test_a_case_is_assessed_by_those_who_write_in_it(coalition: Coalition) -> None:
    case = accept_alert(sent(coalition), by=coalition.rima)

    assess_case(case, LINES, by=coalition.rima)

    assert risk_of_case(coalition.rima, case) is not None
    assert risk_of_case(coalition.amal, case) is None
    with pytest.raises(NotAllowedError):
        assess_case(case, LINES, by=coalition.amal)


def test_today_shows_what_is_owed_and_what_is_asked(coalition: Coalition) -> None:
    from malath.protection.alerts.actions import ask_sender

    alert = sent(coalition, priority="emergency")

    mine = day_for(coalition.rima)
    late = day_for(coalition.rima, now=timezone.now() + timedelta(hours=30))
    ask_sender(alert, text="Since when?", by=coalition.rima)
    theirs = day_for(coalition.chadia)

    assert [str(matter.title()) for matter in mine.urgent] == ["Reporter, 29, Gaziantep"]
    assert "late" in str(late.urgent[0].detail())
    assert [str(matter.title()) for matter in theirs.urgent] == ["Salma Haddad"]


def test_those_who_decide_are_reminded_of_what_is_late(coalition: Coalition) -> None:
    alert = sent(coalition, priority="emergency")
    Alert.objects.visible_to(coalition.rima).filter(pk=alert.pk).update(
        answer_due_at=timezone.now() - timedelta(hours=1)
    )

    assert tell_overdue() == 1
    tell_overdue()

    assert Notice.objects.visible_to(coalition.rima).filter(code="alerts.overdue").count() == 1
