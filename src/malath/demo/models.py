"""The generator's mark: a database that carries it holds only invented people."""

from __future__ import annotations

from django.db import models


class DemoMark(models.Model):
    """One row, written when the fictional coalition was made. The sign-in by button exists only beside it."""

    seed = models.PositiveIntegerField()
    made_on = models.DateField()

    def __str__(self) -> str:
        return str(self.seed)
