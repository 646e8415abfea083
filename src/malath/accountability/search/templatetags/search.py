"""`{% load search %}`: counts in words of the page, and a question's own addresses."""

from __future__ import annotations

from django.forms.boundfield import BoundField
from django.template import Library
from django.utils.safestring import SafeString

from malath.accountability.search.choosing import draw_several
from malath.accountability.search.drawing import number_of
from malath.accountability.search.selectors import Question
from malath.accountability.violations.searching import Count

register = Library()


@register.simple_tag
def several(bound: BoundField) -> SafeString:
    """`{% several form.kind %}`: one field of which several may be ticked."""
    return draw_several(bound)


@register.filter
def counted(count: Count) -> str:
    """The number, with a plus where there are more."""
    return number_of(count)


@register.filter
def address_of(question: Question, url_name: str) -> str:
    """The same question at another address."""
    return question.address(url_name)


@register.filter
def without(question: Question, criterion: str) -> str:
    """The same question without an identifier."""
    return question.address_with({criterion: None})
