"""The rows of the room of lists: profiles, imports, the rows of a list and what each made. No record stands here."""

from __future__ import annotations

import uuid

from django.db import models

from malath.accountability.lists.rules import Fate, State
from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.platform.sealed.models import SealedFile


class Profile(SealedModel, ScopedModel):
    """How lists of one shape are read: kept under a name, used again, changed. `plan`: as mapping.Plan writes itself.

    `headings` are those of the list that it was made for: a list with the same ones is offered it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    changed_on = models.DateField()
    name = SealedTextField()
    plan = SealedJSONField()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["organisation", "-changed_on"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.changed_on)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.organisation_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(organisation__in=viewer.standing.organisations_able("document"))


class ListImport(SealedModel, ScopedModel):
    """One file on its way to records. A subject of its own: its file and its rows stand under its key.

    `told`: what was seen of the file ("sheet", "headings", "header", "words", "apart", "notes", "refused"); `plan`: as
    mapping.Plan writes itself. `done` of `total` says how far the job is that works on it; `position` is the number of
    the last row of the list that was written.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    profile = models.ForeignKey(Profile, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # A keyed digest: whoever holds the database and a file cannot tell whether it was imported.
    digest = models.BinaryField(max_length=64)
    file = models.ForeignKey(SealedFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    name = SealedTextField()
    told = SealedJSONField()
    plan = SealedJSONField()

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["organisation", "-on", "id"]), models.Index(fields=["state"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.on)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(organisation__in=viewer.standing.organisations_able("document"))


class ListRow(SealedModel, ScopedModel):
    """A row of a list that holds something, as it was checked. What is restricted is seen as the records that it makes.

    `content`: {"raw": cells as text, "values": {target: value}, "key": text, "wrong": [[column, code, params]],
    "notes": the same, "changes": [[target, before, after]]}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(ListImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    fate = models.CharField(max_length=10, choices=Fate)
    is_restricted = models.BooleanField(default=False)
    content = SealedJSONField()

    class Meta(ScopedModel.Meta):
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="one_list_row_a_number")]
        indexes = [models.Index(fields=["sheet", "fate", "number"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.number)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.sheet_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """The rows of one's organisation; a restricted one as a restricted record is: by those trusted with them, and by
        whoever brought the list."""
        from malath.accountability.violations.listing import restricted_events, restricted_people

        able = viewer.standing.organisations_able("document")
        trusted = viewer.standing.organisations_able("see_restricted")
        whose = models.Q(event__in=restricted_events(viewer).values("pk"))
        whose |= models.Q(person__in=restricted_people(viewer).values("pk"))
        why = "rows whose event or person the viewer may not see"
        hidden = models.Exists(Made.objects.unscoped(reason=why).filter(whose, row=models.OuterRef("pk")))
        open_to_all = models.Q(is_restricted=False) & ~hidden
        theirs = models.Q(sheet__organisation__in=trusted) | models.Q(sheet__by=viewer)
        return models.Q(sheet__organisation__in=able) & (open_to_all | theirs)


class Made(ScopedModel):
    """What a row made or changed, and in which change: written once, with the records themselves. The ids are those of
    records of the violations room."""

    row = models.OneToOneField(ListRow, primary_key=True, on_delete=models.CASCADE, related_name="made")
    change = models.BigIntegerField()
    fate = models.CharField(max_length=10, choices=Fate)
    person = models.UUIDField(null=True, blank=True, db_index=True)
    event = models.UUIDField(null=True, blank=True, db_index=True)
    act = models.UUIDField(null=True, blank=True)
    information = models.UUIDField(null=True, blank=True)
    involvement = models.UUIDField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        verbose_name_plural = "made"

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.fate)

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(row__in=ListRow.objects.visible_to(viewer))
