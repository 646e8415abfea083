"""A colleague whose record Haven keeps, with a consent, an anniversary ahead and a text that names them; nothing is out."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from malath.voice.remembrance.actions.consenting import Given, give_consent
from malath.voice.remembrance.actions.keeping import begin_text
from malath.voice.remembrance.actions.recording import Told, add_happening, begin_colleague, write_texts
from tests.whole import MARK, Everything, any_of


def make_colleague(made: Everything) -> None:
    """Everything that is kept about one colleague."""
    officer, today = made.owning["communications_officer"], timezone.localdate()
    name = {code: f"{MARK} {code}" for code in ("ar", "en", "fr")}
    texts = {part: name for part in ("name", "portrait", "place", "family", "help")}
    row = begin_colleague(made.coalition.haven, fate="detained", texts={"name": name}, by=officer)
    row = write_texts(row, texts, after=0, by=officer)
    soon = today + timedelta(days=30)
    when = f"{soon.year - 5}-{soon:%m}-{min(soon.day, 28):02d}"
    source = {"title": MARK, "url": "https://example.org/notice", "read_on": "2026-11-01"}
    line = add_happening(
        row, Told("arrest", when, name, ["place"], [source], yearly=True), after=row.revision, by=officer
    )
    given = Given("parent", f"{MARK} mother", f"{MARK} by telephone", ["name", "timeline", "place"], today)
    give_consent(row, given, after=row.revision + 1, by=officer)
    assert line.due_on is not None
    begin_text(line, due_on=line.due_on, by=officer)
    mention = any_of("remembrance", "Mention", colleague=row.pk)
    made.ids |= {"colleague_id": row.pk, "happening_id": line.pk, "mention_id": mention}
