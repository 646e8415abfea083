"""The person: names in several scripts, safe contact, legal status, consent (SH1, SH11, TA1).

A person is a subject: all that is sealed about them stands under their own key, which erasure destroys.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from malath.people.visibility import people_visible_q
from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import NotRevealedError, Sealed, SealedJSONField, SealedModel


class Person(SealedModel, ScopedModel):
    """A human being, whatever the role.

    `names`: {"main": str, "others": [str]}; `about`: {"birth": EDTF text, "sex": code, "languages": [str],
    "dialect": str, "occupation": str, "nationality": code, "origin": str}; `contact`: {"phones": [str], "mail": str,
    "address": str, "country": code}; `safe_contact`: {"only": [channel], "hours": "10:00-14:00", "language": code,
    "code_word": str, "never": [channel], "never_words": str, "note": str, "agreed_on": ISO date}, channels as in
    rules.Channel; `wishes`: {"interpreter": code, "dialect": str, "worker": str, "other": str}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT)
    pseudonym = models.CharField(max_length=30, unique=True)
    names = SealedJSONField()
    about = SealedJSONField()
    contact = SealedJSONField()
    safe_contact = SealedJSONField()
    wishes = SealedJSONField()
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="people_entered")
    entered_on = models.DateField()
    erased_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["organisation", "entered_on"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.pseudonym

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @property
    def name(self) -> str:
        """The name as the person writes it; the pseudonym where no name is known or it was erased."""
        if isinstance(self.names, Sealed):
            raise NotRevealedError("reveal(person, by=member, why=…) first")
        return str(self.names.get("main") or self.pseudonym)

    @property
    def other_names(self) -> list[str]:
        """The same name in other scripts, and other names."""
        return [str(name) for name in self.names.get("others", [])]

    @property
    def all_names(self) -> list[str]:
        """Every name by which the person is known, the main one first."""
        return [name for name in [str(self.names.get("main", "")), *self.other_names] if name]

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return people_visible_q(viewer)


class OfPerson(SealedModel, ScopedModel):
    """A row about one person: seen by whoever sees the person, sealed under the person's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)s_rows")

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        abstract = True

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.person_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return people_visible_q(viewer, "person")


class SafeContactVersion(OfPerson):
    """Contact rules as they stood until they were changed: kept, so that it can be told what a worker went by.

    `rules` is the whole of the person's `safe_contact` as it was.
    """

    number = models.PositiveIntegerField()
    rules = SealedJSONField()
    replaced_on = models.DateField()
    replaced_by = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta(OfPerson.Meta):
        constraints = [models.UniqueConstraint(fields=["person", "number"], name="safe_contact_versions_count_up")]

    def __str__(self) -> str:
        return f"{self.number}"


class LegalStatus(OfPerson):
    """A permit or status, its basis and its dates. The end is readable while sealed, so that nobody is forgotten.

    `details`: {"country": code, "kind": str, "basis": str, "number": str, "no_return_to": [code], "return_risk": code,
    "note": str, "end_reason": str, "corrections": [{"on", "reason", "before"}]}.
    """

    details = SealedJSONField()
    since = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True, db_index=True)
    ended_on = models.DateField(null=True, blank=True)
    noted_by = models.ForeignKey(Member, on_delete=models.PROTECT)
    noted_on = models.DateField()

    def __str__(self) -> str:
        return str(self.expires_on or "")


class Consent(OfPerson):
    """What a person allows: purpose, recipients, until when, how it was explained; withdrawn in one step.

    `details`: {"recipients": [str], "explained": str, "language": code, "name_use": "name"|"initials"|"none",
    "note": str}.
    """

    class Purpose(models.TextChoices):
        CASE = "case", _("Keep a case and accompany me")
        SHARE = "share", _("Share with another organisation")
        REFERRAL = "referral", _("Refer me to a service")
        HOSTING = "hosting", _("Look for a home")
        TESTIMONY = "testimony", _("Use my testimony")
        PUBLIC = "public", _("Speak of me in public")
        RESEARCH = "research", _("Count me in reports, without my name")

    purpose = models.CharField(max_length=20, choices=Purpose)
    details = SealedJSONField()
    given_on = models.DateField()
    until = models.DateField(null=True, blank=True, db_index=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(Member, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return self.purpose
