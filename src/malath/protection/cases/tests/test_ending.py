"""Erasure by two, the person's own copy, who looked, moving on the path, what Today hears."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.people.actions import give_consent
from malath.people.tests.makers import again, entered
from malath.platform.audit.actions import move_outbox
from malath.platform.errors import ChangedMeanwhileError
from malath.platform.keeper.client import keeper
from malath.platform.sealed.fields import reveal
from malath.protection.cases import actions
from malath.protection.cases.closing import case_mark
from malath.protection.cases.errors import (
    AlreadyInHouseholdError,
    ErasureOverError,
    HeadStaysError,
    LegalHoldError,
    SamePlaceError,
    WrongEraserError,
)
from malath.protection.cases.models import Case, Entry, Erasure, HouseholdMember
from malath.protection.cases.rules import EntryPath, Part, Restriction
from malath.protection.cases.selectors import case_for
from malath.protection.cases.today import ending_grants, handed_cases, quiet_cases
from tests.people import Coalition

AsMember = Callable[..., Client]


def asked(case: Case, by: Any) -> Erasure:
    erasure = actions.ask_erasure(case, ground="wish", by=by)
    return Erasure.objects.visible_to(by).select_related("case").get(pk=erasure.pk)


def test_erasure_takes_two_and_leaves_a_receipt(
    coalition: Coalition, proved: AsMember, case: Case, salma: Any, commits: Any
) -> None:
    layan = entered(coalition.haven, coalition.rima, "Layan")
    other = actions.open_case(
        organisation=coalition.haven, head=layan, entry_path=EntryPath.IN_DANGER, by=coalition.rima
    )
    actions.add_note(case, text="She was threatened", by=coalition.amal)
    actions.add_document(case, upload=SimpleUploadedFile("a.txt", b"secret"), title="Letter", by=coalition.amal)
    HouseholdMember(case=case, person=layan, details={"relation": "child"}, since=timezone.localdate()).save()
    rima, dalia = proved(coalition.rima), proved(coalition.dalia)
    address = reverse("case", args=[case.pk])

    rima.post(reverse("case_erase", args=[case.pk]), {"ground": "wish"})
    alone = rima.post(reverse("case_erase_now", args=[case.pk]))
    with commits():
        done = dalia.post(reverse("case_erase_now", args=[case.pk]))

    assert (alone.status_code, done.status_code) == (422, 303)
    receipt = Erasure.objects.visible_to(coalition.rima).get()
    assert receipt.backups_end_on == timezone.localdate() + timedelta(days=30)
    for client in (rima, dalia, proved(coalition.amal)):
        page = client.get(address)
        body = page.content.decode()
        assert page.status_code == 200 and "This case was erased" in body
        assert "سلمى" not in body and "threatened" not in body
    assert proved(coalition.boris).get(address).status_code == 404
    assert rima.get(reverse("case_papers", args=[case.pk])).status_code == 404
    for entry in Entry.objects.unscoped(reason="test").filter(case=case.pk):
        assert (entry.text, entry.details) == ("", {})
    gone = again(salma, coalition.rima)
    assert (gone.names, gone.name) == ({}, salma.pseudonym)
    assert again(layan, coalition.rima).name == "Layan"
    assert case_for(coalition.rima, other.pk).pk == other.pk


def test_a_legal_hold_and_a_withdrawn_wish_stop_the_erasure(coalition: Coalition, case: Case) -> None:
    actions.set_hold(case, held=True, reason="A court asked", by=coalition.rima)
    with pytest.raises(LegalHoldError):
        actions.ask_erasure(case, ground="wish", by=coalition.rima)
    actions.set_hold(case, held=False, reason="The court is done", by=coalition.rima)
    erasure = asked(case, coalition.rima)
    with pytest.raises(WrongEraserError):
        actions.carry_out_erasure(erasure, by=coalition.rima)

    actions.withdraw_erasure(erasure, by=coalition.dalia)

    with pytest.raises(ErasureOverError):
        actions.carry_out_erasure(erasure, by=coalition.dalia)


def test_a_person_gets_a_copy_that_honours_restrictions_and_says_so(
    coalition: Coalition, proved: AsMember, case: Case, salma: Any
) -> None:
    give_consent(salma, purpose="case", by=coalition.rima)
    actions.join_team(case, member=coalition.lea, part=Part.LEGAL, by=coalition.rima)
    actions.add_note(case, text="Privileged words", restriction=Restriction.LEGAL, by=coalition.lea)
    actions.add_note(case, text="Open <b>words</b>", by=coalition.amal)
    upload = SimpleUploadedFile("../../x.pdf", b"a letter")
    actions.add_document(case, upload=upload, title="Letter", by=coalition.amal)
    row = HouseholdMember.objects.visible_to(coalition.amal).get(case=case)
    address = reverse("case_copy", args=[row.pk])

    answers = {who: proved(getattr(coalition, who)).post(address, {"language": "ar"}) for who in ("amal", "lea")}

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answers["amal"].streaming_content)))
    page, data = archive.read("index.html").decode(), json.loads(archive.read("all.json"))
    assert 'dir="rtl"' in page and "Open &lt;b&gt;words" in page and "سلمى حداد" in page
    assert "Privileged words" not in page + json.dumps(data)
    assert len(data["left_out"]) == 4
    [document] = [name for name in archive.namelist() if name.startswith("documents/")]
    assert ".." not in document and archive.read(document) == b"a letter"
    lawyers = zipfile.ZipFile(io.BytesIO(b"".join(answers["lea"].streaming_content)))
    assert "Privileged words" in lawyers.read("index.html").decode()
    assert proved(coalition.boris).get(address).status_code == 404


def test_a_reader_by_emergency_access_takes_no_copy(coalition: Coalition, proved: AsMember, case: Case) -> None:
    actions.break_glass(reference=case.code, reason="She is at the airport", by=coalition.bilal)
    row = HouseholdMember.objects.visible_to(coalition.bilal).get(case=case)
    client = proved(coalition.bilal)

    assert client.get(reverse("case", args=[case.pk])).status_code == 200
    assert client.get(reverse("case_copy", args=[row.pk])).status_code == 404
    assert client.get(reverse("case_note", args=[case.pk])).status_code == 404
    assert client.post(reverse("case_note", args=[case.pk]), {"text": "x"}).status_code == 404


def test_who_looked_is_told_to_those_who_cover_the_case(coalition: Coalition, as_member: AsMember, case: Case) -> None:
    as_member(coalition.amal).get(reverse("case", args=[case.pk]))
    move_outbox()

    page = as_member(coalition.rima).get(reverse("case_looked", args=[case.pk])).content.decode()

    assert "Amal of haven" in page and "opened the case" in page and "opened it as a new case" in page
    assert as_member(coalition.amal).get(reverse("case_looked", args=[case.pk])).status_code == 404


def test_a_large_household_does_not_hide_who_looked(coalition: Coalition, as_member: AsMember, case: Case) -> None:
    for number in range(9):
        actions.enter_and_join(case, names={"main": f"Child {number}"}, about={}, relation="child", by=coalition.amal)
    before = len(keeper().entries(subject=case.pk))

    as_member(coalition.amal).get(reverse("case", args=[case.pk]))

    assert len(keeper().entries(subject=case.pk)) == before + 1


def test_moving_on_the_path_stands_on_the_timeline(coalition: Coalition, as_member: AsMember, case: Case) -> None:
    client, today = as_member(coalition.amal), timezone.localdate()
    form = {"entry_path": "in_host_country", "place": "Lyon", "on": today.isoformat(), "text": "By plane"}

    moved = client.post(reverse("case_path", args=[case.pk]), form)
    twice = client.post(reverse("case_path", args=[case.pk]), form)

    body = client.get(reverse("case", args=[case.pk])).content.decode()
    assert (moved.status_code, twice.status_code) == (303, 422)
    assert "Moved on: In transit, then Already in the host country" in body and "By plane" in body
    with pytest.raises(SamePlaceError):
        actions.move_on_path(case, entry_path="in_host_country", place="", on=today, text="", by=coalition.amal)


def test_two_members_do_not_overwrite_each_other(coalition: Coalition, case: Case) -> None:
    mark = case_mark(case)
    told = {"place": "Lyon", "priority": "urgent", "network": None}
    actions.change_case(case, summary="A", seen=mark, by=coalition.amal, **told)

    with pytest.raises(ChangedMeanwhileError):
        actions.change_case(case, summary="B", seen=mark, by=coalition.rima, **told)

    row = Entry.objects.visible_to(coalition.amal).filter(case=case).order_by("-number").first()
    reveal(row, by=coalition.amal, why="test")
    assert row.details["before"]["summary"] == "Radio journalist"


def test_the_household_grows_and_shrinks_around_its_head(
    coalition: Coalition, as_member: AsMember, case: Case, salma: Any
) -> None:
    client, address = as_member(coalition.amal), reverse("case_household_join", args=[case.pk])
    stranger = entered(coalition.archive, coalition.boris, "Somebody of others")

    joined = client.post(address, {"name": "ليان", "birth": "2019", "relation": "child", "other_name": ""})
    unknown = client.post(address, {"pseudonym": stranger.pseudonym, "relation": "other"})

    row = (
        HouseholdMember.objects.visible_to(coalition.amal).select_related("person", "case").exclude(person=salma).get()
    )
    assert (joined.status_code, unknown.status_code) == (303, 422)
    assert again(row.person, coalition.amal).name == "ليان"
    with pytest.raises(AlreadyInHouseholdError):
        actions.join_household(case, person=row.person, relation="other", by=coalition.amal)
    assert client.post(reverse("case_household_leave", args=[row.pk]), {"reason": "She came of age"}).status_code == 303
    head = HouseholdMember.objects.visible_to(coalition.amal).select_related("person", "case").get(person=salma)
    with pytest.raises(HeadStaysError):
        actions.leave_household(head, reason="x", by=coalition.amal)


def test_today_hears_of_quiet_cases_ending_grants_and_handed_cases(
    coalition: Coalition, case: Case, salma: Any, as_member: AsMember
) -> None:
    old = timezone.localdate() - timedelta(days=30)
    Case.objects.unscoped(reason="test").filter(pk=case.pk).update(opened_on=old)
    give_consent(salma, purpose="share", by=coalition.rima)
    soon = timezone.now() + timedelta(days=3)
    actions.share_case(case, reason="Advice", ends_at=soon, by=coalition.rima, member=coalition.bilal)
    now = timezone.now()

    assert len(list(quiet_cases(coalition.amal, now))) == 1
    assert [len(list(ending_grants(who, now))) for who in (coalition.bilal, coalition.rima, coalition.boris)] == [
        1,
        1,
        0,
    ]
    actions.hand_over_case(case, to=coalition.lea, by=coalition.rima)
    assert [len(list(handed_cases(who, now))) for who in (coalition.lea, coalition.amal)] == [1, 0]
    assert as_member(coalition.lea).get(reverse("today")).status_code == 200


def test_seats_and_shares_go_through_the_pages(coalition: Coalition, proved: AsMember, case: Case, salma: Any) -> None:
    rima = proved(coalition.rima)
    give_consent(salma, purpose="share", by=coalition.rima)
    until = (timezone.localdate() + timedelta(days=7)).isoformat()
    posts = [
        ("case_seat", {"member": str(coalition.lea.pk), "part": "legal"}),
        ("case_share", {"to": f"m:{coalition.bilal.pk}", "reason": "Advice", "until": until, "vital_interest": ""}),
        ("case_hand_over", {"leaving": str(coalition.amal.pk), "to": str(coalition.lea.pk), "note": ""}),
        ("case_hold", {"reason": "A court asked"}),
        ("case_close", {"reason": "moved_on", "outcome": "safe_fragile", "text": "They left."}),
        ("case_reopen", {"reason": "They came back."}),
    ]

    for name, form in posts:
        answer = rima.post(reverse(name, args=[case.pk]), form)
        assert answer.status_code == 303, (name, answer.content.decode()[:2000])
    page = rima.get(reverse("case_hand_over_all", args=[coalition.lea.pk]))
    handed = rima.post(
        reverse("case_hand_over_all", args=[coalition.lea.pk]), {"to": str(coalition.amal.pk), "note": ""}
    )
    assert (page.status_code, handed.status_code) == (200, 303)
    assert proved(coalition.boris).get(reverse("case_hand_over_all", args=[coalition.amal.pk])).status_code == 404
    for tab in ("case", "case_access", "case_household", "case_looked"):
        assert rima.get(reverse(tab, args=[case.pk])).status_code == 200
