"""Addresses of the room of letters."""

from django.urls import path

from malath.voice.letters import views

urlpatterns = [
    path("letters/", views.letters, name="letters"),
    path("letters/aside/", views.aside, name="letters_aside"),
    path("letters/desk/<uuid:desk_organisation>/", views.desk, name="letters_desk"),
    path("letters/<uuid:letter_id>/", views.letter, name="letter"),
]
