"""A focal point sends an alert and learns what became of it (journey, 1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from malath.people.models import Person
from malath.platform.access.models import Organisation
from malath.platform.audit.models import OutboxEntry
from malath.platform.notices.models import Notice
from malath.platform.sealed.intake import take_in
from malath.platform.sealed.models import Intake
from malath.protection.alerts.actions import (
    accept_alert,
    answer_question,
    ask_sender,
    decline_alert,
    receive_intake,
    withdraw_alert,
)
from malath.protection.alerts.actions.sending import intake_payload
from malath.protection.alerts.errors import AlreadyDecidedError, NotScreeningError, TextMissingError
from malath.protection.alerts.models import Alert
from malath.protection.alerts.rules import State
from malath.protection.alerts.tests.telling import alerts_of, form_of, opened, sent
from tests.people import Coalition

As = Callable[..., Client]


def test_an_alert_is_sent_by_form(coalition: Coalition, as_member: As) -> None:
    response = as_member(coalition.chadia).post("/alerts/sent/new/", form_of(coalition.partner, coalition.haven))

    assert response.status_code == 303
    (alert,) = [opened(row.pk) for row in alerts_of(coalition.chadia)]
    assert alert.facts["names"] == {"main": "Salma Haddad", "others": ["سلمى حداد"]}
    assert alert.facts["birth"] == "~1997"
    assert alert.facts["phones"] == ["+33639980011"]
    assert alert.facts["country"] == "TR"
    assert alert.facts["safe"]["never"] == ["call"]
    assert alert.facts["household"] == [{"name": "Karim Haddad", "birth": "2020", "relation": "child"}]
    assert timedelta(hours=23) < alert.answer_due_at - timezone.now() <= timedelta(hours=24)
    assert OutboxEntry.objects.filter(verb="alerts.sent", subject=alert.pk, member=coalition.chadia.pk).exists()
    assert Notice.objects.visible_to(coalition.rima).filter(code="alerts.sent").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "required"),
        ({"birth": "32/13/1988"}, "13"),
        ({"phone": "06 12"}, "Too short"),
        ({"name": "Salma\x00"}, "cannot be kept"),
        ({"narrative": "a\u202eb"}, "hidden marks"),
        ({"priority": "tomorrow"}, "Select a valid choice"),
        ({"safe_only": ["call"]}, "Allowed and never at once"),
        ({"household_size": "2", "children": "5"}, "More children than people"),
        ({"danger_on": "9999-99-99"}, "valid date"),
        ({"household-TOTAL_FORMS": "99999"}, ""),
    ],
)
def test_what_is_wrong_in_the_form_is_said(
    coalition: Coalition, as_member: As, change: dict[str, Any], words: str
) -> None:
    form = form_of(coalition.partner, coalition.haven, **change)

    response = as_member(coalition.chadia).post("/alerts/sent/new/", form)

    assert response.status_code == 422
    assert words in response.content.decode()
    assert not alerts_of(coalition.chadia).exists()


def test_nobody_sends_for_another_organisation(coalition: Coalition, as_member: As) -> None:
    response = as_member(coalition.chadia).post("/alerts/sent/new/", form_of(coalition.archive, coalition.haven))

    assert response.status_code == 422


def test_an_organisation_that_decides_on_nothing_receives_nothing(coalition: Coalition) -> None:
    from malath.protection.alerts.actions import send_alert

    with pytest.raises(NotScreeningError):
        send_alert(sender=coalition.partner, screening=coalition.partner, by=coalition.chadia, facts={})


def test_what_a_sealed_server_took_in_is_sent_as_of_the_hour_of_writing(coalition: Coalition) -> None:
    payload = intake_payload(coalition.haven, {"facts": {"names": {"main": "Salma"}}, "priority": "emergency"})
    earlier = timezone.now() - timedelta(hours=20)
    payload["sent_at"] = earlier.isoformat()
    take_in("alert", coalition.chadia, coalition.partner, payload)

    from malath.platform.sealed.intake import hand_over_intake

    assert hand_over_intake() == 1
    alert = opened(alerts_of(coalition.chadia).get().pk)
    assert alert.facts["names"]["main"] == "Salma"
    assert alert.answer_due_at == earlier + timedelta(hours=24)
    assert not Intake.objects.exists()
    assert receive_intake is not None


def test_the_form_is_taken_in_while_the_server_is_sealed(
    coalition: Coalition, as_member: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    from malath.platform.keeper.client import Keeper

    monkeypatch.setattr(Keeper, "is_sealed", lambda self: True)
    client = as_member(coalition.chadia)

    page = client.get("/alerts/sent/new/")
    response = client.post("/alerts/sent/new/", form_of(coalition.partner, coalition.haven))

    assert "The server is sealed" in page.content.decode()
    assert response.status_code == 303
    assert client.get(response["Location"]).status_code == 200
    row = Intake.objects.get()
    assert b"Salma" not in bytes(row.blob)
    assert not Alert.objects.unscoped(reason="a test looks").exists()


def test_a_focal_point_follows_an_alert_and_answers(coalition: Coalition, as_member: As) -> None:
    alert = sent(coalition)
    ask_sender(alert, text="Does she have a passport?", by=coalition.rima)
    client = as_member(coalition.chadia)

    page = client.get(f"/alerts/sent/{alert.pk}/").content.decode()
    answered = client.post(f"/alerts/sent/{alert.pk}/say/", {"text": "Yes, until 2029."})

    assert "Does she have a passport?" in page
    assert answered.status_code == 303
    assert opened(alert.pk).state == State.WAITING
    assert Notice.objects.visible_to(coalition.rima).filter(code="alerts.answered").exists()
    assert "Yes, until 2029." in as_member(coalition.rima).get(f"/alerts/{alert.pk}/").content.decode()


def test_the_sender_reads_the_reason_that_may_be_told_and_no_other(coalition: Coalition, as_member: As) -> None:
    alert = sent(coalition)
    decline_alert(
        alert, reason="doubt", text="We doubt the source.", told="We have no place until May.", by=coalition.rima
    )

    page = as_member(coalition.chadia).get(f"/alerts/sent/{alert.pk}/").content.decode()

    assert "We have no place until May." in page
    assert "We doubt the source." not in page
    assert "Doubts about the alert" not in page


def test_an_alert_is_withdrawn_before_it_is_decided_on_and_not_after(coalition: Coalition) -> None:
    alert, other = sent(coalition), sent(coalition, "Karim Saad")
    withdraw_alert(alert, reason="She left on her own.", by=coalition.chadia)
    accept_alert(other, by=coalition.rima)

    assert opened(alert.pk).state == State.WITHDRAWN
    with pytest.raises(AlreadyDecidedError):
        withdraw_alert(other, reason="Too late.", by=coalition.chadia)
    with pytest.raises(TextMissingError):
        answer_question(sent(coalition), text="  ", by=coalition.chadia)


def test_sending_enters_nobody_yet(coalition: Coalition) -> None:
    sent(coalition)

    assert not Person.objects.unscoped(reason="a test looks").exists()
    assert Organisation.objects.count() == 3
