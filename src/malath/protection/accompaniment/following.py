"""Rooms that follow an appointment: they are called when it is moved, settled or planned again, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from malath.platform.access.models import Member

if TYPE_CHECKING:
    from malath.protection.accompaniment.models import Appointment

Follower = Callable[["Appointment", Member], None]
_followers: list[Follower] = []


def give_follower(follower: Follower) -> None:
    """Register what a room does when an appointment changed; called in its apps.py."""
    if follower not in _followers:
        _followers.append(follower)


def follow(appointment: Appointment, by: Member) -> None:
    """Tell every room that follows it."""
    for follower in _followers:
        follower(appointment, by)
