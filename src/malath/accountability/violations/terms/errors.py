"""What the reviewing of terms refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class WordsChangedError(DomainError):
    """The words of the term are not those that were on the page."""

    code = "violations.words-changed"
    status = 409
    message = _("These words changed since the page was opened. Read them again.")
