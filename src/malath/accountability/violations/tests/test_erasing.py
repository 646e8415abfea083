"""An event or a person is erased by two members, and then nothing readable of it is left anywhere."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.accountability.evidence import erasing as evidence_erasing
from malath.accountability.evidence.receiving import Told as ToldItem
from malath.accountability.evidence.receiving import receive
from malath.accountability.search.actions import keep_search
from malath.accountability.testimony.consenting import Given, give_consent, withdraw_consent
from malath.accountability.testimony.ending import note_passing, note_told
from malath.accountability.testimony.rules import Purpose
from malath.accountability.testimony.taking import take_testimony
from malath.accountability.violations.choosing import Chosen
from malath.accountability.violations.editing import Answers, add_act, say
from malath.accountability.violations.erasing.actions import ask_erasure, carry_out_erasure, end_erasure
from malath.accountability.violations.erasing.effects import effects_of
from malath.accountability.violations.errors import (
    ErasureBlockedError,
    ErasureOverError,
    RecordErasedError,
    WrongEraserError,
)
from malath.accountability.violations.leaving import ExportNotEmptyError, load_export, write_export
from malath.accountability.violations.linking import link_events
from malath.accountability.violations.models import (
    Act,
    Change,
    Event,
    Information,
    Person,
    RecordErasure,
    Statement,
    Tie,
)
from malath.accountability.violations.recording import recording
from malath.accountability.violations.reviewing import disagree, review_event
from malath.accountability.violations.searching import Criteria, proposed_for
from malath.accountability.violations.sharing import share_event, withdraw_share
from malath.accountability.violations.tests.test_leaving import empty_the_room
from malath.accountability.violations.undoing import undo_change
from malath.platform.access.models import Grant, Member
from malath.platform.access.rules import Role
from malath.platform.access.tests.doors import fresh
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from malath.platform.sealed.models import Draft
from tests.people import member
from tests.reliability.secrets import found_in

pytestmark = pytest.mark.django_db

MARK, NAME = "Zarqa Inventee", "Fadwa Inventada"
CODE = "03.01"
_WHY = "test"


@dataclass
class Told:
    """An event full of a mark, in which a person named NAME suffered; she is the source of another event."""

    event: Event
    other: Event
    victim: Person
    officer: Person
    act: Act
    information: Information
    change: Change


@pytest.fixture
def second(documenters: Any) -> Member:
    return member("samar", documenters.archive, Role.DIRECTOR)


@pytest.fixture
def told(documenters: Any) -> Told:
    with recording(organisation=documenters.archive, by=documenters.yara, kind="story", note=f"{MARK} note") as change:
        source, officer = change.person({"name": "A neighbour"}), change.person({"name": "An officer"})
        victim = change.person({"name": NAME, "names": ["Fadwa I."], "remarks": f"{NAME} limps"}, source=source)
        event = change.event(
            {"title": f"{MARK} title", "narrative": f"{MARK} was taken", "when": "2013~", "place": "SY-02"}
        )
        act = change.act(event, victim, {"kind": CODE, "remarks": MARK, "when": "2013-03"}, source=source)
        change.involvement(act, {"remarks": MARK}, person=officer)
        change.information(event, {"text": f"{MARK} I saw it"}, told_by=source)
        change.holding(act, 1, {"site": f"{MARK} cellar"})
        change.intervention(event, {"asked": MARK}, party=source)
        other = change.event({"title": "Another day"})
        information = change.information(other, {"text": f"{NAME} told us this"}, told_by=victim)
        change.act(other, source, {"kind": CODE})
        change.tie(victim, source, "01", {"remarks": f"{NAME} is her sister"})
        change.tie(officer, victim, "01", {"remarks": f"{NAME} knows him"})
    say(event, answers(title=f"{MARK} title again"), by=documenters.karim)
    disagree(event, words=f"{MARK} I do not", by=documenters.karim)
    link_events(other, event, kind="01", by=documenters.yara)
    form = f"/violations/{event.pk}/act/"
    Draft(
        member=documenters.yara, form=form, fields={"remarks": f"{MARK} half written"}, changed_on=timezone.localdate()
    ).save()
    return Told(event, other, victim, officer, act, information, change.change)


def answers(**values: Any) -> Answers:
    """As a page that was opened just now sends them."""
    return Answers(values, based_on=10**9)


def erase(row: Event | Person, documenters: Any, second: Member) -> RecordErasure:
    erasure = ask_erasure(row, ground="wish", why=f"{MARK} {NAME} asked us", by=documenters.hala)
    return carry_out_erasure(erasure, by=second)


def everything_readable(by: Member) -> str:
    """Every row of every table, opened as far as any key still opens it."""
    said: list[Any] = []
    for model in apps.get_models():
        rows = getattr(model.objects, "unscoped", lambda reason, m=model: m.objects.all())(reason=_WHY)
        rows = list(rows)
        reveal([row for row in rows if hasattr(row, "sealed_subject")], by=None, why=_WHY)
        said += [row.__dict__ for row in rows]
    return str(said)


def dumped() -> bytes:
    """Every value of every column of every table, as the database holds it."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found += [
                bytes(one) if isinstance(one, memoryview) else str(one).encode()
                for row in cursor.fetchall()
                for one in row
            ]
    return b"\n".join(found)


def test_of_an_erased_event_nothing_readable_is_left_and_its_people_stay(
    documenters: Any, second: Member, told: Told
) -> None:
    yara = documenters.yara
    assert MARK in everything_readable(yara)

    receipt = erase(told.event, documenters, second)

    assert receipt.backups_end_on == timezone.localdate() + timedelta(days=30)
    assert MARK not in everything_readable(yara)
    assert found_in(dumped(), [MARK]) == []
    assert not Event.objects.visible_to(yara).filter(pk=told.event.pk).exists()
    assert not Act.objects.unscoped(reason=_WHY).filter(event=told.event.pk).exists()
    kept = Event.objects.unscoped(reason=_WHY).get(pk=told.event.pk)
    assert (kept.number, kept.place, kept.when, bytes(kept.key)) == (told.event.number, "", "", b"")
    assert NAME in everything_readable(yara), "the person is another subject"
    assert Person.objects.visible_to(yara).get(pk=told.victim.pk).erased_on is None
    assert Event.objects.visible_to(yara).filter(pk=told.other.pk).exists()
    verbs = OutboxEntry.objects.filter(verb__startswith="violations.erasure").order_by("number")
    assert [one.verb for one in verbs] == ["violations.erasure-asked", "violations.erasure-done"]
    assert MARK not in str([one.facts for one in verbs])


def test_an_erased_person_stays_in_events_as_somebody_without_a_name(
    documenters: Any, second: Member, told: Told, as_member: Any
) -> None:
    yara = documenters.yara

    erase(told.victim, documenters, second)

    assert NAME not in everything_readable(yara) and found_in(dumped(), [NAME]) == []
    row = Person.objects.unscoped(reason=_WHY).get(pk=told.victim.pk)
    assert row.erased_on and bytes(row.key) == b""
    assert not Statement.objects.unscoped(reason=_WHY).filter(person=told.victim.pk).exists()
    assert not Tie.objects.unscoped(reason=_WHY).filter(other=told.victim.pk).exists()
    client = as_member(yara)
    page = client.get(reverse("violations_event", args=[told.event.pk]))
    assert "an erased person" in page.content.decode() and told.victim.number not in page.content.decode()
    assert MARK in page.content.decode(), "what happened stays"
    assert page.context["acts"][0].party.is_erased and not page.context["acts"][0].party.name
    assert client.get(reverse("violations_person", args=[told.victim.pk])).status_code == 404
    assert client.get(reverse("violations_change", args=["person", told.victim.pk])).status_code == 404
    found = client.get(reverse("violations_find")).content.decode()
    assert "an erased person" in found and told.victim.number not in found
    wgeid = client.get(reverse("violations_event", args=[told.other.pk])).content.decode()
    assert "an erased person" in wgeid, "as the source of the other event"


def test_who_asked_never_carries_it_out_and_the_database_says_so_too(
    documenters: Any, second: Member, told: Told
) -> None:
    hala = documenters.hala
    erasure = ask_erasure(told.event, ground="wish", why="", by=hala)
    assert ask_erasure(told.event, ground="law", why="", by=second).pk == erasure.pk, "one waits, not two"

    with pytest.raises(WrongEraserError):
        carry_out_erasure(erasure, by=hala)
    for stranger in (documenters.yara, documenters.lea, documenters.amal):
        with pytest.raises(NotAllowedError):
            ask_erasure(told.event, ground="wish", why="", by=stranger)
        with pytest.raises(NotAllowedError):
            carry_out_erasure(erasure, by=stranger)
        with pytest.raises(NotAllowedError):
            end_erasure(erasure, by=stranger)

    rows = RecordErasure.objects.unscoped(reason=_WHY)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.filter(pk=erasure.pk).update(done_by=hala, done_on=timezone.localdate())
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordErasure(
            event=told.event,
            organisation=documenters.archive,
            ground="wish",
            asked_by=second,
            asked_on=erasure.asked_on,
        ).save(force_insert=True)
    assert rows.get(pk=erasure.pk).is_waiting


def test_it_is_answered_once(documenters: Any, second: Member, told: Told) -> None:
    erasure = ask_erasure(told.event, ground="wish", why="", by=documenters.hala)
    carry_out_erasure(erasure, by=second)

    for act in (carry_out_erasure, end_erasure):
        with pytest.raises(RecordErasedError):
            act(erasure, by=second)
    with pytest.raises(RecordErasedError):
        ask_erasure(told.event, ground="wish", why="", by=second)


def test_it_is_withdrawn_or_refused_and_the_other_hears_of_it(documenters: Any, second: Member, told: Told) -> None:
    hala = documenters.hala
    first = ask_erasure(told.victim, ground="wish", why=MARK, by=hala)
    assert notices(second) == ["violations.erasure_asked"] and notices(hala) == []
    end_erasure(first, by=hala)
    with pytest.raises(ErasureOverError):
        carry_out_erasure(first, by=second)
    assert notices(hala) == []

    again = ask_erasure(told.victim, ground="wish", why="", by=hala)
    end_erasure(again, by=second)
    assert notices(hala) == ["violations.erasure_refused"]

    carry_out_erasure(ask_erasure(told.victim, ground="wish", why="", by=hala), by=second)
    assert "violations.erasure_done" in notices(hala)
    verbs = OutboxEntry.objects.filter(verb__startswith="violations.erasure").order_by("number")
    assert [one.verb.removeprefix("violations.erasure-") for one in verbs] == [
        "asked", "withdrawn", "asked", "refused", "asked", "done"
    ]  # fmt: skip


def notices(who: Member) -> list[str]:
    rows = Notice.objects.unscoped(reason=_WHY).filter(member=who, code__startswith="violations.erasure")
    return list(rows.order_by("pk").values_list("code", flat=True))


def test_no_undoing_brings_it_back(documenters: Any, second: Member, told: Told) -> None:
    yara = documenters.yara
    erase(told.event, documenters, second)

    undoing = undo_change(told.change, by=yara)
    undo_change(undoing, by=yara)

    assert MARK not in everything_readable(yara)
    assert not Event.objects.visible_to(yara).filter(pk=told.event.pk).exists()
    assert Event.objects.visible_to(yara).filter(pk=told.other.pk).exists(), "the rest of the change is back"
    erase(told.victim, documenters, second)
    undo_change(undo_change(told.change, by=yara), by=yara)
    assert NAME not in everything_readable(yara)
    assert Person.objects.visible_to(yara).get(pk=told.victim.pk).erased_on is not None


def test_nothing_is_written_about_what_was_erased(documenters: Any, second: Member, told: Told) -> None:
    yara = documenters.yara
    erase(told.event, documenters, second)
    erase(told.officer, documenters, second)

    with pytest.raises(NotAllowedError):
        say(told.event, answers(title="Anew"), by=yara)
    for act in (
        lambda: say(told.officer, answers(name="Anew"), by=yara),
        lambda: add_act(told.other, Chosen(row=told.officer), Answers({"kind": CODE}), by=yara),
    ):
        with pytest.raises(RecordErasedError):
            act()
    # A page that was opened before: its rows were read, then the event was erased.
    with (
        pytest.raises(RecordErasedError),
        recording(organisation=documenters.archive, by=yara, kind=Change.Kind.EDIT) as change,
    ):
        change.act(told.event, told.victim, {"kind": CODE})
    assert not Act.objects.unscoped(reason=_WHY).filter(event=told.event.pk).exists()
    with (
        pytest.raises(RecordErasedError),
        recording(organisation=documenters.archive, by=yara, kind=Change.Kind.EDIT) as change,
    ):
        change.information(told.other, {"text": "x"}, told_by=told.officer)


def test_a_share_that_stands_is_in_the_way_until_it_is_withdrawn(documenters: Any, second: Member, told: Told) -> None:
    hala, haven = documenters.hala, documenters.lea.home_organisation
    ends = timezone.now() + timedelta(days=5)
    grant = share_event(told.event, organisation=haven, reason=f"{MARK} for them", ends_at=ends, by=hala)
    with pytest.raises(ErasureBlockedError):
        ask_erasure(told.event, ground="wish", why="", by=hala)
    (obstacle,) = effects_of(told.event, by=hala).in_the_way
    assert haven.name in obstacle.words and obstacle.url.endswith("/share/")
    withdraw_share(grant, told.event, by=hala)

    erasure = ask_erasure(told.event, ground="wish", why="", by=hala)
    again = share_event(told.event, organisation=haven, reason="again", ends_at=ends, by=hala)
    with pytest.raises(ErasureBlockedError):
        carry_out_erasure(erasure, by=second)
    withdraw_share(again, told.event, by=hala)
    carry_out_erasure(erasure, by=second)

    assert not [one for one in Grant.objects.unscoped(reason=_WHY).filter(subject=told.event.pk) if one.reason]


def test_a_testimony_goes_with_its_event_and_what_must_be_told_stands_in_the_way(
    documenters: Any, second: Member, told: Told
) -> None:
    hala = documenters.hala
    taking = {"explained": MARK, "given_by": "self", "present": MARK}
    today = timezone.localdate()
    testimony = take_testimony(told.information.pk, taking=taking, taken_on=today, by=documenters.yara)
    given = Given(Purpose.SUBMISSION, True, today, [MARK], note=f"{NAME} said")
    consent = give_consent(testimony, given, by=documenters.yara)
    note_passing(testimony, purpose=Purpose.SUBMISSION, recipient=MARK, on=today, by=documenters.yara)
    (passing,) = withdraw_consent(consent, by=documenters.yara)
    (obstacle,) = effects_of(told.victim, by=hala).in_the_way
    assert obstacle.number == testimony.number
    with pytest.raises(ErasureBlockedError):
        ask_erasure(told.victim, ground="consent", why="", by=hala)
    note_told(passing, by=documenters.yara)

    assert {one.words: one.count for one in effects_of(told.victim, by=hala).goes}["Testimonies"] == 1
    erase(told.victim, documenters, second)

    for model in ("Testimony", "Consent", "Passing"):
        assert not apps.get_model("testimony", model).objects.unscoped(reason=_WHY).exists()
    text = Statement.objects.unscoped(reason=_WHY).filter(record=told.information.pk, field="text")
    assert not text.exists(), "what they told in words goes"
    assert Information.objects.visible_to(hala).filter(pk=told.information.pk).exists()


def test_evidence_under_a_hold_stands_in_the_way_and_is_not_erased_itself(
    documenters: Any, second: Member, told: Told
) -> None:
    hala, archive = documenters.hala, documenters.archive
    item = receive(io.BytesIO(b"seen"), name="seen.txt", organisation=archive, by=hala, told=ToldItem(title="Seen"))
    assert item is not None
    with recording(organisation=archive, by=documenters.yara, kind="edit") as change:
        change.information(told.event, {"text": MARK}, evidence=item.pk)
    assert effects_of(told.event, by=hala).items == 1
    evidence_erasing.set_hold(item, held=True, reason="A court asked", by=hala)
    (obstacle,) = effects_of(told.event, by=hala).in_the_way
    assert obstacle.number == item.number and str(item.pk) in obstacle.url
    with pytest.raises(ErasureBlockedError):
        ask_erasure(told.event, ground="wish", why="", by=hala)

    evidence_erasing.set_hold(item, held=False, reason="It ended", by=hala)
    erase(told.event, documenters, second)

    assert type(item).objects.visible_to(hala).get(pk=item.pk).erased_on is None


def test_the_finder_forgets_and_a_kept_search_that_found_it_finds_nothing(
    documenters: Any, second: Member, as_member: Any, commits: Callable[..., Any], request: pytest.FixtureRequest
) -> None:
    yara = documenters.yara
    with commits():
        told: Told = request.getfixturevalue("told")
    for kind in ({"text": MARK}, {"name": NAME}):
        keep_search(called="Mine", query="", text=kind.get("text", ""), name=kind.get("name", ""), by=yara)
    assert proposed_for(yara, Criteria(), text=MARK).events == {told.event.pk}
    assert told.victim.pk in (proposed_for(yara, Criteria(), name=NAME).people or ())

    with commits():
        erase(told.event, documenters, second)
        erase(told.victim, documenters, second)

    assert proposed_for(yara, Criteria(), text=MARK).events == frozenset()
    assert told.victim.pk not in (proposed_for(yara, Criteria(), name=NAME).people or ())
    assert as_member(yara).get(reverse("violations_find_kept")).status_code == 200
    found = as_member(yara).get(reverse("violations_find"), {"person": str(told.victim.pk)})
    assert found.status_code == 200 and told.victim.number not in found.content.decode()


def test_an_event_that_was_checked_and_rests_on_their_word_alone_stands_in_the_way(
    documenters: Any, second: Member, told: Told
) -> None:
    hala, event = documenters.hala, Event.objects.visible_to(documenters.hala).get(pk=told.other.pk)
    review_event(event, to="checked", words="it fits", by=hala, seen_change=event.last_change)

    (obstacle,) = effects_of(told.victim, by=hala).in_the_way
    assert obstacle.number == told.other.number
    with pytest.raises(ErasureBlockedError):
        ask_erasure(told.victim, ground="wish", why="", by=hala)
    with recording(organisation=documenters.archive, by=documenters.yara, kind="edit") as change:
        change.information(event, {"text": "another saw it"}, told_by=change.person({"name": "Another"}))
    event.refresh_from_db(from_queryset=Event.objects.visible_to(hala))
    review_event(event, to="checked", words="it fits", by=hala, seen_change=event.last_change)
    erase(told.victim, documenters, second)

    assert Event.objects.visible_to(hala).get(pk=event.pk).stage == "draft", "what was checked has changed"


def test_a_text_that_names_the_person_is_struck_first_and_what_stood_before_goes(
    documenters: Any, second: Member, told: Told
) -> None:
    yara, hala = documenters.yara, documenters.hala
    say(told.event, answers(impact=f"The family of {NAME.upper()} fled", remarks="Fadwa street"), by=yara)
    disagree(told.event, words=f"Ask {NAME}", by=yara)
    effects = effects_of(told.victim, by=hala)
    assert [one.number for one in effects.in_the_way] == [told.event.number]
    with pytest.raises(ErasureBlockedError):
        ask_erasure(told.victim, ground="wish", why="", by=hala)

    event = Event.objects.visible_to(yara).get(pk=told.event.pk)
    say(event, answers(impact="The family fled"), by=yara)
    erase(told.victim, documenters, second)

    readable = everything_readable(yara)
    assert NAME not in readable and NAME.upper() not in readable
    assert "The family fled" in readable and "Fadwa street" in readable


def test_a_single_word_of_the_name_is_shown_and_left_to_judge(documenters: Any, second: Member, told: Told) -> None:
    say(told.victim, Answers({}, {"names": ["Fadwa"]}), by=documenters.yara)
    say(told.event, answers(remarks="in Fadwa street"), by=documenters.yara)

    effects = effects_of(told.victim, by=documenters.hala)

    assert effects.in_the_way == [] and [one.number for one in effects.doubtful] == [told.event.number]


def test_pages_say_what_goes_what_stays_and_take_two(
    documenters: Any, second: Member, told: Told, as_member: Any
) -> None:
    url = reverse("violations_erase", args=[told.event.pk])
    hala: Client = fresh(documenters.hala, as_member)
    page = hala.get(url).content.decode()
    assert told.officer.number in page, "who is in no other event is named"
    assert told.victim.number not in page
    assert hala.post(url, {"ground": "wish", "why": "because"}).status_code == 303
    assert hala.post(f"{url}now/").status_code == 403
    today = hala.get("/today/").content.decode()
    assert told.event.number in today

    samar: Client = fresh(second, as_member)
    assert told.event.number in samar.get("/today/").content.decode()
    page = samar.get(url).content.decode()
    assert "because" in page and "erase/now/" in page
    done = samar.post(f"{url}now/")
    assert done.status_code == 303 and done["Location"] == reverse("violations_erased")
    receipt = samar.get(done["Location"]).content.decode()
    assert told.event.number in receipt and MARK not in receipt
    for gone in (url, reverse("violations_event", args=[told.event.pk])):
        assert samar.get(gone).status_code == 404
    assert told.event.number in hala.get(reverse("violations_erased")).content.decode()


def test_a_person_is_erased_on_the_pages_and_a_request_is_refused(
    documenters: Any, second: Member, told: Told, as_member: Any
) -> None:
    url = reverse("violations_person_erase", args=[told.victim.pk])
    hala, samar = fresh(documenters.hala, as_member), fresh(second, as_member)
    assert hala.post(url, {"ground": "nonsense"}).status_code == 422
    assert hala.post(url, {"ground": "wish"}).status_code == 303
    assert samar.post(f"{url}end/").status_code == 303
    assert samar.post(f"{url}end/").status_code == 404
    assert hala.post(url, {"ground": "wish"}).status_code == 303
    assert samar.post(f"{url}now/").status_code == 303
    assert samar.get(url).status_code == 404
    assert told.victim.number in samar.get(reverse("violations_erased")).content.decode()


def test_nobody_else_finds_the_pages(documenters: Any, second: Member, told: Told, as_member: Any) -> None:
    from malath.accountability.violations.records import restrict_event

    restrict_event(told.event.pk, restricted=True)
    for stranger in (documenters.yara, documenters.lea, documenters.amal):
        client = fresh(stranger, as_member)
        for url in (
            reverse("violations_erase", args=[told.event.pk]),
            reverse("violations_person_erase", args=[told.victim.pk]),
        ):
            assert client.get(url).status_code == 404
            assert client.post(f"{url}now/").status_code == 404
    other = fresh(documenters.lea, as_member)
    assert other.get(reverse("violations_erase", args=[uuid.uuid4()])).status_code == 404
    page = as_member(documenters.yara).get(reverse("violations_person", args=[told.victim.pk])).content.decode()
    assert "/erase/" not in page
    ask_erasure(told.event, ground="wish", why="", by=documenters.hala)
    erase(told.victim, documenters, second)
    shown = fresh(documenters.lea, as_member).get(reverse("violations_erased"))
    assert shown.status_code == 404 or told.victim.number not in shown.content.decode()


def test_the_page_asks_as_often_for_a_large_event_as_for_a_small_one(
    documenters: Any, second: Member, told: Told, django_assert_max_num_queries: Any
) -> None:
    with recording(organisation=documenters.archive, by=documenters.yara, kind="edit") as change:
        for _one in range(8):
            change.act(told.event, change.person({"name": "Somebody"}), {"kind": CODE})
    for row in (told.event, told.victim):
        with django_assert_max_num_queries(50):
            effects_of(row, by=documenters.hala)


def test_what_leaves_afterwards_comes_back_with_the_same_digests(
    documenters: Any, second: Member, told: Told, tmp_path: Path
) -> None:
    yara = documenters.yara
    before = write_export(tmp_path / "before", viewer=yara)
    erase(told.event, documenters, second)
    erase(told.victim, documenters, second)
    first = write_export(tmp_path / "first", viewer=yara)
    assert first.digest != before.digest
    told_all = b"".join(path.read_bytes() for path in (tmp_path / "first").rglob("*") if path.is_file())
    assert MARK.encode() not in told_all and NAME.encode() not in told_all
    with pytest.raises(ExportNotEmptyError):
        load_export(tmp_path / "before", organisation=documenters.archive, by=yara)

    empty_the_room()
    load_export(tmp_path / "first", organisation=documenters.archive, by=documenters.karim)

    assert write_export(tmp_path / "second", viewer=yara).digest == first.digest
    assert Person.objects.visible_to(yara).get(pk=told.victim.pk).erased_on is not None
