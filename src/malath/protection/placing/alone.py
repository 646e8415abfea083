"""One turn at the engine for each organisation: plans take seconds of a processor and up to a gigabyte of memory."""

from __future__ import annotations

import fcntl
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from malath.platform.keeper.client import home
from malath.protection.placing.errors import PlansInTheMakingError


@contextmanager
def planning_alone(organisation: uuid.UUID) -> Iterator[None]:
    """Make plans for an organisation while nobody else does. Raises PlansInTheMakingError where somebody does.

    The system gives the turn back when its holder ends, however it ends.
    """
    mark = home() / "run" / f"planning.{organisation}"
    mark.parent.mkdir(parents=True, exist_ok=True)
    with mark.open("ab") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as other:
            raise PlansInTheMakingError from other
        yield
