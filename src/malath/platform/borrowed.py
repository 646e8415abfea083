"""Sentences of Django that Malath shows and that Django's Arabic lacks or counts wrongly.

They stand here so that our own catalogue, which comes before Django's, holds them.
"""

from __future__ import annotations

from django.utils.translation import ngettext_lazy

TOO_MANY_FORMS = ngettext_lazy("Please submit at most %(num)d form.", "Please submit at most %(num)d forms.", "num")
TOO_FEW_FORMS = ngettext_lazy("Please submit at least %(num)d form.", "Please submit at least %(num)d forms.", "num")
TOO_LONG = ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)
TOO_SHORT = ngettext_lazy(
    "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)
