"""A story becomes records, once: event, acts, parts in them, sources, places held, steps taken, in one change (SC1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from malath.accountability.violations.models import Act, Body, Change, Event, Person, Story
from malath.accountability.violations.recording import Recorder, recording
from malath.accountability.violations.speech import may_be_against_nobody
from malath.accountability.violations.telling.bodies import is_body_number
from malath.accountability.violations.telling.rows import ITEM, SELF
from malath.accountability.violations.telling.told import Act as ToldAct
from malath.platform.errors import NotFoundError
from malath.platform.sealed.fields import reveal

if TYPE_CHECKING:
    from malath.accountability.violations.telling.told import Called, NamedBody, Told, Victim
    from malath.platform.access.models import Member

LIBERTY = "03"
"""The head of the acts against liberty: to these belong a fate and the places where somebody was held."""
EYEWITNESS, FIELD_NOTES = "02.01", "07"


@transaction.atomic
def finish_story(story: Story, told: Told, *, by: Member) -> Event:
    """Make the records of a story; its event. A story that was finished before, by a second press of the button, gives the
    event that it made. What was written is forgotten: it stands in the records. Raises NotAllowedError, ValueWrongError."""
    held: Story | None = (
        Story.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("organisation", "event")
        .filter(pk=story.pk)
        .first()
    )
    if held is None:
        raise NotFoundError
    if held.event is not None:
        return held.event
    if told.way == SELF:
        reveal([by], by=by, why="violations.form")
    with recording(organisation=held.organisation, by=by, kind=Change.Kind.STORY) as change:
        event = _Writing(change, told, by).write()
    held.event, held.answers = event, {}
    held.save()
    return event


class _Writing:
    """The rows of one story, queued in its change."""

    def __init__(self, change: Recorder, told: Told, by: Member) -> None:
        self.change, self.told, self.by = change, told, by
        self._new: dict[str, Person] = {}
        self._bodies: dict[str, Body] = {}
        teller = self._teller()
        self.said: dict[str, Any] = {"source": teller, "confidence": told.sure}

    def write(self) -> Event:
        change, told = self.change, self.told
        self.event = change.event(told.event, restricted=told.is_restricted, **self.said)
        self._tell_source()
        victims = [(one, self._victim(one)) for one in told.victims]
        acts: list[tuple[Victim | None, list[Act]]] = [
            (one, [self._act(act, one, person) for act in self._acts_of(one)]) for one, person in victims
        ]
        if not victims and self._acts_needed():
            acts = [(None, self._acts_without_victim())]
        for _victim, several in acts:
            self._add_doers(several)
        self._add_stays(acts)
        for step in told.steps:
            party = self._somebody(step.who)
            change.intervention(self.event, step.values, party=party, **self.said)
        return self.event

    # ── who tells ──
    def _teller(self) -> Person | None:
        told = self.told
        if told.way == ITEM:
            return self._somebody(told.teller)
        if told.way == SELF:
            return self.change.person({"name": self.by.display_name})
        if not told.teller:
            # Not named, and yet one source: what they say stays apart from what others say, under a number.
            return self.change.person({})
        return self._somebody(told.teller)

    def _tell_source(self) -> None:
        told, values = self.told, dict(self.told.information)
        if told.way == SELF:
            values = {"connection": EYEWITNESS, "material": FIELD_NOTES, **values}
        source = self.said["source"]
        self.change.information(self.event, values, told_by=source, evidence=told.evidence, **self.said)

    # ── people and bodies ──
    def _somebody(self, called: Called, values: Any = None, kind: str = Person.Kind.INDIVIDUAL) -> Person | None:
        """Who is known here, or somebody new; who told it and is named again is the same person."""
        if called.row is not None:
            return called.row
        name = " ".join(called.name.split())
        if not name:
            return None
        known = self._new.get(name.casefold())
        if known is None:
            known = self.change.person({"name": name, **(values or {})}, kind=kind, **getattr(self, "said", {}))
            self._new[name.casefold()] = known
        return known

    def _victim(self, one: Victim) -> Person:
        kind = Person.Kind.GROUP if one.is_group else Person.Kind.INDIVIDUAL
        name = " ".join(one.who.name.split()).casefold()
        teller = self.said["source"]
        if one.who.row is not None or (teller is not None and self._new.get(name) is teller):
            person = one.who.row or teller
            self._say_more(person, one)
            return person
        values = {"name": one.who.name, **one.values} if name else one.values
        person = self.change.person(values, kind=kind, **self.said)
        # Two victims of one name are two people; whoever is named elsewhere in the story is the first of them.
        self._new.setdefault(name or person.number, person)
        return person

    def _say_more(self, person: Person, one: Victim) -> None:
        if person.organisation_id == self.change.change.organisation_id and one.values:
            self.change.state(person, one.values, as_source=True, **self.said)

    def _body(self, kind: str, named: NamedBody) -> Body | None:
        """The one known here that was chosen, or a new one by its name."""
        key = " ".join(named.name.split())
        if named.row is not None or not key:
            return named.row
        if key.casefold() not in self._bodies:
            self._bodies[key.casefold()] = self.change.body(kind, {"name": key}, **self.said)
        return self._bodies[key.casefold()]

    # ── acts ──
    def _acts_needed(self) -> bool:
        told = self.told
        return bool(told.acts or told.doers or told.stays or told.fate)

    def _all_acts(self) -> list[ToldAct]:
        when_and_where = ("when", "when_reason", "place", "place_words")
        values = {code: self.told.event[code] for code in when_and_where if code in self.told.event}
        return self.told.acts or [ToldAct(0, values)]

    def _acts_of(self, victim: Victim) -> list[ToldAct]:
        acts = self._all_acts()
        return [act for act in acts if act.index in victim.acts] or acts

    def _acts_without_victim(self) -> list[Act]:
        """Acts are against somebody, though nobody knows yet against whom; but what is said to the public is against nobody."""
        told = self._all_acts()
        is_public = {act.index: may_be_against_nobody(act.values.get("kind") or "") for act in told}
        somebody = None if all(is_public.values()) else self.change.person({}, **self.said)
        return [self._act(act, None, None if is_public[act.index] else somebody) for act in told]

    def _act(self, act: ToldAct, victim: Victim | None, person: Person | None) -> Act:
        fate = dict((victim.fate if victim and victim.fate else None) or self.told.fate)
        if "fate" in fate and not _belongs_to(act, self._acts_of(victim) if victim else self._all_acts()):
            del fate["fate"]
        values = {**act.values, **(victim.of_acts if victim else {}), **fate}
        return self.change.act(self.event, person, values, **self.said)

    def _add_doers(self, acts: list[Act]) -> None:
        for doer in self.told.doers:
            person, unit = self._somebody(doer.who), self._body(Body.Kind.UNIT, doer.unit)
            for act in acts:
                self.change.involvement(act, doer.values, person=person, body=unit, **self.said)

    def _add_stays(self, acts: list[tuple[Victim | None, list[Act]]]) -> None:
        for victim, several in acts:
            act = next((one for one in several if _is_of_liberty(one.kind)), several[0])
            stays = [stay for stay in self.told.stays if stay.of is None or (victim and stay.of == victim.index)]
            for order, stay in enumerate(stays, 1):
                # What is not known here stays in the source's words; those stay beside a place that was chosen, too.
                named = stay.site
                values = {"site": named.name, **stay.values} if not _is_number(named) else dict(stay.values)
                self.change.holding(act, order, values, site=named.row, **self.said)


def _is_number(named: NamedBody) -> bool:
    return is_body_number(named.name)


def _is_of_liberty(kind: str) -> bool:
    return kind == LIBERTY or kind.startswith(f"{LIBERTY}.")


def _belongs_to(act: ToldAct, acts: list[ToldAct]) -> bool:
    """Whether a fate belongs to this act: to those against liberty, or to the first where there is none."""
    of_liberty = [one for one in acts if _is_of_liberty(one.values.get("kind", ""))]
    return act in (of_liberty or acts[:1])
