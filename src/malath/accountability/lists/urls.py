"""Addresses of the room of lists. No name of a list or of a person ever stands in one."""

from django.urls import path

from malath.accountability.lists.views import behind, bringing, importing, rows

urlpatterns = [
    path("lists/", bringing.lists, name="lists"),
    path("lists/bring/", bringing.bring, name="lists_bring"),
    path("lists/profiles/", bringing.profiles, name="lists_profiles"),
    path("lists/profiles/<uuid:list_profile_id>/forget/", bringing.forget_profile, name="lists_profile_forget"),
    path("lists/behind/event/<uuid:event_id>/", behind.event, name="lists_behind_event"),
    path("lists/behind/person/<uuid:party_id>/", behind.person, name="lists_behind_person"),
    path("lists/row/<uuid:list_row_id>/", rows.row, name="lists_row"),
    path("lists/<uuid:list_id>/", importing.one, name="lists_import"),
    path("lists/<uuid:list_id>/columns/", importing.columns, name="lists_columns"),
    path("lists/<uuid:list_id>/rows/", rows.rows, name="lists_rows"),
    path("lists/<uuid:list_id>/wrong/", rows.wrong, name="lists_wrong"),
    path("lists/<uuid:list_id>/apply/", importing.apply, name="lists_apply"),
    path("lists/<uuid:list_id>/undo/", importing.undo, name="lists_undo"),
    path("lists/<uuid:list_id>/back/", importing.bring_back, name="lists_bring_back"),
    path("lists/<uuid:list_id>/forget/", importing.forget, name="lists_forget"),
]
