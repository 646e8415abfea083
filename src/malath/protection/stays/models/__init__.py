"""The rows of the room: a stay and its nights, what follows an arrival, the journey, rent, complaints."""

from malath.protection.stays.models.after import ExitStep, Incident, Visit
from malath.protection.stays.models.complaint import Complaint
from malath.protection.stays.models.journey import Leg
from malath.protection.stays.models.money import BudgetLine, RentAgreement, RentMonth
from malath.protection.stays.models.stay import Night, Stay

__all__ = [
    "BudgetLine",
    "Complaint",
    "ExitStep",
    "Incident",
    "Leg",
    "Night",
    "RentAgreement",
    "RentMonth",
    "Stay",
    "Visit",
]
