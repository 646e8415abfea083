"""Haven has a campaign and a conference: one speaker consented, one did not, and the place is undisclosed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from malath.platform.access.models import Member
from malath.platform.access.rules import Role
from malath.platform.sealed.fields import reveal
from malath.voice.campaigns import actions
from malath.voice.campaigns.building import CAMPAIGNS, OCCASIONS
from malath.voice.campaigns.models import Part, Undertaking
from tests.people import Coalition, member

CAMPAIGN = {
    "en": {"title": "Open the lists", "aim": "Families learn where they are.", "demands": "1. Publish the lists\n- Let us in"},
    "fr": {"title": "Ouvrez les listes", "aim": "Que les familles sachent.", "demands": "Publiez les listes"},
    "ar": {"title": "افتحوا القوائم", "aim": ""},
}  # fmt: skip
CONFERENCE = {
    "en": {"title": "What the letters say", "body": "Omar Haddad opens it at the Mill House, Ardeche. Leila Haddad closes."},
    "ar": {"title": "ماذا تقول الرسائل", "body": "يفتتحه عمر حداد."},
}  # fmt: skip
DETAILS = {"first": date(2027, 3, 4), "last": date(2027, 3, 5), "open": False, "place": {"en": "Mill House, Ardeche"}}
LEILA = {"names": {"en": "Leila Haddad", "ar": "ليلى حداد"}, "words": {"en": "Editor of a paper of exiles."}}
OMAR = {"names": {"en": "Omar Haddad", "ar": "عمر حداد"}, "words": {"en": "Was a judge at the harbour."}}


@dataclass
class House:
    """Who publishes, and who must not."""

    coalition: Coalition
    officer: Member
    elsewhere: Member

    def campaign(self) -> Undertaking:
        row = actions.begin_undertaking(self.coalition.haven, kind="campaign", by=self.officer)
        return actions.write_undertaking(row, CAMPAIGN, after=0, by=self.officer)

    def conference(self, campaign: Undertaking | None = None, **details: Any) -> Undertaking:
        row = actions.begin_undertaking(self.coalition.haven, kind="occasion", by=self.officer)
        return actions.write_undertaking(
            row, CONFERENCE, details={**DETAILS, **details}, campaign=campaign.pk if campaign else None, after=0,
            by=self.officer,
        )  # fmt: skip

    def speaker(self, row: Undertaking, words: dict[str, Any], *covers: str) -> Part:
        made = actions.add_part(row, kind="speaker", words=words, by=self.officer)
        if covers:
            actions.record_consent(
                made, covers=covers, way="written", note="", given_on=date(2026, 11, 1), after=0, by=self.officer
            )
        return made

    def now(self, row: Undertaking) -> Undertaking:
        found: Undertaking = Undertaking.objects.unscoped(reason="a test looks").get(pk=row.pk)
        reveal(found, by=None, why="test")
        return found


def pages() -> dict[str, str]:
    """Every public page of the room, by its path."""
    found: dict[str, bytes] = {}
    for code in ("ar", "en", "fr"):
        with override(code):
            found |= CAMPAIGNS.files(code) | OCCASIONS.files(code)
    return {path: content.decode() for path, content in found.items()}


@pytest.fixture
def house(coalition: Coalition) -> House:
    return House(
        coalition,
        member("hala", coalition.haven, Role.COMMUNICATIONS_OFFICER),
        member("ziad", coalition.archive, Role.COMMUNICATIONS_OFFICER),
    )
