"""Texts in the making, and who signed which of them (BT1, PR1)."""

from malath.voice.statements.models.handing import Handover
from malath.voice.statements.models.signing import Answer, BoundText, Edition, Signatory, SigningLink
from malath.voice.statements.models.texts import Comment, Statement, Version

__all__ = [
    "Answer",
    "BoundText",
    "Comment",
    "Edition",
    "Handover",
    "Signatory",
    "SigningLink",
    "Statement",
    "Version",
]
