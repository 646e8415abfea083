"""What alerts give to the case page: the three lists of the risk, and how it moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from malath.platform.access.models import Member
from malath.protection.alerts.risks import risk_of_case
from malath.protection.cases.panels import CasePanel, give_case_panel
from malath.protection.cases.selectors import may_write

if TYPE_CHECKING:
    from malath.protection.cases.models import Case


def case_risk(case: Case, viewer: Member) -> dict[str, Any]:
    """The newest assessment of the case, if there is one."""
    risk = risk_of_case(viewer, case)
    return {
        "risk": risk,
        "may_write": case.is_open and may_write(viewer, case),
        "reveal": risk.rows if risk else [],
    }


def give_panels() -> None:
    """Register with the case page."""
    give_case_panel(CasePanel("tab", 20, "risk", _("Risk"), "alerts/case_risk.html", case_risk))
