"""From the form of a story to plain values (SC1)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from malath.accountability.violations.telling import rows
from malath.accountability.violations.telling.told import Act, Called, Doer, NamedBody, Stay, Step, Told, Victim

if TYPE_CHECKING:
    from malath.accountability.violations.models import Body, Person
    from malath.accountability.violations.telling.form import Telling

People = Mapping[str, "Person"]
Bodies = Mapping[str, "Body"]


def told_by(form: Telling, people: People, bodies: Bodies, evidence: uuid.UUID | None) -> Told:
    """What the parts of a form say. What was not understood is left out."""
    main, said = form.main, form.main.said
    return Told(
        way=str(said.get("way", "")),
        teller=_called(main, people),
        evidence=evidence,
        information=_filled(
            connection=said.get("connection"),
            material=said.get("material"),
            reliability=said.get("reliability"),
            language=said.get("language"),
            when=main.day_of("told"),
        ),
        sure=str(said.get("sure", "")),
        event=_filled(**_when_and_where(main), title=said.get("title"), narrative=said.get("narrative")),
        acts=[_act(index, part, main) for index, part in form.spoken("act")],
        victims=[*_victims(form, people), *_others(form)],
        fate=_fate(said),
        doers=[_doer(part, people, bodies) for _index, part in form.spoken("doer")],
        stays=[_stay(part, bodies) for _index, part in form.spoken("stay")],
        steps=[_step(part, people) for _index, part in form.spoken("step")],
    )


def _filled(**values: Any) -> dict[str, Any]:
    return {code: value for code, value in values.items() if value not in (None, "", [], {})}


def _called(part: rows.Part, people: People) -> Called:
    if part.number:
        return Called(row=people.get(part.number))
    return Called(name=part.named)


def _when_and_where(main: rows.MainPart) -> dict[str, Any]:
    said = main.said
    return {
        "when": main.day_of(),
        "when_reason": said.get("when_reason"),
        "place": said.get("place"),
        "place_words": said.get("place_words"),
    }


def _act(index: int, part: rows.ActPart, main: rows.MainPart) -> Act:
    """An act happened when and where the story did, unless its page says otherwise later."""
    said = part.said
    values = _filled(**_when_and_where(main), kind=said.get("kind"), methods=part.methods, reason=said.get("reason"))
    return Act(index, values)


def _victims(form: Telling, people: People) -> list[Victim]:
    return [_victim(index, part, people) for index, part in form.spoken("victim")]


def _victim(index: int, part: rows.VictimPart, people: People) -> Victim:
    said = part.said
    fate = _fate(said)
    return Victim(
        index=index,
        who=_called(part, people),
        values=_filled(
            sex=said.get("sex"),
            occupation=said.get("occupation"),
            size=said.get("size"),
            characteristics=part.characteristics,
        ),
        of_acts=_filled(age=said.get("age"), characteristics=part.characteristics),
        is_group=bool(said.get("is_group")),
        acts=frozenset(map(int, said.get("acts") or ())),
        fate=fate or None,
    )


def _others(form: Telling) -> list[Victim]:
    names = form.main.said.get("others") or []
    return [Victim(index=-1, who=Called(name=name), values={}, of_acts={}) for name in names]


def _fate(said: Mapping[str, Any]) -> dict[str, Any]:
    """What became of somebody: how they are, and their fate."""
    known = said.get("known")
    fate = {"fate": said.get("fate") or "", "known": known} if known else None
    return _filled(victim_status=said.get("victim_status"), fate=fate)


def _body(part: rows.BodyPart, bodies: Bodies) -> NamedBody:
    return NamedBody(part.body_named, bodies.get(part.body_number))


def _doer(part: rows.DoerPart, people: People, bodies: Bodies) -> Doer:
    said = part.said
    return Doer(
        who=_called(part, people),
        unit=_body(part, bodies),
        values=_filled(kind=said.get("kind"), degree=said.get("degree")),
    )


def _stay(part: rows.StayPart, bodies: Bodies) -> Stay:
    said = part.said
    of = str(said.get("of", ""))
    return Stay(
        values=_filled(when=part.day_of(), conditions=said.get("conditions")),
        site=_body(part, bodies),
        of=int(of) if of else None,
    )


def _step(part: rows.StepPart, people: People) -> Step:
    said = part.said
    values = _filled(kind=said.get("kind"), asked=said.get("asked"), when=part.day_of(), response=said.get("response"))
    return Step(who=_called(part, people), values=values)
