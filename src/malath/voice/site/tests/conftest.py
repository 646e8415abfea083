"""Haven publishes: an officer, news in two languages, and a statement that Archive signed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from malath.platform.access.models import Member
from malath.platform.access.rules import Role
from malath.voice.site import actions
from malath.voice.site.models import Publication
from malath.voice.statements.tests.conftest import Room, room, signing
from tests.people import Coalition, member

__all__ = ["room"]
NEWS = {
    "en": {"title": "A door opened", "excerpt": "Two came home.", "body": "Two people came home.\n\n- one in March\n- one in May"},
    "ar": {"title": "باب انفتح", "excerpt": "", "body": "عاد شخصان إلى بيتهما."},
}  # fmt: skip


@dataclass
class House:
    """Who publishes, and who must not."""

    coalition: Coalition
    officer: Member
    elsewhere: Member

    def draft(self, texts: dict[str, dict[str, str]] | None = None, kind: str = "news") -> Publication:
        row = actions.begin_publication(self.coalition.haven, kind=kind, subject="return", by=self.officer)
        return actions.write_texts(row, NEWS if texts is None else texts, after=0, by=self.officer)

    def out(self, kind: str = "news") -> Publication:
        return actions.publish(self.draft(kind=kind), by=self.officer)

    def now(self, row: Publication) -> Publication:
        found: Publication = Publication.objects.unscoped(reason="a test looks").get(pk=row.pk)
        return found


@pytest.fixture
def house(coalition: Coalition, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> House:
    return House(
        coalition,
        member("hala", coalition.haven, Role.COMMUNICATIONS_OFFICER),
        member("ziad", coalition.archive, Role.COMMUNICATIONS_OFFICER),
    )


@pytest.fixture
def signed(house: House, room: Room) -> Publication:
    """A frozen text that one organisation signed, ready to go out in English and French."""
    from malath.voice.statements.actions.freezing import bind_translation

    room.translate("fr")
    edition = room.freeze()
    bind_translation(room.statement, language="fr", by=room.officer)
    room.archive_signs("reserve", words="Not the second number.")
    assert edition.number == 1
    return actions.begin_publication(
        house.coalition.haven, kind="joint", subject="return", statement=room.statement.pk, by=room.officer
    )


assert signing
