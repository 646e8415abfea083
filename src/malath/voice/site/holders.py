"""What pictures and papers can stand on: each room that has pages outside registers, in its apps.py, how a member finds its
rows."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from malath.platform.errors import NotFoundError

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
_HOLDERS: dict[str, Find] = {}


def give_holder(kind: str, find: Find) -> None:
    """Add a kind of row. `find` raises NotFoundError where the viewer may not know of it."""
    _HOLDERS[kind] = find


def held_for(viewer: Member, kind: str, pk: uuid.UUID) -> Held:
    """The row that is to carry something. Raises NotFoundError."""
    find = _HOLDERS.get(kind)
    if find is None:
        raise NotFoundError
    return find(viewer, pk)
