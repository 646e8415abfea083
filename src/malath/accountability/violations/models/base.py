"""What all records of the violations room share: whose they are, who may see them, in which change they were made."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from malath.platform.access.models import Grant, Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel, kept
from malath.platform.access.written import SqlText
from malath.platform.sealed.fields import SealedModel, SealedTextField


class Change(SealedModel, ScopedModel):
    """One act of writing, whole: a story told, a correction, an import, an undoing. What it made can be undone together.

    `id` counts up, so that changes have an order; addresses carry `key`. `batch` names the import that a change is part of.
    """

    class Kind(models.TextChoices):
        STORY = "story", _("Told")
        EDIT = "edit", _("Changed")
        IMPORT = "import", _("Imported")
        UNDO = "undo", _("Undone")
        LOAD = "load", _("Loaded from an export")
        TAKE = "take", _("Taken back")

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="changes_of_records")
    kind = models.CharField(max_length=8, choices=Kind)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="changes_of_records")
    on = models.DateField(default=timezone.localdate)
    batch = models.UUIDField(null=True, blank=True, db_index=True)
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")
    is_undone = models.BooleanField(default=False)
    note = SealedTextField(blank=True)

    class Meta(ScopedModel.Meta):
        pass

    objects = ScopedManager()

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.organisation_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        """The changes of one's own organisation. What a change made is seen only by whoever sees the record."""
        return models.Q(organisation__in=viewer.standing.organisations_able("document"))


def grants_of_records(viewer: Member) -> models.QuerySet[Grant]:
    """The subjects of grants in force now, for a viewer who documents: in person, or through their organisation."""
    standing, in_person = viewer.standing, models.Q(member=viewer)
    able = standing.coalition_able("document")
    if viewer.home_organisation_id not in standing.inside:
        in_person &= models.Q(member__home_organisation__in_coalition=True)
    holding = models.Q(withdrawn_on=None, ends_at__gt=timezone.now())
    grants = Grant.objects.unscoped(reason="the viewer's own grants")
    return grants.filter(holding & (in_person | models.Q(organisation__in=able))).values("subject")


def subjects_shared_with(viewer: Member) -> SqlText:
    """The same subjects as a piece of SQL: every rule of the room names them, and it is written once a request."""
    text: SqlText = kept(viewer, "subjects of grants", lambda: SqlText(*_in_brackets(grants_of_records(viewer))))
    return text


def _in_brackets(rows: models.QuerySet[Grant]) -> tuple[str, tuple[Any, ...]]:
    sql, values = rows.query.sql_with_params()
    return f"({sql})", values


def own_records_q(viewer: Member) -> models.Q:
    """Records of the viewer's organisations; a restricted one only with `see_restricted`, or to whoever entered it."""
    able = viewer.standing.organisations_able("document")
    trusted = viewer.standing.organisations_able("see_restricted")
    seen = models.Q(organisation__in=able, is_restricted=False) | models.Q(organisation__in=trusted)
    return seen | models.Q(organisation__in=able, entered_by=viewer)


class Record(SealedModel, ScopedModel):
    """A row of the record. Its values are statements; the plain columns are what the main statements say, for filters.

    `last_change` is the number of the newest change that touched it: an editor who began before it is shown what changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    made_in = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    last_change = models.BigIntegerField()
    is_restricted = models.BooleanField(default=False)
    is_gone = models.BooleanField(default=False)

    class Meta(ScopedModel.Meta):
        abstract = True

    objects = ScopedManager()
