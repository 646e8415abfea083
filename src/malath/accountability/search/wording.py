"""Criteria in words, for forms, facets and what a page says was asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.rules import Stage
from malath.accountability.violations.searching import CODED, NONE, Criteria, Role, codes_in
from malath.accountability.violations.values import KNOWN
from malath.accountability.violations.wording import known_label, place_label, term_label
from malath.platform.interface import formats

Choices = list[tuple[str, str]]
_STEP = "\u2003"


@dataclass(frozen=True)
class Said:
    """One thing that is asked: its label, and of each value the words with the criteria without it."""

    label: str
    values: Sequence[tuple[str, dict[str, object]]]

    @property
    def words(self) -> str:
        """All values in one sentence: any of them."""
        return any_of(words for words, _without in self.values)


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
    "method": ("methods", gettext_lazy("Methods")),
    "right": ("rights", gettext_lazy("Rights affected")),
    "known": ("", gettext_lazy("How far the fate is known")),
    "fate": ("fates", gettext_lazy("Fate of the disappeared")),
    "whereabouts": ("whereabouts", gettext_lazy("Whereabouts and contact")),
}
# What hangs on acts in many codes is not counted code by code: that would be slow where much is documented.
COUNTED = tuple(one for one in TERMS if one not in CODED or one == "known")


def choices_of(terms: str) -> Choices:
    """All living terms of a vocabulary, or all places, each stepped in by its depth."""
    language = formats.active_language()
    if terms == "places":
        known = places.places().values()
        return [(one.code, _STEP * one.depth + one.labels[language]) for one in known]
    living = (one for one in vocabulary.terms(terms).values() if one.retired is None)
    return [(one.code, _STEP * (one.depth - 1) + one.labels[language]) for one in living]


@dataclass(frozen=True)
class Branch:
    """A choice of a long list, with those below it."""

    code: str
    label: str
    below: list[Branch]


def tree_of(terms: str) -> list[Branch]:
    """The same choices as heads with what stands below each."""
    roots: list[Branch] = []
    known: dict[str, Branch] = {}
    for code, label in choices_of(terms):
        one = known[code] = Branch(code, label.strip(_STEP), [])
        above = known.get(code.rpartition("-" if terms == "places" else ".")[0])
        (above.below if above else roots).append(one)
    return roots


def fixed_choices(criterion: str) -> Choices:
    """The choices of a criterion that has no vocabulary."""
    if criterion == "stage":
        return [(stage.value, str(stage.label)) for stage in Stage]
    if criterion == "known":
        return [(one, known_label(one)) for one in KNOWN]
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


def any_of(several: Iterable[str]) -> str:
    """Several words as a sentence says them: one or another."""
    first, *others = several
    for other in others:
        first = _("%(one)s or %(other)s") % {"one": first, "other": other}
    return first


def said_of(criteria: Criteria) -> Iterator[Said]:
    """What is asked, each thing with its values."""
    for criterion, (_terms, label) in TERMS.items():
        if asked := getattr(criteria, criterion):
            yield Said(str(label), _values(criterion, criterion, asked))
    for criterion in ("kind", "place"):
        if asked := getattr(criteria, f"not_{criterion}"):
            yield Said(_("Without"), _values(criterion, f"not_{criterion}", asked))
    if said := said_of_period(criteria):
        anew: dict[str, object] = {"first": None, "last": None, "surely": False, "undated": False}
        yield Said(pgettext("of a search", "When"), [(said, anew)])


def _values(terms_of: str, criterion: str, asked: str) -> list[tuple[str, dict[str, object]]]:
    """Each code that is asked in words, with the others that stay without it."""
    codes = codes_in(asked)
    return [
        (said_of_code(terms_of, code), {criterion: ",".join(one for one in codes if one != code)}) for code in codes
    ]


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
