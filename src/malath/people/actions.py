"""Writes of the people's room: entering, changing, and what is blanked when a person is erased."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from malath.people.changing import person_held_for
from malath.people.errors import NameMissingError
from malath.people.finding import forget_in_finder, tell_finder
from malath.people.models import Consent, LegalStatus, Person, SafeContactVersion
from malath.people.papers import add_status, correct_status, end_status
from malath.people.permissions import give_consent, withdraw_consent
from malath.people.pseudonyms import new_pseudonym
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.platform.access.models import Member, Organisation

__all__ = [
    "add_status",
    "blank_person",
    "change_person",
    "correct_status",
    "end_status",
    "enter_person",
    "give_consent",
    "withdraw_consent",
]

PARTS = ("names", "about", "contact", "safe_contact", "wishes")


def _with_name(names: dict[str, Any]) -> dict[str, Any]:
    """The names, each once, the main one first; raises NameMissingError without a main name."""
    main = str(names.get("main") or "").strip()
    if not main:
        raise NameMissingError
    others = dict.fromkeys(str(name).strip() for name in names.get("others", []))
    return {**names, "main": main, "others": [name for name in others if name and name != main]}


@transaction.atomic
def enter_person(
    *,
    organisation: Organisation,
    names: dict[str, Any],
    by: Member,
    about: dict[str, Any] | None = None,
    contact: dict[str, Any] | None = None,
    safe_contact: dict[str, Any] | None = None,
    wishes: dict[str, Any] | None = None,
) -> Person:
    """Enter a person: a key of their own, a pseudonym, an entry; the finder learns the names after the commit.

    Raises NotAllowedError unless the member works on cases in the organisation, NameMissingError without a name.
    """
    if not by.can("work_cases", organisation.pk):
        raise NotAllowedError
    person = Person(
        pk=uuid.uuid4(),
        organisation=organisation,
        pseudonym=new_pseudonym(),
        names=_with_name(names),
        about=about or {},
        contact=contact or {},
        safe_contact=safe_contact or {},
        wishes=wishes or {},
        entered_by=by,
        entered_on=timezone.localdate(),
    )
    keeper().create_subject(person.pk, organisation.pk)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        # Somebody took the pseudonym in the same instant.
        person.pseudonym = new_pseudonym()
        person.save(force_insert=True)
    record("people.entered", by=by, subject=person.pk, organisation=organisation.pk)
    tell_finder(person.pk)
    return person


@transaction.atomic
def change_person(person: Person, *, by: Member, **parts: dict[str, Any]) -> Person:
    """Replace whole parts of a person: names, about, contact, safe_contact, wishes. Earlier contact rules are kept.

    A part that stays the same changes nothing and leaves no entry. Raises NotAllowedError, PersonErasedError,
    NameMissingError.
    """
    if unknown := set(parts) - set(PARTS):
        raise ValueError(f"no such parts of a person: {sorted(unknown)}")
    row = person_held_for(by, person)
    reveal(row, by=by, why="person.change")
    if "names" in parts:
        parts["names"] = _with_name(parts["names"])
    changed = {name: value for name, value in parts.items() if getattr(row, name) != value}
    if not changed:
        return row
    if "safe_contact" in changed and row.safe_contact:
        _keep_version(row, by)
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    organisation = row.organisation_id
    record("people.changed", by=by, subject=row.pk, organisation=organisation, parts=sorted(changed))
    if "safe_contact" in changed:
        record("people.safe-contact-changed", by=by, subject=row.pk, organisation=organisation)
    if {"names", "contact"} & set(changed):
        tell_finder(row.pk)
    return row


def _keep_version(person: Person, by: Member) -> None:
    kept = SafeContactVersion.objects.unscoped(reason="numbering the versions of the rules").filter(person=person)
    SafeContactVersion(
        person=person,
        number=kept.count() + 1,
        rules={**person.safe_contact, "replaced_at": timezone.now().isoformat(timespec="seconds")},
        replaced_on=timezone.localdate(),
        replaced_by=by,
    ).save(force_insert=True)


@transaction.atomic
def blank_person(person: Person, *, by: Member | None = None) -> None:
    """Empty everything sealed of a person and of their rows, and have the finder forget them. Pseudonym and days stay.

    For the case room's erasing, which checks that two members agree and destroys the key. Calling it again is harmless.
    """
    rows = Person.objects.unscoped(reason="erasure, agreed by two members").filter(pk=person.pk)
    today = timezone.localdate()
    rows.update(**{part: b"" for part in PARTS}, erased_on=today)
    SafeContactVersion.objects.unscoped(reason="erasure").filter(person=person.pk).update(rules=b"")
    LegalStatus.objects.unscoped(reason="erasure").filter(person=person.pk).update(details=b"")
    Consent.objects.unscoped(reason="erasure").filter(person=person.pk).update(details=b"")
    LegalStatus.objects.unscoped(reason="erasure").filter(person=person.pk, ended_on=None).update(ended_on=today)
    Consent.objects.unscoped(reason="erasure").filter(person=person.pk, withdrawn_on=None).update(withdrawn_on=today)
    record("people.blanked", by=by, subject=person.pk, organisation=person.organisation_id)
    forget_in_finder(person.pk)
