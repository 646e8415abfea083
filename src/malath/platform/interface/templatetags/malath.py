"""`{% load malath %}`: every component of the interface, gathered from malath.platform.interface.tags."""

from __future__ import annotations

from django.template import Library

from malath.platform.interface.tags import care, charts, forms, parts, shell, words

register = Library()

for _module in (words, parts, forms, care, charts, shell):
    register.tags.update(_module.register.tags)
    register.filters.update(_module.register.filters)
