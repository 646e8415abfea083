"""Writes of the review: a member's word, its taking back, the link that comes of it and its undoing."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from malath.people.links import codes_of
from malath.people.matching.errors import GroupConflictError, PairSettledError, VerdictWithdrawnError
from malath.people.matching.models import Pair, SamePerson, Verdict
from malath.people.matching.rules import OPEN, Said, State, state_after, turn_of
from malath.people.matching.selectors import conflict_in, group_of, reviewed_by_q
from malath.platform.audit.actions import record
from malath.platform.errors import NotAllowedError

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from malath.platform.access.models import Member


def needs_two(pair: Pair) -> bool:
    """Whether a link of these two stands only on two members' word: two organisations' records, or both have a case."""
    if pair.one.organisation_id != pair.other.organisation_id:
        return True
    return len(codes_of([pair.one_id, pair.other_id])) == 2


def _held(pair: uuid.UUID, by: Member) -> Pair:
    """The row until the end of the transaction; NotAllowedError where the member may not speak on it."""
    held: Pair | None = (
        Pair.objects.visible_to(by)
        .filter(reviewed_by_q(by), pk=pair)
        .select_for_update(of=("self",))
        .select_related("one", "other")
        .first()
    )
    if held is None:
        raise NotAllowedError
    return held


@transaction.atomic
def judge_pair(pair: Pair, *, said: str, by: Member, step: uuid.UUID | None = None) -> Verdict:
    """Say whether two records are one person; what the member said of them before is taken back.

    Where it settles that they are the same, the link is made. `step` joins what is said of a group at once.
    Raises NotAllowedError, PairSettledError, GroupConflictError.
    """
    held = _held(pair.pk, by)
    if held.state not in OPEN:
        raise PairSettledError
    in_force = _in_force(held)
    in_force.filter(by=by).update(withdrawn_on=timezone.localdate(), withdrawn_by=by)
    verdict = Verdict(pair=held, said=Said(said), by=by, on=timezone.localdate(), step=step)
    verdict.save(force_insert=True)
    _settle(held, by)
    _note("matching.judged", held, by, said=str(verdict.said), state=str(held.state))
    return verdict


@transaction.atomic
def withdraw_verdict(verdict: Verdict, *, by: Member) -> Pair:
    """Take one's own word back; a link that no longer stands on enough of them falls with it.

    Raises NotAllowedError, VerdictWithdrawnError.
    """
    held = _held(verdict.pair_id, by)
    own: Verdict | None = held.verdicts.visible_to(by).filter(pk=verdict.pk, by=by).first()
    if own is None:
        raise NotAllowedError
    if own.withdrawn_on is not None:
        raise VerdictWithdrawnError
    own.withdrawn_on, own.withdrawn_by = timezone.localdate(), by
    own.save(update_fields=["withdrawn_on", "withdrawn_by"])
    _settle(held, by)
    _note("matching.verdict-withdrawn", held, by, said=str(own.said), state=str(held.state))
    return held


@transaction.atomic
def undo_link(link: SamePerson, *, by: Member) -> Pair:
    """Undo a link: the words on which it stood are taken back and the pair waits anew. Nothing of it is deleted.

    Raises NotAllowedError, VerdictWithdrawnError.
    """
    held = _held(link.pair_id, by)
    if not _links(held).exists():
        raise VerdictWithdrawnError
    _in_force(held).filter(said=Said.SAME).update(withdrawn_on=timezone.localdate(), withdrawn_by=by)
    _settle(held, by)
    return held


def _in_force(pair: Pair) -> QuerySet[Verdict]:
    words: QuerySet[Verdict] = Verdict.objects.unscoped(reason="every member's word counts")
    return words.filter(pair=pair, withdrawn_on=None)


def _links(pair: Pair) -> QuerySet[SamePerson]:
    links: QuerySet[SamePerson] = SamePerson.objects.unscoped(reason="whether the pair is linked")
    return links.filter(pair=pair, withdrawn_on=None)


def _settle(pair: Pair, by: Member) -> None:
    """The state that the words in force make, and the link that follows from it or falls."""
    state = state_after(list(_in_force(pair).values_list("said", flat=True)), needs_two=needs_two(pair))
    linked = _links(pair).exists()
    if state == State.SAME and not linked:
        _link(pair, by)
    elif state != State.SAME and linked:
        _links(pair).update(withdrawn_on=timezone.localdate(), withdrawn_by=by)
        _note("matching.unlinked", pair, by)
    pair.state, pair.turn = state, turn_of(state, pair.clarity)
    pair.save(update_fields=["state", "turn"])


def _link(pair: Pair, by: Member) -> None:
    apart = conflict_in(by, group_of(by, [pair.one_id, pair.other_id]))
    if apart is not None:
        raise GroupConflictError(one=apart.one.pseudonym, other=apart.other.pseudonym)
    SamePerson(pair=pair, one=pair.one, other=pair.other, since=timezone.localdate()).save(force_insert=True)
    _note("matching.linked", pair, by)


def _note(verb: str, pair: Pair, by: Member, **facts: str) -> None:
    record(
        verb, by=by, subject=pair.one_id, row=pair.pk, organisation=pair.one.organisation_id,
        other=pair.other_id, **facts,
    )  # fmt: skip
