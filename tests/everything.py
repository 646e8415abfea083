"""One household of Haven's with everything that can be kept about it, made by the real actions.

Every text carries MARK, so that whoever sees one where it does not belong is found.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from malath.people.actions import enter_person
from malath.people.asking.tests.makers import waiting_answer, waiting_question
from malath.people.matching.actions import judge_pair
from malath.people.matching.tests.makers import invented_pair
from malath.people.matching.together import judge_group
from malath.people.papers import add_status
from malath.people.permissions import give_consent
from malath.platform.access.inviting import invite_member
from malath.protection.accompaniment import actions as accompaniment
from malath.protection.alerts import actions as alerts
from malath.protection.cases.actions import open_case
from malath.protection.cases.erasing import ask_erasure
from malath.protection.cases.notes import add_note
from malath.protection.cases.papers import add_document
from malath.protection.cases.rules import EntryPath, Part
from malath.protection.cases.sharing import share_case
from malath.recovery.plans import actions as plans
from tests.everything_homes import make_company, make_homes, make_placing, make_stays
from tests.everything_letters import make_letters, make_subscribers
from tests.everything_remembrance import make_colleague
from tests.everything_testimony import make_testimony
from tests.everything_truth import make_evidence, make_lists, make_violations
from tests.everything_voice import make_publications, make_statements, make_undertakings
from tests.people import Coalition
from tests.whole import MARK, SHEET, Everything, any_of, staff

__all__ = ["MARK", "SHEET", "Everything", "any_of", "everything", "staff"]


def everything(coalition: Coalition) -> Everything:
    """Make it all: the whole way from an alert to a recovery plan, once."""
    made = Everything(coalition, staff(coalition, coalition.haven), staff(coalition, coalition.archive))
    _alerts(made)
    _case(made)
    _papers(made)
    _pairs(made)
    _work(made)
    _plan(made)
    _access(made)
    make_evidence(made)
    make_lists(made)
    _asking(made)
    make_homes(made)
    make_stays(made)
    make_placing(made)
    make_company(made)
    make_violations(made)
    make_testimony(made)
    make_statements(made)
    make_publications(made)
    make_colleague(made)
    make_letters(made)
    make_subscribers(made)
    make_undertakings(made)
    return made


def _alerts(made: Everything) -> None:
    haven, focal = made.coalition.haven, made.owning["focal_point"]
    facts = {"names": {"main": f"{MARK} Haddad", "others": ["زمردة حداد"]}, "phones": ["+33639980011"], "place": MARK}
    alert = alerts.send_alert(sender=haven, screening=haven, by=focal, facts=facts, narrative=f"{MARK} told")
    coordinator = made.owning["coordinator"]
    line = {
        "kind": "threat",
        "text": f"{MARK} is followed",
        "evidence": MARK,
        "dated": "2026-11-01",
        "confidence": "medium",
    }
    alerts.assess_alert(alert, [line], by=coordinator)
    alerts.ask_sender(alert, text=f"Where is {MARK}?", by=coordinator)
    sheet, _new = alerts.preview_import(
        body=SHEET.format(mark=MARK).encode(), name=f"{MARK}.csv", sender=haven, screening=haven, by=focal
    )
    made.rows |= {"alert": alert, "sheet": sheet}
    made.ids |= {
        "alert_id": alert.pk,
        "sheet_id": sheet.pk,
        "row_id": any_of("alerts", "ImportRow"),
        "pair_id": any_of("alerts", "ImportPair"),
        "kind": "alert",
        "subject": alert.pk,
        "version": 1,
    }


def _case(made: Everything) -> None:
    c, coordinator = made.coalition, made.owning["coordinator"]
    person = enter_person(
        organisation=c.haven, by=coordinator, names={"main": f"{MARK} Haddad", "others": [f"زمردة {MARK}"]},
        about={"origin": MARK, "occupation": MARK}, contact={"phones": ["+33639980012"], "address": MARK},
        safe_contact={"only": ["signal"], "never": ["call"], "code_word": MARK, "note": MARK}, wishes={"other": MARK},
    )  # fmt: skip
    case = open_case(
        organisation=c.haven, head=person, entry_path=EntryPath.IN_DANGER, by=coordinator, network=c.lyon,
        team=[(made.owning["case_worker"], Part.LEAD), (made.owning["legal_officer"], Part.LEGAL)],
        summary=f"{MARK} waits", place=MARK,
    )  # fmt: skip
    made.rows |= {"person": person, "case": case}
    made.ids |= {"person_id": person.pk, "case_id": case.pk, "part": "contact"}
    worker = made.owning["case_worker"]
    add_note(case, text=f"{MARK} said", by=worker)
    add_note(case, text=f"{MARK} advice", by=made.owning["legal_officer"], restriction="legal")
    document = add_document(
        case, upload=SimpleUploadedFile(f"{MARK}.txt", MARK.encode()), title=MARK, by=worker, note=MARK
    )
    alerts.assess_case(case, [{"kind": "capacity", "text": MARK, "evidence": MARK, "dated": "2026-11-01"}], by=worker)
    erasure = ask_erasure(case, ground="wish", by=made.owning["director"])
    grant = share_case(
        case, reason=f"{MARK} covers", ends_at=timezone.now() + timedelta(days=3), by=coordinator,
        member=made.owning["network_coordinator"],
    )  # fmt: skip
    made.rows |= {"document": document, "grant": grant}
    made.ids |= {
        "document_id": document.pk,
        "grant_id": grant.pk,
        "erasure_id": erasure.pk,
        "entry_id": any_of("cases", "Entry", kind="note", restriction=""),
        "seat_id": any_of("cases", "TeamSeat", part="lead"),
        "household_id": any_of("cases", "HouseholdMember"),
    }


def _papers(made: Everything) -> None:
    person, worker, today = made.rows["person"], made.owning["coordinator"], timezone.localdate()
    status = add_status(
        person, details={"country": "FR", "kind": MARK, "note": MARK, "number": MARK}, by=worker,
        expires_on=today + timedelta(days=20),
    )  # fmt: skip
    consent = give_consent(
        person, purpose="case", recipients=[MARK], explained=MARK, name_use="name", note=MARK, by=worker
    )
    made.ids |= {"status_id": status.pk, "consent_id": consent.pk}


def _pairs(made: Everything) -> None:
    """Three records of one person: one pair waits, of another the link stands. Two of another, linked in one step."""
    c, coordinator = made.coalition, made.owning["coordinator"]
    again = [
        # Near enough for the job that compares everybody: it takes away a pair that is not likely.
        enter_person(organisation=c.haven, by=coordinator, names={"main": name}, contact={"phones": ["+33639980012"]})
        for name in (f"{MARK} Hadad", f"زمردة حداد {MARK}", f"{MARK} Samman", f"زمردة سمان {MARK}")
    ]
    waits, decided = (invented_pair(made.rows["person"], other) for other in again[:2])
    judge_pair(decided, said="same", by=coordinator)
    made.ids |= {"match_id": waits.pk, "same_id": any_of("matching", "SamePerson")}
    others = invented_pair(*again[2:])
    said = judge_group(others, people=[others.one_id, others.other_id], by=coordinator)
    made.ids["words_id"] = said[0].step


def _work(made: Everything) -> None:
    case, worker = made.rows["case"], made.owning["case_worker"]
    accompaniment.log_contact(
        case, channel="signal", reached="spoke", text=f"{MARK} sleeps", by=worker, kept_rules=True
    )
    task = accompaniment.set_task(
        case, what=f"{MARK} book", due_on=timezone.localdate(), assignee=worker, by=worker, note=MARK
    )
    appointment = accompaniment.plan_appointment(
        case, starts_at=timezone.now() + timedelta(days=1), member=worker, reminder="day", by=worker,
        details={"what": MARK, "where": MARK, "with_whom": MARK},
    )  # fmt: skip
    made.ids |= {"task_id": task.pk, "appointment_id": appointment.pk}


def _plan(made: Everything) -> None:
    worker = made.owning["case_worker"]
    plan = plans.begin_plan(made.rows["person"], case=made.rows["case"], by=worker)
    finding = plans.note_finding(plan, domain="housing", kind="need", text=f"{MARK} needs", by=worker)
    goal = plans.set_goal(plan, domain="housing", words=f"{MARK} wants", by=worker)
    step = plans.add_step(goal, what=MARK, due_on=timezone.localdate(), member=worker, owner="", by=worker)
    plans.review_plan(plan, ratings={"housing": 2}, words={"all": MARK}, by=worker)
    made.rows |= {"plan": plan}
    made.ids |= {"plan_id": plan.pk, "finding_id": finding.pk, "goal_id": goal.pk, "step_id": step.pk}


def _access(made: Everything) -> None:
    haven = made.coalition.haven
    invitation, _secret = invite_member(haven, role="case_worker", by=made.owning["director"])
    made.ids |= {
        "invitation": invitation.pk,
        "member": made.owning["documenter"].pk,
        "member_id": made.owning["case_worker"].pk,
        "key": "risk",
        "organisation": haven.pk,
        "secret": "never-given",
        "token": "never-given",
        "handle": "nobody",
        "pk": 1,
        "notice": any_of("notices", "Notice", member=made.owning["coordinator"].pk),
        "sign_in": uuid.UUID(int=1),
    }


def _asking(made: Everything) -> None:
    person, coordinator = made.rows["person"], made.owning["coordinator"]
    question = waiting_question(person, f"{MARK} is sought", coordinator)
    answer = waiting_answer(person, question, made.coalition.partner, looked=[coordinator])
    made.ids |= {"question_id": question.pk, "answer_id": answer.pk}
