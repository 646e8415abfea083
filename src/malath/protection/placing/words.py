"""What the engine's codes are called."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from malath.protection.cases.words import formats_list
from malath.protection.hosting.rules import Care
from malath.protection.placing.rules import Requirement


def rule_text(code: str) -> str:
    """A hard rule in words, as what stands against a home."""
    sort, _colon, what = code.partition(":")
    if sort == "needs":
        return _("does not have: %(what)s") % {"what": dict(Requirement.choices).get(what, what)}
    if sort == "care":
        return _("too far from: %(what)s") % {"what": dict(Care.choices).get(what, what)}
    return {
        "beds": _("too small"),
        "open": _("not open for the whole time"),
        "only": _("for women only"),
        "language": _("nobody there speaks one of their languages"),
        "network": _("in a city that is ruled out for their safety"),
        "refused": _("one of the two has said no"),
        "near": _("somebody they are kept apart from lives near then"),
        "checks": _("a check is missing then, or it is too soon after the offer"),
        "full": _("its beds, or what its network can carry, are taken; or somebody they are kept apart from is near"),
    }.get(sort, code)


def broken_text(codes: Iterable[str], barred: str) -> str:
    """Several rules in one sentence. `barred`: the rule that the engine's "refused" stands for here, if another."""
    return formats_list([rule_text(barred if barred and code == "refused" else code) for code in codes])


def term_text(code: str) -> str:
    """A term of the score."""
    return {
        "placed": _("A home at all"),
        "wishes": _("What they wish"),
        "language": _("A language in common"),
        "fit": _("The size fits"),
        "host": _("What the host wishes"),
        "care": _("Care is near"),
    }.get(code, code)
