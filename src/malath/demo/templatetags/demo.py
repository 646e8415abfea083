"""The list of fictional accounts, for the sign-in page."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import template

from malath.demo.selectors import accounts, is_demo

register = template.Library()


@register.simple_tag
def demo_accounts() -> list[dict[str, Any]]:
    """Accounts by organisation; empty where the route does not exist."""
    if not is_demo():
        return []
    groups = groupby(accounts(), key=lambda one: one["organisation_name"])
    return [{"name": name, "accounts": list(members)} for name, members in groups]
