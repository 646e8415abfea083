"""Writes of the case room, gathered: other rooms import them from here."""

from __future__ import annotations

from malath.protection.cases.closing import change_case, close_case, move_on_path, reopen_case
from malath.protection.cases.erasing import ask_erasure, carry_out_erasure, set_hold, withdraw_erasure
from malath.protection.cases.forgetting import ask_person_erasure, carry_out_person_erasure
from malath.protection.cases.household import enter_and_join, join_household, leave_household
from malath.protection.cases.notes import add_note, correct_entry
from malath.protection.cases.opening import open_case
from malath.protection.cases.papers import add_document, bring_back_document, remove_document
from malath.protection.cases.sharing import break_glass, share_case, withdraw_grant
from malath.protection.cases.team import hand_over_all, hand_over_case, join_team, leave_team, seats_of

__all__ = [
    "add_document",
    "add_note",
    "ask_erasure",
    "ask_person_erasure",
    "break_glass",
    "bring_back_document",
    "carry_out_erasure",
    "carry_out_person_erasure",
    "change_case",
    "close_case",
    "correct_entry",
    "enter_and_join",
    "hand_over_all",
    "hand_over_case",
    "join_household",
    "join_team",
    "leave_household",
    "leave_team",
    "move_on_path",
    "open_case",
    "remove_document",
    "reopen_case",
    "seats_of",
    "set_hold",
    "share_case",
    "withdraw_erasure",
    "withdraw_grant",
]
