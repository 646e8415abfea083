"""Addresses of asking. None holds a name, and none of the asked side holds a person's id."""

from django.urls import path

from malath.people.asking import views

urlpatterns = [
    path("", views.mine, name="asking"),
    path("about/<uuid:person_id>/", views.ask, name="asking_ask"),
    path("to-us/", views.to_us, name="asking_to_us"),
    path("to-us/<uuid:answer_id>/", views.answer, name="asking_answer"),
    path("to-us/<uuid:answer_id>/look/", views.look, name="asking_look"),
    path("access/<uuid:grant_id>/end/", views.end, name="asking_end"),
    path("<uuid:question_id>/", views.question, name="asking_question"),
    path("<uuid:question_id>/withdraw/", views.withdraw, name="asking_withdraw"),
]
