"""Criteria in words, for forms, facets and what a page says was asked."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.rules import Stage
from malath.accountability.violations.searching import NONE, Criteria, Role
from malath.accountability.violations.wording import place_label, term_label
from malath.platform.interface import formats

Choices = list[tuple[str, str]]
_STEP = "\u2003"

# Criterion, its vocabulary, its label. Facets and chips stand in this order.
TERMS: dict[str, tuple[str, str | Promise]] = {
    "kind": ("acts", gettext_lazy("Kind of act")),
    "place": ("places", pgettext_lazy("of a search", "Place")),
    "perpetrator": ("perpetrators", gettext_lazy("Kind of perpetrator")),
    "victim": ("victim_status", gettext_lazy("The victim afterwards")),
    "status": ("violation_status", gettext_lazy("Is it a violation?")),
    "stage": ("", pgettext_lazy("of a review", "Stage")),
    "material": ("source_material", gettext_lazy("Kind of material")),
    "reliability": ("reliability", gettext_lazy("Reliability of the source")),
    "restricted": ("", gettext_lazy("Restricted records")),
}


def choices_of(terms: str) -> Choices:
    """All living terms of a vocabulary, or all places, each stepped in by its depth."""
    language = formats.active_language()
    if terms == "places":
        known = places.places().values()
        return [(one.code, _STEP * one.depth + one.labels[language]) for one in known]
    living = (one for one in vocabulary.terms(terms).values() if one.retired is None)
    return [(one.code, _STEP * (one.depth - 1) + one.labels[language]) for one in living]


def fixed_choices(criterion: str) -> Choices:
    """The choices of a criterion that has no vocabulary."""
    if criterion == "stage":
        return [(stage.value, str(stage.label)) for stage in Stage]
    if criterion == "role":
        return role_choices()
    return [("yes", _("only restricted ones")), ("no", _("only those that are not restricted"))]


def role_choices() -> Choices:
    """The parts that a person may have."""
    return [
        (Role.ANY.value, _("in any part")),
        (Role.VICTIM.value, _("as the victim")),
        (Role.PERPETRATOR.value, _("as a perpetrator")),
        (Role.SOURCE.value, _("as a source")),
    ]


def said_of_code(criterion: str, code: str) -> str:
    """One code in words."""
    if code == NONE:
        return _("nobody is named") if criterion == "perpetrator" else _("not known")
    terms = TERMS[criterion][0]
    if not terms:
        return dict(fixed_choices(criterion))[code]
    return place_label(code) if terms == "places" else term_label(terms, code)


def said_of(criteria: Criteria) -> Iterable[tuple[str, str, dict[str, object]]]:
    """What is asked: label, words, and the criteria without it."""
    for criterion, (_terms, label) in TERMS.items():
        if code := getattr(criteria, criterion):
            yield str(label), said_of_code(criterion, code), {criterion: ""}
    for criterion in ("kind", "place"):
        if code := getattr(criteria, f"not_{criterion}"):
            yield _("Without"), said_of_code(criterion, code), {f"not_{criterion}": ""}
    if said := said_of_period(criteria):
        yield pgettext("of a search", "When"), said, {"first": None, "last": None, "surely": False, "undated": False}


def said_of_period(criteria: Criteria) -> str:
    """The period in words."""
    if criteria.undated:
        return _("date not known")
    first = formats.date_text(criteria.first, year=True) if criteria.first else ""
    last = formats.date_text(criteria.last, year=True) if criteria.last else ""
    if not first and not last:
        return ""
    days = {"first": first, "last": last}
    if criteria.surely:
        text = _("surely from %(first)s to %(last)s") if first and last else ""
        text = text or (_("surely not before %(first)s") if first else _("surely not after %(last)s"))
    else:
        text = _("possibly from %(first)s to %(last)s") if first and last else ""
        text = text or (_("possibly since %(first)s") if first else _("possibly until %(last)s"))
    return text % days
