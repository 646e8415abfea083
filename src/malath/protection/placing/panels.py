"""What placing shows on the case page: what is needed of a home, and the proposals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from malath.platform.access.models import Member
from malath.protection.cases.panels import CasePanel, give_case_panel
from malath.protection.cases.selectors import may_write
from malath.protection.placing.rules import NeedState
from malath.protection.placing.selectors import need_of, proposals_of

if TYPE_CHECKING:
    from malath.protection.cases.models import Case

_SHOWN = 3


def home_wanted(case: Case, viewer: Member) -> dict[str, Any] | None:
    """The need and the last proposals; nothing where there is neither and the viewer cannot write."""
    need, proposals = need_of(viewer, case), proposals_of(viewer, case.pk)[:_SHOWN]
    writes = case.is_open and may_write(viewer, case)
    if need is None and not proposals and not writes:
        return None
    looking = need is not None and need.state == NeedState.LOOKING
    return {
        "need": need,
        "looking": looking,
        "proposals": proposals,
        "may_write": writes,
        "reveal": [need] if need else [],
    }


def give_panels() -> None:
    """Register with the case page."""
    give_case_panel(CasePanel("next", 25, "home_wanted", _("A home"), "placing/case_home.html", home_wanted))
