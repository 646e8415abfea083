"""Values stand beside each other, nothing is overwritten, a change is undone as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from malath.accountability.violations import numbering, vocabulary
from malath.accountability.violations import recording as recording_module
from malath.accountability.violations.errors import AlreadyUndoneError, FieldsChangedError, ValueWrongError
from malath.accountability.violations.models import Act, Change, Event, Person, Statement
from malath.accountability.violations.recording import recording
from malath.accountability.violations.rules import SEXUAL_ACTS, SEXUAL_METHODS, Stage, must_be_restricted
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.undoing import undo_change
from malath.platform.errors import NotAllowedError

pytestmark = pytest.mark.django_db
ARREST = "03.01"


def tell(documenters: Any, by: Any = None, **more: Any) -> tuple[Event, Act, Person]:
    """One event, with one act against one person."""
    with recording(organisation=documenters.archive, by=by or documenters.yara, kind=Change.Kind.STORY) as change:
        victim = change.person({"name": "سليم العابد", "names": ["Salim al-Abed"]})
        event = change.event({"title": "Arrest at a checkpoint", "when": "2013~"})
        act = change.act(event, victim, {"kind": ARREST, "when": "2013-03-XX", **more})
    return event, act, victim


def test_a_story_becomes_records_whose_columns_say_what_is_said(documenters: Any) -> None:
    event, act, victim = tell(documenters)

    act = Act.objects.visible_to(documenters.karim).get(pk=act.pk)
    said = said_of(documenters.karim, [event, act, victim])

    assert act.kind == ARREST and str(act.earliest) == "2013-03-01" and str(act.latest) == "2013-03-31"
    assert said[victim.pk].main("names") == ["Salim al-Abed"]
    assert said[event.pk].main("when") == "2013~"


def test_another_account_stands_beside_the_first(documenters: Any) -> None:
    _event, act, _victim = tell(documenters)

    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as change:
        witness = change.person({"name": "Witness"})
        change.state(act, {"when": "2013-04"}, beside=True, source=witness, confidence="")

    said = said_of(documenters.yara, [act])[act.pk]
    assert said.main("when") == "2013-03-XX"
    assert [one.value["v"] for one in said.others("when")] == ["2013-04"]
    assert said.is_disputed
    act = Act.objects.visible_to(documenters.yara).get(pk=act.pk)
    assert act.when == "2013-03-XX"


def test_a_correction_keeps_what_stood_and_can_be_undone_and_brought_back(documenters: Any) -> None:
    _event, act, _victim = tell(documenters)
    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as change:
        assert change.state(act, {"when": "2014", "kind": act.kind}) == ["when"]
    edit = Change.objects.visible_to(documenters.yara).get(kind=Change.Kind.EDIT)
    assert Act.objects.visible_to(documenters.yara).get(pk=act.pk).when == "2014"

    undoing = undo_change(edit, by=documenters.yara)
    assert Act.objects.visible_to(documenters.yara).get(pk=act.pk).when == "2013-03-XX"
    with pytest.raises(AlreadyUndoneError):
        undo_change(edit, by=documenters.yara)

    undo_change(undoing, by=documenters.yara)
    assert Act.objects.visible_to(documenters.yara).get(pk=act.pk).when == "2014"
    assert Statement.objects.visible_to(documenters.yara).filter(record=act.pk, field="when").count() == 2


def test_a_story_that_is_undone_is_gone_and_comes_back(documenters: Any) -> None:
    event, act, victim = tell(documenters)
    story = Change.objects.visible_to(documenters.yara).get()

    undoing = undo_change(story, by=documenters.yara)
    for model, row in ((Event, event), (Act, act), (Person, victim)):
        assert not model.objects.visible_to(documenters.yara).filter(pk=row.pk).exists()

    undo_change(undoing, by=documenters.yara)
    assert said_of(documenters.yara, [act])[act.pk].main("when") == "2013-03-XX"


def test_two_editors_lose_nothing(documenters: Any) -> None:
    _event, act, _victim = tell(documenters)
    began = act.last_change
    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as change:
        change.state(act, {"when": "2014"}, based_on=began)

    with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.EDIT) as change:
        change.state(act, {"age": 30}, based_on=began)
    with (
        pytest.raises(FieldsChangedError) as refused,
        recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.EDIT) as change,
    ):
        change.state(act, {"when": "2015", "age": 31}, based_on=began)

    assert refused.value.changed == {"when", "age"}
    said = said_of(documenters.yara, [act])[act.pk]
    assert (said.main("when"), said.main("age")) == ("2014", 30)


def test_a_minor_and_sexual_violence_are_restricted_from_the_start(documenters: Any) -> None:
    _event, act, _victim = tell(documenters, age=15)

    assert not Act.objects.visible_to(documenters.karim).exists()
    assert not Person.objects.visible_to(documenters.karim).exists()
    assert Act.objects.visible_to(documenters.yara).get() == act
    assert Act.objects.visible_to(documenters.hala).get() == act


def test_what_was_checked_and_is_changed_is_a_draft_again(documenters: Any) -> None:
    event, act, _victim = tell(documenters)
    Event.objects.unscoped(reason="test").update(stage=Stage.CHECKED)

    with recording(organisation=documenters.archive, by=documenters.karim, kind=Change.Kind.EDIT) as change:
        change.state(act, {"age": 30})

    assert Event.objects.visible_to(documenters.yara).get(pk=event.pk).stage == Stage.DRAFT


def test_nobody_else_sees_or_writes(documenters: Any) -> None:
    tell(documenters)

    for outsider in (documenters.lea, documenters.amal):
        for model in (Event, Act, Person, Statement, Change):
            assert not model.objects.visible_to(outsider).exists()
    with (
        pytest.raises(NotAllowedError),
        recording(organisation=documenters.archive, by=documenters.lea, kind=Change.Kind.STORY),
    ):
        pass


def test_what_is_sexual_violence_follows_the_vocabulary() -> None:
    said = [
        vocabulary.label(of, code, "en")
        for of, codes in (("acts", SEXUAL_ACTS), ("methods", SEXUAL_METHODS))
        for code in codes
    ]

    assert said == [
        "Sexual and gender-based violence",
        "Sharing of intimate images without consent",
        "Blows on the genitals",
        "Threat of rape",
        "Sexual methods",
    ]
    assert must_be_restricted("02.03.01", [], None) and must_be_restricted("01.01", ["07.01"], 40)
    assert not must_be_restricted("02.01", ["01.01"], 18)


@pytest.mark.parametrize(
    "values", [{"when": "2013-02-30"}, {"when": "tomorrow"}, {"place": "XX-99"}, {"rights": ["nothing"]}]
)
def test_a_wrong_value_is_refused_and_changes_nothing(documenters: Any, values: dict[str, Any]) -> None:
    with (
        pytest.raises(ValueWrongError),
        recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.STORY) as change,
    ):
        change.event({"title": "x", **values})

    assert not Change.objects.visible_to(documenters.yara).exists()


def test_unseen_letters_are_taken_out_of_what_is_kept(documenters: Any) -> None:
    with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.STORY) as change:
        event = change.event({"title": "Ar\u202erest\u200b at  \x00the gate"})

    assert said_of(documenters.yara, [event])[event.pk].main("title") == "Arrest at the gate"


def test_a_number_that_is_drawn_twice_is_drawn_again(documenters: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    standing, _act, _victim = tell(documenters)
    drawn = iter([standing.number, "V-222222", "V-222222", "V-222222", standing.number, "V-333333", "V-444444"])
    monkeypatch.setattr(recording_module, "new_number", lambda _letter: next(drawn))
    monkeypatch.setattr(numbering, "new_number", lambda _letter: next(drawn))

    with recording(organisation=documenters.archive, by=documenters.yara, kind=Change.Kind.IMPORT) as change:
        events = [change.event({"title": f"Event {n}"}) for n in range(3)]

    assert len({standing.number, *(event.number for event in events)}) == 4
    assert [event.number for event in events][1] == "V-222222"
