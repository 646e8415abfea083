"""The tables of an export: one CSV for each kind of record, in words, with what is shown first; formula-safe."""

from __future__ import annotations

import uuid
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.fields import FIELDS, Field, Kind
from malath.accountability.violations.joining.groups import wholes
from malath.accountability.violations.leaving.reviews import review_table
from malath.accountability.violations.leaving.shape import FIXED, LINKS, keeps, keeps_said, linked, people_seen
from malath.accountability.violations.leaving.words import words_table
from malath.accountability.violations.models import Body, Person
from malath.accountability.violations.selectors import Said, said_of
from malath.engines.edtf import in_words, parse
from malath.engines.sheets import to_csv_safely

if TYPE_CHECKING:
    from malath.accountability.violations.leaving_rules import LeftOut
    from malath.platform.access.models import Member

AT_ONCE = 500
# Kinds of values that stand in words and, beside them, in their code.
CODED = (Kind.TERM, Kind.TERMS, Kind.PLACE, Kind.WHEN)


def tables(viewer: Member, language: str, left_out: LeftOut) -> Iterator[tuple[str, bytes]]:
    """(file name, CSV) for each kind of record, with headings and terms in the language, without whoever is left out."""
    for model in LINKS:
        with override(language):
            yield f"{model._meta.model_name}.csv", _table(viewer, model, language, left_out)
    with override(language):
        yield "review.csv", review_table(viewer, left_out)
        yield "words.csv", words_table(viewer)


def _table(viewer: Member, model: Any, language: str, left_out: LeftOut) -> bytes:
    fields = FIELDS[str(model._meta.model_name)]
    links, fixed = LINKS[model], FIXED.get(model, ())
    joinable = model in (Person, Body)
    headings = [_("Identifier"), *links, *fixed, *(["joined_with"] if joinable else [])]
    for field in fields.values():
        headings.append(str(field.label))
        if field.kind in CODED:
            headings.append(_("%(field)s (code)") % {"field": field.label})
    headings.append(_("Accounts that differ"))
    parts = [to_csv_safely([headings])]
    for rows in _batches(viewer, model):
        rows = [row for row in rows if keeps(left_out, row)]
        said = {pk: without_left_out(one, left_out) for pk, one in said_of(viewer, rows, why="export").items()}
        seen = people_seen(viewer, rows, links) - left_out.people
        joined = _one_with(viewer, model, rows, left_out) if joinable else {}
        cells = []
        for row in rows:
            named = [linked(row, link, seen) or "" for link in links]
            plain = [str(getattr(row, name)) for name in fixed]
            one_with = [joined.get(row.pk, "")] if joinable else []
            cells.append([str(row.pk), *named, *plain, *one_with, *_values(fields, said[row.pk], language)])
        parts.append(to_csv_safely(cells).removeprefix(BOM_UTF8))
    return b"".join(parts)


def _one_with(viewer: Member, model: Any, rows: list[Any], left_out: LeftOut) -> dict[uuid.UUID, str]:
    """Of records that were joined the identifiers of those that are one with each, as far as the member sees them."""
    groups = wholes(model, [row.pk for row in rows])
    seen = model.objects.visible_to(viewer).filter(pk__in=groups) if groups else ()
    shown = {row.pk for row in seen} - left_out.people
    return {pk: " ".join(sorted(str(one) for one in group & shown - {pk})) for pk, group in groups.items()}


def without_left_out(said: Said, left_out: LeftOut) -> Said:
    """What is said, without what is by or about anybody who is left out."""
    kept = {code: [one for one in several if keeps_said(left_out, one)] for code, several in said.by_field.items()}
    if left_out.masks:
        for one in (one for several in kept.values() for one in several):
            left_out.masks.mask(one)
    return Said({code: several for code, several in kept.items() if several})


def _values(fields: Mapping[str, Field], said: Said, language: str) -> Iterator[Any]:
    for field in fields.values():
        value = said.main(field.code)
        yield in_language(field, value, language)
        if field.kind in CODED:
            yield " ".join(value) if isinstance(value, list) else value or ""
    yield ", ".join(sorted(code for code, several in said.by_field.items() if len(several) > 1))


def in_language(field: Field, value: Any, language: str) -> Any:
    """A value in words of the language; numbers stay numbers, an empty text where nothing is said."""
    if value is None:
        return ""
    if field.kind is Kind.TERM:
        return vocabulary.label(field.terms, value, language)
    if field.kind is Kind.TERMS:
        return "; ".join(vocabulary.label(field.terms, code, language) for code in value)
    if field.kind is Kind.PLACE:
        return places.label(value, language)
    if field.kind is Kind.WHEN:
        return in_words(parse(value), language)
    if field.kind is Kind.FATE:
        fate = vocabulary.label(field.terms, value["fate"], language) if value["fate"] else ""
        return f"{fate} ({value['known']})" if fate else value["known"]
    return "; ".join(value) if field.kind is Kind.NAMES else value


def _batches(viewer: Member, model: Any) -> Iterator[list[Any]]:
    rows, last = model.objects.visible_to(viewer), None
    while batch := list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:AT_ONCE]):
        last = batch[-1].pk
        yield batch
