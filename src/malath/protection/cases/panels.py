"""Panels that other rooms give to the case page: the case offers the place and knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from malath.platform.access.models import Member
    from malath.protection.cases.models import Case


@dataclass(frozen=True)
class CasePanel:
    """A part of the case page.

    `slot`: "next" (before the story), "aside" (beside it) or "tab" (a page of its own). `load(case, viewer)` gives the
    template's context, or None where there is nothing to show; its key "reveal" lists rows to open with the page's.
    """

    slot: str
    order: int
    key: str
    label: Any
    template: str
    load: Callable[[Case, Member], dict[str, Any] | None]


_panels: dict[str, CasePanel] = {}


def give_case_panel(panel: CasePanel) -> None:
    """Register a panel; called in the room's apps.py."""
    _panels[panel.key] = panel


def case_panels(slot: str) -> list[CasePanel]:
    """The panels of a slot, in order."""
    return sorted((panel for panel in _panels.values() if panel.slot == slot), key=lambda panel: panel.order)


def case_panel(key: str) -> CasePanel | None:
    """One panel by its key."""
    return _panels.get(key)
