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
        "refused": _("one of the two has said no, or it is ruled out for somebody’s safety"),
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


def place_more_text(city: str) -> str:
    """One more household that a network accompanies, as a change that is asked of a plan."""
    return _("One more accompanied household in %(city)s") % {"city": city}


def bed_more_text(home: str, city: str) -> str:
    """One more bed in a home, as a change that is asked of a plan."""
    return _("One more bed in %(home)s · %(city)s") % {"home": home, "city": city}


def group_text(by: str, group: str, *, has: bool) -> str:
    """A group of households in a report of whom a plan serves."""
    if by == "all":
        return _("Everybody who looks")
    if by == "size":
        sizes = {"1": _("One person"), "2": _("Two people"), "3-4": _("Three or four people")}
        return sizes.get(group) or _("Five people or more")
    if by == "feature":
        return _("Women only, with or without children") if has else _("Not women only")
    if by == "need":
        what = dict(Requirement.choices).get(group, group)
        return _("Needs: %(what)s") % {"what": what} if has else _("Does not need: %(what)s") % {"what": what}
    return _("Weight of urgency: %(times)s") % {"times": group}
