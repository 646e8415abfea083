"""Addresses of the testimony room: no name stands in any."""

from django.urls import path

from malath.accountability.testimony.views import associations, consents, proposals, seats, testimonies

urlpatterns = [
    path("testimonies/", testimonies.testimonies, name="testimonies"),
    path("testimonies/take/<uuid:information_id>/", testimonies.take, name="testimony_take"),
    path("testimonies/<uuid:testimony_id>/", testimonies.testimony, name="testimony"),
    path("testimonies/<uuid:testimony_id>/read-back/", testimonies.read_back, name="testimony_read_back"),
    path("testimonies/<uuid:testimony_id>/ask/<slug:use_code>/", consents.consent, name="testimony_consent"),
    path("testimonies/consent/<uuid:said_id>/withdraw/", consents.withdraw, name="testimony_withdraw"),
    path("testimonies/<uuid:testimony_id>/passed/", consents.passed, name="testimony_passed"),
    path("testimonies/passed/<uuid:passing_id>/told/", consents.told, name="testimony_told"),
    path("testimonies/<uuid:testimony_id>/propose/", proposals.propose, name="testimony_propose"),
    path("testimonies/use/<uuid:use_id>/take-back/", proposals.withdraw, name="testimony_use_take_back"),
    path("testimonies/seats/<uuid:event_id>/", proposals.of_event, name="seats_of_event"),
    path("seat/", seats.waits, name="seat"),
    path("seat/answered/", seats.answered, name="seat_answered"),
    path("seat/left/", seats.left, name="seat_left"),
    path("seat/members/", seats.members, name="seat_members"),
    path("seat/members/<uuid:held_id>/give-up/", seats.give_up, name="seat_give_up"),
    path("seat/<uuid:use_id>/", seats.use, name="seat_use"),
    path("organisations/seats/", associations.associations, name="associations"),
    path("organisations/seats/<uuid:association_id>/end/", associations.end, name="association_end"),
]
