"""Reads of the people's room. Other rooms take a person from here, never from its models."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from malath.people.contact import contact_verdict as contact_verdict
from malath.people.contact import safe_contact_for as safe_contact_for
from malath.people.errors import ConsentMissingError
from malath.people.finding import people_found as people_found
from malath.people.finding import people_near as people_near
from malath.people.finding import people_nearest as people_nearest
from malath.people.models import Consent, LegalStatus, Person, SafeContactVersion
from malath.people.rules import PAPERS_DAYS, consent_covers
from malath.people.visibility import may_change as may_change
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def person_for(viewer: Member, person: uuid.UUID) -> Person:
    """The person with their organisation; NotFoundError where the viewer may not see them."""
    found: Person | None = Person.objects.visible_to(viewer).select_related("organisation").filter(pk=person).first()
    if found is None:
        raise NotFoundError
    return found


def people_visible_to(viewer: Member) -> QuerySet[Person]:
    """Everybody whom the viewer may know of."""
    seen: QuerySet[Person] = Person.objects.visible_to(viewer)
    return seen


def safe_contact_versions_for(viewer: Member, person: Person) -> QuerySet[SafeContactVersion]:
    """Earlier contact rules, newest first."""
    versions: QuerySet[SafeContactVersion] = (
        SafeContactVersion.objects.visible_to(viewer)
        .filter(person=person)
        .select_related("replaced_by")
        .order_by("-number")
    )
    return versions


def statuses_for(viewer: Member, person: Person) -> QuerySet[LegalStatus]:
    """A person's legal statuses: those that hold first, then those that ended."""
    rows: QuerySet[LegalStatus] = (
        LegalStatus.objects.visible_to(viewer)
        .filter(person=person)
        .select_related("person", "noted_by")
        .order_by("ended_on", "-noted_on", "pk")
    )
    return rows


def status_for(viewer: Member, status: uuid.UUID) -> LegalStatus:
    """One legal status with its person; NotFoundError where the viewer may not see it."""
    found: LegalStatus | None = (
        LegalStatus.objects.visible_to(viewer).select_related("person__organisation").filter(pk=status).first()
    )
    if found is None:
        raise NotFoundError
    return found


def statuses_expiring_for(viewer: Member, within_days: int, today: date | None = None) -> QuerySet[LegalStatus]:
    """Statuses that hold and end within the days given, or have passed their day without being ended; soonest first."""
    today = today or timezone.localdate()
    rows: QuerySet[LegalStatus] = (
        LegalStatus.objects.visible_to(viewer)
        .filter(ended_on=None, person__erased_on=None, expires_on__lte=today + timedelta(days=within_days))
        .select_related("person")
        .order_by("expires_on", "pk")
    )
    return rows


def people_with_papers_ending(today: date | None = None) -> QuerySet[Person]:
    """Whoever has a status that ends from today on within 60 days: for reminders, which carry no name."""
    today = today or timezone.localdate()
    people: QuerySet[Person] = Person.objects.unscoped(reason="reminders carry no content").filter(
        erased_on=None,
        legalstatus_rows__ended_on=None,
        legalstatus_rows__expires_on__gte=today,
        legalstatus_rows__expires_on__lte=today + timedelta(days=PAPERS_DAYS),
    )
    return people


def consents_for(viewer: Member, person: Person) -> QuerySet[Consent]:
    """A person's consents, newest first, those withdrawn last."""
    rows: QuerySet[Consent] = (
        Consent.objects.visible_to(viewer)
        .filter(person=person)
        .select_related("person", "recorded_by")
        .order_by("withdrawn_on", "-given_on", "pk")
    )
    return rows


def consent_for(viewer: Member, consent: uuid.UUID) -> Consent:
    """One consent with its person; NotFoundError where the viewer may not see it."""
    found: Consent | None = (
        Consent.objects.visible_to(viewer).select_related("person__organisation").filter(pk=consent).first()
    )
    if found is None:
        raise NotFoundError
    return found


def consents_ending_for(viewer: Member, within_days: int, today: date | None = None) -> QuerySet[Consent]:
    """Consents in force that end within the days given, soonest first."""
    today = today or timezone.localdate()
    rows: QuerySet[Consent] = (
        Consent.objects.visible_to(viewer)
        .filter(withdrawn_on=None, person__erased_on=None, until__gte=today)
        .filter(until__lte=today + timedelta(days=within_days))
        .select_related("person")
        .order_by("until", "pk")
    )
    return rows


def consent_in_force(
    person: Person, purpose: str, recipient: str | None = None, *, today: date | None = None
) -> Consent | None:
    """The consent that allows a purpose today, and the recipient if one is named; None if there is none."""
    today = today or timezone.localdate()
    holding = Consent.objects.unscoped(reason="an act asks whether the person allows it, not who may read so").filter(
        Q(until=None) | Q(until__gte=today), person=person, purpose=purpose, withdrawn_on=None, given_on__lte=today
    )
    consents: list[Consent] = list(holding.order_by("-given_on"))
    if recipient is None:
        return consents[0] if consents else None
    reveal(consents, by=None, why="consent.check")
    return next((c for c in consents if consent_covers(list(c.details.get("recipients", [])), recipient)), None)


def require_consent(person: Person, purpose: str, recipient: str | None = None) -> Consent:
    """The consent in force; raises ConsentMissingError where the person has not allowed it."""
    consent = consent_in_force(person, purpose, recipient)
    if consent is None:
        raise ConsentMissingError(purpose=Consent.Purpose(purpose).label)
    return consent
