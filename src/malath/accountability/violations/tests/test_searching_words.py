"""Words and names: proposed by the finder, decided by `visible_to`; all spellings of a name find the same acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from malath.accountability.violations import finding
from malath.accountability.violations.models import Change, Person
from malath.accountability.violations.recording import recording
from malath.accountability.violations.searching import Asked, Criteria, Role, counted, page_of, proposed_for
from malath.accountability.violations.searching.words import people_called
from malath.accountability.violations.tests.conftest import Documenters
from malath.accountability.violations.undoing import undo_change
from malath.platform.access.models import Member
from malath.platform.sealed.finder.sources import Searchable

SPELLINGS = ("أحمد عبد الرحمن", "احمد عبدالرحمن", "أحْمَد عبد الرحمان", "Ahmad Abdulrahman", "Ahmed Abd al-Rahman")


def tell(d: Documenters, by: Member, name: str, narrative: str, **more: Any) -> tuple[Change, Person]:
    with recording(organisation=d.archive, by=by, kind=Change.Kind.STORY) as change:
        victim, source = change.person({"name": name}), change.person({"name": f"Source {narrative[:5]}"})
        event = change.event({"title": "—", "narrative": narrative})
        change.act(event, victim, {"kind": "01", "place": "SY-02", **more})
        change.information(event, {}, told_by=source)
    return change.change, victim


def found(viewer: Member, criteria: Criteria = Criteria(), **words: str) -> set[Any]:  # noqa: B008 - it is frozen
    proposed = proposed_for(viewer, criteria, **words)
    return {act.victim_id for act in page_of(viewer, Asked(criteria, proposed)).acts}


@pytest.mark.django_db
def test_words_in_three_languages_find_the_acts_of_their_events(
    documenters: Documenters, commits: Callable[..., Any]
) -> None:
    d = documenters
    with commits():
        arabic = tell(d, d.yara, "سليم", "اقتادوه إلى الفرع عند الحاجز")[1].pk
        english = tell(d, d.yara, "Lamia", "They stopped the bus at the checkpoint")[1].pk
        french = tell(d, d.yara, "Nour", "La maison a été détruite")[1].pk

    assert found(d.yara, text="حاجز") == {arabic}
    assert found(d.yara, text="CHECKPOINT bus") == {english}
    assert found(d.yara, text="detruite") == {french}
    assert found(d.yara, Criteria(place="SY-05"), text="bus") == set()
    assert found(d.yara, Criteria(place="SY"), text="bus") == {english}


@pytest.mark.django_db
def test_a_new_record_is_told_as_it_would_be_read(
    documenters: Documenters, commits: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[Any, Any] = {}
    for name in ("searchable_event", "searchable_party"):
        monkeypatch.setattr(finding, name, partial(_noted, told, getattr(finding, name)))
    d = documenters
    with commits(), recording(organisation=d.archive, by=d.yara, kind=Change.Kind.STORY) as change:
        victim = change.person({"name": "سليم", "names": ["Salim", "أبو نادر"], "reference": "K-7"})
        unit = change.body("unit", {"name": "Branch 9"})
        change.body_name(unit, {"name": "الفرع"})
        event = change.event({"title": "Stopped", "narrative": "At the bridge"})
        act = change.act(event, victim, {"kind": "01", "remarks": "until dusk"})
        change.involvement(act, {"kind": "01", "remarks": "in a car"}, body=unit)
        change.information(event, {"text": "I saw it"}, told_by=victim)
        change.state(event, {"title": "Stopped twice"})

    said_when_made = {pk: _words(one) for pk, one in told.items()}
    told.clear()
    for some in finding.event_batches():
        list(map(finding.searchable_event, some))
    for some in [*finding.people_batches(), *finding.body_batches()]:
        list(map(finding.searchable_party, some))
    assert said_when_made == {pk: _words(one) for pk, one in told.items()}
    assert {"twice", "dusk"} <= set(said_when_made[event.pk])


def _noted(told: dict[Any, Any], read: Callable[[Any], Any], row: Any) -> Any:
    told[row.pk] = read(row)
    return told[row.pk]


def _words(one: Any) -> list[str]:
    said = " ".join([*one.names, *one.codes]) if isinstance(one, Searchable) else " ".join(map(str, one[1:]))
    return sorted(said.split())


@pytest.mark.django_db
def test_every_spelling_of_a_name_finds_the_same_acts(documenters: Documenters, commits: Callable[..., Any]) -> None:
    d = documenters
    with commits():
        told = {tell(d, d.yara, name, f"told {n}")[1].pk for n, name in enumerate(SPELLINGS)}
        tell(d, d.yara, "Khalil Haddad", "somebody else")

    for spelling in SPELLINGS:
        assert found(d.yara, name=spelling) == told, spelling


@pytest.mark.django_db
def test_a_name_finds_acts_by_the_part_of_the_person(documenters: Documenters, commits: Callable[..., Any]) -> None:
    d = documenters
    with commits():
        _change, victim = tell(d, d.yara, "Salim Darwish", "Quiet day")

    assert found(d.yara, name="Source Quiet") == {victim.pk}
    assert found(d.yara, Criteria(role=Role.VICTIM), name="Source Quiet") == set()
    assert found(d.yara, Criteria(role=Role.SOURCE), name="Source Quiet") == {victim.pk}
    assert found(d.yara, Criteria(role=Role.VICTIM), name="سليم درويش") == {victim.pk}


@pytest.mark.django_db
def test_what_is_restricted_and_what_is_absent_answer_alike(
    documenters: Documenters, commits: Callable[..., Any]
) -> None:
    d = documenters
    with commits():
        _change, child = tell(d, d.yara, "Zumurrud Halabi", "Zumurrud was taken", age=12)

    assert found(d.yara, text="Zumurrud") == found(d.hala, text="Zumurrud") == {child.pk}
    for asked in ({"text": "Zumurrud"}, {"name": "Zumurrud Halabi"}):
        there, absent = proposed_for(d.karim, Criteria(), **asked), proposed_for(d.karim, Criteria(), text="nobodysaid")
        assert not (there.events or set()) and not there.has_more and not absent.events
        assert found(d.karim, **asked) == set()
        assert counted(d.karim, Asked(Criteria(), there)).number == 0


@pytest.mark.django_db
def test_a_hidden_namesake_changes_nothing_in_what_is_found(
    documenters: Documenters, commits: Callable[..., Any]
) -> None:
    d = documenters
    with commits():
        tell(d, d.karim, "Salem Darwich", "first")
    before = people_called(d.karim, "Salim Darwish")

    with commits():
        _change, hidden = tell(d, d.yara, "Salim Darwish", "second", age=9)
        Person.objects.unscoped(reason="a test").filter(pk=hidden.pk).update(is_restricted=True)

    assert people_called(d.karim, "Salim Darwish") == before


@pytest.mark.django_db
def test_what_was_undone_is_forgotten_and_found_again_when_it_is_back(
    documenters: Documenters, commits: Callable[..., Any]
) -> None:
    d = documenters
    with commits():
        change, victim = tell(d, d.yara, "Salim Darwish", "the olive press burned")

    with commits():
        undone = undo_change(change, by=d.yara)
    assert found(d.yara, text="olive") == found(d.yara, name="Salim Darwish") == set()

    with commits():
        undo_change(undone, by=d.yara)
    assert found(d.yara, text="olive") == found(d.yara, name="Salim Darwish") == {victim.pk}
