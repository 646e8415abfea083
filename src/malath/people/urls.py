"""Addresses of the people's room. No name ever stands in an address: it would lie in histories and logs."""

from django.urls import path

from malath.people import views
from malath.people import views_of_papers as papers

urlpatterns = [
    path("find/", views.find, name="find"),
    path("find/alike/", views.alike, name="alike"),
    path("new/", views.enter, name="find_enter"),
    path("<uuid:person_id>/", views.person, name="person"),
    path("<uuid:person_id>/change/<str:part>/", views.change, name="person_change"),
    path("<uuid:person_id>/status/", papers.status_new, name="status_new"),
    path("status/<uuid:status_id>/", papers.status_correct, name="status_correct"),
    path("status/<uuid:status_id>/end/", papers.status_end, name="status_end"),
    path("<uuid:person_id>/consent/", papers.consent_new, name="consent_new"),
    path("consent/<uuid:consent_id>/withdraw/", papers.consent_withdraw, name="consent_withdraw"),
]
