"""Addresses of the search. Codes and identifiers alone: words and names are sealed first, and named by an identifier."""

from django.urls import path

from malath.accountability.search import taking, together, views

urlpatterns = [
    path("violations/find/", views.find, name="violations_find"),
    path("violations/find/counts/", views.counts, name="violations_find_counts"),
    path("violations/find/keep/", views.keep, name="violations_find_keep"),
    path("violations/find/take/", taking.take, name="violations_find_take"),
    path("violations/find/change/", together.choose, name="violations_find_change"),
    path("violations/find/change/now/", together.apply, name="violations_find_change_now"),
    path("violations/changed/", together.changed, name="violations_changed_together"),
    path("violations/changed/<uuid:batch_id>/", together.one, name="violations_changed_together_one"),
    path("violations/changed/<uuid:batch_id>/undo/", together.undo, name="violations_changed_together_undo"),
    path("violations/find/kept/", views.kept, name="violations_find_kept"),
    path("violations/find/kept/<uuid:search_id>/run/", views.run, name="violations_find_run"),
    path("violations/find/kept/<uuid:search_id>/new/", views.new, name="violations_find_new"),
    path("violations/find/kept/<uuid:search_id>/follow/", views.follow, name="violations_find_follow"),
    path("violations/find/kept/<uuid:search_id>/forget/", views.forget, name="violations_find_forget"),
]
