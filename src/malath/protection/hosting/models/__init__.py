"""The rows of hosting."""

from malath.protection.hosting.models.erasure import HostErasure
from malath.protection.hosting.models.homes import Address, Home, Host, OfHome
from malath.protection.hosting.models.keeping import Check, HomeStep, Opening
from malath.protection.hosting.models.networks import Capacity, Network, OfNetwork, Volunteer
from malath.protection.hosting.models.offers import Offer

__all__ = [
    "Address",
    "Capacity",
    "Check",
    "Home",
    "HomeStep",
    "Host",
    "HostErasure",
    "Network",
    "OfHome",
    "OfNetwork",
    "Offer",
    "Opening",
    "Volunteer",
]
