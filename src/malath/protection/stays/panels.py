"""What the room gives to the case page: a tab with the household's homes and journeys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from malath.platform.access.models import Member
from malath.protection.cases.panels import CasePanel, give_case_panel
from malath.protection.cases.selectors import may_write
from malath.protection.stays.selectors import legs_of, stays_of

if TYPE_CHECKING:
    from malath.protection.cases.models import Case


def home_and_travel(case: Case, viewer: Member) -> dict[str, Any]:
    """The stays of the case, and its journey."""
    stays, legs = stays_of(viewer, case.pk), legs_of(viewer, case.pk)
    writes = case.is_open and may_write(viewer, case)
    return {
        "stays": stays,
        "legs": legs,
        "may_write": writes,
        "may_book": writes and (viewer.can("open_cases") or viewer.can("keep_homes")),
        "reveal": [*legs, *(leg.member for leg in legs)],
    }


def give_panels() -> None:
    """Register it with the case page."""
    give_case_panel(CasePanel("tab", 25, "stays", _("Home and travel"), "stays/case_stays.html", home_and_travel))
