"""Which words of a story's lists nobody has reviewed in the language of the page, said as other forms say it (SC1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from malath.accountability.violations import vocabulary
from malath.accountability.violations.terms.pages import LABELS
from malath.accountability.violations.terms.standing import Standing

if TYPE_CHECKING:
    from malath.platform.access.models import Member


class Drafts:
    """The drafts of some lists, as a viewer reads them: two queries, however many terms."""

    def __init__(self, viewer: Member, lists: Iterable[str]) -> None:
        wanted, language = sorted(set(lists)), vocabulary.spoken()
        standing = Standing(viewer, wanted)
        self._codes = {
            name: {pk for pk, one in vocabulary.terms(name).items() if standing.is_draft(one, language)}
            for name in wanted
        }
        self._whole = [name for name in wanted if len(self._codes[name]) == len(vocabulary.terms(name))]
        self._language = language

    @property
    def are_all(self) -> bool:
        """Whether nobody has reviewed any word of any of the lists."""
        return len(self._whole) == len(self._codes)

    @property
    def whole(self) -> list[str]:
        """The lists, in words, of which nobody has reviewed any word."""
        return [str(LABELS[name]) for name in self._whole]

    def mark(self, field: Any) -> None:
        """Mark the draft words among the choices of a field, where its list has reviewed words too."""
        if drafts := self._of_some(field.terms):
            field.choices = [(code, _marked(label) if code in drafts else label) for code, label in field.choices]

    def labels(self, name: str) -> dict[str, str]:
        """The same of a list in which one writes: each draft word, and how it is offered."""
        known = vocabulary.terms(name)
        words = [known[code].labels[self._language] for code in self._of_some(name)]
        return {word: _marked(word) for word in words}

    def _of_some(self, name: str) -> set[str]:
        return set() if name in self._whole else self._codes[name]


def _marked(label: str) -> str:
    return _("%(term)s (draft)") % {"term": label}
