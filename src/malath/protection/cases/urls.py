"""Addresses of the case room. No name and no code ever stands in an address: it would lie in histories and logs."""

from django.urls import path

from malath.protection.cases.views import case, erasing, household, listing, opening, papers, sharing, team, writing

urlpatterns = [
    path("", listing.case_list, name="case_list"),
    path("access/", sharing.mine, name="my_grants"),
    path("emergency/", sharing.glass, name="break_glass"),
    path("open/<uuid:person_id>/", opening.open_new, name="case_open"),
    path("handover/<uuid:member_id>/", team.hand_over_all, name="case_hand_over_all"),
    path("entry/<uuid:entry_id>/correct/", writing.correct, name="case_correct"),
    path("household/<uuid:row_id>/leave/", household.leave, name="case_household_leave"),
    path("household/<uuid:row_id>/copy/", household.copy, name="case_copy"),
    path("seat/<uuid:seat_id>/end/", team.leave, name="case_seat_end"),
    path("grant/<uuid:grant_id>/withdraw/", sharing.withdraw, name="case_grant_withdraw"),
    path("document/<uuid:document_id>/", papers.download, name="case_document"),
    path("document/<uuid:document_id>/remove/", papers.remove, name="case_document_remove"),
    path("document/<uuid:document_id>/back/", papers.bring_back, name="case_document_back"),
    path("<uuid:case_id>/", case.case, name="case"),
    path("<uuid:case_id>/tab/<slug:key>/", case.panel_tab, name="case_tab"),
    path("<uuid:case_id>/household/", household.household, name="case_household"),
    path("<uuid:case_id>/household/join/", household.join, name="case_household_join"),
    path("<uuid:case_id>/papers/", papers.papers, name="case_papers"),
    path("<uuid:case_id>/consents/", case.consents, name="case_consents"),
    path("<uuid:case_id>/access/", team.access, name="case_access"),
    path("<uuid:case_id>/looked/", case.looked, name="case_looked"),
    path("<uuid:case_id>/note/", writing.note, name="case_note"),
    path("<uuid:case_id>/path/", writing.path, name="case_path"),
    path("<uuid:case_id>/change/", writing.change, name="case_change"),
    path("<uuid:case_id>/team/join/", team.join, name="case_seat"),
    path("<uuid:case_id>/handover/", team.hand_over, name="case_hand_over"),
    path("<uuid:case_id>/share/", sharing.share, name="case_share"),
    path("<uuid:case_id>/close/", opening.close, name="case_close"),
    path("<uuid:case_id>/reopen/", opening.reopen, name="case_reopen"),
    path("<uuid:case_id>/erase/", erasing.erase, name="case_erase"),
    path("<uuid:case_id>/erase/now/", erasing.carry_out, name="case_erase_now"),
    path("<uuid:case_id>/erase/withdraw/", erasing.withdraw, name="case_erase_withdraw"),
    path("<uuid:case_id>/hold/", erasing.hold, name="case_hold"),
]
