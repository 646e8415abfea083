"""Opening a case for a household (SH1)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from malath.people.finding import tell_finder
from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError
from malath.platform.keeper.client import keeper
from malath.protection.cases.errors import MemberCannotJoinError, PersonHasCaseError
from malath.protection.cases.models import Case, HouseholdMember, StageChange, TeamSeat
from malath.protection.cases.rules import EntryKind, Part, Priority, Stage
from malath.protection.cases.writing import write_entry

if TYPE_CHECKING:
    from malath.people.models import Person


def _next_code(year: int) -> str:
    """The next free case code of a year, such as 2026-041."""
    known = Case.objects.unscoped(reason="case codes are unique in the coalition").filter(code__startswith=f"{year}-")
    highest = max((int(code.split("-")[1]) for code in known.values_list("code", flat=True)), default=0)
    return f"{year}-{highest + 1:03d}"


def _check_not_in_a_case(organisation: Organisation, people: Sequence[Person]) -> None:
    """One household, one open case in an organisation; which one is told, because the opener's role covers it."""
    households = HouseholdMember.objects.unscoped(reason="one open case for a person in an organisation")
    open_here = households.filter(
        person__in=[person.pk for person in people], until=None, case__organisation=organisation, case__stage=Stage.OPEN
    )
    code = open_here.values_list("case__code", flat=True).first()
    if code:
        raise PersonHasCaseError(code=code)


@transaction.atomic
def open_case(
    *,
    organisation: Organisation,
    head: Person,
    entry_path: str,
    by: Member,
    household: Sequence[tuple[Person, dict[str, Any]]] = (),
    team: Sequence[tuple[Member, str]] = (),
    network: LocalNetwork | None = None,
    priority: str = Priority.NORMAL,
    summary: str = "",
    place: str = "",
) -> Case:
    """Open a case for a household. The opener leads the team unless the team given has a lead.

    `household` holds the persons besides the head, each with {"relation": …}; `team` members with their parts.
    Raises NotAllowedError unless the member may open cases in the organisation and all the people are its own,
    PersonHasCaseError, MemberCannotJoinError.
    """
    people = [head, *(person for person, _details in household)]
    # A case shows its people for good: somebody whom another organisation shared for a time stays theirs.
    if not by.can("open_cases", organisation.pk) or any(one.organisation_id != organisation.pk for one in people):
        raise NotAllowedError
    _check_not_in_a_case(organisation, people)
    if not all(member.is_active and member.can("work_cases", organisation.pk) for member, _part in team):
        raise MemberCannotJoinError
    case_id = uuid.uuid4()
    keeper().create_subject(case_id, organisation.pk)
    today = timezone.localdate()
    case = Case(
        pk=case_id,
        code=_next_code(today.year),
        organisation=organisation,
        network=network,
        head=head,
        entry_path=entry_path,
        priority=priority,
        summary=summary,
        place=place,
        opened_on=today,
    )
    try:
        with transaction.atomic():
            case.save(force_insert=True)
    except IntegrityError:
        # Two members opened a case in the same instant: take the next code, once.
        case.code = _next_code(today.year)
        case.save(force_insert=True)
    for person, details in [(head, {"relation": "head"}), *household]:
        HouseholdMember(case=case, person=person, details=details, since=today).save(force_insert=True)
    lead = [] if any(part == Part.LEAD for _member, part in team) else [(by, Part.LEAD)]
    for member, part in [*lead, *team]:
        TeamSeat(case=case, member=member, part=part, since=today).save(force_insert=True)
    StageChange(case=case, stage=Stage.OPEN, by=by, on=today).save(force_insert=True)
    record("case.opened", by=by, subject=case.pk, organisation=organisation.pk)
    write_entry(case, kind=EntryKind.STAGE, by=by, details={"stage": Stage.OPEN.value}, check=False)
    # The finder learns the case's code as one of the codes by which these people are found.
    tell_finder(*(person.pk for person in people))
    return case
