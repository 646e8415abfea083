"""Decisions on an alert: accept it and open a case, refer it on, or decline it with a reason."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from malath.people.actions import enter_person
from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.access.selectors import members_with
from malath.platform.audit.actions import record
from malath.platform.notices.actions import tell
from malath.protection.alerts.actions.assessing import carry_assessment
from malath.protection.alerts.actions.writing import check_screens, claim, needed, senders_of, write_message
from malath.protection.alerts.errors import NotScreeningError, ReasonMissingError
from malath.protection.alerts.models import Alert, AlertMessage, AlertReferral
from malath.protection.alerts.rules import State
from malath.protection.cases.actions import open_case
from malath.protection.cases.rules import EntryKind
from malath.protection.cases.writing import write_entry

if TYPE_CHECKING:
    from malath.people.models import Person
    from malath.protection.cases.models import Case


def _head_from(alert: Alert, organisation: Organisation, by: Member) -> Person:
    """Enter the first person of the alert's household."""
    facts = alert.facts
    names = facts.get("names") or {}
    about = {key: facts[key] for key in ("birth", "sex", "nationality", "occupation") if facts.get(key)}
    if facts.get("languages"):
        about["languages"] = [facts["languages"]] if isinstance(facts["languages"], str) else facts["languages"]
    contact = {"phones": facts.get("phones", []), "mail": facts.get("mail", ""), "country": facts.get("country", "")}
    return enter_person(
        organisation=organisation,
        names={"main": names.get("main") or alert.code, "others": names.get("others", [])},
        about=about,
        contact={key: value for key, value in contact.items() if value},
        safe_contact=facts.get("safe") or {},
        by=by,
    )


def _household_from(alert: Alert, organisation: Organisation, by: Member) -> list[tuple[Person, dict[str, Any]]]:
    """Enter the others of the household."""
    others = []
    for one in alert.facts.get("household", []):
        if not one.get("name"):
            continue
        about = {"birth": one["birth"]} if one.get("birth") else {}
        person = enter_person(organisation=organisation, names={"main": one["name"]}, about=about, by=by)
        others.append((person, {"relation": one.get("relation", "")}))
    return others


@transaction.atomic
def accept_alert(
    alert: Alert,
    *,
    by: Member,
    team: Sequence[tuple[Member, str]] = (),
    network: LocalNetwork | None = None,
    summary: str = "",
    head: Person | None = None,
    told: str = "",
    entry_path: str = "",
) -> Case:
    """Accept a revealed alert: enter its people, open a case with a team, carry the risk assessment, tell the sender.

    `head` is somebody known already who is the alert's first person; `told` is what the sender may read besides;
    `entry_path` corrects what the sender said.
    All of it or nothing. Raises NotAllowedError, AlreadyDecidedError.
    """
    check_screens(alert, by)
    organisation = Organisation.objects.get(pk=alert.screening_organisation_id)
    # First the claim: whoever comes second is refused before anybody is entered twice.
    claim(alert, by, decided_by=by, answered_on=timezone.localdate())
    case = open_case(
        organisation=organisation,
        head=head or _head_from(alert, organisation, by),
        entry_path=entry_path or alert.entry_path,
        by=by,
        household=_household_from(alert, organisation, by),
        team=team,
        network=network,
        priority=alert.priority,
        summary=summary.strip() or alert.narrative,
        place=str(alert.facts.get("place", "")),
    )
    carry_assessment(alert, case, by=by)
    alert.state, alert.case, alert.told = State.ACCEPTED, case, told.strip()
    alert.save(update_fields=["state", "case", "told"])
    write_entry(case, kind=EntryKind.DECISION, by=by, about=alert.pk, details={"alert": alert.code}, check=False)
    record("alerts.accepted", by=by, subject=alert.pk, row=case.pk, organisation=organisation.pk)
    tell(senders_of(alert), "alerts.decided", reverse("sent_alert", args=[alert.pk]))
    return case


@transaction.atomic
def refer_alert(alert: Alert, *, to: Organisation, reason: str, by: Member) -> AlertReferral:
    """Send an alert on to another organisation of the coalition that decides on alerts; its clock goes on."""
    check_screens(alert, by)
    if not reason.strip():
        raise ReasonMissingError
    if to.pk == alert.screening_organisation_id or not (to.screens_alerts and to.in_coalition):
        raise NotScreeningError
    before = alert.screening_organisation_id
    claim(alert, by, state=State.REFERRED, screening_organisation=to)
    referral = AlertReferral(
        pk=uuid.uuid4(),
        alert=alert,
        from_organisation_id=before,
        to_organisation=to,
        reason=needed(reason),
        by=by,
        on=timezone.localdate(),
    )
    referral.save(force_insert=True)
    write_message(alert, kind=AlertMessage.Kind.REFERRAL, by=by, text=referral.reason, internal=True)
    record("alerts.referred", by=by, subject=alert.pk, row=referral.pk, organisation=before, to=to.pk)
    tell(members_with("screen_alerts", to), "alerts.sent", reverse("alerts_alert", args=[alert.pk]))
    tell(senders_of(alert), "alerts.referred", reverse("sent_alert", args=[alert.pk]))
    return referral


@transaction.atomic
def decline_alert(alert: Alert, *, reason: str, text: str, told: str, by: Member) -> Alert:
    """Decline: a reason from the list, what is kept inside, and what may be told to the sender.

    Raises NotAllowedError, AlreadyDecidedError, ReasonMissingError where nothing could be told.
    """
    check_screens(alert, by)
    if not reason or not told.strip():
        raise ReasonMissingError
    claim(alert, by, state=State.DECLINED, decision=reason, decided_by=by, answered_on=timezone.localdate())
    alert.decision_text, alert.told = text.strip(), told.strip()
    alert.save(update_fields=["decision_text", "told"])
    record(
        "alerts.declined",
        by=by,
        subject=alert.pk,
        row=alert.pk,
        organisation=alert.screening_organisation_id,
        reason=reason,
    )
    tell(senders_of(alert), "alerts.decided", reverse("sent_alert", args=[alert.pk]))
    return alert
