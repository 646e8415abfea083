"""The history of people, units and ties; of whom a line is and who says so; accounts chosen on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from malath.accountability.violations import history
from malath.accountability.violations.models import Act, Body, Change, Event, Person, Statement, Tie
from malath.accountability.violations.recording import Recorder, recording
from malath.accountability.violations.records import restrict_event
from malath.accountability.violations.selectors import said_of
from malath.accountability.violations.tests.pages import OFFICER, SOURCE, UNIT, VICTIM, first_code, tell_all
from malath.platform.audit.actions import move_outbox
from malath.platform.audit.models import OutboxEntry

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def edit(documenters: Any, write: Callable[[Recorder], object], by: Any = None) -> Change:
    with recording(organisation=documenters.archive, by=by or documenters.yara, kind=Change.Kind.EDIT) as writing:
        write(writing)
    return writing.change


def page(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def hide(person: Person) -> None:
    Person.objects.unscoped(reason="test").filter(pk=person.pk).update(is_restricted=True)


# ── people, units, ties ──
@pytest.mark.parametrize(
    ("of", "before", "named"), [("victim", VICTIM, "violations_person"), ("unit", UNIT, "violations_body")]
)
def test_a_name_that_was_changed_stands_in_the_history_and_comes_back(
    documenters: Any, as_member: AsMember, of: str, before: str, named: str
) -> None:
    told, client = tell_all(documenters), as_member(documenters.karim)
    row = getattr(told, of)
    change = edit(documenters, lambda writing: writing.state(row, {"name": "Another name"}))
    assert before not in page(client, named, row.pk)
    assert reverse(f"{named}_history", args=[row.pk]) in page(client, named, row.pk)

    shown = page(client, f"{named}_history", row.pk)
    assert before in shown and "Another name" in shown and "Yara of archive" in shown

    url = reverse(f"{named}_undo", args=[row.pk, change.key])
    assert client.post(url).status_code == 303
    assert before in page(client, named, row.pk)
    undoing = Change.objects.visible_to(documenters.yara).latest("pk")
    assert client.post(reverse(f"{named}_undo", args=[row.pk, undoing.key])).status_code == 303
    assert "Another name" in page(client, named, row.pk)


def test_a_wrong_tie_is_changed_and_taken_back_from_either_person(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.karim)
    made: list[Tie] = []
    change = edit(
        documenters,
        lambda writing: made.append(writing.tie(told.officer, told.victim, first_code("relationships"), {})),
    )
    assert reverse("violations_change", args=["tie", made[0].pk]) in page(client, "violations_person", told.victim.pk)

    for person, other in ((told.officer, VICTIM), (told.victim, OFFICER)):
        shown = page(client, "violations_person_history", person.pk)
        assert str(change.key) in shown and other in shown
    undo = reverse("violations_person_undo", args=[told.victim.pk, change.key])

    assert client.post(undo).status_code == 303
    assert not Tie.objects.visible_to(documenters.karim).filter(pk=made[0].pk).exists()
    assert client.post(undo).status_code == 409


def test_a_person_who_was_undone_can_come_back(documenters: Any, as_member: AsMember) -> None:
    client, made = as_member(documenters.karim), list[Person]()
    change = edit(documenters, lambda writing: made.append(writing.person({"name": "Typed twice"})))

    response = client.post(reverse("violations_person_undo", args=[made[0].pk, change.key]), follow=True)
    assert made[0].number in response.content.decode()
    assert made[0].number not in page(as_member(documenters.lea), "violations_gone")

    undoing = Change.objects.visible_to(documenters.karim).latest("pk")
    assert client.post(reverse("violations_bring_back", args=[undoing.key])).status_code == 303
    assert "Typed twice" in page(client, "violations_person", made[0].pk)


def test_a_person_who_went_with_a_hidden_event_is_not_offered_alone(documenters: Any, as_member: AsMember) -> None:
    told = tell_all(documenters, age=15)
    story = Change.objects.visible_to(documenters.yara).get()
    as_member(documenters.yara).post(reverse("violations_undo", args=[told.event.pk, story.key]))

    shown = page(as_member(documenters.karim), "violations_gone")

    assert told.source.number not in shown and told.event.number not in shown


# ── what a viewer may not see ──
def test_whoever_may_not_see_a_person_finds_no_history_of_them(documenters: Any, as_member: AsMember) -> None:
    told = tell_all(documenters, by=documenters.hala)
    change = edit(documenters, lambda writing: writing.state(told.victim, {"name": "Another"}), by=documenters.hala)
    hide(told.victim)

    for member in (documenters.karim, documenters.lea, documenters.amal):
        client = as_member(member)
        assert client.get(reverse("violations_person_history", args=[told.victim.pk])).status_code in (403, 404)
        url = reverse("violations_person_undo", args=[told.victim.pk, change.key])
        assert client.post(url).status_code in (403, 404)
    assert client.post(reverse("violations_body_undo", args=[told.unit.pk, change.key])).status_code in (403, 404)


def test_a_tie_to_somebody_hidden_leaves_no_trace_in_the_history(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters, by=documenters.hala), as_member(documenters.karim)
    before = page(client, "violations_person_history", told.officer.pk)
    hide(told.victim)
    words = {"remarks": "Secret words"}
    change = edit(
        documenters,
        lambda writing: writing.tie(told.officer, told.victim, first_code("relationships"), words),
        by=documenters.hala,
    )

    shown = page(client, "violations_person_history", told.officer.pk)

    assert "Secret words" not in shown and VICTIM not in shown and str(change.key) not in shown
    assert shown.count("<form") == before.count("<form")
    undo = reverse("violations_person_undo", args=[told.officer.pk, change.key])
    assert client.post(undo).status_code == 404
    assert "Secret words" in page(as_member(documenters.hala), "violations_person_history", told.officer.pk)


def test_a_link_to_a_hidden_event_leaves_no_trace_in_the_history(documenters: Any, as_member: AsMember) -> None:
    told, client, other = tell_all(documenters), as_member(documenters.karim), list[Event]()
    edit(documenters, lambda writing: other.append(writing.event({"title": "Closed"}, restricted=True)))
    change = edit(documenters, lambda writing: writing.link(told.event, other[0], first_code("chain_types")))

    assert str(change.key) not in page(client, "violations_history", told.event.pk)
    assert client.post(reverse("violations_undo", args=[told.event.pk, change.key])).status_code == 404
    assert "Closed" in page(as_member(documenters.yara), "violations_history", told.event.pk)


def test_a_change_that_holds_a_hidden_person_is_not_undone_by_whoever_does_not_see_them(
    documenters: Any, as_member: AsMember
) -> None:
    made: list[Person] = []
    change = edit(
        documenters,
        lambda writing: made.extend([writing.person({"name": "Open"}), writing.person({"name": "Closed"})]),
        by=documenters.hala,
    )
    hide(made[1])
    url = reverse("violations_person_undo", args=[made[0].pk, change.key])

    assert as_member(documenters.karim).post(url).status_code == 409
    assert as_member(documenters.hala).post(url).status_code == 303


# ── of whom a line is, and who says so ──
def test_a_line_says_of_which_act_it_is_and_who_says_so(documenters: Any, as_member: AsMember) -> None:
    told, client = tell_all(documenters), as_member(documenters.karim)
    change = edit(documenters, lambda w: w.state(told.act, {"age": 41}, beside=True, source=told.officer))

    found = client.get(reverse("violations_history", args=[told.event.pk]))
    entry = next(one for one in found.context["history"].entries if one.change.pk == change.pk)
    (part,) = entry.parts

    assert (part.record, [one.name for one in part.people], part.is_new) == ("act", [VICTIM], False)
    (words,) = part.steps[0].said
    assert (words.text, words.source.name) == ("41", OFFICER)
    story = found.context["history"].entries[-1].parts
    assert story[0].record == "event" and {one.record for one in story} > {
        "act",
        "involvement",
        "holding",
        "information",
    }
    assert all(one.is_new for one in story)
    assert story[0].steps[0].said[0].source.name == SOURCE and SOURCE in found.content.decode()


@pytest.mark.parametrize("of", ["event", "unit", "victim"])
def test_a_change_and_its_undoing_stand_in_the_ledger_under_what_they_touched(
    documenters: Any, as_member: AsMember, of: str
) -> None:
    told = tell_all(documenters)
    row = getattr(told, of)
    field = "title" if of == "event" else "name"

    def write(writing: Recorder) -> None:
        someone = writing.person({"name": "Newly named"}) if of == "event" else None
        writing.state(row, {field: "Changed"}, source=someone)

    change = edit(documenters, write)
    history.undo_for(documenters.yara, row, change.key)

    entries = OutboxEntry.objects.order_by("-number")[:2]
    assert [one.subject for one in entries] == [row.pk, row.pk]
    names = {"event": "violations_history", "unit": "violations_body_history", "victim": "violations_person_history"}
    assert "On its way into the ledger." in page(as_member(documenters.karim), names[of], row.pk)
    move_outbox()
    assert "On its way into the ledger." not in page(as_member(documenters.karim), names[of], row.pk)
    assert "Ledger, entry" in page(as_member(documenters.karim), names[of], row.pk)


# ── accounts, chosen on the page ──
@pytest.fixture
def twice(documenters: Any) -> Any:
    told = tell_all(documenters)
    edit(documenters, lambda writing: writing.state(told.act, {"when": "2013-06"}, beside=True, source=told.officer))
    return told


def accounts(documenters: Any, act: Act) -> list[Statement]:
    return said_of(documenters.yara, [act])[act.pk].by_field["when"]


def test_on_the_page_of_a_record_one_says_which_account_stands_first(
    documenters: Any, as_member: AsMember, twice: Any
) -> None:
    client, (march, june) = as_member(documenters.karim), accounts(documenters, twice.act)
    shown = page(client, "violations_change", "act", twice.act.pk)
    first = reverse("violations_account_first", args=[june.pk])
    assert first in shown and reverse("violations_account_back", args=[march.pk]) in shown

    assert client.post(first).status_code == 303
    assert [one.value["v"] for one in accounts(documenters, twice.act)] == ["2013-06", "2013-03-XX"]
    assert client.post(first).status_code == 409

    change = Change.objects.visible_to(documenters.yara).latest("pk")
    assert str(change.key) in page(client, "violations_history", twice.event.pk)
    assert client.post(reverse("violations_undo", args=[twice.event.pk, change.key])).status_code == 303
    assert [one.value["v"] for one in accounts(documenters, twice.act)] == ["2013-03-XX", "2013-06"]


def test_on_the_page_of_a_record_one_account_is_taken_back(documenters: Any, as_member: AsMember, twice: Any) -> None:
    client, (march, june) = as_member(documenters.karim), accounts(documenters, twice.act)

    assert client.post(reverse("violations_account_back", args=[march.pk])).status_code == 303

    assert [one.pk for one in accounts(documenters, twice.act)] == [june.pk]
    assert reverse("violations_account_back", args=[june.pk]) not in page(
        client, "violations_change", "act", twice.act.pk
    )


def test_nobody_chooses_among_accounts_of_what_they_may_not_change(
    documenters: Any, as_member: AsMember, twice: Any
) -> None:
    june = accounts(documenters, twice.act)[1]
    restrict_event(twice.event.pk, restricted=True)

    for member in (documenters.karim, documenters.lea, documenters.amal):
        for name in ("violations_account_first", "violations_account_back"):
            url = reverse(name, args=[june.pk])
            assert as_member(member).post(url).status_code in (403, 404)
    assert len(accounts(documenters, twice.act)) == 2
    assert Body.objects.visible_to(documenters.karim).exists()
