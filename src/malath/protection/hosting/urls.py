"""Addresses of hosting. The public page has a plain one, so that it can be said on the telephone."""

from django.urls import path

from malath.protection.hosting.views import ending, home, homes, networks, offers, public

urlpatterns = [
    path("offer-a-home/", public.offer_a_home, name="offer_a_home"),
    path("offer-a-home/thanks/", public.thanks, name="offer_a_home_thanks"),
    path("hosting/networks/", networks.networks, name="hosting_networks"),
    path("hosting/networks/new/", networks.set_up, name="hosting_network_new"),
    path("hosting/networks/<uuid:network_id>/", networks.network, name="hosting_network"),
    path("hosting/networks/<uuid:network_id>/change/", networks.change, name="hosting_network_change"),
    path("hosting/networks/<uuid:network_id>/capacity/", networks.capacity, name="hosting_capacity"),
    path("hosting/networks/<uuid:network_id>/volunteers/new/", networks.volunteer, name="hosting_volunteer"),
    path("hosting/networks/<uuid:network_id>/homes/new/", homes.new_home, name="hosting_home_new"),
    path("hosting/volunteers/<uuid:volunteer_id>/", networks.volunteer_change, name="hosting_volunteer_change"),
    path("hosting/volunteers/<uuid:volunteer_id>/end/", networks.volunteer_end, name="hosting_volunteer_end"),
    path("hosting/homes/", homes.homes, name="hosting_homes"),
    path("hosting/tonight/", homes.tonight, name="hosting_tonight"),
    path("hosting/homes/<uuid:home_id>/", home.home, name="hosting_home"),
    path("hosting/homes/<uuid:home_id>/change/", home.change, name="hosting_home_change"),
    path("hosting/homes/<uuid:home_id>/host/", home.change_host, name="hosting_host_change"),
    path("hosting/homes/<uuid:home_id>/host/copy/", ending.copy, name="hosting_host_copy"),
    path("hosting/homes/<uuid:home_id>/host/erase/", ending.erase, name="hosting_host_erase"),
    path("hosting/homes/<uuid:home_id>/host/erase/now/", ending.carry_out, name="hosting_host_erase_now"),
    path("hosting/homes/<uuid:home_id>/host/erase/withdraw/", ending.withdraw, name="hosting_host_erase_withdraw"),
    path("hosting/homes/<uuid:home_id>/step/", home.step, name="hosting_home_step"),
    path("hosting/homes/<uuid:home_id>/nights/", home.nights, name="hosting_home_nights"),
    path("hosting/homes/<uuid:home_id>/confirm/", home.confirm, name="hosting_home_confirm"),
    path("hosting/homes/<uuid:home_id>/address/", home.address, name="hosting_home_address"),
    path("hosting/homes/<uuid:home_id>/address/write/", home.set_address, name="hosting_home_address_write"),
    path("hosting/homes/<uuid:home_id>/checks/new/", home.check, name="hosting_check"),
    path("hosting/homes/<uuid:home_id>/<uuid:check_id>/back/", home.check_take_back, name="hosting_check_back"),
    path("hosting/offers/", offers.offers, name="hosting_offers"),
    path("hosting/offers/<uuid:offer_id>/", offers.offer, name="hosting_offer"),
    path("hosting/offers/<uuid:offer_id>/decline/", offers.decline, name="hosting_offer_decline"),
]
