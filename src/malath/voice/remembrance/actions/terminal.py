"""A colleague's page that was taken down at the server's terminal, while nobody could do it here (PR2)."""

from __future__ import annotations

from django.db import transaction

from malath.voice.remembrance.actions.common import keep
from malath.voice.remembrance.models import Colleague
from malath.voice.remembrance.rules import State
from malath.voice.site.withheld import note_at_terminal, tell_of_terminal


@transaction.atomic
def note_down_at_terminal(slug: str, at: str) -> None:
    """The record says so, by which means and when (ISO 8601); the consent stays."""
    rows = Colleague.objects.unscoped(reason="what was taken down at the terminal").select_for_update(of=("self",))
    row = rows.filter(slug=slug).first()
    if row is not None and row.state == State.OUT:
        row.state = State.DOWN
        keep(row, "state")
        note_at_terminal("remembrance.taken-down", row.pk, row.organisation_id, at, slug=row.slug)
        tell_of_terminal(row.organisation_id, f"/remembrance/{row.pk}/")
