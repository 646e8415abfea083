"""Going from page to page with a browser, and naming every fault."""

from __future__ import annotations

from itertools import groupby

from tests.accessibility.conftest import Seen
from tests.accessibility.looking import Looker
from tests.accessibility.pages import pages_of


def walk(looker: Looker, seen: Seen, *, refusals: bool = True) -> str:
    """Every page with its faults, in one language, as lines to work through; nothing when all is well. With `refusals`,
    the answers to empty forms too."""
    found = {}
    pages = sorted((p for p in pages_of(seen.world) if refusals or p.method == "GET"), key=lambda page: page.role)
    for role, theirs in groupby(pages, key=lambda page: page.role):
        looker.become(seen.world["sessions"].get(role, ""))
        for page in theirs:
            faults = looker.look_at(page)
            if faults:
                found[f"{page.method} {page.path} as {page.role or 'nobody'}"] = faults
    return "\n".join(f"{page}\n  " + "\n  ".join(faults) for page, faults in found.items())
