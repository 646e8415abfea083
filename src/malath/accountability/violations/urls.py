"""Addresses of the violations room. No name and no title ever stands in an address."""

from django.urls import path

from malath.accountability.violations.views import (
    adding,
    editing,
    entering,
    erasing,
    event,
    history,
    leaving,
    party,
    reviewing,
)

urlpatterns = [
    path("violations/", event.newest, name="violations"),
    path("violations/add/", entering.event, name="violations_add"),
    path("violations/gone/", history.gone, name="violations_gone"),
    path("violations/gone/<uuid:change_key>/back/", history.bring_back, name="violations_bring_back"),
    path("violations/erased/", erasing.erased, name="violations_erased"),
    path("violations/leave/", leaving.leave, name="violations_leave"),
    path("violations/people/add/", entering.person, name="violations_add_person"),
    path("violations/people/<uuid:party_id>/", party.person, name="violations_person"),
    path("violations/people/<uuid:party_id>/tie/", entering.tie, name="violations_tie"),
    path("violations/people/<uuid:party_id>/erase/", erasing.person, name="violations_person_erase"),
    path("violations/people/<uuid:party_id>/erase/now/", erasing.person_now, name="violations_person_erase_now"),
    path("violations/people/<uuid:party_id>/erase/end/", erasing.person_end, name="violations_person_erase_end"),
    path("violations/people/<uuid:party_id>/history/", history.person, name="violations_person_history"),
    path(
        "violations/people/<uuid:party_id>/undo/<uuid:change_key>/", history.undo_person, name="violations_person_undo"
    ),
    path("violations/bodies/add/", entering.body, name="violations_add_body"),
    path("violations/bodies/<uuid:body_id>/", party.body, name="violations_body"),
    path("violations/bodies/<uuid:body_id>/history/", history.body, name="violations_body_history"),
    path("violations/bodies/<uuid:body_id>/undo/<uuid:change_key>/", history.undo_body, name="violations_body_undo"),
    path("violations/<uuid:event_id>/", event.event, name="violations_event"),
    path("violations/<uuid:event_id>/erase/", erasing.event, name="violations_erase"),
    path("violations/<uuid:event_id>/erase/now/", erasing.event_now, name="violations_erase_now"),
    path("violations/<uuid:event_id>/erase/end/", erasing.event_end, name="violations_erase_end"),
    path("violations/<uuid:event_id>/history/", history.event, name="violations_history"),
    path("violations/<uuid:event_id>/undo/<uuid:change_key>/", history.undo_event, name="violations_undo"),
    path("violations/<uuid:event_id>/act/", adding.act, name="violations_add_act"),
    path("violations/<uuid:event_id>/information/", adding.information, name="violations_add_information"),
    path("violations/<uuid:event_id>/intervention/", adding.intervention, name="violations_add_intervention"),
    path("violations/<uuid:event_id>/link/", adding.link, name="violations_link"),
    path("violations/<uuid:event_id>/review/", reviewing.review, name="violations_review"),
    path("violations/<uuid:event_id>/disagree/", reviewing.disagree, name="violations_disagree"),
    path("violations/<uuid:event_id>/restrict/", reviewing.restrict, name="violations_restrict"),
    path("violations/<uuid:event_id>/share/", reviewing.share, name="violations_share"),
    path(
        "violations/<uuid:event_id>/share/<uuid:access_id>/end/",
        reviewing.withdraw,
        name="violations_share_withdraw",
    ),
    path("violations/act/<uuid:act_id>/part/", adding.involvement, name="violations_add_involvement"),
    path("violations/act/<uuid:act_id>/holding/", adding.holding, name="violations_add_holding"),
    path("violations/record/<slug:record_kind>/<uuid:record_id>/", editing.change, name="violations_change"),
    path("violations/said/<uuid:account_id>/first/", editing.prefer, name="violations_account_first"),
    path("violations/said/<uuid:account_id>/back/", editing.take_back, name="violations_account_back"),
]
