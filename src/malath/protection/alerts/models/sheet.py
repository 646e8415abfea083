"""A partner's spreadsheet on its way to becoming alerts: the import, its rows, and who may stand in two places."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from malath.platform.access.models import Member, Organisation
from malath.platform.access.scoped import ScopedManager, ScopedModel
from malath.platform.sealed.fields import SealedJSONField, SealedModel, SealedTextField
from malath.platform.sealed.models import SealedFile
from malath.protection.alerts.models.alert import Alert


class AlertImport(SealedModel, ScopedModel):
    """One file. A subject of its own; nothing of it is an alert before it is applied.

    `mapping`: {"columns": [{"column", "heading", "key", "reason", "first"}], "chosen": {column: key or ""}};
    `account`: {"sheet", "notes": [[code, params]], "fates": [[sheet, row, fate, code, text]]} of rows that hold nobody.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", _("Being checked: nothing is saved as an alert yet")
        APPLIED = "applied", _("Imported")
        UNDONE = "undone", _("Undone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="alert_imports")
    screening_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="alert_imports")
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEW)
    # A keyed digest: whoever holds the database and a file cannot tell whether it was imported.
    digest = models.BinaryField(max_length=64)
    file = models.ForeignKey(SealedFile, on_delete=models.SET_NULL, null=True, blank=True)
    name = SealedTextField()
    mapping = SealedJSONField()
    account = SealedJSONField()
    rows_read = models.PositiveIntegerField(default=0)
    rows_compared = models.PositiveIntegerField(default=0)
    cleared_on = models.DateField(null=True, blank=True)

    class Meta(ScopedModel.Meta):
        indexes = [models.Index(fields=["organisation", "-on"])]

    objects = ScopedManager()

    def __str__(self) -> str:
        return str(self.on)

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.pk

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be done with it any more."""
        return self.state == self.State.UNDONE or self.cleared_on is not None

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(organisation__in=viewer.standing.organisations_able("send_alerts"))


class OfImport(SealedModel, ScopedModel):
    """A row of an import, sealed under its key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sheet = models.ForeignKey(AlertImport, on_delete=models.CASCADE)

    objects = ScopedManager()

    class Meta(ScopedModel.Meta):
        abstract = True

    @property
    def sealed_subject(self) -> uuid.UUID:
        return self.sheet_id

    @classmethod
    def visible_q(cls, viewer: Member) -> models.Q:
        return models.Q(sheet__organisation__in=viewer.standing.organisations_able("send_alerts"))


class ImportRow(OfImport):
    """One row of the table that holds somebody, as it was read and mended.

    `reading`: {"values": {field: [text, raw]}, "phones": [str], "household": [size, children], "problems": [{"level",
    "code", "params", "field", "cell"}], "extra": [str], "cells": {field: "D17"}}; `fixes`: {field: text}.
    """

    class Fate(models.TextChoices):
        READY = "ready", pgettext_lazy("fate of a row", "Ready")
        TO_FIX = "to_fix", pgettext_lazy("fate of a row", "To fix")
        DUPLICATE = "duplicate", pgettext_lazy("fate of a row", "Stands in the file or here already")
        LEFT_OUT = "left_out", pgettext_lazy("fate of a row", "Left out by you")
        IMPORTED = "imported", pgettext_lazy("fate of a row", "Became an alert")
        UNDONE = "undone", pgettext_lazy("fate of a row", "Undone")

    number = models.PositiveIntegerField()
    fate = models.CharField(max_length=12, choices=Fate)
    worst = models.PositiveSmallIntegerField(default=0)
    duplicate_of = models.PositiveIntegerField(null=True, blank=True)
    alert = models.ForeignKey(Alert, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reading = SealedJSONField()
    fixes = SealedJSONField()

    class Meta(OfImport.Meta):
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="one_import_row_a_number")]
        indexes = [models.Index(fields=["sheet", "fate", "number"])]

    def __str__(self) -> str:
        return f"{self.number}"

    def text(self, field: str) -> str:
        """A field's canonical text, empty when it is not there."""
        return str(self.reading.get("values", {}).get(field, [""])[0])


class ImportPair(OfImport):
    """A row that may be somebody who stands elsewhere: in another row, in a waiting alert, among people known."""

    class Decision(models.TextChoices):
        SAME = "same", _("Same person")
        TWO = "two", _("Two people")
        LATER = "later", _("Decide later")

    number = models.PositiveIntegerField()
    row = models.ForeignKey(ImportRow, on_delete=models.CASCADE, related_name="pairs")
    other_row = models.ForeignKey(ImportRow, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    other_alert = models.ForeignKey(Alert, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    other_person = models.ForeignKey("people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    decision = models.CharField(max_length=6, choices=Decision, default=Decision.LATER)
    reasons = SealedJSONField()

    class Meta(OfImport.Meta):
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="import_pairs_count_up")]
        indexes = [models.Index(fields=["sheet", "decision", "number"])]

    def __str__(self) -> str:
        return f"{self.number}"
