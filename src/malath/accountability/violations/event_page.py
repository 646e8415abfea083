"""All that the page of one event shows, read and revealed at once (SC1)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.accounts import Known, Party, Shown, known_to
from malath.accountability.violations.beside import came_from
from malath.accountability.violations.erasing.rights import may_erase
from malath.accountability.violations.models import Act, Event, EventLink, Review
from malath.accountability.violations.rules import MOVES, ReviewKind, Stage
from malath.accountability.violations.selectors import Parts, parts_of, reviews_of
from malath.accountability.violations.sharing import may_share, own_share_of
from malath.accountability.violations.units.lines import Line
from malath.accountability.violations.units.selectors import Names, names_around
from malath.accountability.violations.units.then import names_then
from malath.accountability.violations.units.times import period_of
from malath.accountability.violations.wording import known_label, term_label
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.accountability.violations.models import Record
    from malath.platform.access.models import Member

EVENT_LINKS = "chain_types"


@dataclass
class Card:
    """A record that hangs on an event: its title in words, who is in it, what is said."""

    row: Any
    kind: str
    title: str = ""
    party: Party | None = None
    body: Party | None = None
    shown: list[Shown] = field(default_factory=list)
    involvements: list[Card] = field(default_factory=list)
    holdings: list[Card] = field(default_factory=list)
    then: list[Line] = field(default_factory=list)
    fate: str = ""

    @property
    def names_bodies(self) -> bool:
        """Whether a unit or a place of detention that the viewer sees has a part in it."""
        return any(one.body is not None and one.body.is_known for one in (*self.involvements, *self.holdings))

    @property
    def is_disputed(self) -> bool:
        """Whether accounts differ in any field."""
        return any(one.others for one in self.shown)


@dataclass
class ReviewLine:
    """A step of the review, in words."""

    row: Review
    source: str
    information: str


def page_of(viewer: Member, event: Event) -> dict[str, Any]:
    """What the template of an event takes."""
    is_guest = not viewer.can("document", event.organisation_id)
    parts, links_in = parts_of(viewer, event), links_to(viewer, event)
    bodies = [row.body_id for row in parts.involvements] + [row.site_id for row in parts.holdings]
    names: Names = {} if is_guest else names_around(viewer, bodies)
    share = own_share_of(viewer, event) if is_guest else None
    known = known_to(
        viewer,
        [event, *parts.records, *(row for rows in names.values() for row in rows)],
        people=parts.people,
        bodies=bodies,
        events=[row.other_id for row in parts.links] + [row.event_id for row in links_in],
        is_guest=is_guest,
    )
    # Who sees an event of another organisation for a time sees what it is, not what its people say among themselves.
    reviews = [] if is_guest else parts.reviews
    shared = [share, share.given_by] if share else []
    reveal(reviews, [one.by for one in reviews], shared, by=viewer, why="violations")
    return {
        "event": event,
        "title": known.main(event, "title") or event.number,
        "narrative": known.one(event, "narrative"),
        "shown": known.shown(event, without=("title", "narrative")),
        "provenance": known.shown(event),
        "acts": _acts(parts, known, names, event),
        "information": [_card(row, known, "information", row.source_id) for row in parts.information],
        "interventions": [_card(row, known, "intervention", row.party_id) for row in parts.interventions],
        "links": _links(parts.links, known),
        "links_in": [(term_label(EVENT_LINKS, row.kind), known.events[row.event_id]) for row in links_in],
        "reviews": [review_line(one) for one in reviews],
        "is_by_one": is_by_one(event, parts.reviews),
        "came_from": "" if is_guest else came_from(viewer, event),
        "share": share,
        "is_guest": is_guest,
        "may_see_evidence": not is_guest and viewer.can("work_evidence"),
        "may_share": may_share(viewer, event),
        "may_erase": may_erase(viewer, event),
        "moves": () if is_guest else MOVES.get(event.stage, ()),
    }


def links_to(viewer: Member, event: Event) -> list[EventLink]:
    """Links of other events that name this one, where the viewer sees both."""
    rows = EventLink.objects.visible_to(viewer).filter(other=event, event__in=Event.objects.visible_to(viewer))
    return list(rows.order_by("made_in_id", "pk"))


def review_lines(viewer: Member, event: Event) -> list[ReviewLine]:
    """The review of an event of the viewer's own organisation until now, the newest line first, revealed."""
    rows = list(reviews_of(viewer, event))
    reveal(rows, [one.by for one in rows], by=viewer, why="violations.form")
    return [review_line(one) for one in rows]


def is_by_one(event: Event, reviews: list[Review]) -> bool:
    """Whether the event stands as verified by the only member who had checked it. `reviews`: the newest first."""
    steps = (one for one in reviews if one.kind == ReviewKind.STEP)
    last = next(steps, None)
    return last is not None and event.stage == Stage.VERIFIED and last.is_alone


def review_line(review: Review) -> ReviewLine:
    """A step with its two judgements in words; it was revealed."""
    reasons = review.reasons
    source, information = (reasons.get(f"{which}_reliability", "") for which in ("source", "information"))
    return ReviewLine(review, term_label("reliability", source), term_label("reliability", information))


def _acts(parts: Parts, known: Known, names: Names, event: Event) -> list[Card]:
    cards = []
    for act in parts.acts:
        card = _card(act, known, "act", act.victim_id)
        card.fate = _fate(act, known)
        card.involvements = [
            _card(row, known, "involvement", row.person_id, row.body_id)
            for row in parts.involvements
            if row.act_id == act.pk
        ]
        card.holdings = [
            _card(row, known, "holding", None, row.site_id) for row in parts.holdings if row.act_id == act.pk
        ]
        for part, body in [(one, one.row.body_id) for one in card.involvements] + [
            (one, one.row.site_id) for one in card.holdings
        ]:
            own = known.main(part.row, "when") if part.kind == "holding" else None
            then = names_then(known, names.get(body, ()), period_of(own, act.when, event.when))
            several = {one.name: one for one in then}
            # Where more than one name is recorded for the time, each of them is, also that of today.
            if len(several) == 1 and part.body is not None:
                several.pop(part.body.name, None)
            part.then = list(several.values())
        cards.append(card)
    return cards


def _fate(act: Act, known: Known) -> str:
    said = known.main(act, "fate")
    return known_label(said["known"]) if said else ""


def _card(row: Record, known: Known, kind: str, person: uuid.UUID | None, body: uuid.UUID | None = None) -> Card:
    """A record with what is said of it; its kind is its title."""
    named = {"information": "material", "holding": "site"}.get(kind, "kind")
    one = known.one(row, named)
    title = " · ".join(one.main.parts) if one else ""
    shown = known.shown(row)
    return Card(row, kind, title, known.party(person), known.body(body), shown)


def _links(rows: list[EventLink], known: Known) -> list[tuple[str, Party, EventLink]]:
    return [(term_label(EVENT_LINKS, row.kind), known.events[row.other_id], row) for row in rows]
