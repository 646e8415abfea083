"""Addresses of the testimony room: no name stands in any."""

from django.urls import path

from malath.accountability.testimony.views import consents, testimonies

urlpatterns = [
    path("testimonies/", testimonies.testimonies, name="testimonies"),
    path("testimonies/take/<uuid:information_id>/", testimonies.take, name="testimony_take"),
    path("testimonies/<uuid:testimony_id>/", testimonies.testimony, name="testimony"),
    path("testimonies/<uuid:testimony_id>/read-back/", testimonies.read_back, name="testimony_read_back"),
    path("testimonies/<uuid:testimony_id>/ask/<slug:use_code>/", consents.consent, name="testimony_consent"),
    path("testimonies/consent/<uuid:said_id>/withdraw/", consents.withdraw, name="testimony_withdraw"),
    path("testimonies/<uuid:testimony_id>/passed/", consents.passed, name="testimony_passed"),
    path("testimonies/passed/<uuid:passing_id>/told/", consents.told, name="testimony_told"),
]
