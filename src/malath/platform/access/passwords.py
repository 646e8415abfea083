"""What makes a good password, said in our own words in three languages."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_MESSAGES = {
    "password_too_short": _("Use at least 12 characters."),
    "password_too_common": _("Very many people use this password. Choose another."),
    "password_entirely_numeric": _("Use more than digits."),
}
LONGEST_PASSWORD = 200


def check_password_is_good(password: str, user: Any = None) -> None:
    """Raise ValidationError with each reason why the password will not do."""
    if len(password) > LONGEST_PASSWORD:
        raise ValidationError(_("This password is too long."), code="password_too_long")
    try:
        validate_password(password, user)
    except ValidationError as problem:
        reasons = [
            ValidationError(_MESSAGES.get(error.code or "", error.message), code=error.code)
            for error in problem.error_list
        ]
        raise ValidationError(reasons) from problem
