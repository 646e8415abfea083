"""The plan on paper: theirs to keep."""

from __future__ import annotations

from django.db import transaction

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.interface.pdf import print_page
from malath.recovery.plans.models import Plan
from malath.recovery.plans.selectors import plan_view


def printed_plan(plan: Plan, viewer: Member, *, language: str, with_organisation: bool) -> bytes:
    """PDF/UA of the plan in a language; the organisation's name stands on it only if wished. Leaves an entry."""
    view = plan_view(plan, viewer)
    context = {"view": view, "organisation": plan.case.organisation if with_organisation else None}
    with transaction.atomic():
        record(
            "plan.printed", by=viewer, subject=plan.person_id, row=plan.pk, organisation=plan.case.organisation_id,
            language=language, with_organisation=with_organisation,
        )  # fmt: skip
    return print_page("plans/print.html", context, language=language)
