"""Erasing an alert alone: declined or withdrawn, by two members, with a receipt."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from malath.platform.access.tests.doors import fresh
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.protection.alerts.actions import (
    accept_alert,
    ask_alert_erasure,
    ask_sender,
    carry_out_alert_erasure,
    decline_alert,
    withdraw_alert_erasure,
)
from malath.protection.alerts.errors import AlertIsOpenError, AlertOfCaseError
from malath.protection.alerts.models import Alert, AlertErasure
from malath.protection.alerts.rules import DeclineReason
from malath.protection.alerts.selectors import messages_of
from malath.protection.alerts.tests.telling import opened, sent
from malath.protection.cases.errors import ErasureOverError, WrongEraserError
from tests.people import Coalition

As = Callable[..., Client]


@pytest.fixture
def declined(coalition: Coalition) -> Alert:
    """An alert about which was asked, and which was declined."""
    alert = sent(coalition, "Salma Haddad")
    ask_sender(alert, text="Where does she live?", by=coalition.rima)
    told, why = "We could not find her.", "The reporter's story did not hold."
    decline_alert(opened(alert.pk), reason=DeclineReason.NOT_ENOUGH, text=why, told=told, by=coalition.rima)
    return opened(alert.pk)


def test_a_declined_alert_is_erased_by_two_and_leaves_a_receipt(
    coalition: Coalition, as_member: As, declined: Alert
) -> None:
    rima, dalia = fresh(coalition.rima, as_member), fresh(coalition.dalia, as_member)
    address = f"/alerts/{declined.pk}/erase/"

    asked = rima.post(address, {"ground": "wish"})
    alone = rima.post(f"{address}now/")
    done = dalia.post(f"{address}now/")

    assert (asked.status_code, alone.status_code, done.status_code) == (303, 422, 303)
    gone = opened(declined.pk)
    assert (gone.facts, gone.narrative, gone.decision_text, gone.told) == ({}, "", "", "")
    assert (gone.state, gone.decision) == (declined.state, declined.decision)
    shown = rima.get(f"/alerts/{declined.pk}/").content.decode()
    assert "This alert was erased" in shown and "What happened" not in shown
    said = messages_of(coalition.rima, declined)
    assert said and not any(message.text for message in said)
    receipt = dalia.get(address).content.decode()
    assert "This alert was erased" in receipt and "The last key backup ends on" in receipt
    page = rima.get(f"/alerts/{declined.pk}/")
    assert page.status_code == 200 and "Salma" not in page.content.decode()


def test_its_key_is_destroyed_and_the_ledger_hears_of_both_members(coalition: Coalition, declined: Alert) -> None:
    (blob,) = keeper().seal([(declined.pk.bytes, b"a place", "her words")])
    erasure = ask_alert_erasure(declined, ground="wish", by=coalition.rima)

    done = carry_out_alert_erasure(erasure, by=coalition.dalia)

    assert keeper().open([(blob, b"a place")], by=None, why="test") == [None]
    assert done.backups_end_on is not None and done.backups_end_on > timezone.localdate()
    verbs = OutboxEntry.objects.filter(subject=declined.pk, verb__startswith="erasure.").values_list("verb", "member")
    assert list(verbs) == [("erasure.asked", coalition.rima.pk), ("erasure.done", coalition.dalia.pk)]


def test_it_takes_two_and_what_was_withdrawn_is_over(coalition: Coalition, declined: Alert) -> None:
    erasure = ask_alert_erasure(declined, ground="wish", by=coalition.rima)
    with pytest.raises(WrongEraserError):
        carry_out_alert_erasure(erasure, by=coalition.rima)

    withdraw_alert_erasure(erasure, by=coalition.dalia)

    with pytest.raises(ErasureOverError):
        carry_out_alert_erasure(erasure, by=coalition.dalia)
    assert opened(declined.pk).facts["names"]["main"] == "Salma Haddad"


def test_asking_twice_gives_the_one_that_waits(coalition: Coalition, declined: Alert) -> None:
    first = ask_alert_erasure(declined, ground="wish", by=coalition.rima)

    assert ask_alert_erasure(declined, ground="in_error", by=coalition.dalia).pk == first.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        AlertErasure.objects.create(
            alert=declined, ground="wish", asked_by=coalition.rima, asked_on=timezone.localdate()
        )


def test_an_alert_that_waits_is_decided_first_and_one_of_a_case_goes_with_it(coalition: Coalition) -> None:
    alert = sent(coalition)
    with pytest.raises(AlertIsOpenError):
        ask_alert_erasure(alert, ground="wish", by=coalition.rima)
    accept_alert(alert, by=coalition.rima)

    with pytest.raises(AlertOfCaseError):
        ask_alert_erasure(opened(alert.pk), ground="wish", by=coalition.rima)


def test_neither_a_case_worker_nor_the_sender_nor_others_erase_it(
    coalition: Coalition, as_member: As, declined: Alert
) -> None:
    for member in (coalition.amal, coalition.chadia, coalition.boris):
        with pytest.raises(NotAllowedError):
            ask_alert_erasure(declined, ground="wish", by=member)
        answer = fresh(member, as_member).post(f"/alerts/{declined.pk}/erase/", {"ground": "wish"})
        assert answer.status_code == 404
