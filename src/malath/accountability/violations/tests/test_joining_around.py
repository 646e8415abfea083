"""What a join means elsewhere: erasing, the export and back, pages and who comes to them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from malath.accountability.violations.erasing.actions import ask_erasure, carry_out_erasure, end_erasure
from malath.accountability.violations.erasing.effects import effects_of
from malath.accountability.violations.joining.actions import propose_join, take_apart
from malath.accountability.violations.joining.errors import ErasureWaitsError
from malath.accountability.violations.joining.groups import whole
from malath.accountability.violations.leaving import load_export, write_export
from malath.accountability.violations.models import Join, Person, RecordErasure, Statement
from malath.accountability.violations.party_page import person_page
from malath.accountability.violations.recording import recording
from malath.accountability.violations.tests.pages import SOURCE
from malath.accountability.violations.tests.test_joining import again, join, tell
from malath.accountability.violations.tests.test_leaving import empty_the_room
from malath.accountability.violations.undoing import undo_change
from malath.platform.access.models import Member
from malath.platform.audit.models import OutboxEntry
from malath.platform.notices.models import Notice

pytestmark = pytest.mark.django_db
AsMember = Callable[..., Client]


def test_whoever_is_forgotten_is_forgotten_whole(documenters: Any, second: Member) -> None:
    d = documenters
    (one, event, _act), (other, _second, _more) = tell(d, "Fadwa Inventada"), tell(d, "Umm Karim Inventada")
    with recording(organisation=d.archive, by=d.yara, kind="edit") as change:
        change.state(again(event), {"remarks": "Seen by Umm Karim Inventada"})
    joined = join(d, one, other)

    effects = effects_of(again(one), by=d.hala)
    assert effects.joined == sorted(
        [one.number, other.number], key=lambda number: {one.number: one.pk, other.number: other.pk}[number]
    )
    # The name of the one record stands in a text about the other's event.
    assert [obstacle.number for obstacle in effects.in_the_way] == [event.number]
    with recording(organisation=d.archive, by=d.yara, kind="edit") as change:
        change.state(again(event), {"remarks": None})
    erasure = ask_erasure(again(other), ground="wish", why="They asked.", by=d.hala)
    assert RecordErasure.objects.visible_to(d.hala).count() == 2
    for refused in (
        lambda: take_apart(joined, why="x", by=d.yara),
        lambda: propose_join(again(one), tell(d, "A")[0], reasons="x", by=d.yara),
    ):
        with pytest.raises(ErasureWaitsError):
            refused()
    end_erasure(erasure, by=second)
    assert not RecordErasure.objects.visible_to(d.hala).filter(ended_on=None).exists()

    done = carry_out_erasure(ask_erasure(again(one), ground="wish", why="", by=d.hala), by=second)

    assert done.person_id == one.pk and done.backups_end_on is not None
    for person in (one, other):
        assert again(person).erased_on is not None and again(person).joined_to_id is None
        assert not Statement.objects.unscoped(reason="test").filter(person=person.pk).exists()
    assert not Join.objects.unscoped(reason="test").exists()


def test_joins_leave_and_come_back_with_the_same_digests(documenters: Any, tmp_path: Path) -> None:
    d = documenters
    one, other, third = (tell(d, name)[0] for name in ("Nour", "نور", "Nura"))
    join(d, one, other)
    propose_join(again(third), again(one), reasons="Perhaps.", by=d.karim)
    first = write_export(tmp_path / "first", viewer=d.yara)

    empty_the_room()
    load_export(tmp_path / "first", organisation=d.archive, by=d.karim)
    second = write_export(tmp_path / "second", viewer=d.yara)

    assert second.digest == first.digest and first.counts["joins"] == 2
    assert whole(Person, {one.pk}) == {one.pk, other.pk}
    table = (tmp_path / "second/tables/en/person.csv").read_bytes().decode("utf-8-sig")
    lines = {line["Identifier"]: line for line in csv.DictReader(io.StringIO(table))}
    assert lines[str(one.pk)]["joined_with"] == str(other.pk) and not lines[str(third.pk)]["joined_with"]


def test_an_export_says_nothing_of_a_join_with_what_its_member_may_not_see(documenters: Any, tmp_path: Path) -> None:
    d = documenters
    one, hidden = tell(d, "Open")[0], tell(d, "Hidden", by=d.hala)[0]
    proposed = propose_join(one, hidden, reasons="A secret reason.", by=d.hala)
    Person.objects.unscoped(reason="test").filter(pk=hidden.pk).update(is_restricted=True)

    write_export(tmp_path / "out", viewer=d.yara)

    everything = "".join(path.read_text(errors="replace") for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert str(one.pk) in everything and "secret reason" not in everything and str(proposed.pk) not in everything


def test_two_members_join_on_the_pages_and_anybody_of_them_takes_apart(
    documenters: Any, as_member: AsMember, commits: Callable[..., Any]
) -> None:
    d = documenters
    with commits():
        (one, _event, _act), (other, _second, _more) = tell(d, "Salim al-Abed"), tell(d, "سليم العابد")
    yara, karim = as_member(d.yara), as_member(d.karim)
    choose = reverse("violations_person_join", args=[one.pk])

    assert other.number in yara.get(choose).content.decode()
    side_by_side = yara.post(choose, {"number": other.number.lower()})["Location"]
    page = yara.get(side_by_side).content.decode()
    assert "Source of سليم العابد" in page and f"Source of {'Salim al-Abed'}" in page
    assert yara.post(side_by_side, {"reasons": " "}).status_code == 422
    address = yara.post(side_by_side, {"reasons": "The same mother."})["Location"]

    assert yara.post(address, {"do": "confirm"}).status_code == 422
    assert one.number in karim.get(reverse("today")).content.decode()
    assert address in karim.get(reverse("violations_joins")).content.decode()
    shown = karim.get(address)
    assert "The same mother." in shown.content.decode()
    assert karim.post(address, {"do": "confirm", "marks": "old"}).status_code == 422
    with commits():
        assert karim.post(address, {"do": "confirm", "marks": shown.context["marks"]}).status_code == 303
    codes = Notice.objects.unscoped(reason="test").filter(member=d.yara).values_list("code", flat=True)
    assert list(codes) == ["violations.join_confirmed"]
    person = yara.get(reverse("violations_person", args=[other.pk])).content.decode()
    assert one.number in person and "Salim al-Abed" in person and "several records" in person
    people = yara.get(reverse("violations_people")).content.decode()
    assert "one and the same as" in people
    assert karim.post(address, {"do": "apart", "why": ""}).status_code == 422
    assert karim.post(address, {"do": "apart", "why": "Two cousins."}).status_code == 303
    assert "Two cousins." in yara.get(address).content.decode()
    entries = OutboxEntry.objects.filter(verb__startswith="violations.join-").order_by("number")
    assert list(entries.values_list("verb", flat=True)) == [
        f"violations.join-{act}" for act in ("asked", "confirmed", "apart")
    ]


def test_nobody_else_comes_near(documenters: Any, as_member: AsMember) -> None:
    d = documenters
    one, other = tell(d, SOURCE)[0], tell(d, f"{SOURCE} again")[0]
    proposed = propose_join(one, other, reasons="Secret words.", by=d.yara)
    address, choose = reverse("violations_join", args=[proposed.pk]), reverse("violations_person_join", args=[one.pk])

    for who in (d.lea, d.amal):
        client = as_member(who)
        for url in (address, choose, f"{choose}?with={other.pk}"):
            assert client.get(url).status_code == client.post(url, {"do": "confirm"}).status_code == 404
    assert "Secret words." not in as_member(d.lea).get(reverse("violations_joins")).content.decode()
    assert as_member(d.karim).get(f"{choose}?with=nonsense").status_code == 404
    # Once one of the two is restricted, whoever may not see it sees nothing of the proposal.
    Person.objects.unscoped(reason="test").filter(pk=other.pk).update(is_restricted=True, entered_by=d.hala)
    assert as_member(d.karim).get(address).status_code == 404
    assert proposed.asked_on and other.number not in as_member(d.karim).get(reverse("today")).content.decode()


def test_an_undone_record_stands_in_nobodys_way(documenters: Any) -> None:
    d = documenters
    one, third = tell(d, "Nour")[0], tell(d, "Nura")[0]
    with recording(organisation=d.archive, by=d.yara, kind="edit") as change:
        other = change.person({"name": "نور"})
    join(d, one, other)

    undoing = undo_change(change.change, by=d.yara)

    join(d, again(one), third)
    assert len(person_page(d.karim, again(one))["records"]) == 2
    undo_change(undoing, by=d.yara)
    assert len(person_page(d.karim, again(one))["records"]) == 3
