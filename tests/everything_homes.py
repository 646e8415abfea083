"""The part of the whole world that is about homes: networks, a stay, a plan."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from malath.protection.accompaniment.selectors import appointment_for
from malath.protection.companions.actions import ask_for_company, ask_volunteer
from malath.protection.companions.models import ToTell
from malath.protection.companions.selectors import company_for
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
from tests.whole import MARK, Everything


def make_homes(made: Everything) -> None:
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


def make_stays(made: Everything) -> None:
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
        "agreement_id": agreement.pk, "budget_line_id": line.pk, "payment_id": payment.pk, "complaint_id": complaint.pk,
    }  # fmt: skip


def make_placing(made: Everything) -> None:
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


def make_company(made: Everything) -> None:
    """An appointment to come that a volunteer of the network is being asked to go along to."""
    worker, network = made.owning["coordinator"], made.rows["network"]
    appointment = appointment_for(worker, made.ids["appointment_id"])
    row = ask_for_company(
        appointment, network, does="accompany", languages=["ar"], women=False, told=MARK, minutes=60, way=30, by=worker
    )
    held = company_for(worker, row.pk)
    ask_volunteer(held, made.ids["volunteer_id"], seen=held.mark, by=worker)
    off = ToTell(network=network, volunteer_id=made.ids["volunteer_id"], starts_at=timezone.now() + timedelta(days=9))
    off.save(force_insert=True)
    made.ids |= {"companion_id": row.pk, "off_id": off.pk}
