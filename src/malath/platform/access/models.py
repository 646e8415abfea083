"""Organisations, local networks, members, what they may do, and who was let in where (BT3).

Owns sign-in accounts and grants. A member signs in with a chosen handle; the display name and the optional mail
address are sealed under the organisation's directory. No IP address and no user agent is stored.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from malath.platform.access.rules import Role
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.access.standing import Standing
from malath.platform.sealed.fields import SealedModel, SealedTextField


class Organisation(models.Model):
    """A member of the coalition, or a partner outside it. Its id is also the subject of its directory key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    in_coalition = models.BooleanField(default=True)
    screens_alerts = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        """The name in the active language, else in any."""
        from malath.platform.access.selectors import organisation_name

        return organisation_name(self.pk)


class OrganisationName(models.Model):
    """An organisation's name in one language; a local network's too."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="names")
    language = models.CharField(max_length=5)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "language"], name="one_name_a_language")]

    def __str__(self) -> str:
        return self.name


class LocalNetwork(models.Model):
    """A host city's associations, institutions and volunteers (SH5)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name_en = models.CharField(max_length=100)
    name_fr = models.CharField(max_length=100)
    name_ar = models.CharField(max_length=100)

    def __str__(self) -> str:
        from django.utils.translation import get_language

        return str(getattr(self, f"name_{(get_language() or 'en')[:2]}", self.name_en))


class MemberManager(BaseUserManager["Member"]):
    """Finds members for sign-in; lists of members go through selectors."""

    def create_user(self, handle: str, password: str | None = None, **fields: Any) -> Member:
        member = self.model(handle=handle.strip().lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(handle=(username or "").strip().lower())


class Member(SealedModel, AbstractBaseUser):
    """A person with a sign-in, of one or more organisations."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    handle = models.SlugField(_("handle"), max_length=40, unique=True)
    home_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="home_members")
    display_name = SealedTextField()
    mail_address = SealedTextField(blank=True)
    wants_mail = models.BooleanField(default=False)
    language = models.CharField(max_length=5, default="en")
    theme = models.CharField(max_length=10, default="system")
    digits = models.CharField(max_length=10, default="latin")
    is_active = models.BooleanField(default=True)
    locked_out_on = models.DateField(null=True, blank=True)
    last_login = None  # type: ignore[assignment]

    USERNAME_FIELD = "handle"
    REQUIRED_FIELDS: list[str] = []

    objects = MemberManager()

    def __str__(self) -> str:
        return self.handle

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.home_organisation_id

    @cached_property
    def standing(self) -> Standing:
        """Roles and networks that hold today; one query, kept for this object's life (a request)."""
        roles: dict[uuid.UUID, set[str]] = {}
        networks: set[uuid.UUID] = set()
        inside: set[uuid.UUID] = set()
        if not self.is_active:
            return Standing()
        for membership in Membership.objects.holding(self.pk).select_related("organisation"):
            if membership.organisation.in_coalition:
                inside.add(membership.organisation_id)
            roles.setdefault(membership.organisation_id, set()).add(membership.role)
            if membership.network_id and membership.role == Role.NETWORK_COORDINATOR:
                networks.add(membership.network_id)
        return Standing({o: frozenset(r) for o, r in roles.items()}, frozenset(networks), frozenset(inside))

    def can(self, ability: str, organisation: uuid.UUID | None = None) -> bool:
        """Whether one of the member's roles carries the ability."""
        return self.standing.can(ability, organisation)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def holding(self, member: uuid.UUID) -> MembershipQuerySet:
        """The memberships of a member that have not ended."""
        return self.filter(member_id=member).holding_today()

    def holding_today(self) -> MembershipQuerySet:
        """Memberships of anybody that have not ended."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=timezone.localdate()))


class Membership(models.Model):
    """A member's role in an organisation, for a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=30, choices=Role)
    network = models.ForeignKey(LocalNetwork, on_delete=models.PROTECT, null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "organisation", "role"], condition=models.Q(until=None), name="one_open_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role}"


class Invitation(models.Model):
    """An offer to join an organisation in a role; used once, by a secret link of which only a digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE)
    role = models.CharField(max_length=30, choices=Role)
    network = models.ForeignKey(LocalNetwork, on_delete=models.PROTECT, null=True, blank=True)
    invited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="invitations_made")
    secret_digest = models.BinaryField(max_length=32, unique=True)
    ends_on = models.DateField()
    used_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="invitations_used")
    withdrawn_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.role}"


class SignIn(models.Model):
    """A member's open session, so that they can see and end their own. Days only: no address, no agent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="sign_ins")
    session_digest = models.BinaryField(max_length=32, unique=True)
    label = models.CharField(max_length=40, blank=True)
    since = models.DateField()
    seen_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.since}"


class Grant(SealedModel, ScopedModel):
    """Who may see what, why, until when. Ends by itself; can be withdrawn. `subject` is the id of a case."""

    class Kind(models.TextChoices):
        SHARED = "shared", _("Shared")
        EMERGENCY = "emergency", _("Emergency access")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(db_index=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="grants")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SHARED)
    may_write = models.BooleanField(default=False)
    reason = SealedTextField()
    given_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="grants_given")
    owner_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="grants_owned")
    since = models.DateField()
    ends_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["member", "ends_at"]), models.Index(fields=["organisation", "ends_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member__isnull=False) ^ models.Q(organisation__isnull=False),
                name="grant_to_one_member_or_one_organisation",
            )
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.kind}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.subject

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return (
            models.Q(member=viewer)
            | models.Q(organisation__in=viewer.standing.organisations_able("work_cases"))
            | models.Q(owner_organisation__in=viewer.standing.covered_organisations)
            | models.Q(given_by=viewer)
        )

    @classmethod
    def holding_q(cls, viewer: Member) -> models.Q:
        """Grants in force now for the viewer, personally or by an organisation in which they work on cases.

        To an organisation that left the coalition, and to its members, nothing of others stays open.
        """
        inside = viewer.standing.coalition_able("work_cases")
        own = models.Q(owner_organisation__in=viewer.standing.organisations_able("work_cases"))
        in_person = own | models.Q(member__home_organisation__in_coalition=True)
        if inside:
            in_person |= models.Q(kind=cls.Kind.EMERGENCY)
        return models.Q(withdrawn_on=None, ends_at__gt=timezone.now()) & (
            models.Q(member=viewer) & in_person | models.Q(organisation__in=inside)
        )
