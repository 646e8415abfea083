"""Addresses of the room in the workspace; the public pages are made by `public`."""

from django.urls import path

from malath.voice.remembrance.views import days, leaving, people

urlpatterns = [
    path("remembrance/", people.colleagues, name="colleagues"),
    path("remembrance/new/", people.begin, name="colleague_new"),
    path("remembrance/<uuid:colleague_id>/", people.colleague, name="colleague"),
    path("remembrance/<uuid:colleague_id>/write/", people.write, name="colleague_write"),
    path("remembrance/<uuid:colleague_id>/add/", people.add, name="happening_new"),
    path("remembrance/<uuid:colleague_id>/change/", people.change, name="colleague_change"),
    path("remembrance/<uuid:colleague_id>/consent/", leaving.consent, name="colleague_consent"),
    path("remembrance/<uuid:colleague_id>/withdraw/", leaving.withdraw, name="colleague_withdraw"),
    path("remembrance/<uuid:colleague_id>/out/", leaving.put_out, name="colleague_out"),
    path("remembrance/<uuid:colleague_id>/down/", leaving.take_down, name="colleague_down"),
    path("remembrance/<uuid:colleague_id>/text/", leaving.link, name="colleague_link"),
    path("remembrance/text/<uuid:mention_id>/off/", leaving.unlink, name="colleague_unlink"),
    path("remembrance/line/<uuid:happening_id>/", people.happening, name="happening"),
    path("remembrance/line/<uuid:happening_id>/strike/", people.strike, name="happening_strike"),
    path("remembrance/day/<uuid:happening_id>/", days.anniversary, name="anniversary"),
    path("remembrance/day/<uuid:happening_id>/draft/", days.draft, name="anniversary_draft"),
]
