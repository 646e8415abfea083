from django.urls import path

from malath.protection.placing.views import needs, plans, proposals

urlpatterns = [
    path("placing/", plans.overview, name="placing"),
    path("placing/plans/new/", plans.make, name="plans_make"),
    path("placing/plans/<uuid:home_plan_id>/", plans.plan, name="placing_plan"),
    path("placing/plans/<uuid:home_plan_id>/ask/", plans.ask, name="placing_ask"),
    path("placing/lines/<uuid:line_id>/", plans.line, name="placing_line"),
    path("placing/lines/<uuid:line_id>/propose/", plans.propose, name="placing_propose"),
    path("cases/<uuid:case_id>/home/", needs.need, name="home_need"),
    path("cases/<uuid:case_id>/home/close/", needs.close, name="home_need_close"),
    path("cases/<uuid:case_id>/apart/", needs.apart, name="kept_apart"),
    path("cases/<uuid:case_id>/apart/<uuid:apart_id>/end/", needs.let_near, name="kept_apart_end"),
    path("proposals/<uuid:proposal_id>/", proposals.proposal, name="proposal"),
    path("proposals/<uuid:proposal_id>/withdraw/", proposals.withdraw, name="proposal_withdraw"),
    path("proposals/<uuid:proposal_id>/host/", proposals.host, name="proposal_host"),
    path("hosts/asked/", proposals.asked, name="hosts_asked"),
    path("refusals/<uuid:refusal_id>/take-back/", proposals.take_back, name="refusal_take_back"),
]
