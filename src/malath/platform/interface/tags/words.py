"""Icons, names, dates, numbers and states: the words and marks inside a line of text."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from django.template import Library
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from malath.platform.interface import formats

register = Library()

SPRITE = Path(__file__).resolve().parent.parent / "static" / "malath" / "icons.svg"
# These point along the line of reading, so they turn round in Arabic.
POINTING = frozenset({"arrow", "chevron", "exit", "undo", "send", "list", "menu", "split"})
OTHER_NAMES = {
    "file": "document",
    "scale": "scales",
    "work": "briefcase",
    "print": "printer",
    "save": "download",
    "veil": "eye-off",
    "warn": "warning",
    "close": "cross",
    "more": "dots",
    "user": "person",
    "group": "people",
    "delete": "trash",
    "edit": "pen",
    "add": "plus",
    "forward": "arrow",
    "next": "chevron",
    "hand": "handshake",
    "folder": "case",
    "team": "people",
}
KIND_ICONS = {"bad": "warning", "warn": "clock", "ok": "check", "on": "info"}


@cache
def icon_names() -> frozenset[str]:
    """Every drawing of the sprite."""
    # The sprite is our own file, read from the package.
    return frozenset(symbol.get("id", "") for symbol in ElementTree.parse(SPRITE).getroot())  # noqa: S314


def draw(name: str, extra: str = "", label: str = "") -> SafeString:
    """An icon of the sprite; an unknown name draws a dash, so that a slip of the pen never breaks a page."""
    return _drawn(name, extra, label) if label else _drawn_before(name, extra)


@lru_cache(maxsize=512)
def _drawn_before(name: str, extra: str) -> SafeString:
    """A page has a hundred of a dozen icons."""
    return _drawn(name, extra, "")


def _drawn(name: str, extra: str, label: str) -> SafeString:
    name = OTHER_NAMES.get(name, name)
    name = name if name in icon_names() else "dash"
    classes = " ".join(filter(None, ("i", "flip" if name in POINTING else "", extra)))
    aria = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', classes, aria, static("malath/icons.svg"), name)


@register.simple_tag
def icon(name: str, extra: str = "", label: str = "") -> SafeString:
    """`{% icon "bell" %}`: beside a word, so hidden from screen readers unless it has a label of its own."""
    return draw(name, extra, label)


@register.simple_tag
def name(person_name: Any, extra: str = "") -> SafeString:
    """A person's name, isolated from the direction around it, read in its own script's voice, hidden by the veil."""
    text = str(person_name or "").strip()
    language = formats.script_language(text)
    lang = format_html(' lang="{}"', language) if language else ""
    return format_html('<bdi class="{}" dir="auto"{}>{}</bdi>', f"name {extra}".strip(), lang, text)


@register.simple_tag
def code(value: Any) -> SafeString:
    """A pseudonym, a number of a case, a file's name: always from left to right."""
    return format_html('<bdi class="code" dir="ltr">{}</bdi>', value)


def _shown(text: str, digits: str) -> str:
    return formats.eastern_digits(text) if digits == "eastern" else text


def _digits(context: Any) -> str:
    viewer = context.get("viewer")
    return getattr(viewer, "digits", "latin") if formats.active_language() == "ar" else "latin"


@register.simple_tag(takes_context=True)
def day(context: Any, value: date | datetime | None, year: bool | None = None, weekday: bool = False) -> SafeString:
    """A day in words."""
    if not value:
        return mark_safe("")
    text = _shown(formats.date_text(value, year=year, weekday=weekday), _digits(context))
    return format_html('<time datetime="{}">{}</time>', formats.local_date(value).isoformat(), text)


def _moment_and_zone(value: datetime) -> str:
    return f"{formats.moment_text(value)} ({formats.zone_text()})"


@register.simple_tag(takes_context=True)
def moment(context: Any, value: datetime | None) -> SafeString:
    """A day and an hour, and by which city's clock."""
    if not value:
        return mark_safe("")
    if not isinstance(value, datetime):
        return day(context, value)
    text = _shown(_moment_and_zone(value), _digits(context))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="minutes"), text)


@register.simple_tag(takes_context=True)
def hour(context: Any, value: datetime | None) -> SafeString:
    """An hour of the day."""
    if not value:
        return mark_safe("")
    text = _shown(formats.time_text(value), _digits(context))
    return format_html('<time datetime="{}">{}</time>', value.isoformat(timespec="minutes"), text)


def _time(context: Any, value: date | datetime, text: str) -> SafeString:
    exact = value.isoformat(timespec="minutes") if isinstance(value, datetime) else value.isoformat()
    full = _moment_and_zone(value) if isinstance(value, datetime) else formats.date_text(value, year=True)
    return format_html('<time datetime="{}" title="{}">{}</time>', exact, full, _shown(text, _digits(context)))


@register.simple_tag(takes_context=True)
def until(context: Any, value: date | datetime | None) -> SafeString:
    """In 9 days, 3 hours left, 2 days overdue."""
    return _time(context, value, formats.until_text(value)) if value else mark_safe("")


@register.simple_tag(takes_context=True)
def since(context: Any, value: date | datetime | None) -> SafeString:
    """3 hours ago, yesterday."""
    return _time(context, value, formats.since_text(value)) if value else mark_safe("")


@register.simple_tag
def colon() -> str:
    """The colon after a label that a template writes: a no-break space before it in French."""
    return "\u00a0:" if formats.active_language() == "fr" else ":"


@register.simple_tag(takes_context=True)
def number(context: Any, value: int | float | None) -> SafeString:
    """A number with the language's separators."""
    if value is None:
        return mark_safe("–")
    return format_html('<span class="num">{}</span>', _shown(formats.number_text(value), _digits(context)))


@register.simple_tag
def size(value: int | None) -> str:
    """A file's size."""
    return formats.size_text(value or 0)


@register.simple_tag
def tag(kind: str, text: Any, image: str | None = None) -> SafeString:
    """A state of the thing beside it: kind is bad, warn, ok, on, plain or empty; always an icon and a word."""
    image = KIND_ICONS.get(kind, "") if image is None else image
    classes = f"tag {kind}".strip()
    return format_html('<span class="{}">{}{}</span>', classes, draw(image) if image else "", text)


@register.simple_tag
def until_tag(value: date | datetime | None, warn_days: int = 14) -> SafeString:
    """How long a paper, an access or a consent still holds, coloured by nearness."""
    if not value:
        return mark_safe("")
    days = (formats.local_date(value) - timezone.localdate()).days
    kind = "bad" if days < 0 else "warn" if days <= warn_days else ""
    return tag(kind, formats.until_text(value), "warning" if days < 0 else "clock")
