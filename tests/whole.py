"""What the whole world of a test is: who looks, and the identifiers of what there is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps

from malath.platform.access.models import Member, Organisation
from malath.platform.access.rules import Role
from tests.people import Coalition, member, organisation

MARK = "Zumurruda"
SHEET = """Name,Date of birth,Country,What happened
{mark} Haddad,1990-01-02,Turkey,Threatened
{mark} Hadad,02/01/1990,Turkey,Followed home
,99/99,?,
"""
ROLES = tuple(Role)


class Identifiers(dict[str, Any]):
    """What stands in addresses, by the name of its part. Two rooms that give one name would hide each other's pages."""

    def __ior__(self, others: Any) -> Identifiers:  # type: ignore[override,misc]
        twice = self.keys() & dict(others).keys()
        assert not twice, f"two rooms give {twice}"
        self.update(others)
        return self


@dataclass
class Everything:
    """The people who look, and the identifiers of what there is."""

    coalition: Coalition
    owning: dict[str, Member] = field(default_factory=dict)
    other: dict[str, Member] = field(default_factory=dict)
    ids: Identifiers = field(default_factory=Identifiers)
    rows: dict[str, Any] = field(default_factory=dict)


def staff(coalition: Coalition, home: Organisation) -> dict[str, Member]:
    """One member in each role of an organisation; its testimonies' delegate is of an association of their own."""
    known = {Role.CASE_WORKER: "amal", Role.COORDINATOR: "rima", Role.DIRECTOR: "dalia", Role.LEGAL_OFFICER: "lea",
             Role.NETWORK_COORDINATOR: "nadim", Role.AUDITOR: "omar", Role.ADMINISTRATOR: "tariq"}  # fmt: skip
    theirs = {Role.CASE_WORKER: "bilal", Role.COORDINATOR: "boris"}
    named = known if home == coalition.haven else theirs
    found = {}
    for role in ROLES:
        if role in named:
            found[role.value] = getattr(coalition, named[role])
        else:
            handle = f"{role.value.replace('_', '-')}-{home.slug}"
            # Ours is of an association outside: an organisation does not answer for its own testimonies.
            outside = role == Role.VICTIMS_DELEGATE and home == coalition.haven
            where = organisation("families", "Families of Zahr") if outside else home
            found[role.value] = member(handle, where, role, network=coalition.lyon)
    return found


def any_of(app: str, model: str, **filters: Any) -> Any:
    """The identifier of some row of a model."""
    manager = apps.get_model(app, model)._default_manager
    rows = manager.unscoped(reason="a test looks for a row") if hasattr(manager, "unscoped") else manager.all()
    found = rows.filter(**filters).first()
    assert found is not None, f"there is no {app}.{model} with {filters}"
    return found.pk
