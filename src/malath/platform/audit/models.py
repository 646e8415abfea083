"""The outbox: every action leaves its ledger entry here, in its own transaction; one writer moves rows to the ledger."""

from __future__ import annotations

import uuid

from django.db import models


class OutboxEntry(models.Model):
    """One act that waits to be written to the ledger. Identifiers and a verb: never a name, never a text."""

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    verb = models.CharField(max_length=60)
    member = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    subject = models.UUIDField(null=True)
    row = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.verb
