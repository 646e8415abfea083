from django.urls import path

from malath.recovery.plans import views

urlpatterns = [
    path("", views.plan_list, name="plans"),
    path("begin/<uuid:case_id>/<uuid:person_id>/", views.begin, name="plan_begin"),
    path("<uuid:plan_id>/", views.plan, name="plan"),
    path("<uuid:plan_id>/findings/new/", views.new_finding, name="plan_finding_new"),
    path("findings/<uuid:finding_id>/settle/", views.finding_settled, name="plan_finding_settle"),
    path("<uuid:plan_id>/goals/new/", views.new_goal, name="plan_goal_new"),
    path("goals/<uuid:goal_id>/state/", views.goal_state, name="plan_goal_state"),
    path("goals/<uuid:goal_id>/steps/new/", views.new_step, name="plan_step_new"),
    path("steps/<uuid:step_id>/", views.step, name="plan_step"),
    path("<uuid:plan_id>/review/", views.review, name="plan_review"),
    path("<uuid:plan_id>/end/", views.end, name="plan_end"),
    path("<uuid:plan_id>/print/", views.print_plan, name="plan_print"),
]
