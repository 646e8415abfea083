"""Addresses of the site room in the workspace; the public pages are served by a process of their own."""

from django.urls import path

from malath.voice.site import enclosure_views, views
from malath.voice.site.erasing import views as erasing

urlpatterns = [
    path("site/", views.publications, name="publications"),
    path("site/new/", views.begin, name="publication_new"),
    path("site/name/", views.name, name="site_name"),
    path("site/<uuid:publication_id>/", views.publication, name="publication"),
    path("site/<uuid:publication_id>/write/", views.write, name="publication_write"),
    path("site/<uuid:publication_id>/publish/", views.publish, name="publication_publish"),
    path("site/<uuid:publication_id>/correct/", views.correct, name="publication_correct"),
    path("site/<uuid:publication_id>/hold/", views.hold_back, name="publication_hold"),
    path("site/<uuid:publication_id>/down/", views.take_down, name="publication_down"),
    path("site/on/<slug:carries>/<uuid:carrier_id>/", enclosure_views.enclosures, name="enclosures"),
    path("site/on/<slug:carries>/<uuid:carrier_id>/<slug:enclosed>/", enclosure_views.put, name="enclosure_put"),
    path("site/erased/", erasing.erased, name="erased"),
    path("site/erase/<slug:carries>/<uuid:carrier_id>/", erasing.erase, name="erase"),
    path("site/erase/<slug:carries>/<uuid:carrier_id>/now/", erasing.erase_now, name="erase_now"),
    path("site/erase/<slug:carries>/<uuid:carrier_id>/end/", erasing.erase_end, name="erase_end"),
    path("site/file/<uuid:enclosure_id>/", enclosure_views.describe, name="enclosure"),
    path("site/file/<uuid:enclosure_id>/off/", enclosure_views.take_off, name="enclosure_off"),
    path("site/file/<uuid:enclosure_id>/content/", enclosure_views.content, name="enclosure_content"),
]
