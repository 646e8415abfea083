"""What is chosen from in forms, and how codes are said: countries and languages by CLDR, in the reader's language."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale
from django.db.models import TextChoices
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

# Where the people come from, pass through and arrive: offered first.
NEAR = "SY LB TR JO IQ EG PS LY SD YE FR DE GR CY".split()  # noqa: SIM905
_NO_COUNTRIES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())  # noqa: SIM905
LANGUAGES = "ar kmr ckb tr hy syr fa en fr de es it nl sv".split()  # noqa: SIM905


class Sex(TextChoices):
    UNSAID = "", pgettext_lazy("sex", "Not said")
    FEMALE = "f", pgettext_lazy("sex", "Woman or girl")
    MALE = "m", pgettext_lazy("sex", "Man or boy")
    OTHER = "x", pgettext_lazy("sex", "Described otherwise")


class NameUse(TextChoices):
    """How a person may be named by what rests on their consent."""

    NONE = "none", pgettext_lazy("use of the name", "Without a name")
    INITIALS = "initials", pgettext_lazy("use of the name", "Initials")
    NAME = "name", pgettext_lazy("use of the name", "Full name")


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    return Locale.parse("ar_SY" if language == "ar" else language)


def _active() -> Locale:
    return _locale((get_language() or "en")[:2])


def country_name(code: str) -> str:
    """A country in the active language; the code itself where CLDR has no name."""
    return str(_active().territories.get(code.upper(), code)) if code else ""


def language_name(code: str) -> str:
    """A language in the active language; the code itself where CLDR has no name."""
    if code == "kmr":
        return _("Kurmanji")
    return str(_active().languages.get(code, code)) if code else ""


def _all_countries() -> list[tuple[str, str]]:
    named = _active().territories.items()
    countries = [(code, str(name)) for code, name in named if len(code) == 2 and code not in _NO_COUNTRIES]
    return sorted(countries, key=lambda country: country[1])


def country_choices() -> list[tuple[str, object]]:
    """Countries near the work first, then all, by name."""
    near = [(code, country_name(code)) for code in NEAR]
    return [("", "—"), (_("Near"), near), (_("All countries"), _all_countries())]


def near_country_choices() -> list[tuple[str, str]]:
    """The countries near the work, for choosing several."""
    return [(code, country_name(code)) for code in NEAR]


def language_choices() -> list[tuple[str, str]]:
    """The languages that the members meet."""
    return [("", "—"), *[(code, language_name(code)) for code in LANGUAGES]]
