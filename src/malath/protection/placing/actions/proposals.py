"""A home proposed: the beds are held, both are asked, and both are free to say no."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.platform.access.models import Member
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.notices.actions import tell
from malath.platform.sealed.fields import reveal
from malath.protection.cases.writing import check_may_write
from malath.protection.hosting.selectors import home_of, keepers_of, may_keep
from malath.protection.placing.errors import AnsweredError, NeedMissingError, RefusedBeforeError
from malath.protection.placing.models import Need, Proposal, Refusal
from malath.protection.placing.rules import Answer, NeedState, ProposalState, Side, state_after, wanted_of
from malath.protection.stays.actions import book_stay, cancel_stay, release_stay
from malath.protection.stays.rules import EndReason

if TYPE_CHECKING:
    from malath.protection.cases.models import Case
    from malath.protection.hosting.models import Home
    from malath.protection.stays.models import Stay

_WHY_NO = {Side.PERSON: EndReason.THEIR_WISH, Side.HOST: EndReason.HOST_STOPS}


@transaction.atomic
def put_forward(case: Case, home: Home, *, by: Member) -> Proposal:
    """Hold the beds, and wait for what the household and the host say. The home comes with its network.

    Raises NeedMissingError, RefusedBeforeError, and what `stays.book_stay` raises.
    """
    check_may_write(case, by)
    rows = Need.objects.unscoped(reason="the need of a case that the member may write in")
    need = rows.filter(case=case, state=NeedState.LOOKING).first()
    if need is None:
        raise NeedMissingError
    reveal(need, by=by, why="placing.propose")
    if Refusal.objects.unscoped(reason="a no is a rule").filter(case=case, home=home.pk).exists():
        raise RefusedBeforeError
    wanted = wanted_of(need.details)
    first = max(wanted.from_day, timezone.localdate())
    to_day = max(wanted.to_day, first + timedelta(days=1))
    stay = book_stay(case, home, from_day=first, to_day=to_day, persons=wanted.persons, by=by)
    asked = Proposal.objects.unscoped(reason="the booking has asked the host already").filter(stay=stay.pk).first()
    return asked or _ask(stay, home, by=by)


def ask_of_booking(stay: Stay, by: Member) -> None:
    """A home that was booked, or moved to, by somebody who does not keep it: its host is asked like any other, and so is
    the household. Whoever keeps it has asked the host before they book. The stay comes with its case and home."""
    if not may_keep(by, stay.home.network_id):
        _ask(stay, home_of(by, stay.home_id), by=by)


def _ask(stay: Stay, home: Home, *, by: Member) -> Proposal:
    case = stay.case
    proposal = Proposal(case=case, stay_id=stay.pk, home_id=home.pk, made_by=by, made_on=timezone.localdate())
    proposal.save(force_insert=True)
    record("home.proposed", by=by, subject=case.pk, row=proposal.pk, organisation=case.organisation_id)
    keepers = [member for member in keepers_of(home.network) if member.pk != by.pk]
    tell(keepers, "homes.proposed", f"/proposals/{proposal.pk}/host/")
    return proposal


@transaction.atomic
def answer_proposal(proposal: Proposal, *, side: str, answer: str, by: Member, why: str = "") -> Proposal:
    """Write down what one of the two says. A no gives the beds back and is a rule from then on; its reason stays with
    that side. After two yes the team agrees the stay. The proposal comes with its case, home and stay.

    Raises AnsweredError, NotAllowedError.
    """
    _check_side(proposal, side, by)
    held = _as_it_stands(proposal)
    if held.state != ProposalState.ASKED or getattr(held, side) == answer:
        raise AnsweredError
    setattr(held, side, Answer(answer))
    held.state = state_after(held.person, held.host)
    held.save(update_fields=[side, "state"])
    record(
        f"home.{side}_said_{answer}",
        by=by,
        subject=held.case_id,
        row=held.pk,
        organisation=proposal.case.organisation_id,
    )
    if answer == Answer.NO:
        _keep_refusal(held, side, by, why)
        give_back = release_stay if side == Side.HOST else cancel_stay
        give_back(proposal.stay, reason=_WHY_NO[Side(side)], by=by)
    _tell_the_maker(held, proposal, by)
    return held


def _check_side(proposal: Proposal, side: str, by: Member) -> None:
    if side == Side.HOST:
        if not may_keep(by, proposal.home.network_id):
            raise NotAllowedError
        return
    check_may_write(proposal.case, by)


def _as_it_stands(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.unscoped(reason="the same proposal, locked").select_for_update()
    held: Proposal = rows.get(pk=proposal.pk)
    return held


def _keep_refusal(held: Proposal, side: str, by: Member, why: str) -> None:
    rows = Refusal.objects.unscoped(reason="one refusal of a side")
    rows.filter(case=held.case_id, home=held.home_id, side=side).delete()
    Refusal(
        case_id=held.case_id,
        home_id=held.home_id,
        side=Side(side),
        by=by,
        on=timezone.localdate(),
        details={"why": why},
    ).save(force_insert=True)


def _tell_the_maker(held: Proposal, proposal: Proposal, by: Member) -> None:
    if proposal.made_by_id != by.pk and held.state != ProposalState.ASKED:
        tell([proposal.made_by], "homes.answered", f"/proposals/{held.pk}/")


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: Member) -> Proposal:
    """Take a proposal back before both have answered; nobody has refused anything. It comes with its case and stay.

    Raises AnsweredError, NotAllowedError.
    """
    check_may_write(proposal.case, by)
    held = _as_it_stands(proposal)
    if held.state != ProposalState.ASKED:
        raise AnsweredError
    held.state = ProposalState.WITHDRAWN
    held.save(update_fields=["state"])
    cancel_stay(proposal.stay, reason=EndReason.OTHER, by=by)
    record("home.withdrawn", by=by, subject=held.case_id, row=held.pk, organisation=proposal.case.organisation_id)
    return held


@transaction.atomic
def take_back_refusal(refusal: Refusal, *, by: Member) -> None:
    """A no counts no longer: the one who said it changed their mind. The refusal comes with its case and home.

    Raises NotAllowedError.
    """
    if refusal.side == Side.HOST:
        if not may_keep(by, refusal.home.network_id):
            raise NotAllowedError
    else:
        check_may_write(refusal.case, by)
    record(
        "home.refusal_taken_back", by=by, subject=refusal.case_id, row=refusal.pk,
        organisation=refusal.case.organisation_id,
    )  # fmt: skip
    refusal.delete()
