"""What is published, about what, and where it stands (PR1, PR3, TA10, SC9). Values in, answers out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LANGUAGES = ("ar", "en", "fr")
# Whoever does not find a text in their language is led to the one that most of our readers know.
ELSE = ("en", "fr", "ar")
LONGEST_EXCERPT = 300


class Kind(TextChoices):
    """What readers look for: the press list is kept by kind."""

    STATEMENT = "statement", pgettext_lazy("kind of text", "Statement")
    JOINT = "joint", _("Joint statement")
    APPEAL = "appeal", _("Joint appeal")
    NEWS = "news", pgettext_lazy("kind of text", "News")
    REPORT = "report", pgettext_lazy("kind of text", "Report")
    LAW = "law", _("Law review")
    CAMPAIGN = "campaign", _("Campaign")
    OCCASION = "occasion", _("Occasion")
    PROGRAMME = "programme", pgettext_lazy("kind of text", "Programme")


# What organisations say together comes from a text that was frozen and signed; everything else is written here.
SIGNED_KINDS = frozenset({Kind.STATEMENT, Kind.JOINT, Kind.APPEAL})

# What is done for people, told as it is done now: no news, without a day, and written anew when it changes.
LIVING_KINDS = frozenset({Kind.PROGRAMME})
PRESS_KINDS = tuple(kind for kind in Kind if kind not in LIVING_KINDS)


class Subject(TextChoices):
    """What it is about."""

    DETENTION = "detention", _("Detention and torture")
    DISAPPEARED = "disappeared", _("The disappeared")
    RETURN = "return", _("Asylum and forced return")
    MEDIA = "media", _("Media and defenders")
    JUSTICE = "justice", _("Justice and accountability")
    WOMEN = "women", _("Women and equality")
    MEMORY = "memory", _("Memory and culture")
    OTHER = "other", pgettext_lazy("subject", "Other")


class State(TextChoices):
    """Where it stands. Down: it was out, and its address says that it was taken down."""

    DRAFT = "draft", pgettext_lazy("publication", "Draft")
    SCHEDULED = "scheduled", _("Goes out at its hour")
    OUT = "out", _("Published")
    DOWN = "down", _("Taken down")


class Erased(TextChoices):
    """What was erased by two members."""

    PUBLICATION = "publication", _("An item of the press list")
    COLLEAGUE = "colleague", _("A colleague’s record")


class Ground(TextChoices):
    """Why. A code: it stays when everything else is gone."""

    WISH = "wish", pgettext_lazy("ground of an erasure", "The person, or their family, asked for it")
    CONSENT = "consent", pgettext_lazy("ground of an erasure", "What they had allowed was taken back")
    IN_ERROR = "in_error", pgettext_lazy("ground of an erasure", "It should never have been recorded")
    LAW = "law", pgettext_lazy("ground of an erasure", "The law asks for it")


class Enclosed(TextChoices):
    """What can stand on a page beside its text."""

    PICTURE = "picture", pgettext_lazy("on a page", "Picture")
    PAPER = "paper", pgettext_lazy("on a page", "Paper (PDF)")


class People(TextChoices):
    """Who is seen in a picture."""

    NOBODY = "nobody", _("Nobody can be recognised")
    AGREED = "agreed", _("Everybody who can be recognised agreed that it is published")


MOST_PAPERS = 10


def ready_languages(texts: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The languages in which there is a title and a text, in the order of the house."""
    return [code for code in LANGUAGES if all(texts.get(code, {}).get(part, "").strip() for part in ("title", "body"))]


def said_in(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    """The words in a language, else in another in which there are some: (language, words), both empty where there are none."""
    return next(((code, texts[code]) for code in (language, *ELSE) if texts.get(code)), ("", ""))


class Spoken(str):
    """A text that knows its language, which may be another than its page's: whoever reads aloud is told (WCAG 3.1.2)."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Self:
        made = super().__new__(cls, text)
        made.language = language
        return made


def excerpt_of(text: Mapping[str, Any]) -> str:
    """What stands under a title in a list: what was written for it, else the beginning of the text, cut at a word."""
    own = str(text.get("excerpt", "")).strip()
    if own:
        return own
    plain = re.sub(r"\[\^[^\]]*\]|[*_>#]|^- ", "", str(text.get("body", "")), flags=re.M)
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", plain)
    words = " ".join(plain.split())
    return words if len(words) <= LONGEST_EXCERPT else words[:LONGEST_EXCERPT].rsplit(" ", 1)[0] + "…"


def slug_of(day: date, titles: Mapping[str, str], tail: str) -> str:
    """The address of what goes out: its day, its title in Latin letters where there is one, and a few letters that make
    it its own."""
    title = titles.get("en") or titles.get("fr") or ""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    short = ""
    for word in words:
        if len(short) + len(word) > 48:
            break
        short = f"{short}-{word}"
    return f"{day.isoformat()}{short}-{tail}"
