"""The check that every write about a person begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from malath.people.errors import PersonErasedError
from malath.people.models import Person
from malath.people.visibility import may_change
from malath.platform.errors import NotAllowedError

if TYPE_CHECKING:
    from malath.platform.access.models import Member


def person_held_for(by: Member, person: Person) -> Person:
    """The row, held until the end of the transaction, of somebody whom the member may see and change.

    Raises NotAllowedError, PersonErasedError.
    """
    row: Person | None = Person.objects.visible_to(by).select_for_update().filter(pk=person.pk).first()
    if row is None:
        raise NotAllowedError
    if row.erased_on is not None:
        raise PersonErasedError
    if not may_change(by, row):
        raise NotAllowedError
    return row
