"""Reads of placing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from malath.platform.access.models import Member
from malath.platform.access.scoped import ScopedQuerySet
from malath.platform.errors import NotFoundError
from malath.protection.hosting.visibility import keeping_q
from malath.protection.placing.models import KeptApart, Line, Need, Plan, Proposal, Refusal
from malath.protection.placing.rules import Answer, ProposalState, Variant
from malath.protection.stays.rules import StayState

if TYPE_CHECKING:
    from malath.protection.cases.models import Case
    from malath.protection.hosting.models import Network

_FOR_KEEPERS = "whoever keeps a home asks its host; the household is not shown"
_WITH = ("case__head", "case__organisation", "home__network__local", "stay__home__network", "stay__case", "made_by")


def need_of(viewer: Member, case: Case) -> Need | None:
    """What the household needs of a home; none where nothing is written down or seen."""
    found: Need | None = Need.objects.visible_to(viewer).select_related("case").filter(case=case).first()
    return found


def plans_of_last_turn(viewer: Member) -> list[Plan]:
    """The plans to compare: those made at once, the last time, in the organisations that the viewer plans for."""
    rows = Plan.objects.visible_to(viewer).select_related("made_by", "organisation")
    last = rows.order_by("-made_at").first()
    if last is None:
        return []
    order = Variant.values
    return sorted(rows.filter(turn=last.turn), key=lambda plan: order.index(plan.variant))


def plan_for(viewer: Member, plan: uuid.UUID) -> Plan:
    """One plan; NotFoundError where the viewer may not see it."""
    found: Plan | None = Plan.objects.visible_to(viewer).select_related("made_by").filter(pk=plan).first()
    if found is None:
        raise NotFoundError
    return found


def lines_of(viewer: Member, plans: list[Plan]) -> list[Line]:
    """The lines of plans whose households the viewer sees, those with a home first."""
    rows = Line.objects.visible_to(viewer).filter(plan__in=[plan.pk for plan in plans])
    rows = rows.select_related("plan", "case__head", "case__organisation", "home__network__local")
    return sorted(rows, key=lambda line: (line.home is None, line.case.code))


def line_for(viewer: Member, line: uuid.UUID) -> Line:
    """One line with its plan, case and home; NotFoundError where the viewer may not see it."""
    rows = Line.objects.visible_to(viewer).select_related(
        "plan__organisation", "case__head", "case__organisation", "home__network__local"
    )
    found: Line | None = rows.filter(pk=line, plan__in=Plan.objects.visible_to(viewer).values("pk")).first()
    if found is None:
        raise NotFoundError
    return found


def proposals_of(viewer: Member, case: uuid.UUID) -> list[Proposal]:
    """The proposals of a case, the newest first."""
    rows = Proposal.objects.visible_to(viewer).select_related(*_WITH).filter(case=case)
    return list(rows.order_by("-made_on", "pk"))


def proposals_waiting(viewer: Member) -> ScopedQuerySet:
    """The proposals that wait for an answer, of the cases that the viewer sees."""
    rows: ScopedQuerySet = Proposal.objects.visible_to(viewer).select_related(*_WITH)
    return rows.filter(state=ProposalState.ASKED).order_by("made_on", "pk")


def proposal_for(viewer: Member, proposal: uuid.UUID) -> Proposal:
    """One of the viewer's cases; NotFoundError otherwise."""
    found: Proposal | None = Proposal.objects.visible_to(viewer).select_related(*_WITH).filter(pk=proposal).first()
    if found is None:
        raise NotFoundError
    return found


def _asked_q(viewer: Member) -> Q:
    return Q(keeping_q(viewer, "home__network"), state=ProposalState.ASKED, host=Answer.WAITS)


def asked_of_hosts(viewer: Member) -> list[Proposal]:
    """Proposals for homes that the viewer keeps and whose host was not asked yet: days and persons, and no household."""
    rows = Proposal.objects.unscoped(reason=_FOR_KEEPERS).filter(_asked_q(viewer))
    return list(rows.select_related("home__network__local", "stay").order_by("made_on", "pk"))


def proposals_due(viewer: Member) -> ScopedQuerySet:
    """Proposals that wait for the viewer, the first night first: hosts to ask where they keep the home (the state is
    ASKED, and the household is not shown), and what they proposed and both said yes to (AGREED, and not agreed as a stay)."""
    due = Q(pk=None)
    if viewer.can("keep_homes"):
        due |= _asked_q(viewer)
    if viewer.can("work_cases"):
        agreed = Q(state=ProposalState.AGREED, stay__state=StayState.BOOKED, made_by=viewer)
        due |= agreed & Proposal.visible_q(viewer)
    rows: ScopedQuerySet = Proposal.objects.unscoped(reason=_FOR_KEEPERS).filter(due)
    return rows.select_related("case__head", "home__network__local", "stay").order_by("stay__from_day", "pk")


def for_host(viewer: Member, proposal: uuid.UUID) -> Proposal:
    """One proposal for a home that the viewer keeps; NotFoundError otherwise. Comes with its case for the act alone."""
    rows = Proposal.objects.unscoped(reason=_FOR_KEEPERS)
    rows = rows.filter(keeping_q(viewer, "home__network"), pk=proposal)
    found: Proposal | None = rows.select_related("home__network__local", "stay__home", "stay__case", "case").first()
    if found is None:
        raise NotFoundError
    return found


def need_told_to_host(proposal: Proposal) -> Need | None:
    """What a host must know of a household before they answer, and until the stay is agreed; None afterwards, when the
    household may look elsewhere. The page shows its size, days, languages and what the home must have."""
    asked = proposal.state == ProposalState.ASKED
    if not asked and (proposal.state != ProposalState.AGREED or proposal.stay.state != StayState.BOOKED):
        return None
    rows = Need.objects.unscoped(reason="what a host must know before they answer")
    found: Need | None = rows.filter(case=proposal.case_id).first()
    return found


def refusals_of(viewer: Member, case: Case) -> list[Refusal]:
    """Who said no, with the reasons that the viewer may read: the household's for its team, a host's for the keepers."""
    rows = Refusal.objects.visible_to(viewer).select_related("case", "home__network__local").filter(case=case)
    return list(rows.order_by("-on", "pk"))


def refusal_for(viewer: Member, refusal: uuid.UUID) -> Refusal:
    """One refusal; NotFoundError where the viewer may not read it."""
    rows = Refusal.objects.visible_to(viewer).select_related("case__organisation", "home__network")
    found: Refusal | None = rows.filter(pk=refusal).first()
    if found is None:
        raise NotFoundError
    return found


@dataclass(frozen=True)
class Apart:
    """A rule as one household sees it: the other one."""

    row: KeptApart
    other: Case


def kept_apart_from(viewer: Member, case: Case) -> list[Apart]:
    """The households that this one is kept apart from, of those that the viewer sees."""
    rows = KeptApart.objects.visible_to(viewer).select_related("one__head", "other__head")
    found = [*rows.filter(one=case), *rows.filter(other=case)]
    return [Apart(row, row.other if row.one_id == case.pk else row.one) for row in found]


def apart_for(viewer: Member, row: uuid.UUID) -> KeptApart:
    """One rule; NotFoundError where the viewer does not see both households."""
    rows = KeptApart.objects.visible_to(viewer).select_related("one__organisation", "other__organisation")
    found: KeptApart | None = rows.filter(pk=row).first()
    if found is None:
        raise NotFoundError
    return found


def networks_open_to(viewer: Member) -> list[Network]:
    """The local networks that may be wished for or ruled out."""
    from malath.protection.hosting.selectors import networks_visible

    return list(networks_visible(viewer))
