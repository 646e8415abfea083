"""The rows of the violations room: the events model, and the statements that are its values (SC1)."""

from malath.accountability.violations.models.base import Change, Record, grants_of_records
from malath.accountability.violations.models.codes import Coded
from malath.accountability.violations.models.erasure import RecordErasure
from malath.accountability.violations.models.events import (
    Act,
    Event,
    EventLink,
    Holding,
    Information,
    Intervention,
    Involvement,
    OfEvent,
    Tie,
)
from malath.accountability.violations.models.joins import Join
from malath.accountability.violations.models.lanes import Lane
from malath.accountability.violations.models.parties import Body, Person
from malath.accountability.violations.models.statements import Review, Statement, Story
from malath.accountability.violations.models.takings import Taking
from malath.accountability.violations.models.terms import TermReview
from malath.accountability.violations.models.units import Belonging, BodyName, Post

__all__ = [
    "Act",
    "Belonging",
    "Body",
    "BodyName",
    "Change",
    "Coded",
    "Event",
    "EventLink",
    "Holding",
    "Information",
    "Intervention",
    "Involvement",
    "Join",
    "Lane",
    "OfEvent",
    "Person",
    "Post",
    "Record",
    "RecordErasure",
    "Review",
    "Statement",
    "Story",
    "Taking",
    "TermReview",
    "Tie",
    "grants_of_records",
]
