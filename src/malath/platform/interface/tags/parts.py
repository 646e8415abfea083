"""Heads of sections, cards, notes, lists of work, facts, timelines, steps, tabs, pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.template import Library
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from malath.platform.interface import formats
from malath.platform.interface.tags.words import draw

register = Library()

NOTE_ICONS = {"bad": "never", "warn": "clock", "ok": "check", "": "info"}


def get(thing: Any, key: str, default: Any = "") -> Any:
    """A value of a mapping or an attribute of an object; components take either."""
    if isinstance(thing, Mapping):
        return thing.get(key, default)
    return getattr(thing, key, default)


@register.simple_tag
def section_head(title: Any, aside: Any = "", level: int = 2, ident: str = "") -> SafeString:
    """A black rule opens a section; a short aside says what the list leaves out."""
    beside = format_html('<span class="aside">{}</span>', aside) if aside else ""
    anchor = format_html(' id="{}"', ident) if ident else ""
    return format_html('<div class="section-head"><h{}{}>{}</h{}>{}</div>', level, anchor, title, level, beside)


@register.simple_block_tag
def empty_state(content: str, image: str, title: Any, level: int = 3) -> SafeString:
    """Nothing yet: what this place is for, and the next act, inside the block."""
    return format_html('<div class="empty">{}<h{}>{}</h{}>{}</div>', draw(image), level, title, level, content)


@register.simple_block_tag
def note(content: str, kind: str = "", image: str = "") -> SafeString:
    """A sentence that must not be missed: kind is empty, warn, bad or ok."""
    mark = draw(image or NOTE_ICONS.get(kind, "info"))
    return format_html('<div class="{}">{}<div>{}</div></div>', f"note {kind}".strip(), mark, content)


@register.simple_block_tag
def card(content: str, extra: str = "", ident: str = "") -> SafeString:
    """What is picked up or decided on as one."""
    anchor = format_html(' id="{}"', ident) if ident else ""
    return format_html('<article class="{}"{}>{}</article>', f"card {extra}".strip(), anchor, content)


@register.simple_block_tag
def more(content: str, title: Any) -> SafeString:
    """What is there when asked for."""
    return format_html('<details class="more"><summary>{}</summary>{}</details>', title, content)


@register.simple_block_tag
def lines(content: str, extra: str = "") -> SafeString:
    """A list of work: when, what, do."""
    return format_html('<ul role="list" class="{}">{}</ul>', f"lines {extra}".strip(), content)


@register.simple_tag
def when_cell(when: Any, kind: str | None = None, clock: bool = False) -> SafeString:
    """The first column: a countdown for a day or a moment, the hour alone in one day's list, else the words."""
    if isinstance(when, date | datetime):
        if clock and isinstance(when, datetime):
            return format_html('<div class="when"><time>{}</time></div>', formats.time_text(when))
        number, words, colour = formats.countdown(when)
        if number == 0:
            number_or_word, words = formats.until_text(when), ""
            return format_html(
                '<div class="when {}"><span>{}</span></div>', colour if kind is None else kind, number_or_word
            )
        colour = colour if kind is None else kind
        return format_html('<div class="when {}"><b>{}</b><span>{}</span></div>', colour, number, words)
    return format_html('<div class="when {}"><span>{}</span></div>', kind or "", when)


@register.simple_block_tag
def line(
    content: str,
    when: Any,
    title: Any,
    url: str = "",
    action: Any = "",
    kind: str | None = None,
    first: bool = False,
    clock: bool = False,
) -> SafeString:
    """One line of work; the block is its detail. `action` is the word on the button to the same place."""
    what = format_html('<a href="{}">{}</a>', url, title) if url else format_html("<b>{}</b>", title)
    detail = format_html("<p>{}</p>", content) if content.strip() else ""
    button = "btn first" if first else "btn"
    do = (
        format_html('<div class="do"><a class="{}" href="{}">{}</a></div>', button, url, action)
        if action and url
        else ""
    )
    return format_html('<li>{}<div class="what">{}{}</div>{}</li>', when_cell(when, kind, clock), what, detail, do)


@register.simple_block_tag
def facts(content: str, extra: str = "") -> SafeString:
    """Four things to know at a glance; `extra="lines"` sets them one under the other."""
    return format_html('<dl class="{}">{}</dl>', f"facts {extra}".strip(), content)


@register.simple_block_tag
def fact(content: str, label: Any) -> SafeString:
    """One of them: the block is the value; nothing known is said, not left blank."""
    value = content if content.strip() else format_html('<span class="soft">{}</span>', gettext("not known"))
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, value)


@register.simple_block_tag
def timeline(content: str) -> SafeString:
    """What happened, newest first."""
    return format_html('<ol class="timeline padded" role="list">{}</ol>', content)


@register.simple_block_tag
def happening(
    content: str, title: Any, image: str = "note", kind: str = "", by: Any = "", on: Any = None
) -> SafeString:
    """One entry: the block is its text; `by` and `on` stand under it."""
    when = ""
    if on:
        text = formats.moment_text(on) if isinstance(on, datetime) else formats.date_text(on)
        when = format_html('<time datetime="{}">{}</time>', on.isoformat(), text)
    under = format_html('<p class="by">{}{}{}</p>', when, " · " if when and by else "", by) if when or by else ""
    dot = f"dot {kind}".strip()
    return format_html(
        '<li><span class="{}">{}</span><div><h3>{}</h3>{}{}</div></li>', dot, draw(image), title, content, under
    )


@register.simple_block_tag
def pairs(content: str) -> SafeString:
    """A short list: a thing and one fact or button at its end."""
    return format_html('<ul role="list" class="pairs">{}</ul>', content)


@register.simple_block_tag
def pair(content: str, title: Any, url: str = "", end: Any = "") -> SafeString:
    """One of them; `end` is a tag or a button already made."""
    what = format_html('<a href="{}">{}</a>', url, title) if url else format_html("<span>{}</span>", title)
    detail = format_html("<p>{}</p>", content) if content.strip() else ""
    return format_html('<li><div class="what">{}{}</div>{}</li>', what, detail, end)


@register.simple_tag
def steps(labels: Sequence[Any], current: int) -> SafeString:
    """A procedure of a few steps, the current counted from 1."""
    items = [
        (
            mark_safe(' class="done"') if n < current else mark_safe(' aria-current="step"') if n == current else "",
            label,
        )
        for n, label in enumerate(labels, 1)
    ]
    return format_html('<ol class="steps" role="list">{}</ol>', format_html_join("", "<li{}>{}</li>", items))


@register.simple_tag
def tabs(items: Sequence[Any], label: Any) -> SafeString:
    """Places within one thing: each item has `url`, `label`, and may have `icon`, `count`, `current`."""
    links = []
    for item in items:
        here = mark_safe(' aria-current="page"') if get(item, "current", False) else ""
        count = get(item, "count", None)
        shown = format_html(' <span class="soft num">{}</span>', count) if count else ""
        links.append(
            (get(item, "url"), here, draw(get(item, "icon")) if get(item, "icon") else "", get(item, "label"), shown)
        )
    return format_html(
        '<nav class="tabs" aria-label="{}">{}</nav>', label, format_html_join("", '<a href="{}"{}>{}{}{}</a>', links)
    )


@register.simple_tag
def pager(newer: str = "", older: str = "") -> SafeString:
    """To the page before and after; each is an address or empty. No numbers: the list moves while one reads."""
    if not newer and not older:
        return mark_safe("")
    back = (
        format_html('<a class="btn" rel="prev" href="{}">{}</a>', newer, gettext("Newer"))
        if newer
        else mark_safe("<span></span>")
    )
    on = format_html('<a class="btn" rel="next" href="{}">{}</a>', older, gettext("Older")) if older else ""
    return format_html('<nav class="pager" aria-label="{}">{}{}</nav>', gettext("Pages of this list"), back, on)


@register.simple_tag
def progress(done: int, total: int, label: Any) -> SafeString:
    """Long work: what it is, and how far."""
    return format_html(
        '<div class="stack tight" role="group"><span>{}</span>'
        '<progress max="{}" value="{}" aria-label="{}"></progress></div>',
        label,
        total,
        done,
        conditional_escape(label),
    )
