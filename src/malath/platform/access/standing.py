"""What a member is allowed to do, computed once a request from the memberships that hold today."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from malath.platform.access.rules import ABILITIES, CASE_COVERING_ROLES, Role


@dataclass(frozen=True)
class Standing:
    """A member's roles by organisation, the local networks they coordinate, and which of the organisations belong to
    the coalition today."""

    roles: dict[uuid.UUID, frozenset[str]] = field(default_factory=dict)
    networks: frozenset[uuid.UUID] = frozenset()
    inside: frozenset[uuid.UUID] = frozenset()

    def organisations_with(self, *roles: str) -> list[uuid.UUID]:
        """The organisations in which the member holds one of the roles."""
        wanted = set(roles)
        return [organisation for organisation, held in self.roles.items() if held & wanted]

    def organisations_able(self, ability: str) -> list[uuid.UUID]:
        """The organisations in which one of the member's roles carries the ability."""
        return [o for o, held in self.roles.items() if any(ability in ABILITIES[Role(r)] for r in held)]

    def coalition_able(self, ability: str) -> list[uuid.UUID]:
        """Those of them that belong to the coalition: what others gave to an organisation ends when it leaves."""
        return [organisation for organisation in self.organisations_able(ability) if organisation in self.inside]

    def can(self, ability: str, organisation: uuid.UUID | None = None) -> bool:
        """Whether a role carries the ability, in the organisation named or in any."""
        able = self.organisations_able(ability)
        return organisation in able if organisation else bool(able)

    @property
    def covered_organisations(self) -> list[uuid.UUID]:
        """The organisations all of whose cases the member's role covers."""
        return self.organisations_with(*CASE_COVERING_ROLES)

    @property
    def all_roles(self) -> frozenset[str]:
        return frozenset().union(*self.roles.values()) if self.roles else frozenset()
