"""Addresses of the room of subscribers."""

from django.urls import path

from malath.voice.subscribers import views

urlpatterns = [
    path("subscribers/", views.subscribers, name="subscribers"),
    path("subscribers/keep/<uuid:list_organisation_id>/", views.keep, name="subscribers_keep"),
    path("subscribers/again/<uuid:mailing_id>/", views.again, name="subscribers_again"),
]
