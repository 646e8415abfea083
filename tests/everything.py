"""One household of Haven's with everything that can be kept about it, made by the real actions.

Every text carries MARK, so that whoever sees one where it does not belong is found.
"""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from malath.accountability.evidence.links import make_link
from malath.accountability.evidence.looking import Look, Picture, Text, Verdict
from malath.accountability.evidence.looking_jobs import keep_look
from malath.accountability.evidence.receiving import Told, receive
from malath.accountability.evidence.sharing import share_evidence, withdraw_share
from malath.people.actions import enter_person
from malath.people.asking.tests.makers import waiting_answer, waiting_question
from malath.people.matching.actions import judge_pair
from malath.people.matching.tests.makers import invented_pair
from malath.people.matching.together import judge_group
from malath.people.papers import add_status
from malath.people.permissions import give_consent
from malath.platform.access.inviting import invite_member
from malath.platform.access.models import Member, Organisation
from malath.platform.access.rules import Role
from malath.protection.accompaniment import actions as accompaniment
from malath.protection.alerts import actions as alerts
from malath.protection.cases.actions import open_case
from malath.protection.cases.erasing import ask_erasure
from malath.protection.cases.notes import add_note
from malath.protection.cases.papers import add_document
from malath.protection.cases.rules import EntryPath, Part
from malath.protection.cases.sharing import share_case
from malath.protection.hosting import actions as hosting
from malath.protection.hosting.actions.entering import HomeFacts, HostFacts
from malath.protection.hosting.tests.makers import waiting_offer
from malath.protection.placing import actions as placing
from malath.protection.placing.models import Line, Refusal
from malath.protection.placing.tests.makers import looking, plans_without_solver
from malath.protection.stays import actions as stays
from malath.protection.stays.actions import complaining, following, journeys, rents
from malath.protection.stays.models import Visit
from malath.protection.stays.selectors import stay_for
from malath.protection.stays.tests.makers import case_in, day, home_in, network_of
from malath.recovery.plans import actions as plans
from tests.people import Coalition, member

MARK = "Zumurruda"
SHEET = """Name,Date of birth,Country,What happened
{mark} Haddad,1990-01-02,Turkey,Threatened
{mark} Hadad,02/01/1990,Turkey,Followed home
,99/99,?,
"""
ROLES = tuple(Role)


@dataclass
class Everything:
    """The people who look, and the identifiers of what there is."""

    coalition: Coalition
    owning: dict[str, Member] = field(default_factory=dict)
    other: dict[str, Member] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)


def staff(coalition: Coalition, home: Organisation) -> dict[str, Member]:
    """One member in each role of an organisation."""
    known = {Role.CASE_WORKER: "amal", Role.COORDINATOR: "rima", Role.DIRECTOR: "dalia", Role.LEGAL_OFFICER: "lea",
             Role.NETWORK_COORDINATOR: "nadim", Role.AUDITOR: "omar", Role.ADMINISTRATOR: "tariq"}  # fmt: skip
    theirs = {Role.CASE_WORKER: "bilal", Role.COORDINATOR: "boris"}
    named = known if home == coalition.haven else theirs
    found = {}
    for role in ROLES:
        if role in named:
            found[role.value] = getattr(coalition, named[role])
        else:
            handle = f"{role.value.replace('_', '-')}-{home.slug}"
            found[role.value] = member(handle, home, role, network=coalition.lyon)
    return found


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
    _evidence(made)
    _asking(made)
    _homes(made)
    _stays(made)
    _placing(made)
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


def _evidence(made: Everything) -> None:
    haven, documenter = made.coalition.haven, made.owning["documenter"]
    told = Told(
        title=f"{MARK} at the gate",
        source=MARK,
        consent=MARK,
        shows=MARK,
        time=MARK,
        place=MARK,
        notes=f"{MARK} seen",
        use="open",
    )
    item = receive(io.BytesIO(MARK.encode()), name=f"{MARK}.txt", organisation=haven, by=documenter, told=told)
    assert item is not None
    keep_look(item, Look(Verdict.LOOKED, kind="text/plain", texts=[Text(MARK)], thumbnail=Picture(b"jpeg", 1, 1)))
    likeness, proof, grant = _beside(made, item)
    link, _secret = make_link(haven, ends_on=timezone.localdate(), note=MARK, by=documenter)
    made.rows |= {"evidence": item}
    made.ids |= {
        "evidence_id": item.pk,
        "copy_id": any_of("evidence", "WorkingCopy", kind="thumbnail"),
        "file_id": proof,
        "likeness_id": likeness,
        "share_id": grant,
        "link_id": link.pk,
    }


def _beside(made: Everything, item: Any) -> tuple[Any, Any, Any]:
    """Another item that looks like it, a proof file of it, and an access to it that has ended."""
    haven, documenter = made.coalition.haven, made.owning["documenter"]
    told = Told(title=f"{MARK} again")
    other = receive(io.BytesIO(MARK.encode() * 2), name="again.txt", organisation=haven, by=documenter, told=told)
    assert other is not None
    keep_look(other, Look(Verdict.LOOKED, kind="text/plain"))
    model = partial(apps.get_model, "evidence")
    likeness = model("Likeness")(one=item, other=other, found={"distance": 3}, found_on=timezone.localdate())
    proof = model("WorkingCopy")(
        evidence=item, kind="proof", item=other.item, size=other.size, made_on=timezone.localdate(), made={"path": MARK}
    )
    for row in (likeness, proof):
        row.save(force_insert=True)
    share = {"reason": MARK, "ends_at": timezone.now() + timedelta(days=1), "by": made.owning["director"]}
    grant = share_evidence(item, organisation=made.coalition.archive, **share)
    withdraw_share(grant, item, by=made.owning["director"])
    return likeness.pk, proof.pk, grant.pk


def _asking(made: Everything) -> None:
    person, coordinator = made.rows["person"], made.owning["coordinator"]
    question = waiting_question(person, f"{MARK} is sought", coordinator)
    answer = waiting_answer(person, question, made.coalition.partner, looked=[coordinator])
    made.ids |= {"question_id": question.pk, "answer_id": answer.pk}


def _homes(made: Everything) -> None:
    """A network with what it gives, a home that was visited and never approved, an offer that waits."""
    c, coordinator = made.coalition, made.owning["coordinator"]
    network = hosting.set_up_network(c.lyon, organisation=c.haven, country="FR", by=coordinator)
    hosting.set_capacity(network, "care", code="trauma", most=2, km=12, from_day=network.opened_on, by=coordinator)
    helper = hosting.add_volunteer(network, {"name": MARK, "phones": [], "can": [], "note": MARK}, by=coordinator)
    home = hosting.enter_home(
        network,
        host=HostFacts("person", {"main": MARK, "contact": MARK}, {"phones": [], "mail": "", "how": MARK}, MARK),
        facts=HomeFacts(
            "shared", 3, 2, frozenset({"tonight"}), ("ar",), {"described": MARK, "rules": MARK, "wishes": MARK}
        ),
        address={"lines": f"{MARK} street", "way": MARK, "door": MARK},
        by=coordinator,
    )
    check = hosting.write_check(home, "visit", done_on=network.opened_on, passed=True, outcome=MARK, by=coordinator)
    offer = waiting_offer(network, {"name": MARK, "where": MARK, "text": MARK, "beds": 2})
    made.rows |= {"kept_home": home, "network": network}
    made.ids |= {
        "network_id": network.pk, "home_id": home.pk, "check_id": check.pk, "offer_id": offer.pk,
        "volunteer_id": helper.pk,
    }  # fmt: skip


def _stays(made: Everything) -> None:
    """A household that travelled, lives in a home, was visited, has its rent paid, and complained."""
    c, case, worker = made.coalition, made.rows["case"], made.owning["coordinator"]
    home = home_in(network_of(c), worker)
    ids = {"from_day": day(-3), "to_day": day(60)}
    held = stays.book_stay(case, home, persons=2, by=worker, note=MARK, **ids)
    stay = stay_for(worker, held.pk)
    leg = journeys.plan_leg(
        case, way="train", leaves_on=day(-3), arrival_at=timezone.now() - timedelta(hours=2), member=worker, by=worker,
        details={"start": MARK, "end": MARK, "needed": MARK, "escort": MARK, "reach": MARK}, stay=stay,
    )  # fmt: skip
    stays.agree_stay(stay, by=worker, allowance_shown=True, person_said=MARK, host_said=MARK, adults=1)
    stays.confirm_arrival(stay, on=day(-3), by=worker)
    stay = stay_for(worker, held.pk)
    visit, other = Visit.objects.visible_to(worker).filter(stay=stay).select_related("case").order_by("due_on")[:2]
    following.write_visit(
        other, on=day(0), person="good", host="mixed", person_said=MARK, host_said=MARK, note=MARK, by=worker
    )
    incident = following.note_incident(stay, on=day(0), kind="house", what=f"{MARK} broke", by=worker)
    following.set_exit_plan(stay, {30: (f"{MARK} papers", True)}, by=worker)
    line = rents.make_budget_line(
        c.haven, name=f"{MARK} winter", cents=900_000, currency="EUR", since=day(-90), until=day(300), by=worker
    )
    agreement = rents.agree_rent(
        stay, line, cents=45_000, first_month=day(-3), last_month=day(-3), payee=MARK, note=MARK, by=worker
    )
    payment = rents.pay_month(agreement, day(-3), paid_on=day(0), reference=MARK, by=worker)
    complaint = complaining.write_complaint(
        stay, who="person", organisation=c.haven, what=f"{MARK} is cold", wish=MARK, by=worker
    )
    made.rows |= {"stay": stay, "home": home, "other home": home_in(network_of(c), worker)}
    made.ids |= {
        "stay_id": stay.pk, "leg_id": leg.pk, "visit_id": visit.pk, "incident_id": incident.pk,
        "agreement_id": agreement.pk, "payment_id": payment.pk, "complaint_id": complaint.pk,
    }  # fmt: skip


def _placing(made: Everything) -> None:
    """A household that looks for its next home: plans, a proposal that waits, a no, and a household kept apart from it."""
    c, case, worker = made.coalition, made.rows["case"], made.owning["coordinator"]
    apart = placing.keep_apart(case, case_in(c.haven, worker, name=f"{MARK} Bitar"), scope="home", by=worker)
    looking(case, worker, from_day=day(200), to_day=day(230))
    proposal = placing.put_forward(case, made.rows["home"], by=worker)
    looking(case, worker, from_day=day(70), to_day=day(130))
    plan = plans_without_solver(c.haven.pk, worker)[0]
    line = Line.objects.unscoped(reason="a test").get(plan=plan)
    refusal = Refusal(
        case=case, home=made.rows["kept_home"], side="person", by=worker, on=day(0), details={"why": MARK}
    )
    refusal.save(force_insert=True)
    made.ids |= {
        "apart_id": apart.pk, "proposal_id": proposal.pk, "home_plan_id": plan.pk, "line_id": line.pk,
        "refusal_id": refusal.pk,
    }  # fmt: skip


def any_of(app: str, model: str, **filters: Any) -> Any:
    """The identifier of some row of a model."""
    manager = apps.get_model(app, model)._default_manager
    rows = manager.unscoped(reason="a test looks for a row") if hasattr(manager, "unscoped") else manager.all()
    found = rows.filter(**filters).first()
    assert found is not None, f"there is no {app}.{model} with {filters}"
    return found.pk
