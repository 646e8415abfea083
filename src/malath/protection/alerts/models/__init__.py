"""What the alert room keeps: alerts and their messages, imports, risk assessments (SH1)."""

from malath.protection.alerts.models.alert import Alert, AlertMessage, AlertReferral
from malath.protection.alerts.models.erasure import AlertErasure
from malath.protection.alerts.models.risk import RiskAssessment, RiskLine
from malath.protection.alerts.models.sheet import AlertImport, ImportPair, ImportRow

__all__ = [
    "Alert",
    "AlertErasure",
    "AlertImport",
    "AlertMessage",
    "AlertReferral",
    "ImportPair",
    "ImportRow",
    "RiskAssessment",
    "RiskLine",
]
