"""Values in words, in the language of whoever reads them (SC1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.fields import Field, Kind
from malath.engines.edtf import DateError, in_words, parse
from malath.platform.interface import formats


def term_label(terms: str, code: str) -> str:
    """A term's words; the code itself where the list does not know it."""
    try:
        return vocabulary.label(terms, code, formats.active_language()) if code else ""
    except LookupError:
        return code


def place_label(code: str) -> str:
    """A place's name; the code itself where nobody knows it."""
    try:
        return str(places.label(code, formats.active_language())) if code else ""
    except LookupError:
        return code


def when_label(text: str) -> str:
    """An EDTF date as people say it."""
    try:
        return in_words(parse(text), formats.active_language()) if text else ""
    except DateError:
        return text


def when_bounds(text: str) -> str:
    """Between which days a date lies, for whoever asks why it stands where it does; empty for a plain day."""
    try:
        known = parse(text)
    except DateError:
        return ""
    if known.earliest == known.latest or known.earliest.year <= 1 or known.latest.year >= 9999:
        return ""
    days = {"first": formats.date_text(known.earliest, year=True), "last": formats.date_text(known.latest, year=True)}
    return _("any day from %(first)s to %(last)s") % days


def known_label(code: str) -> str:
    """How sure a fate is."""
    return {
        "known": pgettext("of a fate", "known"),
        "claimed": pgettext("of a fate", "claimed, not confirmed"),
        "unknown": pgettext("of a fate", "unknown"),
    }.get(code, code)


def worded(field: Field, value: Any) -> list[str]:
    """A value's parts in words; most values have one."""
    if value is None or value == "":
        return []
    return _WORDED.get(field.kind, _plain)(field, value)


def _plain(_field: Field, value: Any) -> list[str]:
    return [str(value)]


def _names(_field: Field, value: Any) -> list[str]:
    return [str(one) for one in value]


def _term(field: Field, value: Any) -> list[str]:
    return [term_label(field.terms, value)]


def _terms(field: Field, value: Any) -> list[str]:
    return [term_label(field.terms, one) for one in value]


def _when(_field: Field, value: Any) -> list[str]:
    return [when_label(value)]


def _place(_field: Field, value: Any) -> list[str]:
    return [place_label(value)]


def _number(_field: Field, value: Any) -> list[str]:
    return [formats.number_text(value)]


def _flag(_field: Field, value: Any) -> list[str]:
    return [_("yes") if value else _("no")]


def _fate(field: Field, value: Any) -> list[str]:
    how = known_label(value.get("known", ""))
    fate = value.get("fate", "")
    return [term_label(field.terms, fate), how] if fate else [how]


_WORDED: Mapping[Kind, Callable[[Field, Any], list[str]]] = {
    Kind.NAMES: _names,
    Kind.TERM: _term,
    Kind.TERMS: _terms,
    Kind.WHEN: _when,
    Kind.PLACE: _place,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.FATE: _fate,
}
