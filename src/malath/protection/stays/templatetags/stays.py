"""`{% load stays %}`: how it goes, in a word and a colour."""

from __future__ import annotations

from django.template import Library
from django.utils.safestring import SafeString, mark_safe

from malath.platform.interface.tags.words import tag
from malath.protection.stays.page import mood_label

register = Library()

_KINDS = {"good": "ok", "mixed": "warn", "bad": "bad"}


@register.simple_tag
def mood(code: str) -> SafeString:
    """A mood as a tag; what was not asked is said plainly."""
    return tag(_KINDS.get(code, "plain"), mood_label(code)) if code else mark_safe("")
