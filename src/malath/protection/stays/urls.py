from django.urls import path

from malath.protection.stays.views import booking, complaints, following, journeys, living, money, pages

urlpatterns = [
    path("stays/", pages.stays, name="stays"),
    path("stays/budget/", money.budget, name="stay_budget"),
    path("stays/budget/<uuid:budget_line_id>/", money.budget_line, name="stay_budget_line"),
    path("stays/complaints/", complaints.complaints, name="stay_complaints"),
    path("stays/complaints/<uuid:complaint_id>/", complaints.complaint, name="stay_complaint"),
    path("stays/journeys/<uuid:leg_id>/", journeys.leg, name="stay_leg"),
    path("stays/journeys/<uuid:leg_id>/arrived/", journeys.arrived, name="stay_leg_arrived"),
    path("stays/journeys/<uuid:leg_id>/cancel/", journeys.cancel, name="stay_leg_cancel"),
    path("stays/visits/<uuid:visit_id>/", following.visit, name="stay_visit"),
    path("stays/incidents/<uuid:incident_id>/", following.settle, name="stay_incident"),
    path("stays/rents/<uuid:agreement_id>/", money.rent, name="stay_rent"),
    path("stays/payments/<uuid:payment_id>/take-back/", money.take_back, name="stay_payment_back"),
    path("stays/<uuid:stay_id>/", pages.stay, name="stay"),
    path("stays/<uuid:stay_id>/agree/", living.agree, name="stay_agree"),
    path("stays/<uuid:stay_id>/arrive/", living.arrive, name="stay_arrive"),
    path("stays/<uuid:stay_id>/extend/", living.extend, name="stay_extend"),
    path("stays/<uuid:stay_id>/move/", booking.move, name="stay_move"),
    path("stays/<uuid:stay_id>/end/", living.end, name="stay_end"),
    path("stays/<uuid:stay_id>/cancel/", living.cancel, name="stay_cancel"),
    path("stays/<uuid:stay_id>/incidents/new/", following.incident, name="stay_incident_new"),
    path("stays/<uuid:stay_id>/afterwards/", following.exit_plan, name="stay_exit"),
    path("stays/<uuid:stay_id>/rent/", money.agree, name="stay_rent_new"),
    path("stays/<uuid:stay_id>/complaint/", complaints.write, name="stay_complaint_new"),
    path("cases/<uuid:case_id>/stays/book/", booking.book, name="stay_book"),
    path("cases/<uuid:case_id>/journeys/new/", journeys.plan, name="stay_leg_new"),
]
