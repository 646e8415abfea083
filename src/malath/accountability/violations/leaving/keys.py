"""The keyed digests by which an imported list knows its records again, given anew where an export is loaded: a digest is
keyed by the instance that made it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from malath.accountability.violations.beside import Loaded
from malath.accountability.violations.models import Event, Information, Person

_WHY = "what an export holds is loaded"
_KEYED = {"person": Person, "event": Event}


def give_key(kind: str, record: uuid.UUID | None, key: bytes, loaded: Loaded) -> None:
    """Give a person or an event (`kind`) that was loaded just now its digest; nothing to others, or without one."""
    if record in loaded.records and key:
        _KEYED[kind].objects.unscoped(reason=_WHY).filter(pk=record).update(key=key)


def give_source_key(information: Iterable[uuid.UUID], key: bytes, loaded: Loaded) -> None:
    """Give the groups that stand for a list, as the source of its information, the list's digest."""
    told = Information.objects.unscoped(reason=_WHY).filter(pk__in=list(information)).values("source")
    groups = Person.objects.unscoped(reason=_WHY).filter(pk__in=told, kind=Person.Kind.GROUP)
    groups.filter(pk__in=list(loaded.records)).update(key=key)
