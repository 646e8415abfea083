"""Hosts, their homes, and where these are (SH4).

A host is a subject: everything sealed about them and their homes stands under their own key. In clear stand codes and
days, so that a home can be filtered and checked without opening anything; no name, no address.
"""

from __future__ import annotations

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import NotRevealedError, Sealed, SealedJSONField, SealedModel, SealedTextField
from malath.protection.hosting.models.networks import Network
from malath.protection.hosting.rules import (
    HomeKind,
    HomeState,
    HostKind,
    checks_needed,
)
from malath.protection.hosting.visibility import addresses_visible_q, homes_visible_q, keeping_q


class Host(SealedModel, ScopedModel):
    """A person, a family or a body that offers a home: a subject of its own.

    `names`: {"main": str, "contact": who answers for a body}; `contact`: {"phones": [str], "mail", "how", "language"};
    `wishes`: whom the host would like to welcome, and what they fear.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="hosts")
    kind = models.CharField(max_length=8, choices=HostKind)
    names = SealedJSONField()
    contact = SealedJSONField()
    wishes = SealedTextField(blank=True)
    offered_on = models.DateField()
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="hosts_entered")
    erased_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["network", "offered_on"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.pk.hex[:6]

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @property
    def name(self) -> str:
        """The name of a revealed host; empty when it was erased."""
        if isinstance(self.names, Sealed):
            raise NotRevealedError("reveal(host, by=member, why=…) first")
        return str(self.names.get("main", ""))

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return keeping_q(viewer)


class Home(SealedModel, ScopedModel):
    """A place to live, shared or with a host. Sealed under the host's key; the address is a row of its own.

    `details`: {"described": str, "rules": str, "wishes": str}: what it is like, the rules of the house, whom the host
    would welcome. Nothing in it says who or where: those who look for a place read it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=12, unique=True)
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="homes")
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="homes")
    kind = models.CharField(max_length=8, choices=HomeKind)
    state = models.CharField(max_length=10, choices=HomeState, default=HomeState.OFFERED)
    beds = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(60)])
    rooms = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(40)])
    step_free = models.BooleanField(default=False)
    women_only = models.BooleanField(default=False)
    children_welcome = models.BooleanField(default=False)
    single_parent_support = models.BooleanField(default=False)
    discreet = models.BooleanField(default=False)
    tonight = models.BooleanField(default=False)
    languages = models.CharField(max_length=80, blank=True)
    details = SealedJSONField()
    offered_on = models.DateField()
    approved_on = models.DateField(null=True, blank=True)
    confirmed_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        indexes = [
            models.Index(fields=["network", "state", "code"]),
            models.Index(fields=["state", "tonight"]),
            models.Index(fields=["state", "confirmed_on"]),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(beds__gte=1), name="a_home_has_a_bed"),
            models.CheckConstraint(
                condition=~models.Q(state__in=[HomeState.APPROVED, HomeState.PAUSED])
                | models.Q(approved_on__isnull=False),
                name="an_approved_home_says_when",
            ),
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.code

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.host_id

    @property
    def language_codes(self) -> list[str]:
        """The languages spoken at home, by code."""
        return self.languages.split()

    @property
    def needed_checks(self) -> tuple[str, ...]:
        """The checks without which nobody sleeps here."""
        return checks_needed(children_welcome=self.children_welcome, single_parent_support=self.single_parent_support)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return homes_visible_q(viewer)


class OfHome(ScopedModel):
    """A row of one home, seen by whoever sees the home."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    home = models.ForeignKey(Home, on_delete=models.PROTECT)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        abstract = True

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return homes_visible_q(viewer, "home")


class Address(SealedModel, ScopedModel):
    """Where a home is. A row of its own, so that opening a home opens no address.

    `text`: {"lines": str, "way": how to find it, "door": what is written or said at the door}.
    """

    home = models.OneToOneField(Home, on_delete=models.PROTECT, primary_key=True, related_name="address")
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="+")
    text = SealedJSONField()
    set_on = models.DateField()

    class Meta(ScopedModel.Meta):
        pass

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.set_on)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.host_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return addresses_visible_q(viewer)
