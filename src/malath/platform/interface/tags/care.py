"""Safe contact, risk in three lists, own words, and acts that ask for a reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.template import Library
from django.utils.crypto import get_random_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from malath.platform.interface import formats
from malath.platform.interface.tags.parts import get
from malath.platform.interface.tags.words import draw

register = Library()


def _listed(value: Any) -> list[Any]:
    if not value:
        return []
    return [value] if isinstance(value, str) else list(value)


def _bullets(items: Iterable[Any]) -> SafeString:
    return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((item,) for item in items)))


def _ways(rules: Any) -> list[Any]:
    """The allowed ways, then hours, then the code word: the order in which one prepares a contact."""
    ways = _listed(get(rules, "only_ways"))
    if hours := get(rules, "hours"):
        ways.append(format_html("{}: <bdi>{}</bdi>", gettext("Hours"), hours))
    if word := get(rules, "code_word"):
        ways.append(format_html('{}: <b class="veiled"><bdi>{}</bdi></b>', gettext("Code word"), word))
    return ways


@register.simple_tag
def safe_contact(rules: Any, level: int = 2) -> SafeString:
    """The one inverted block of a page. `rules` has only_ways, never, code_word, hours, agreed_on, note."""
    ways, never, agreed = _ways(rules), _listed(get(rules, "never")), get(rules, "agreed_on", None)
    if not ways and not never:
        return format_html(
            '<section class="note warn">{}<p><b>{}</b> {}</p></section>',
            draw("shield"), gettext("No safe contact agreed yet."),
            gettext("Do not contact this person before you know how it is safe."),
        )  # fmt: skip
    when = agreed
    if isinstance(agreed, date):
        when = gettext("Agreed with them on %(day)s") % {"day": formats.date_text(agreed)}
    said = format_html('<p class="wide">{}</p>', get(rules, "note")) if get(rules, "note") else ""
    columns = format_html(
        '<div class="yes"><h{0}>{1}{2}</h{0}>{3}</div>',
        level + 1, draw("check"), gettext("Only like this"), _bullets(ways or [gettext("Not said")]),
    )  # fmt: skip
    if never:
        columns += format_html(
            '<div class="no"><h{0}>{1}{2}</h{0}>{3}</div>', level + 1, draw("never"), gettext("Never"), _bullets(never)
        )
    ident = f"safe-{get_random_string(6)}"
    return format_html(
        '<section class="safe" aria-labelledby="{0}"><header>{1}<h{2} id="{0}">{3}</h{2}><small>{4}</small></header>'
        "<div>{5}{6}</div></section>",
        ident, draw("shield"), level, gettext("Before you contact them"), when or "", columns, said,
    )  # fmt: skip


@register.simple_tag
def safe_strip(rules: Any, follow: bool = False) -> SafeString:
    """The same rules in one line: inside the contact form, and (`follow`) under the bar of a phone."""
    parts = _ways(rules)
    never = _listed(get(rules, "never"))
    if not parts and not never:
        parts = [gettext("No safe contact agreed yet.")]
    if never:
        parts.append(
            format_html(
                "{}: {}",
                gettext("Never"),
                format_html_join("، " if formats.direction() == "rtl" else ", ", "{}", ((n,) for n in never)),
            )
        )
    text = format_html_join(" · ", "{}", ((part,) for part in parts))
    # The strip that follows repeats the block above, so screen readers hear it once.
    extra = mark_safe(' follow narrow-only" aria-hidden="true') if follow else ""
    return format_html('<p class="safe-strip{}">{}<span>{}</span></p>', extra, draw("shield"), text)


def _risk_list(css: str, image: str, title: str, items: Iterable[Any], level: int) -> SafeString:
    rows = []
    for item in items:
        on = get(item, "on", None)
        day = (
            format_html('<time datetime="{}">{}</time>', on.isoformat(), formats.date_text(on))
            if isinstance(on, date)
            else on
        )
        source = get(item, "evidence") or get(item, "source")
        confidence = get(item, "confidence")
        sure = pgettext("degree", "Confidence: %(how)s") % {"how": confidence} if confidence else ""
        under = format_html_join(" · ", "{}", ((part,) for part in (source, day, sure) if part))
        rows.append((get(item, "text"), under or gettext("No evidence given")))
    body = format_html_join("", "<li>{}<small>{}</small></li>", rows)
    body = body or format_html('<li class="soft">{}</li>', gettext("Nothing known"))
    return format_html(
        '<section class="{0}"><h{1}>{2}{3}</h{1}><ul>{4}</ul></section>', css, level, draw(image), title, body
    )


@register.simple_tag
def risk(
    threats: Iterable[Any], vulnerabilities: Iterable[Any], capacities: Iterable[Any], level: int = 3
) -> SafeString:
    """Three lists, never a number. Each line has text, evidence, on (a day) and confidence."""
    return format_html(
        '<div class="risk">{}{}{}</div>',
        _risk_list("threat", "warning", gettext("Threats"), threats, level),
        _risk_list("vulnerable", "flag", gettext("Vulnerabilities"), vulnerabilities, level),
        _risk_list("capable", "shield", gettext("Capacities"), capacities, level),
    )


@register.simple_block_tag
def own(content: str, by: Any = "") -> SafeString:
    """A person's own words, and nothing else."""
    foot = format_html("<footer>{}</footer>", by) if by else ""
    # Written out where the script is plain: WeasyPrint does not know dir="auto".
    way = "rtl" if formats.script_language(content) == "ar" else "auto"
    return format_html('<blockquote class="own veiled" dir="{}">{}{}</blockquote>', way, content, foot)


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Any,
    content: str,
    act: Any,
    url: str,
    title: Any = "",
    kind: str = "harm",
    reason: bool = True,
    label: Any = "",
) -> SafeString:
    """An act that asks first, in place, without JavaScript. The block says what will happen and may hold fields."""
    asked = ""
    if reason:
        ident = f"reason-{get_random_string(6)}"
        asked = format_html(
            '<div class="field"><label for="{0}">{1}</label>'
            '<textarea class="in" id="{0}" name="reason" rows="2" dir="auto" autocomplete="off" '
            'maxlength="2000" required></textarea></div>',
            ident, label or gettext("Reason; it is kept"),
        )  # fmt: skip
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', context.get("csrf_token", ""))
    heading = format_html('<p class="strong">{}</p>', title) if title else ""
    return format_html(
        '<details class="confirm"><summary class="btn {0}">{1}</summary>'
        '<form class="card form" method="post" action="{2}">'
        '{3}{4}{5}{6}<div class="row"><button class="btn {0}">{1}</button></div></form></details>',
        kind, act, url, token, heading, content, asked,
    )  # fmt: skip
