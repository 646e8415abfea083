"""Codes beside the columns follow the account that is shown first, through corrections, undoing and erasure."""

from __future__ import annotations

from typing import Any

import pytest

from malath.accountability.violations import coding
from malath.accountability.violations.lanes import settle_lanes
from malath.accountability.violations.models import Change, Coded
from malath.accountability.violations.recording import recording
from malath.accountability.violations.searching import Asked, Criteria, page_of
from malath.accountability.violations.tests.conftest import Documenters
from malath.accountability.violations.undoing import undo_change
from malath.platform.access.models import Member

pytestmark = pytest.mark.django_db
FATE = {"fate": "02.02", "known": "claimed"}


def tell(d: Documenters, **of_act: Any) -> tuple[Change, Any, Any]:
    with recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        event = change.event({"title": "—", "rights": ["01"]})
        act = change.act(event, change.person({"name": "Salim"}), {"kind": "03.02", "methods": ["01"], **of_act})
    return change.change, event, act


def edit(d: Documenters, row: Any, **values: Any) -> Change:
    with recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT) as change:
        change.state(row, values)
    return change.change


def codes() -> set[str]:
    return set(Coded.objects.unscoped(reason="a test").values_list("code", flat=True))


def is_found(viewer: Member, **asked: str) -> bool:
    return bool(page_of(viewer, Asked(Criteria(**asked))).acts)


def test_codes_say_what_is_shown_first_after_every_change(documenters: Documenters) -> None:
    d = documenters
    told, event, act = tell(d, fate=FATE, whereabouts=["01.02"])
    assert codes() == {"rights/01", "methods/01", "fate/02.02", "known/claimed", "whereabouts/01.02"}
    assert is_found(d.karim, fate="02", known="claimed", method="01", right="01") and not is_found(d.lea, fate="02")

    corrected = edit(d, act, methods=["02", "03"], fate={"fate": "", "known": "unknown"})
    ended = edit(d, event, rights=[])
    assert codes() == {"methods/02", "methods/03", "known/unknown", "whereabouts/01.02"}
    assert not is_found(d.karim, method="01") and not is_found(d.karim, fate="02")

    undo_change(ended, by=d.yara)
    back = undo_change(corrected, by=d.yara)
    assert codes() == {"rights/01", "methods/01", "fate/02.02", "known/claimed", "whereabouts/01.02"}
    undo_change(back, by=d.yara)
    assert is_found(d.karim, method="02,03") and not is_found(d.karim, method="01")
    undo_change(undo_change(told, by=d.yara), by=d.yara)
    assert is_found(d.karim, method="03", right="01")
    undo_change(told, by=d.yara)
    assert not is_found(d.karim, right="01")


def test_what_another_source_says_beside_it_is_no_code_until_it_stands_first(documenters: Documenters) -> None:
    d = documenters
    _told, _event, act = tell(d)
    with recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT) as change:
        change.state(act, {"methods": ["05"]}, beside=True)
    assert not is_found(d.yara, method="05")

    with recording(organisation=d.archive, by=d.karim, kind=Change.Kind.EDIT) as change:
        change.state(act, {"methods": ["05"]})
    assert is_found(d.yara, method="05") and not is_found(d.yara, method="01")


def test_what_was_entered_before_there_were_codes_gets_them(
    documenters: Documenters, monkeypatch: pytest.MonkeyPatch
) -> None:
    d = documenters
    _told, event, act = tell(d, fate=FATE)
    tell(d)
    edit(d, act, methods=["02"])
    before = codes()
    Coded.objects.unscoped(reason="a test").filter(event=event).delete()
    monkeypatch.setattr(coding, "_all_coded", [])

    coding.code_older()

    assert codes() == before and "methods/02" in before
    assert Coded.objects.unscoped(reason="a test").filter(act=act).count() == 3
    monkeypatch.setattr(coding, "_uncoded", pytest.fail)
    coding.code_older()


def test_what_says_nothing_keeps_no_other_from_its_codes(
    documenters: Documenters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of it than are looked at at once."""
    events = [tell(documenters)[1].pk for _ in range(5)]
    monkeypatch.setattr(coding, "_AT_ONCE", 2)
    monkeypatch.setattr(coding, "_all_coded", [])
    Coded.objects.unscoped(reason="a test").all().delete()
    settle_lanes(events)
    silent = set(sorted(events)[:3])
    monkeypatch.setattr(coding, "_code_again", lambda some: None if set(some) <= silent else _again(some))

    coding.code_older()

    coded = set(Coded.objects.unscoped(reason="a test").values_list("event", flat=True))
    assert coded >= set(sorted(events)[3:])


_again = coding._code_again
