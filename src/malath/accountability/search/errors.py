"""What the search refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from malath.platform.errors import DomainError


class TooManySearchesError(DomainError):
    """There are as many kept searches as anybody can look through."""

    code = "search.too_many"
    message = _("You keep thirty searches already. Forget one first.")


class TooManyFollowedError(DomainError):
    """Today would be slow, and say more than anybody reads."""

    code = "search.too_many_followed"
    message = _("You follow ten searches already. Follow one of them no longer first.")
