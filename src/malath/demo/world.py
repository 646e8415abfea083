"""The invented world while it is made: a seeded chance, today, who there is, and saving in bulk."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from malath.demo.words import FICTION_PHONES
from malath.platform.access.models import LocalNetwork, Member, Organisation
from malath.platform.audit.models import OutboxEntry
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import SealedModel, seal_rows

LANGUAGES = ("ar", "fr", "en")
YEARS = 2


@dataclass
class World:
    """Everything that later parts of the generator refer to."""

    seed: int
    cases_wanted: int = 250
    today: date = field(default_factory=timezone.localdate)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    networks: dict[str, LocalNetwork] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    by_role: dict[tuple[str, str], list[Member]] = field(default_factory=dict)
    people: list[Any] = field(default_factory=list)
    cases: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  (a fiction, not a secret)

    @property
    def people_wanted(self) -> int:
        """Eight people to five cases."""
        return self.cases_wanted * 8 // 5

    def scaled(self, count: int) -> int:
        """A count that is right for 250 cases, for as many as are wanted."""
        return count * self.cases_wanted // 250

    def uuid(self) -> uuid.UUID:
        """A random identifier of this world."""
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def pick(self, choices: Sequence[Any]) -> Any:
        return self.chance.choice(choices)

    def often(self, share: float) -> bool:
        """True in that share of cases."""
        return self.chance.random() < share

    def day(self, since: int, until: int = 0) -> date:
        """A day between `since` and `until` days ago (negative: ahead)."""
        return self.today - timedelta(days=self.chance.randint(min(since, until), max(since, until)))

    def moment(self, day: date, first: int = 9, last: int = 17) -> datetime:
        """An hour of a day, at a quarter."""
        at = time(self.chance.randint(first, last), self.chance.choice((0, 15, 30, 45)))
        return timezone.make_aware(datetime.combine(day, at))

    def phone(self) -> str:
        """A telephone number from a range reserved for fiction."""
        return self.pick(FICTION_PHONES) + f"{self.chance.randint(0, 99):02d} {self.chance.randint(0, 99):02d}"

    def said(self, texts: dict[str, list[str]], language: str) -> str:
        """One of the sentences of a language."""
        return str(self.pick(texts[language]))

    def with_role(self, slug: str, role: str) -> list[Member]:
        """Members of an organisation in a role."""
        return self.by_role.get((slug, role), [])


def keep(rows: Sequence[Any]) -> None:
    """Seal and save many rows of one model."""
    if not rows:
        return
    if isinstance(rows[0], SealedModel):
        seal_rows(rows)
    type(rows[0]).objects.bulk_create(rows, batch_size=500)


def keys_for(pairs: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> None:
    """Subject keys for many (subject, organisation)."""
    keeper().create_subjects(pairs)


def entries(rows: Sequence[tuple[str, Member | None, uuid.UUID | None, uuid.UUID | None]]) -> None:
    """Outbox entries for what the generator made: (verb, by, subject, organisation)."""
    OutboxEntry.objects.bulk_create(
        [
            OutboxEntry(
                verb=verb, member=by.pk if by else None, subject=subject, organisation=where, facts={"demo": True}
            )
            for verb, by, subject, where in rows
        ],
        batch_size=500,
    )
