"""Addresses of the search. Codes and identifiers alone: words and names are sealed first, and named by an identifier."""

from django.urls import path

from malath.accountability.search import views

urlpatterns = [
    path("violations/find/", views.find, name="violations_find"),
    path("violations/find/counts/", views.counts, name="violations_find_counts"),
    path("violations/find/keep/", views.keep, name="violations_find_keep"),
    path("violations/find/kept/", views.kept, name="violations_find_kept"),
    path("violations/find/kept/<uuid:search_id>/run/", views.run, name="violations_find_run"),
    path("violations/find/kept/<uuid:search_id>/new/", views.new, name="violations_find_new"),
    path("violations/find/kept/<uuid:search_id>/follow/", views.follow, name="violations_find_follow"),
    path("violations/find/kept/<uuid:search_id>/forget/", views.forget, name="violations_find_forget"),
]
