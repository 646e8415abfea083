"""What pictures and papers can stand on: each room that has pages outside registers, in its apps.py, how a member finds its
rows."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from malath.platform.errors import ChangedMeanwhileError, NotFoundError

if TYPE_CHECKING:
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class Held:
    """A row that carries them, as its member sees it. Its key seals them. `address` is its page in the workspace.
    `takes_papers`: whether papers can stand on it; `takes_picture`: whether a picture may, which may need a consent;
    `names_somebody`: whether its title is the name of a person."""

    kind: str
    pk: uuid.UUID
    organisation_id: uuid.UUID
    title: str
    address: str
    takes_picture: bool = True
    takes_papers: bool = True
    names_somebody: bool = False


Find = Callable[["Member", uuid.UUID], Held]
_HOLDERS: dict[str, tuple[Find, type[Any]]] = {}


def give_holder(kind: str, find: Find, model: type[Any]) -> None:
    """Add a kind of row. `find` raises NotFoundError where the viewer may not know of it."""
    _HOLDERS[kind] = (find, model)


def held_for(viewer: Member, kind: str, pk: uuid.UUID) -> Held:
    """The row that is to carry something. Raises NotFoundError."""
    found = _HOLDERS.get(kind)
    if found is None:
        raise NotFoundError
    find, _model = found
    return find(viewer, pk)


def lock_holder(held: Held) -> None:
    """Keep the row as it stands until this transaction ends. Raises NotFoundError where it is gone, ChangedMeanwhileError
    where it is another organisation's by now than the one for which it was checked."""
    _find, model = _HOLDERS[held.kind]
    rows = model.objects.unscoped(reason="one writer at a time, after the check").select_for_update()
    found = rows.filter(pk=held.pk).first()
    if found is None:
        raise NotFoundError
    if found.organisation_id != held.organisation_id:
        raise ChangedMeanwhileError
