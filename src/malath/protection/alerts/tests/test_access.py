"""Who sees what of an alert: its sender, those who decide, nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from malath.platform.errors import NotAllowedError
from malath.protection.alerts.actions import accept_alert, ask_sender, assess_alert
from malath.protection.alerts.models import AlertMessage, RiskAssessment, RiskLine
from malath.protection.alerts.tests.telling import alerts_of, read_in, sent
from tests.people import Coalition

As = Callable[..., Client]
LINES = [{"kind": "threat", "text": "Her street stands on a list"}]


def test_another_organisation_sees_nothing(coalition: Coalition, as_member: As) -> None:
    alert = sent(coalition)
    client = as_member(coalition.boris)

    assert not alerts_of(coalition.boris).exists()
    assert "No alert waits" in client.get("/alerts/").content.decode()
    for page in ("", "ask/", "move/", "refer/", "decline/", "accept/", "risk/"):
        assert client.get(f"/alerts/{alert.pk}/{page}").status_code == 404
    assert client.get(f"/alerts/sent/{alert.pk}/").status_code == 404
    with pytest.raises(NotAllowedError):
        ask_sender(alert, text="Who?", by=coalition.boris)


@pytest.mark.parametrize("handle", ["amal", "lea", "nadim", "omar", "tariq"])
def test_members_who_do_not_decide_see_no_queue(coalition: Coalition, as_member: As, handle: str) -> None:
    alert = sent(coalition)
    client = as_member(getattr(coalition, handle))

    assert client.get("/alerts/").status_code == 404
    assert client.get(f"/alerts/{alert.pk}/").status_code == 404
    assert client.get(f"/alerts/sent/{alert.pk}/").status_code == 404
    assert not alerts_of(getattr(coalition, handle)).exists()


def test_a_focal_point_sees_no_assessment_and_no_inner_line(coalition: Coalition, as_member: As) -> None:
    from malath.protection.alerts.actions import change_priority

    alert = sent(coalition)
    assess_alert(alert, LINES, by=coalition.rima)
    change_priority(alert, priority="emergency", reason="We doubt it.", by=coalition.rima)
    client = as_member(coalition.chadia)

    page = client.get(f"/alerts/sent/{alert.pk}/").content.decode()

    assert "Her street stands on a list" not in page
    assert "We doubt it." not in page
    assert not RiskAssessment.objects.visible_to(coalition.chadia).exists()
    assert not RiskLine.objects.visible_to(coalition.chadia).exists()
    assert not AlertMessage.objects.visible_to(coalition.chadia).exists()
    assert client.get(f"/alerts/{alert.pk}/").status_code == 404
    assert client.get(f"/alerts/risk/alert/{alert.pk}/1/").status_code == 404


def test_after_acceptance_the_team_sees_the_risk_of_the_case_and_not_the_alert(
    coalition: Coalition, as_member: As
) -> None:
    alert = sent(coalition)
    assess_alert(alert, LINES, by=coalition.rima)
    case = accept_alert(alert, by=coalition.rima, team=[(coalition.amal, "lead")])

    assert RiskAssessment.objects.visible_to(coalition.amal).get().case_id == case.pk
    assert RiskLine.objects.visible_to(coalition.amal).count() == 1
    assert not RiskAssessment.objects.visible_to(coalition.boris).exists()
    assert as_member(coalition.amal).get(f"/alerts/{alert.pk}/").status_code == 404
    assert as_member(coalition.amal).get(f"/alerts/risk/case/{case.pk}/").status_code == 200


def test_an_import_is_seen_by_its_organisation_alone(coalition: Coalition, as_member: As) -> None:
    sheet = read_in(as_member(coalition.chadia), coalition, "referrals_cp1256.csv")

    for member in (coalition.rima, coalition.boris, coalition.amal):
        client = as_member(member)
        assert client.get(f"/alerts/import/{sheet.pk}/").status_code == 404
        assert client.get(f"/alerts/import/{sheet.pk}/rows/").status_code == 404
        assert client.post(f"/alerts/import/{sheet.pk}/apply/").status_code == 404
        assert client.post(f"/alerts/import/{sheet.pk}/undo/").status_code == 404


def test_queries_do_not_grow_with_the_queue(
    coalition: Coalition, as_member: As, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(12):
        sent(coalition, f"Salma Haddad {number}")
    alert = alerts_of(coalition.rima).first()
    client = as_member(coalition.rima)
    client.get("/alerts/")

    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        client.get("/alerts/")
    with django_assert_max_num_queries(28):  # type: ignore[attr-defined]
        client.get(f"/alerts/{alert.pk}/")
