"""Headings of the pages on which records are entered and changed."""

from __future__ import annotations

from django.utils.translation import gettext as _


def heading_of(kind: str) -> str:
    """The heading of the page on which a record of a kind is changed."""
    return {
        "event": _("What is said of the event"),
        "act": _("What is said of the act"),
        "involvement": _("What is said of the part in the act"),
        "information": _("What the source says"),
        "intervention": _("What was done about it"),
        "holding": _("What is said of this place in the chain"),
        "tie": _("What is said of how they stand to each other"),
        "person": _("What is said of them"),
        "body": _("What is said of the unit or place"),
        "bodyname": _("What is said of this name"),
        "belonging": _("What is said of what it belonged to"),
        "post": _("What is said of the post"),
        "eventlink": _("Link to another event"),
    }[kind]


def question_of(kind: str) -> str:
    """The heading of the page on which one is added."""
    return {
        "event": _("What happened?"),
        "act": _("What was done, and to whom?"),
        "involvement": _("Who did it, or had a part in it?"),
        "information": _("Who says what, and how do they know?"),
        "intervention": _("What was done about it?"),
        "holding": _("Where were they held next?"),
        "tie": _("How do they stand to each other?"),
        "person": _("Who is it?"),
        "body": _("Which unit or place is it?"),
        "bodyname": _("What was it called, and when?"),
        "belonging": _("To what did it belong, and when?"),
        "post": _("Who held which post, and when?"),
    }[kind]
