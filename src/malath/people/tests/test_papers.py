"""Legal status and consent: added, ended, corrected; given, withdrawn; and what Today tells of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from malath.people import today
from malath.people.actions import (
    add_status,
    correct_status,
    end_status,
    give_consent,
    withdraw_consent,
)
from malath.people.errors import (
    ConsentEndsInPastError,
    ConsentMissingError,
    ReasonMissingError,
    StatusEndedError,
    StatusEndsBeforeStartError,
)
from malath.people.models import Consent, LegalStatus, Person
from malath.people.selectors import consent_in_force, require_consent, statuses_expiring_for
from malath.people.tests.makers import entered
from malath.platform.audit import actions as audit
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.sealed.fields import reveal
from tests.people import Coalition

pytestmark = pytest.mark.django_db


@pytest.fixture
def salma(coalition: Coalition) -> Person:
    return entered(coalition.haven, coalition.amal, "Salma Haddad")


def within(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def permit(salma: Person, coalition: Coalition, days: int = 9, **details: Any) -> LegalStatus:
    return add_status(
        salma, details={"country": "FR", "kind": "asylum_seeker", **details}, by=coalition.rima, expires_on=within(days)
    )


def test_a_status_is_seen_by_who_sees_the_person(salma: Person, coalition: Coalition) -> None:
    permit(salma, coalition)

    assert statuses_expiring_for(coalition.rima, 60).count() == 1
    for outsider in (coalition.boris, coalition.amal, coalition.omar, coalition.tariq, coalition.chadia):
        assert statuses_expiring_for(outsider, 60).count() == 0
    with pytest.raises(NotAllowedError):
        add_status(salma, details={"country": "FR"}, by=coalition.boris)


def test_a_correction_keeps_what_stood_before_and_why(salma: Person, coalition: Coalition) -> None:
    status = permit(salma, coalition, number="A-100")

    corrected = correct_status(
        status,
        details={"country": "FR", "number": "A-101"},
        since=None,
        expires_on=within(30),
        reason="a slip in the number",
        by=coalition.rima,
    )

    [kept] = corrected.details["corrections"]
    assert corrected.details["number"] == "A-101"
    assert kept["reason"] == "a slip in the number"
    assert kept["before"]["number"] == "A-100"
    assert kept["before"]["expires_on"] == str(within(9))


def test_an_ended_status_reminds_no_more_and_changes_no_more(salma: Person, coalition: Coalition) -> None:
    status = permit(salma, coalition)

    with pytest.raises(ReasonMissingError):
        end_status(status, on=within(0), reason=" ", by=coalition.rima)
    end_status(status, on=within(0), reason="renewed", by=coalition.rima)

    assert statuses_expiring_for(coalition.rima, 60).count() == 0
    with pytest.raises(StatusEndedError):
        end_status(status, on=within(0), reason="renewed", by=coalition.rima)


def test_a_status_cannot_end_before_it_begins(salma: Person, coalition: Coalition) -> None:
    with pytest.raises(StatusEndsBeforeStartError):
        add_status(salma, details={"country": "FR"}, by=coalition.rima, since=within(0), expires_on=within(-1))


@pytest.mark.parametrize(
    ("days", "section"), [(-3, "urgent"), (0, "urgent"), (9, "urgent"), (10, "papers"), (60, "papers"), (61, None)]
)
def test_today_tells_of_papers_that_end(salma: Person, coalition: Coalition, days: int, section: str | None) -> None:
    permit(salma, coalition, days=days)

    matters = list(today.papers(coalition.rima, timezone.now()))
    reveal(*(matter.rows for matter in matters), by=coalition.rima, why="test")

    assert [matter.section for matter in matters] == ([section] if section else [])
    assert [str(matter.title()) for matter in matters] == (["Salma Haddad"] if section else [])
    assert list(today.papers(coalition.boris, timezone.now())) == []


def test_today_tells_of_consents_that_end(salma: Person, coalition: Coalition) -> None:
    give_consent(salma, purpose="share", by=coalition.rima, until=within(20))
    give_consent(salma, purpose="case", by=coalition.rima, until=within(40))

    [matter] = today.consents(coalition.rima, timezone.now())

    assert matter.section == "accesses"
    assert "Share" in str(matter.detail())


def test_a_consent_allows_its_purpose_to_its_recipients_until_it_is_withdrawn(
    salma: Person, coalition: Coalition
) -> None:
    consent = give_consent(
        salma, purpose="share", recipients=["Bridge Clinic"], by=coalition.rima, explained="aloud", language="ar"
    )

    assert require_consent(salma, "share", "bridge clinic").pk == consent.pk
    assert consent_in_force(salma, "share", "Another Clinic") is None
    assert consent_in_force(salma, "public") is None

    withdraw_consent(consent, by=coalition.rima)
    withdraw_consent(consent, by=coalition.rima)
    with pytest.raises(ConsentMissingError) as refused:
        require_consent(salma, "share", "Bridge Clinic")
    assert "Share with another organisation" in str(refused.value)
    assert OutboxEntry.objects.filter(verb="people.consent-withdrawn").count() == 1


def test_a_consent_has_ended_after_its_last_day(salma: Person, coalition: Coalition) -> None:
    give_consent(salma, purpose="share", by=coalition.rima, until=within(3))

    assert consent_in_force(salma, "share", today=within(3)) is not None
    assert consent_in_force(salma, "share", today=within(4)) is None
    with pytest.raises(ConsentEndsInPastError):
        give_consent(salma, purpose="share", by=coalition.rima, until=within(-1))


def test_rooms_hear_of_a_withdrawal_after_the_commit(
    salma: Person, coalition: Coalition, commits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Any] = []
    monkeypatch.setitem(audit._subscribers, "people.consent-withdrawn", [heard.append])
    consent = give_consent(salma, purpose="share", by=coalition.rima)

    with commits():
        withdraw_consent(consent, by=coalition.rima)

    assert [(entry.subject, entry.row) for entry in heard] == [(salma.pk, consent.pk)]


def test_another_organisation_cannot_withdraw_or_see_a_consent(salma: Person, coalition: Coalition) -> None:
    consent = give_consent(salma, purpose="share", by=coalition.rima)

    with pytest.raises(NotAllowedError):
        withdraw_consent(consent, by=coalition.boris)
    assert not Consent.objects.visible_to(coalition.boris).exists()
