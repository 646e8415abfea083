"""Writes of the room. Each is one transaction, with its lines on the timeline and its entries in the ledger."""

from malath.protection.stays.actions.booking import book_stay, cancel_stay, extend_stay, move_stay, release_stay
from malath.protection.stays.actions.living import agree_stay, confirm_arrival, end_stay

__all__ = [
    "agree_stay",
    "book_stay",
    "cancel_stay",
    "confirm_arrival",
    "end_stay",
    "extend_stay",
    "move_stay",
    "release_stay",
]
