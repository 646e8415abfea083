"""Addresses of campaigns and occasions in the workspace; their public pages are files (malath.voice.campaigns.building)."""

from django.urls import path

from malath.voice.campaigns import views, views_parts

urlpatterns = [
    path("campaigns/", views.campaigns, name="campaigns"),
    path("campaigns/new/", views.begin_campaign, name="campaign_new"),
    path("occasions/", views.occasions, name="occasions"),
    path("occasions/new/", views.begin_occasion, name="occasion_new"),
    path("undertakings/<uuid:undertaking_id>/", views.undertaking, name="undertaking"),
    path("undertakings/<uuid:undertaking_id>/write/", views.write, name="undertaking_write"),
    path("undertakings/<uuid:undertaking_id>/out/", views.put_out, name="undertaking_out"),
    path("undertakings/<uuid:undertaking_id>/close/", views.close, name="undertaking_close"),
    path("undertakings/<uuid:undertaking_id>/reopen/", views.reopen, name="undertaking_reopen"),
    path("undertakings/<uuid:undertaking_id>/down/", views.take_down, name="undertaking_down"),
    path("undertakings/<uuid:undertaking_id>/texts/", views.belonging, name="undertaking_texts"),
    path("undertakings/<uuid:undertaking_id>/add/<slug:line_kind>/", views_parts.add, name="undertaking_add"),
    path("undertakings/line/<uuid:piece_id>/", views_parts.change, name="undertaking_line"),
    path("undertakings/line/<uuid:piece_id>/remove/", views_parts.remove, name="undertaking_line_remove"),
    path("undertakings/speaker/<uuid:speaker_id>/consent/", views_parts.consent, name="speaker_consent"),
    path("undertakings/speaker/<uuid:speaker_id>/withdraw/", views_parts.withdraw, name="speaker_withdraw"),
]
