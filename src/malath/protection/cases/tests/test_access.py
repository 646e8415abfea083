"""Who sees a case and may write in it: teams, grants that end, emergency access, restricted notes."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from malath.people.actions import give_consent, withdraw_consent
from malath.platform.access.errors import GrantEndsInPastError
from malath.platform.access.models import Grant, Organisation
from malath.platform.access.sight import sight_of
from malath.platform.audit.models import OutboxEntry
from malath.platform.errors import NotAllowedError
from malath.platform.notices.models import Notice
from malath.platform.sealed.fields import reveal
from malath.protection.cases import actions
from malath.protection.cases.errors import (
    AlreadyOnTeamError,
    CaseClosedError,
    ConsentToShareMissingError,
    EmergencyTooOftenError,
    GrantToOwnerError,
    LastLeadError,
    MemberCannotJoinError,
    RestrictionNotYoursError,
)
from malath.protection.cases.links import open_histories
from malath.protection.cases.models import Case, Document, Entry, TeamSeat
from malath.protection.cases.rules import EntryKind, Part, Restriction
from malath.protection.cases.selectors import may_write
from malath.protection.cases.story import story_of
from tests.people import Coalition

AsMember = Callable[..., Client]


def sees(member: Any, case: Case) -> bool:
    member.__dict__.pop("standing", None)
    return Case.objects.visible_to(member).filter(pk=case.pk).exists()


def in_a_week() -> Any:
    return timezone.now() + timedelta(days=7)


def test_only_the_team_and_the_covering_roles_see_a_case(coalition: Coalition, case: Case) -> None:
    who = {
        name
        for name in vars(coalition)
        if hasattr(getattr(coalition, name), "handle") and sees(getattr(coalition, name), case)
    }

    assert who == {"amal", "rima", "dalia", "nadim"}


def test_a_grant_ends_by_itself_and_can_be_withdrawn(coalition: Coalition, case: Case, salma: Any) -> None:
    give_consent(salma, purpose="share", by=coalition.rima)
    grant = actions.share_case(
        case, reason="Legal advice", ends_at=in_a_week(), by=coalition.rima, member=coalition.bilal
    )

    assert sees(coalition.bilal, case) and not sees(coalition.boris, case)
    assert not may_write(coalition.bilal, case)
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=True):
        assert not sees(coalition.bilal, case)
    actions.withdraw_grant(grant, case=case, by=coalition.bilal)
    assert not sees(coalition.bilal, case)


@pytest.mark.parametrize("to", ["member", "organisation"])
def test_an_organisation_that_leaves_the_coalition_sees_nothing_more(
    coalition: Coalition, case: Case, salma: Any, to: str
) -> None:
    give_consent(salma, purpose="share", by=coalition.rima)
    whom = {"member": coalition.bilal} if to == "member" else {"organisation": coalition.archive}
    actions.share_case(case, reason="Legal advice", ends_at=in_a_week(), by=coalition.rima, **whom)
    assert sees(coalition.bilal, case)

    Organisation.objects.filter(pk=coalition.archive.pk).update(in_coalition=False)

    assert not sees(coalition.bilal, case)


def test_an_organisation_that_left_still_shares_within_itself(coalition: Coalition, case: Case) -> None:
    actions.share_case(case, reason="Legal advice", ends_at=in_a_week(), by=coalition.rima, member=coalition.lea)
    assert sees(coalition.lea, case)

    Organisation.objects.filter(pk=coalition.haven.pk).update(in_coalition=False)

    assert sees(coalition.lea, case)


def test_sharing_needs_a_consent_that_names_the_organisation_or_a_vital_interest(
    coalition: Coalition, case: Case, salma: Any
) -> None:
    def share(**more: Any) -> Grant:
        told = {"reason": "A doctor", "ends_at": in_a_week(), "by": coalition.rima, "organisation": coalition.archive}
        return actions.share_case(case, **{**told, **more})

    with pytest.raises(ConsentToShareMissingError):
        share()
    give_consent(salma, purpose="share", recipients=["Another Clinic"], by=coalition.rima)
    with pytest.raises(ConsentToShareMissingError):
        share()
    share(vital_interest="She bleeds and cannot be asked")
    give_consent(salma, purpose="share", recipients=["witness archive"], by=coalition.rima)
    share(may_write=True)

    grounds = list(Entry.objects.visible_to(coalition.rima).filter(kind=EntryKind.ACCESS).order_by("number"))
    reveal(grounds, by=coalition.rima, why="test")
    assert [entry.details["ground"] for entry in grounds] == ["vital_interest", "consent"]
    assert sees(coalition.boris, case) and may_write(coalition.boris, case)


def test_what_rests_on_a_consent_ends_with_it(coalition: Coalition, case: Case, salma: Any, commits: Any) -> None:
    consent = give_consent(salma, purpose="share", by=coalition.rima)
    actions.share_case(case, reason="Advice", ends_at=in_a_week(), by=coalition.rima, member=coalition.bilal)

    with commits():
        withdraw_consent(consent, by=coalition.amal)

    assert not sees(coalition.bilal, case)
    kinds = Entry.objects.visible_to(coalition.amal).filter(case=case).values_list("kind", flat=True)
    assert EntryKind.CONSENT in kinds


@pytest.mark.parametrize(
    ("days", "receiver", "error"),
    [(-1, "bilal", GrantEndsInPastError), (400, "bilal", GrantEndsInPastError), (7, "omar", NotAllowedError),
     (7, "tariq", NotAllowedError), (7, "chadia", NotAllowedError)],
)  # fmt: skip
def test_whom_a_case_is_not_shared_with(
    coalition: Coalition, case: Case, salma: Any, days: int, receiver: str, error: type[Exception]
) -> None:
    give_consent(salma, purpose="share", by=coalition.rima)

    with pytest.raises(error):
        actions.share_case(
            case,
            reason="x",
            ends_at=timezone.now() + timedelta(days=days),
            by=coalition.rima,
            member=getattr(coalition, receiver),
        )
    with pytest.raises(GrantToOwnerError):
        actions.share_case(case, reason="x", ends_at=in_a_week(), by=coalition.rima, organisation=coalition.haven)
    with pytest.raises(NotAllowedError):
        actions.share_case(case, reason="x", ends_at=in_a_week(), by=coalition.amal, member=coalition.bilal)


def test_emergency_access_is_announced_to_the_owner_and_ends_after_a_day(coalition: Coalition, case: Case) -> None:
    actions.break_glass(reference=case.head.pseudonym, reason="She is at the airport now", by=coalition.bilal)

    assert sees(coalition.bilal, case) and not may_write(coalition.bilal, case)
    told = Notice.objects.unscoped(reason="test").filter(code="access.glass_broken")
    assert {notice.member_id for notice in told} == {coalition.amal.pk, coalition.rima.pk, coalition.dalia.pk}
    entry = Entry.objects.visible_to(coalition.amal).filter(case=case, kind=EntryKind.ACCESS).get()
    reveal(entry, by=coalition.amal, why="test")
    assert (entry.text, entry.author_id) == ("She is at the airport now", coalition.bilal.pk)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=True):
        assert not sees(coalition.bilal, case)


def test_emergency_access_gives_away_nothing(coalition: Coalition, as_member: AsMember, case: Case) -> None:
    def ask(client: Client, reference: str) -> tuple[int, str, list[str]]:
        answer = client.post(reverse("break_glass"), {"reference": reference, "reason": "They are in danger now"})
        page = client.get(answer["Location"])
        return answer.status_code, answer["Location"], [str(message) for message in page.context["messages"]]

    bilal, amal = as_member(coalition.bilal), as_member(coalition.amal)

    assert ask(bilal, "2019-999") == ask(amal, case.code) == ask(bilal, case.code)
    verbs = set(OutboxEntry.objects.filter(verb__startswith="access.glass").values_list("verb", flat=True))
    assert verbs == {"access.glass_tried", "access.glass_not_needed", "access.glass_broken"}
    assert not OutboxEntry.objects.filter(facts__icontains="2019-999").exists()
    assert as_member(coalition.lea).get(reverse("break_glass")).status_code == 404


def test_emergency_access_is_not_a_habit(coalition: Coalition, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malath.protection.cases.emergency.MOST_EMERGENCIES_A_DAY", 1)
    actions.break_glass(reference=case.code, reason="Danger at the border", by=coalition.bilal)

    with pytest.raises(EmergencyTooOftenError):
        actions.break_glass(reference="2019-999", reason="Danger at the border", by=coalition.bilal)


def test_restricted_notes_are_for_their_part_alone(coalition: Coalition, as_member: AsMember, case: Case) -> None:
    with pytest.raises(RestrictionNotYoursError):
        actions.add_note(case, text="Diagnosis", restriction=Restriction.HEALTH, by=coalition.amal)
    actions.join_team(case, member=coalition.lea, part=Part.LEGAL, by=coalition.rima)
    actions.add_note(case, text="Privileged words", restriction=Restriction.LEGAL, by=coalition.lea)
    actions.add_note(case, text="Open words", by=coalition.amal)

    pages = {
        who: as_member(getattr(coalition, who)).get(reverse("case", args=[case.pk])) for who in ("amal", "rima", "lea")
    }

    assert "Privileged words" in pages["lea"].content.decode()
    for who in ("amal", "rima"):
        body = pages[who].content.decode()
        assert "Privileged words" not in body and "Open words" in body
        assert "legal privilege" not in body
    assert len(story_of(coalition.lea, case).lines) == len(story_of(coalition.amal, case).lines) + 1


def test_the_seat_that_ends_takes_its_sight_with_it(coalition: Coalition, case: Case) -> None:
    seat = actions.join_team(case, member=coalition.lea, part=Part.LEGAL, by=coalition.rima)
    with pytest.raises(AlreadyOnTeamError):
        actions.join_team(case, member=coalition.lea, part=Part.LEGAL, by=coalition.rima)
    assert sees(coalition.lea, case)

    actions.leave_team(
        TeamSeat.objects.visible_to(coalition.rima).select_related("case", "member").get(pk=seat.pk), by=coalition.lea
    )

    assert not sees(coalition.lea, case)
    lead = TeamSeat.objects.visible_to(coalition.rima).select_related("case", "member").get(part=Part.LEAD, case=case)
    with pytest.raises(LastLeadError):
        actions.leave_team(lead, by=coalition.rima)


def test_handing_over_moves_every_part_and_tells_the_receiver(coalition: Coalition, case: Case) -> None:
    with pytest.raises(MemberCannotJoinError):
        actions.hand_over_case(case, to=coalition.boris, by=coalition.rima)

    actions.hand_over_case(case, to=coalition.lea, by=coalition.amal, note="Call her on Thursday")

    assert sees(coalition.lea, case) and not sees(coalition.amal, case)
    assert Notice.objects.visible_to(coalition.lea).filter(code="cases.handed_over").exists()
    assert actions.hand_over_all(coalition.lea, to=coalition.amal, by=coalition.rima) == 1
    assert sees(coalition.amal, case) and not sees(coalition.lea, case)


def test_a_lock_out_lists_what_the_member_could_see(coalition: Coalition, case: Case) -> None:
    by_director, by_administrator = (
        next(sight for sight in sight_of(coalition.amal, viewer=viewer) if sight.title == "Cases")
        for viewer in (coalition.dalia, coalition.tariq)
    )

    assert [(one.label, one.leads) for one in by_director.seen] == [(case.code, True)]
    assert (by_administrator.count, by_administrator.seen) == (1, [])


def test_a_closed_case_takes_no_writing_and_lets_no_one_in(coalition: Coalition, case: Case, salma: Any) -> None:
    give_consent(salma, purpose="share", by=coalition.rima)
    actions.share_case(case, reason="Advice", ends_at=in_a_week(), by=coalition.rima, member=coalition.bilal)

    actions.close_case(case, reason="goals_met", outcome="safe_settled", text="They live in Lyon.", by=coalition.rima)

    assert not sees(coalition.bilal, case)
    with pytest.raises(CaseClosedError):
        actions.add_note(case, text="x", by=coalition.amal)
    actions.reopen_case(case, text="A new threat", by=coalition.dalia)
    actions.add_note(case, text="x", by=coalition.amal)
    with pytest.raises(NotAllowedError):
        actions.close_case(case, reason="goals_met", outcome="unknown", text="x", by=coalition.amal)


def test_documents_are_sealed_restricted_and_never_shown_in_the_browser(
    coalition: Coalition, as_member: AsMember, case: Case
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    amal = as_member(coalition.amal)
    upload = SimpleUploadedFile('../"جواز\n.html', b"<script>alert(1)</script>", "text/html")
    sent = amal.post(reverse("case_papers", args=[case.pk]), {"file": upload, "title": "Passport"})
    document = Document.objects.visible_to(coalition.amal).get()
    got = amal.get(reverse("case_document", args=[document.pk]))

    assert sent.status_code == 303
    assert got.content == b"<script>alert(1)</script>"
    assert got["Content-Disposition"].startswith("attachment") and "\n" not in got["Content-Disposition"]
    assert got["Content-Security-Policy"].startswith("sandbox") and got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Type"] == "application/octet-stream"
    assert as_member(coalition.boris).get(reverse("case_document", args=[document.pk])).status_code == 404

    empty = SimpleUploadedFile("empty.txt", b"", "text/plain")
    assert amal.post(reverse("case_papers", args=[case.pk]), {"file": empty}).status_code == 422
    removed = amal.post(reverse("case_document_remove", args=[document.pk]), {"reason": "Wrong person"})
    back = amal.post(reverse("case_document_back", args=[document.pk]))
    assert (removed.status_code, back.status_code) == (303, 303)
    assert Document.objects.visible_to(coalition.amal).get().removed_on is None


def test_a_correction_follows_and_overwrites_nothing(coalition: Coalition, as_member: AsMember, case: Case) -> None:
    entry = actions.add_note(case, text="She was born in 1990", by=coalition.amal)
    client = as_member(coalition.amal)

    sent = client.post(reverse("case_correct", args=[entry.pk]), {"text": "She was born in 1991"})

    body = client.get(reverse("case", args=[case.pk])).content.decode()
    assert sent.status_code == 303
    assert "She was born in 1990" in body and body.count("She was born in 1991") == 2
    opening = Entry.objects.visible_to(coalition.amal).filter(case=case, kind=EntryKind.STAGE).first()
    assert client.post(reverse("case_correct", args=[opening.pk]), {"text": "x"}).status_code == 422
    assert client.get(reverse("case_correct", args=[uuid.uuid4()])).status_code == 404


def test_only_open_cases_that_were_written_in_stand_behind_a_question(coalition: Coalition, case: Case) -> None:
    (history,) = open_histories(case.head_id, coalition.haven.pk)

    assert (history.since, history.lines > 0) == (case.opened_on, True)
    assert open_histories(case.head_id, coalition.archive.pk) == []
    Case.objects.unscoped(reason="a test closes it").filter(pk=case.pk).update(stage="closed")
    assert open_histories(case.head_id, coalition.haven.pk) == []
