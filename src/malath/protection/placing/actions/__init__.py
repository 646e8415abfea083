"""Writes of the room. Each is one transaction, with its entry in the ledger."""

from malath.protection.placing.actions.needs import close_need, keep_apart, let_near, write_need
from malath.protection.placing.actions.plans import change_line, make_plans
from malath.protection.placing.actions.proposals import (
    answer_proposal,
    put_forward,
    take_back_refusal,
    withdraw_proposal,
)

__all__ = [
    "answer_proposal",
    "change_line",
    "close_need",
    "keep_apart",
    "let_near",
    "make_plans",
    "put_forward",
    "take_back_refusal",
    "withdraw_proposal",
    "write_need",
]
