"""Haven leads a statement; Archive and a partner are invited, and an organisation that has no members here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.access.rules import Role
from malath.voice.statements.actions.answering import Said, answer_text
from malath.voice.statements.actions.drafting import begin_statement, write_text, write_translation
from malath.voice.statements.actions.freezing import freeze_text
from malath.voice.statements.actions.inviting import invite_organisation, invite_outside
from malath.voice.statements.models import Edition, Signatory, Statement, Version
from tests.people import Coalition, member

NAMES = {"ar": "بيت الشهود", "en": "House of Witnesses", "fr": "Maison des témoins"}
BODY = """We, the undersigned, ask for the doors to be opened.[^1]

## What we ask

- that families are told where their relatives are
- that nobody is sent back

> Nobody told us where they took him.

The ministry said otherwise [in its letter](https://example.org/letter "2026-11-02").

[^1]: Counted by the organisations below, to 31 October 2026."""


def soon(days: int = 5) -> datetime:
    return timezone.now() + timedelta(days=days)


def signing(edition: Edition | None, act: str = "sign", **changes: object) -> Said:
    """An answer with all that it needs."""
    digest = edition.digest if edition else ""
    given = {"mandate": "director", "signed_by": "Nour, director", "names": NAMES, "words": "", **changes}
    return Said(act=act, digest=digest, **given)  # type: ignore[arg-type]


@dataclass
class Room:
    """The people of the room, and the statement that Haven leads."""

    coalition: Coalition
    officer: Member
    director: Member
    archive_director: Member
    archive_officer: Member
    statement: Statement
    own: Signatory
    archive: Signatory
    outside: Signatory

    def edition(self) -> Edition:
        rows = Edition.objects.unscoped(reason="a test looks").filter(statement=self.statement)
        found: Edition = rows.exclude(nature="open").order_by("-number")[0]
        return found

    def row(self, signatory: Signatory) -> Signatory:
        found: Signatory = Signatory.objects.unscoped(reason="a test looks").get(pk=signatory.pk)
        return found

    def freeze(self, **more: object) -> Edition:
        return freeze_text(self.statement, by=self.officer, **{"answer_by": soon(), **more})  # type: ignore[arg-type]

    def rewrite(self, body: str, title: str = "Open the doors") -> Version:
        rows = Version.objects.unscoped(reason="a test counts").filter(statement=self.statement, language="en")
        return write_text(self.statement, title=title, body=body, after=rows.count(), by=self.officer)

    def translate(self, language: str = "fr", **words: str) -> Version:
        from malath.voice.statements.selectors import newest_version

        source = newest_version(self.officer, self.statement, "en")
        before = newest_version(self.officer, self.statement, language)
        assert source is not None
        # A footnote stays one: its mark comes first.
        texts = {part["key"]: re.sub(r"^(\[\^1\]: )?", r"\1fr ", part["text"]) for part in source.text["parts"]}
        texts |= {key.removeprefix("p"): text for key, text in words.items()}
        return write_translation(
            self.statement, language=language, source=source, title="Ouvrez", texts=texts,
            after=before.number if before else 0, by=self.officer,
        )  # fmt: skip

    def archive_signs(self, act: str = "sign", **changes: object) -> None:
        answer_text(self.archive, signing(self.edition(), act, **changes), by=self.archive_director)


@pytest.fixture
def room(coalition: Coalition) -> Room:
    officer = member("samar", coalition.haven, Role.COMMUNICATIONS_OFFICER)
    statement = begin_statement(
        coalition.haven, kind="joint", language="en", title="Open the doors", body=BODY, by=officer
    )
    own = Signatory.objects.visible_to(officer).select_related("statement").get()
    return Room(
        coalition=coalition,
        officer=officer,
        director=coalition.dalia,
        archive_director=member("hind", coalition.archive, Role.DIRECTOR),
        archive_officer=member("karim", coalition.archive, Role.COMMUNICATIONS_OFFICER),
        statement=statement,
        own=own,
        archive=invite_organisation(statement, coalition.archive, by=officer),
        outside=invite_outside(statement, names=NAMES, by=officer),
    )
