"""Writes of the alert room."""

from malath.protection.alerts.actions.answering import (
    add_to_alert,
    answer_question,
    ask_sender,
    change_priority,
    withdraw_alert,
)
from malath.protection.alerts.actions.assessing import assess_alert, assess_case, carry_assessment
from malath.protection.alerts.actions.deciding import accept_alert, decline_alert, refer_alert
from malath.protection.alerts.actions.forgetting import (
    ask_alert_erasure,
    carry_out_alert_erasure,
    withdraw_alert_erasure,
)
from malath.protection.alerts.actions.importing import (
    apply_import,
    change_mapping,
    decide_pair,
    discard_import,
    fix_cell,
    leave_out,
    preview_import,
    take_back,
    undo_import,
)
from malath.protection.alerts.actions.sending import new_alert, receive_intake, send_alert, store_alerts

__all__ = [
    "accept_alert",
    "add_to_alert",
    "answer_question",
    "apply_import",
    "ask_alert_erasure",
    "ask_sender",
    "assess_alert",
    "assess_case",
    "carry_assessment",
    "carry_out_alert_erasure",
    "change_mapping",
    "change_priority",
    "decide_pair",
    "decline_alert",
    "discard_import",
    "fix_cell",
    "leave_out",
    "new_alert",
    "preview_import",
    "receive_intake",
    "refer_alert",
    "send_alert",
    "store_alerts",
    "take_back",
    "undo_import",
    "withdraw_alert",
    "withdraw_alert_erasure",
]
