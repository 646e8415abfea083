"""What became of a colleague, what may be said of them, and by whose word (PR2). Values in, answers out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_SOURCES = 3


class Fate(TextChoices):
    """What readers are told first."""

    DETAINED = "detained", pgettext_lazy("fate", "Detained")
    DISAPPEARED = "disappeared", pgettext_lazy("fate", "Disappeared")
    KILLED = "killed", pgettext_lazy("fate", "Killed")
    DIED = "died", pgettext_lazy("fate", "Died in detention")
    FREED = "freed", pgettext_lazy("fate", "Free again")


# Days are counted while nobody can say that it is over.
RUNNING = frozenset({Fate.DETAINED, Fate.DISAPPEARED})
DEAD = frozenset({Fate.KILLED, Fate.DIED})


class Kind(TextChoices):
    """What happened on a day."""

    ARREST = "arrest", pgettext_lazy("happening", "Arrest")
    ABDUCTION = "abduction", pgettext_lazy("happening", "Abduction")
    MOVED = "moved", pgettext_lazy("happening", "Moved to another place")
    HEARING = "hearing", pgettext_lazy("happening", "Hearing")
    VERDICT = "verdict", pgettext_lazy("happening", "Verdict")
    NEWS = "news", pgettext_lazy("happening", "Sign of life, or other news")
    DEATH = "death", pgettext_lazy("happening", "Death")
    FREED = "freed", pgettext_lazy("happening", "Freed")
    BIRTH = "birth", pgettext_lazy("happening", "Birth")


# The count of days begins with the last of these.
BEGINNINGS = frozenset({Kind.ARREST, Kind.ABDUCTION})
# These come round each year unless somebody says otherwise.
REMEMBERED = frozenset({Kind.ARREST, Kind.ABDUCTION, Kind.VERDICT, Kind.DEATH, Kind.BIRTH})


class Change(TextChoices):
    """What a member reports when something changed; it makes the fate and the happening together."""

    FREED = "freed", pgettext_lazy("change", "They are free")
    MOVED = "moved", pgettext_lazy("change", "They were moved to another place")
    FOUND = "found", pgettext_lazy("change", "They were found: they are detained")
    LOST = "lost", pgettext_lazy("change", "All trace of them was lost")
    AGAIN = "again", pgettext_lazy("change", "They were arrested again")
    DIED = "died", pgettext_lazy("change", "Their death in detention is confirmed")
    KILLED = "killed", pgettext_lazy("change", "They were killed")


# The fate that a change leads to, None where it stays; and what it is on the timeline.
OUTCOMES: Mapping[str, tuple[Fate | None, Kind]] = {
    Change.FREED: (Fate.FREED, Kind.FREED),
    Change.MOVED: (None, Kind.MOVED),
    Change.FOUND: (Fate.DETAINED, Kind.NEWS),
    Change.LOST: (Fate.DISAPPEARED, Kind.NEWS),
    Change.AGAIN: (Fate.DETAINED, Kind.ARREST),
    Change.DIED: (Fate.DIED, Kind.DEATH),
    Change.KILLED: (Fate.KILLED, Kind.DEATH),
}


def changes_from(fate: str) -> list[Change]:
    """What can have changed for somebody of whom this was known. A death that was reported wrongly can be undone."""
    if fate in DEAD:
        return [Change.FOUND, Change.LOST, Change.FREED, Change.DIED if fate == Fate.KILLED else Change.KILLED]
    if fate == Fate.FREED:
        return [Change.AGAIN, Change.LOST, Change.KILLED]
    other = Change.LOST if fate == Fate.DETAINED else Change.FOUND
    return [Change.FREED, Change.MOVED, other, Change.DIED, Change.KILLED]


class State(TextChoices):
    """Whether there is a page of theirs outside."""

    DRAFT = "draft", pgettext_lazy("page of a colleague", "Not published")
    OUT = "out", pgettext_lazy("page of a colleague", "Published")
    DOWN = "down", pgettext_lazy("page of a colleague", "Taken down")


class Part(TextChoices):
    """What a consent lets be said. Without the first there is no page."""

    NAME = "name", _("Their name, and what became of them")
    PORTRAIT = "portrait", _("Who they are: a portrait in words")
    PICTURE = "picture", _("A picture of them")
    TIMELINE = "timeline", _("What happened, day by day")
    PLACE = "place", _("Where they are held")
    BIRTHDAY = "birthday", _("Their birthday")
    FAMILY = "family", _("Their family: who they are, what they say")


class Relation(TextChoices):
    """Who gave the consent."""

    SELF = "self", pgettext_lazy("who consents", "They themselves")
    SPOUSE = "spouse", pgettext_lazy("who consents", "Wife or husband")
    PARENT = "parent", pgettext_lazy("who consents", "Mother or father")
    CHILD = "child", pgettext_lazy("who consents", "Daughter or son")
    SIBLING = "sibling", pgettext_lazy("who consents", "Sister or brother")
    RELATIVE = "relative", pgettext_lazy("who consents", "Another relative")


class Ending(TextChoices):
    """How a consent ended before its last day."""

    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "Withdrawn")
    REPLACED = "replaced", pgettext_lazy("consent", "Replaced by a later one")
    LAPSED = "lapsed", pgettext_lazy("consent", "Lapsed: they live, and had allowed less")


TEXTS = ("name", "portrait", "place", "family", "help")
# What readers can do is ours to say: it needs no word of theirs beyond the page itself.
PART_OF_TEXT: Mapping[str, Part] = {
    "name": Part.NAME,
    "portrait": Part.PORTRAIT,
    "place": Part.PLACE,
    "family": Part.FAMILY,
    "help": Part.NAME,
}


def may_allow(allows: Collection[str], by: str, own: Collection[str] | None, fate: str) -> bool:
    """Whether this person may allow this much. What the colleague allowed themselves (`own`, empty once withdrawn, None
    if they never spoke) is not widened by a relative while the colleague lives."""
    if by == Relation.SELF:
        return fate not in DEAD
    return own is None or fate in DEAD or set(allows) <= set(own)


def parts_of_happening(kind: str, names: Collection[str]) -> set[str]:
    """What must be allowed before readers see it: a birth is the birthday; what tells of a place or a family needs that."""
    return {Part.NAME, Part.BIRTHDAY if kind == Kind.BIRTH else Part.TIMELINE, *names}


def is_web_address(text: str) -> bool:
    """Whether it leads to the web, and to nothing else."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = text.isprintable() and not any(sign in text for sign in " \"'<>\\^`{|}")
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and plain and len(text) <= 500


def slug_in(address: str) -> str:
    """The last part of an address of the public site that was pasted: /en/2026-11-22-a-door-opened-0fa3c1/."""
    return urlsplit(address.strip()).path.rstrip("/").rsplit("/", 1)[-1][:80]
