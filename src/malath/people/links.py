"""What other rooms say of a person: where they stand, the codes by which they are found, panels of their page."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from malath.people.models import Person
    from malath.platform.access.models import Member


@dataclass(frozen=True)
class PersonLink:
    """Where a person stands, as far as the viewer may know: a case's code and its address."""

    label: str
    url: str


@dataclass
class PersonPanel:
    """A part of the person's page that another room fills.

    `template` is included with `panel` in its context; `rows` are revealed together with the person's own.
    """

    template: str
    order: int = 50
    context: dict[str, Any] = field(default_factory=dict)
    rows: list[Any] = field(default_factory=list)


Links = Callable[["Member", Sequence[uuid.UUID]], dict[uuid.UUID, list[PersonLink]]]
Codes = Callable[[Sequence[uuid.UUID]], dict[uuid.UUID, list[str]]]
PanelSource = Callable[["Member", "Person"], "PersonPanel | None"]
_links: list[Links] = []
_codes: list[Codes] = []
_panels: list[PanelSource] = []


def give_person_links(links: Links) -> None:
    """Register `links(viewer, person ids) -> {person id: [PersonLink]}`, only of what the viewer sees."""
    if links not in _links:
        _links.append(links)


def give_person_codes(codes: Codes) -> None:
    """Register `codes(person ids) -> {person id: [code]}`, by which the finder finds the person too."""
    if codes not in _codes:
        _codes.append(codes)


def give_person_panel(panel: PanelSource) -> None:
    """Register `panel(viewer, person) -> PersonPanel | None`, a part of the person's page."""
    if panel not in _panels:
        _panels.append(panel)


def links_for(viewer: Member, people: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[PersonLink]]:
    """Where each person stands, from all rooms."""
    gathered: dict[uuid.UUID, list[PersonLink]] = {}
    for source in _links:
        for person, links in source(viewer, people).items():
            gathered.setdefault(person, []).extend(links)
    return gathered


def codes_of(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """The codes by which each person is found, from all rooms."""
    gathered: dict[uuid.UUID, list[str]] = {}
    for source in _codes:
        for person, codes in source(people).items():
            gathered.setdefault(person, []).extend(codes)
    return gathered


def panels_for(viewer: Member, person: Person) -> list[PersonPanel]:
    """The panels of a person's page, in order."""
    panels = [panel for source in _panels if (panel := source(viewer, person)) is not None]
    return sorted(panels, key=lambda panel: panel.order)
