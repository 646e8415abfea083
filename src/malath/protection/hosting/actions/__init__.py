"""Writes of hosting."""

from malath.protection.hosting.actions.checking import take_back_check, write_check
from malath.protection.hosting.actions.entering import change_home, change_host, enter_home
from malath.protection.hosting.actions.erasing import ask_host_erasure, erase_host, withdraw_host_erasure
from malath.protection.hosting.actions.holding import check_may_keep
from malath.protection.hosting.actions.keeping import (
    close_nights,
    confirm_home,
    move_home,
    open_nights,
    set_address,
    show_address,
)
from malath.protection.hosting.actions.networks import (
    add_volunteer,
    change_network,
    change_volunteer,
    end_volunteer,
    give_on_volunteer_leaving,
    hold_volunteer,
    may_change_network,
    set_capacity,
    set_up_network,
)
from malath.protection.hosting.actions.offering import decline_offer, receive_offer, take_up_offer

__all__ = [
    "add_volunteer",
    "ask_host_erasure",
    "change_home",
    "change_host",
    "change_network",
    "change_volunteer",
    "check_may_keep",
    "close_nights",
    "confirm_home",
    "decline_offer",
    "end_volunteer",
    "enter_home",
    "erase_host",
    "give_on_volunteer_leaving",
    "hold_volunteer",
    "may_change_network",
    "move_home",
    "open_nights",
    "receive_offer",
    "set_address",
    "set_capacity",
    "set_up_network",
    "show_address",
    "take_back_check",
    "take_up_offer",
    "withdraw_host_erasure",
    "write_check",
]
