"""Evidence: what was put in, its working copies, its review, and how it came (SC1, SC2).

The bytes lie in the vault; a row tells of them. Each item is a subject of its own: its texts stand under its own key.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone

from malath.accountability.evidence.reason_words import NOT_STRIPPED, PROOFS, STRIPPING
from malath.accountability.evidence.rules import CopyKind, Ground, Kind, Obtained, Proof, Sameness, Status, Use
from malath.platform.access.models import Grant, Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, seen_through
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField


def grants_of_evidence_q(viewer: Member) -> models.Q:
    """Grants in force now for a viewer who works on evidence: in person, or by an organisation; of the coalition still."""
    able = viewer.standing.organisations_able("work_evidence")
    holding = models.Q(withdrawn_on=None, ends_at__gt=timezone.now())
    in_person = models.Q(member=viewer, member__home_organisation__in_coalition=True)
    return holding & (in_person | models.Q(organisation__in=able, organisation__in_coalition=True))


class IntakeLink(SealedModel, ScopedModel):
    """A single-use link by which somebody without an account sends. Only a digest of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="intake_links")
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="intake_links")
    note = SealedTextField(blank=True)
    secret_digest = models.BinaryField(max_length=32, unique=True)
    made_on = models.DateField()
    ends_on = models.DateField()
    first_used_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    files = models.PositiveIntegerField(default=0)

    class Meta(ScopedModel.Meta):
        pass

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.made_on)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.organisation_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(organisation__in=viewer.standing.organisations_able("work_evidence"))


class Evidence(SealedModel, ScopedModel):
    """One preserved object. `item` is its id in the vault, `entry` its place in the vault's log.

    `claimed`: {"time", "place"} as the source says. `verified`: {"time", "place"} as `verified_by` found. `path`: the folder in
    which it lay, as its sender's device said. `package`: the item in which this one came; `checks`: the proof that came with
    it (packages_job.py).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=12, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="evidence")
    item = models.CharField(max_length=32, unique=True)
    entry = models.BigIntegerField()
    size = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OTHER)
    media = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.RECEIVED)
    proof = models.CharField(max_length=12, choices=Proof, default=Proof.NEVER_HASHED)
    hashed_at_source = models.BooleanField(default=False)
    received_on = models.DateField()
    received_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="evidence_received")
    link = models.ForeignKey(IntakeLink, on_delete=models.PROTECT, null=True, blank=True)
    package = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="contents")
    opened_on = models.DateField(null=True, blank=True)
    looked_on = models.DateField(null=True, blank=True)
    compared_on = models.DateField(null=True, blank=True)
    copy_asked_on = models.DateField(null=True, blank=True)
    verdict = models.CharField(max_length=20, blank=True)
    verified_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence_verified"
    )
    verified_on = models.DateField(null=True, blank=True)
    held = models.BooleanField(default=False)
    erased_on = models.DateField(null=True, blank=True)
    title = SealedTextField(blank=True)
    file_name = SealedTextField(blank=True)
    path = SealedTextField(blank=True)
    source = SealedTextField(blank=True)
    obtained = SealedTextField(blank=True)
    use = SealedTextField(blank=True)
    consent = SealedTextField(blank=True)
    shows = SealedTextField(blank=True)
    notes = SealedTextField(blank=True)
    claimed = SealedJSONField()
    verified = SealedJSONField()
    findings = SealedJSONField()
    checks = SealedJSONField()

    # What was read in it, while the finder's index is made (searching.py).
    read_texts: list[str] = []

    class Meta(ScopedModel.Meta):
        verbose_name_plural = "evidence"
        indexes = [
            models.Index(fields=["organisation", "-received_on", "-entry"]),
            models.Index(fields=["proof", "entry"]),
            models.Index(fields=["looked_on"]),
        ]

    objects = ScopedManager()

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @property
    def use_label(self) -> str:
        """On what conditions it may be used, in the reader's language."""
        return str(dict(Use.choices).get(str(self.use), ""))

    @property
    def obtained_label(self) -> str:
        """How it was obtained, in the reader's language."""
        return str(dict(Obtained.choices).get(str(self.obtained), ""))

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """Those of the owning organisation who work on evidence; or a grant to such a member, or to all who work on evidence
        in their organisation, that has not ended."""
        able = viewer.standing.organisations_able("work_evidence")
        if not able:
            return models.Q(pk__in=[])
        grants = Grant.objects.unscoped(reason="the viewer's own grants").filter(grants_of_evidence_q(viewer))
        seen = models.Q(organisation__in=able) | models.Q(pk__in=grants.values("subject"))
        return seen & models.Q(erased_on=None)


class OfEvidence(SealedModel, ScopedModel):
    """A row of one item: seen by whoever sees the item, sealed under its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        abstract = True

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.evidence_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return seen_through("evidence_id", Evidence.objects.visible_to(viewer))


class WorkingCopy(OfEvidence):
    """Something made from the original, which is never touched. `made`: {"what": a code, …}; `text` what was read.

    Text that a machine read is marked so: it is unverified. `item` is empty where the copy is a text alone.
    """

    kind = models.CharField(max_length=10, choices=CopyKind)
    item = models.CharField(max_length=32, blank=True)
    media = models.CharField(max_length=120, blank=True)
    size = models.BigIntegerField(default=0)
    is_machine_reading = models.BooleanField(default=False)
    made_on = models.DateField()
    is_broken = models.BooleanField(default=False)
    made = SealedJSONField()
    text = SealedTextField(blank=True)

    def __str__(self) -> str:
        return self.kind

    @property
    def why_refused(self) -> list[Any]:
        """Why no copy without metadata could be made, once revealed."""
        return [STRIPPING.get(code, NOT_STRIPPED) for code in self.made.get("refused", ())]

    @property
    def proves(self) -> str:
        """What a proof file is, once revealed."""
        return str(PROOFS.get(self.made.get("what", ""), self.get_kind_display()))


class Likeness(SealedModel, ScopedModel):
    """Two items that a machine finds alike, the one with the smaller identifier first; and what a member said of it.

    `found`: {"distance": bits of 256 that differ, "frames": whether single frames of a film were compared}. Seen only by
    whoever sees both.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    one = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    found_on = models.DateField()
    said = models.CharField(max_length=10, choices=Sameness, blank=True)
    said_by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_on = models.DateField(null=True, blank=True)
    found = SealedJSONField()

    class Meta(ScopedModel.Meta):
        verbose_name_plural = "likenesses"
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_likeness_a_pair")]

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.one_id} {self.other_id}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.one_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        seen = Evidence.objects.visible_to(viewer)
        return seen_through("one_id", seen) & seen_through("other_id", seen)


class BrokenPack(models.Model):
    """A pack of the vault whose bytes are not those that its name says. Holds nothing of what lay in it.

    `is_told` once the items in it were marked and those who answer for them know.
    """

    pack = models.CharField(max_length=64, primary_key=True)
    found_on = models.DateField()
    is_told = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.pack


class Review(OfEvidence):
    """A step of the review, with its reason."""

    status = models.CharField(max_length=10, choices=Status)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="evidence_reviews")
    on = models.DateField()
    note = SealedTextField(blank=True)

    def __str__(self) -> str:
        return self.status


class EvidenceErasure(ScopedModel):
    """A wish to have an item erased: asked by one member, carried out by a second. Holds no text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="erasures")
    ground = models.CharField(max_length=20, choices=Ground)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="evidence_erasures_asked")
    asked_on = models.DateField()
    done_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="evidence_erasures_done"
    )
    done_on = models.DateField(null=True, blank=True)
    backups_end_on = models.DateField(null=True, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.asked_on)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(evidence__organisation__in=viewer.standing.organisations_able("work_evidence"))


class Upload(ScopedModel):
    """A file that is on its way in pieces. What has arrived lies encrypted under a key that only the sender's page has."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key_digest = models.BinaryField(max_length=32, unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="uploads")
    link = models.ForeignKey(IntakeLink, on_delete=models.CASCADE, null=True, blank=True, related_name="uploads")
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    begun_on = models.DateField()

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(member__isnull=False) ^ models.Q(link__isnull=False),
                name="upload_of_a_member_or_by_a_link",
            )
        ]

    def __str__(self) -> str:
        return f"{self.received}/{self.size}"

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(member=viewer)
