"""Kinds and places written as people say them: a search field over a long list, which needs no script (SC1).

The page offers the list to the browser (`<datalist>`); what was typed is read with the vocabulary's own finder, in three
languages. Where several terms fit, the form says which, and asks for one of them.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from malath.accountability.violations import places, vocabulary
from malath.accountability.violations.form_fields import term_choices
from malath.accountability.violations.values import LONGEST_LINE
from malath.accountability.violations.vocabulary import Term
from malath.accountability.violations.wording import place_label, term_label
from malath.platform.interface import formats
from malath.platform.interface.fields import Line

MOST_OFFERED = 6
PLACES = "places-of-the-world"
"""The id of the list of places in the page, beside those of the vocabularies, which bear their own names."""
_STEP = " › "


class Picked(Line):
    """A line in which one thing of a long list is written. Its value is a code, empty where nothing was written."""

    def __init__(self, offered: str, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_LINE, required=False, **kwargs)
        self.widget.attrs["list"] = f"offered-{offered}"

    def clean(self, value: Any) -> str:
        text = str(super().clean(value) or "")
        if not text:
            return ""
        found = self.read(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("Nothing of this name is in the list. Try another word for it."), code="unknown")
        fitting = " · ".join(self.worded(code) for code in found[:MOST_OFFERED])
        more = len(found) - MOST_OFFERED
        if more > 0:
            rest = ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
            fitting = f"{fitting} · {rest}"
        raise ValidationError(
            _("Several fit. Write one of them: %(fitting)s."), code="several", params={"fitting": fitting}
        )

    def read(self, text: str) -> list[str]:
        """The codes that the text may mean; one where it is certain."""
        raise NotImplementedError

    def worded(self, code: str) -> str:
        """How a code is written, so that it is read back."""
        raise NotImplementedError

    def above(self, code: str) -> str:
        """The same with what stands above it, to show what was understood."""
        raise NotImplementedError


class TermField(Picked):
    """A term of a vocabulary."""

    def __init__(self, terms: str, **kwargs: Any) -> None:
        self.terms = terms
        super().__init__(terms, **kwargs)

    def read(self, text: str) -> list[str]:
        known = vocabulary.terms(self.terms)
        same = [one.code for one in known.values() if one.retired is None and _is_called(one, text)]
        return same[:1] or [one.code for one in vocabulary.find(self.terms, text)]

    def worded(self, code: str) -> str:
        return term_label(self.terms, code)

    def above(self, code: str) -> str:
        language = formats.active_language()
        return _STEP.join(one.labels[language] for one in vocabulary.path(self.terms, code))


def _is_called(one: Term, text: str) -> bool:
    return text == one.code or any(text.casefold() == label.casefold() for label in one.labels.values())


class PlaceField(Picked):
    """A country, governorate, district or town; written alike, the wider place is meant."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(PLACES, **kwargs)

    def read(self, text: str) -> list[str]:
        found = places.find(text)
        certain = [one.code for one in found if text.casefold() in {name.casefold() for name in one.spellings}]
        return certain[:1] or [one.code for one in found]

    def worded(self, code: str) -> str:
        return place_label(code)

    def above(self, code: str) -> str:
        language = formats.active_language()
        return _STEP.join(one.labels[language] for one in places.path(code))


def offered(*lists: str) -> list[tuple[str, list[str]]]:
    """The lists that the page offers to the browser: the id of each, and its words in the reader's language."""
    language = formats.active_language()
    found = [(name, [label.strip() for _code, label in term_choices(name)]) for name in lists]
    return [*found, (PLACES, [one.labels[language] for one in places.places().values()])]


def understood(field: Picked, typed: str, code: str) -> str:
    """What was understood, where that is more than what was typed."""
    words = field.above(code) if code else ""
    return "" if words == typed.strip() else words
