"""Several of a long list ticked in a form: heads that open, each with what stands below it, without a script.

Eight hundred choices are drawn here by hand: by templates they would take longer than the search.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from malath.accountability.search.addresses import joined_codes
from malath.accountability.search.wording import Branch, any_of, tree_of
from malath.accountability.violations.searching import MOST_CODES, NONE, codes_in

_MOST_SAID = 3


class SeveralField(forms.MultipleChoiceField):
    """Any number of codes of a vocabulary or of places, up to MOST_CODES; its value is a criterion, empty for nothing."""

    def __init__(self, terms: str, *, unknown: bool = False, **kwargs: Any) -> None:
        self.terms, self.tree = terms, tree_of(terms)
        if unknown:
            self.tree.append(Branch(NONE, _("not known"), []))
        super().__init__(choices=_flat(self.tree), required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return list(codes_in(value)) if isinstance(value, str) else value

    def clean(self, value: Any) -> str:
        try:
            return joined_codes(self.terms, super().clean(value))
        except ValueError:
            words = _("These are too many at once. Most that can be chosen: %(most)d.") % {"most": MOST_CODES}
            raise ValidationError(words, code="many") from None


def draw_several(bound: BoundField) -> SafeString:
    """The field, closed, saying what is chosen; open where something is wrong."""
    field: Any = bound.field
    chosen = set(bound.value() or ())
    named = [words for code, words in field.choices if code in chosen]
    said = any_of(named[:_MOST_SAID]) + (" …" if len(named) > _MOST_SAID else "") if named else _("any")
    errors = format_html('<span class="error" id="{}-error">{}</span>', bound.auto_id, " ".join(map(str, bound.errors)))
    return format_html(
        '<details class="field tree" id="{}"{}><summary><span class="strong">{}</span> <span class="soft">{}</span></summary>'
        '<fieldset><legend class="vh">{}</legend><p class="hint">{}</p>{}</fieldset></details>{}',
        bound.auto_id, mark_safe(" open") if bound.errors else "", bound.label, said,
        bound.label, _("Tick one or several: whatever fits any of them is meant, with all below it."),
        _drawn(bound.html_name, field.tree, chosen), errors if bound.errors else "",
    )  # fmt: skip


def _drawn(name: str, branches: list[Branch], chosen: Collection[str]) -> SafeString:
    parts = []
    for one in branches:
        if not one.below:
            parts.append(_box(name, one.code, one.label, chosen))
            continue
        opened = mark_safe(" open") if _holds(one, chosen) else ""
        whole = _box(name, one.code, _("%(name)s: all of it") % {"name": one.label}, chosen)
        parts.append(
            format_html(
                "<details{}><summary>{}</summary><div>{}{}</div></details>",
                opened,
                one.label,
                whole,
                _drawn(name, one.below, chosen),
            )
        )
    return format_html_join("", "{}", ((part,) for part in parts))


def _box(name: str, code: str, words: str, chosen: Collection[str]) -> SafeString:
    ticked = mark_safe(" checked") if code in chosen else ""
    return format_html(
        '<label class="choice"><input type="checkbox" name="{}" value="{}"{}><span>{}</span></label>',
        name, code, ticked, words,
    )  # fmt: skip


def _holds(one: Branch, chosen: Collection[str]) -> bool:
    return one.code in chosen or any(_holds(below, chosen) for below in one.below)


def _flat(branches: list[Branch]) -> list[tuple[str, str]]:
    return [pair for one in branches for pair in ((one.code, one.label), *_flat(one.below))]
