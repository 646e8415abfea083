"""What stands against a volunteer, in words, and when somebody is needed."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from malath.protection.cases.words import formats_list
from malath.protection.companions.rules import Does


def rules_text(codes: Iterable[str]) -> str:
    """The engine's rules that forbid a volunteer, as one phrase."""
    return formats_list([_rule(code) for code in codes])


def _rule(code: str) -> str:
    sort, _colon, what = code.partition(":")
    if sort == "skill":
        return _("does not do this: %(what)s") % {"what": dict(Does.choices).get(what, what)}
    return {
        "language": _("speaks none of these languages"),
        "only": _("is not a woman"),
        "refused": _("said no to this appointment"),
        "elsewhere": _("goes along elsewhere then"),
        "load": _("has given the hours of that week"),
    }.get(sort, code)
