"""What a story or an event still misses, and for which use: a table, read while somebody tells and on the finished event (SC1).

Sources: the form of the Working Group on Enforced or Involuntary Disappearances and its six elements; the questionnaire of
the Working Group on Arbitrary Detention (Fact Sheet 26, annex V); the submission form of the special procedures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from malath.accountability.violations.speech import may_be_against_nobody

if TYPE_CHECKING:
    from malath.accountability.violations.telling.told import Told


class Fact(StrEnum):
    """What may be known."""

    DATE = "date"
    MONTH = "month"
    PLACE = "place"
    KIND = "kind"
    VICTIM = "victim"
    FULL_NAME = "full-name"
    SEX_OR_AGE = "sex-or-age"
    DOER = "doer"
    STATE_DOER = "state-doer"
    HELD = "held"
    REASON = "reason"
    STEPS = "steps"
    NARRATIVE = "narrative"
    SOURCE = "source"
    RELIABILITY = "reliability"


@dataclass(frozen=True)
class Need:
    """How a missing fact is asked for; `field` is the id of its place in the wizard, `part` that on the event's page."""

    words: str | Promise
    field: str
    part: str


@dataclass(frozen=True)
class Use:
    """What a record is wanted for: the facts that it needs, and the kinds of acts that it is for (all, where none)."""

    code: str
    label: str | Promise
    needs: tuple[Fact, ...]
    acts: tuple[str, ...] = ()
    remark: str | Promise = ""


NEEDS: Mapping[Fact, Need] = {
    Fact.SOURCE: Need(_("who told it"), "id_teller", "sources"),
    Fact.RELIABILITY: Need(_("how reliable the source is"), "id_reliability", "sources"),
    Fact.NARRATIVE: Need(_("what happened, in words"), "id_narrative", ""),
    Fact.DATE: Need(_("when it happened"), "id_when", ""),
    Fact.MONTH: Need(_("the month and the year at least"), "id_when", ""),
    Fact.PLACE: Need(_("where it happened, or where they were last seen"), "id_place", ""),
    Fact.KIND: Need(_("what was done"), "acts", "acts"),
    Fact.REASON: Need(_("the reason that was given, or why it was arbitrary"), "acts", "acts"),
    Fact.VICTIM: Need(_("to whom it was done"), "victims", "acts"),
    Fact.FULL_NAME: Need(_("the full name of each victim"), "victims", "acts"),
    Fact.SEX_OR_AGE: Need(_("sex or age of the victim"), "victims", "acts"),
    Fact.DOER: Need(_("who did it"), "doers", "acts"),
    Fact.STATE_DOER: Need(_("which forces of the State, or supported by it"), "doers", "acts"),
    Fact.HELD: Need(_("all places where they were held"), "stays", "acts"),
    Fact.STEPS: Need(_("what the family did to find them, or why it could not"), "steps", "interventions"),
}
USES: tuple[Use, ...] = (
    Use("review", _("For the review"), (Fact.NARRATIVE, Fact.SOURCE, Fact.RELIABILITY)),
    Use("analysis", _("For an analysis"), (Fact.DATE, Fact.PLACE, Fact.KIND, Fact.VICTIM)),
    Use(
        "wgeid",
        _("For the UN group on enforced disappearances"),
        (Fact.FULL_NAME, Fact.MONTH, Fact.PLACE, Fact.STATE_DOER, Fact.STEPS),
        acts=("03.03",),
        remark=_("It also asks who submits it, and that the family agrees."),
    ),
    Use(
        "wgad",
        _("For the UN group on arbitrary detention"),
        (Fact.FULL_NAME, Fact.SEX_OR_AGE, Fact.DATE, Fact.PLACE, Fact.DOER, Fact.REASON, Fact.HELD, Fact.STEPS),
        acts=("03.01", "03.02.01"),
    ),
    Use(
        "letter",
        _("For a letter of a special rapporteur"),
        (Fact.VICTIM, Fact.DOER, Fact.DATE, Fact.PLACE, Fact.NARRATIVE),
        remark=_(
            "It also asks what the victim agrees to: that a letter goes to the authorities, and under which name."
        ),
    ),
)
STATE = ("01", "02", "03", "04", "05")
"""Heads of the perpetrators that are the State, or armed groups that support it."""


@dataclass(frozen=True)
class Missing:
    """What one use still misses; nothing, where it has what it needs."""

    use: Use
    needs: tuple[Need, ...]


def missing_for(facts: Collection[Fact], kinds: Iterable[str]) -> list[Missing]:
    """What each use that fits these kinds of acts still misses."""
    known = list(kinds)
    return [
        Missing(use, tuple(NEEDS[fact] for fact in use.needs if fact not in facts))
        for use in USES
        if not use.acts or any(_stands_under(kind, use.acts) for kind in known)
    ]


def _stands_under(code: str, heads: Iterable[str]) -> bool:
    return any(code == head or code.startswith(f"{head}.") for head in heads)


def _of_when(when: str) -> dict[Fact, Any]:
    # At least month and year: EDTF writes a month as YYYY-MM; a season, or an unknown month, is less.
    month = when[5:7]
    return {Fact.DATE: when, Fact.MONTH: month.isdigit() and 1 <= int(month) <= 12}


def _known(facts: Mapping[Fact, Any]) -> frozenset[Fact]:
    return frozenset(fact for fact, is_known in facts.items() if is_known)


def _is_full(name: str) -> bool:
    return len(name.split()) > 1


def missing_of_story(told: Told) -> list[Missing]:
    """What a story misses while it is told."""
    kinds = [str(act.values["kind"]) for act in told.acts if act.values.get("kind")]
    doers = [str(doer.values.get("kind", "")) for doer in told.doers]
    named = [victim.who.row is not None or _is_full(victim.who.name) for victim in told.victims]
    has_source = bool(told.teller) or told.evidence is not None or told.way == "self"
    facts = _of_when(str(told.event.get("when", ""))) | {
        Fact.PLACE: told.event.get("place") or told.event.get("place_words"),
        Fact.KIND: kinds,
        Fact.VICTIM: told.victims or (kinds and all(map(may_be_against_nobody, kinds))),
        Fact.FULL_NAME: named and all(named),
        Fact.SEX_OR_AGE: any(one.values.get("sex") or one.of_acts.get("age") is not None for one in told.victims),
        Fact.DOER: told.doers,
        Fact.STATE_DOER: any(_stands_under(kind, STATE) for kind in doers),
        Fact.HELD: told.stays,
        Fact.REASON: any(act.values.get("reason") for act in told.acts),
        Fact.STEPS: told.steps,
        Fact.NARRATIVE: told.event.get("narrative"),
        Fact.SOURCE: has_source,
        Fact.RELIABILITY: told.information.get("reliability"),
    }
    return missing_for(_known(facts), kinds)


def missing_of_event(page: Mapping[str, Any]) -> list[Missing]:
    """What a finished event misses, from what its page has read (event_page.page_of): no further query."""
    acts, sources, event = page["acts"], page["information"], page["event"]
    kinds = [card.row.kind for card in acts if card.row.kind]
    doers = [part for card in acts for part in card.involvements]
    said = {one.code for card in acts for one in card.shown}
    place_words = any(one.code == "place_words" for one in page["shown"])
    facts = _of_when(event.when or next((card.row.when for card in acts if card.row.when), "")) | {
        Fact.PLACE: event.place or place_words or any(card.row.place for card in acts),
        Fact.KIND: kinds,
        Fact.VICTIM: acts,
        Fact.FULL_NAME: bool(acts) and all(card.party is None or _is_full(card.party.name) for card in acts),
        # Sex stands with the person, whose page this is not: the age in an act is what an event says of it.
        Fact.SEX_OR_AGE: "age" in said,
        Fact.DOER: doers,
        Fact.STATE_DOER: any(_stands_under(part.row.kind, STATE) for part in doers),
        Fact.HELD: any(card.holdings for card in acts),
        Fact.REASON: "reason" in said,
        Fact.STEPS: page["interventions"],
        Fact.NARRATIVE: page["narrative"],
        Fact.SOURCE: any(card.party is not None or card.row.evidence_id for card in sources),
        Fact.RELIABILITY: any(card.row.reliability for card in sources),
    }
    return missing_for(_known(facts), kinds)
