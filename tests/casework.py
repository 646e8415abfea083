"""A case for somebody, for the tests of rooms that know no case."""

from __future__ import annotations

from malath.people.models import Person
from malath.platform.access.models import Member
from malath.protection.cases.actions import open_case
from malath.protection.cases.models import Case
from malath.protection.cases.rules import EntryPath, Part


def case_of(person: Person, by: Member, *team: Member) -> Case:
    """An open case of the person, led by the first of the team, the others with them."""
    seats = [(member, Part.LEAD if n == 0 else Part.LEGAL) for n, member in enumerate(team)]
    return open_case(organisation=person.organisation, head=person, entry_path=EntryPath.IN_DANGER, by=by, team=seats)
