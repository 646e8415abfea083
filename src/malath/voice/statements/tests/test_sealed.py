"""What stands in the database, and in the ledger's outbox, gives no word and no name away."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from malath.platform.audit.models import OutboxEntry
from malath.voice.statements.actions.drafting import add_comment
from malath.voice.statements.actions.freezing import bind_translation
from malath.voice.statements.actions.handing import propose_handover
from malath.voice.statements.actions.inviting import make_link
from malath.voice.statements.tests.conftest import NAMES, Room

WORDS = [
    "Open the doors",
    "Ouvrez",
    "undersigned",
    "Zamzam doubts",
    "Minutes of Zamzam",
    "Zamzam comments",
    "Zamzam closes",
    *NAMES.values(),
]


@pytest.mark.django_db
def test_no_word_and_no_name_stands_in_clear(room: Room) -> None:
    room.translate()
    add_comment(room.statement, paragraph="1", words="Zamzam comments", by=room.officer)
    room.freeze()
    bind_translation(room.statement, language="fr", by=room.officer)
    room.archive_signs("reserve", words="Zamzam doubts", mandate_words="Minutes of Zamzam", signed_by="Zamzam")
    secret, code = make_link(room.outside, by=room.officer)
    propose_handover(room.statement, room.coalition.archive, reason="Zamzam closes", by=room.officer)

    held = b""
    with connection.cursor() as cursor:
        for model in apps.get_app_config("statements").get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608
            rows = cursor.fetchall()
            assert rows, model
            held += b"".join(
                bytes(v) if isinstance(v, memoryview | bytes) else str(v).encode() for r in rows for v in r
            )
    outbox = " ".join(str(entry.facts) for entry in OutboxEntry.objects.all())

    assert [word for word in [*WORDS, secret, code] if word.encode() in held] == []
    assert [word for word in [*WORDS, secret, code] if word in outbox] == []
    assert room.statement.language.encode() in held, "the test reads what stands there"
