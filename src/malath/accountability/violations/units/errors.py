"""What adding to a unit or a place of detention refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class ElsewhereError(DomainError):
    """Whoever is named stands in the record of another organisation: what is said of them would be sealed there."""

    code = "violations.elsewhere"
    message = _("This stands in the record of another organisation. Enter it in yours first.")
