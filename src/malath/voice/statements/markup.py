"""Markdown of a statement as HTML that does nothing: headings, lists, quotations, footnotes, links with the day they
were read. What Markdown lets through is cleaned once more by an allow-list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any

import nh3
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from malath.platform.interface import formats

_NOTE = re.compile(r"\[\^([0-9A-Za-z_-]{1,20})\]")
_DEFINITION = re.compile(r"^\[\^([0-9A-Za-z_-]{1,20})\]:\s+(.*)$", re.DOTALL)
_READ = re.compile(r"^(?:.*\s)?(\d{4}-\d{2}-\d{2})$")
_WEB = re.compile(r"^https?://[^\s/]", re.IGNORECASE)
_OURS = re.compile(r"^#(?:note|back)-[0-9]{1,4}$")
_OUR_ID = re.compile(r"^(?:note|back)-[0-9]{1,4}$")
TAGS = {"h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote", "em", "strong", "a", "sup", "hr", "br", "small", "bdi"}


def _note_mark(state: StateInline, silent: bool) -> bool:
    found = _NOTE.match(state.src, state.pos)
    known: dict[str, int] = state.env.get("notes", {})
    if found is None or found.group(1) not in known:
        return False
    if not silent:
        token = state.push("note_mark", "sup", 0)
        token.meta = {"number": known[found.group(1)]}
    state.pos = found.end()
    return True


def _draw_mark(_self: Any, tokens: Sequence[Token], place: int, _options: Any, env: dict[str, Any]) -> str:
    number = tokens[place].meta["number"]
    if env.get("bare"):
        return f"<sup>[{number}]</sup>"
    # A note that is named twice is gone back to where it was named first.
    first = number not in env["named"]
    env["named"].add(number)
    ident = f' id="back-{number}"' if first else ""
    return f'<sup><a href="#note-{number}"{ident}>[{number}]</a></sup>'


def _draw_end_of_link(_self: Any, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    day = _read_day(_opening(tokens, place))
    return "</a>" if day is None else f"</a> <small>({_read_words(day)})</small>"


def _read_words(day: date) -> str:
    return gettext("read on %(day)s") % {"day": formats.date_text(day, year=True)}


def _opening(tokens: Sequence[Token], place: int) -> Token:
    return next(one for one in reversed(tokens[:place]) if one.type == "link_open")


def _read_day(link: Token) -> date | None:
    found = _READ.match(str(link.attrGet("title") or "").strip())
    try:
        return date.fromisoformat(found.group(1)) if found else None
    except ValueError:
        return None


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_block", "html_inline", "code", "fence"])
    reader.disable(["backticks", "autolink", "reference"])
    reader.inline.ruler.before("link", "note_mark", _note_mark)
    reader.add_render_rule("note_mark", _draw_mark)
    reader.add_render_rule("link_close", _draw_end_of_link)
    reader.validateLink = lambda url: bool(_WEB.match(url))  # type: ignore[method-assign]
    return reader


def _kept(tag: str, name: str, value: str) -> str | None:
    """Addresses lead to the web or to our own footnotes; nothing else is an attribute of a text."""
    if name == "href" and tag == "a":
        return value if _WEB.match(value) or _OURS.match(value) else None
    if name == "rel":
        return value  # ours: what a text brings with it is not among the attributes that are let through
    return value if name == "id" and _OUR_ID.match(value) else None


def cleaned(html: str) -> str:
    """The HTML with nothing but what stands in the allow-list."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style"},
        attributes={"a": {"href", "id"}, "li": {"id"}},
        attribute_filter=_kept,
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _lower_headings(tokens: Sequence[Token]) -> None:
    """The title is the page's heading: those of the text begin one level below."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(4, int(token.tag[1]) + 1)}"


def _inline(reader: MarkdownIt, text: str, env: dict[str, Any]) -> str:
    return str(reader.renderer.render(reader.parseInline(text, env), reader.options, env))


def split_notes(texts: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """The paragraphs of the text, and the footnotes by their marks."""
    body, notes = [], {}
    for text in texts:
        rest = []
        for line in _definition_lines(text):
            found = _DEFINITION.match(line)
            if found and found.group(1) not in notes:
                notes[found.group(1)] = found.group(2)
            else:
                rest.append(line)
        if rest:
            body.append("\n".join(rest))
    return body, notes


def _definition_lines(text: str) -> Iterator[str]:
    """The lines of a paragraph; those that go on with a footnote's text belong to it."""
    held = ""
    for line in text.split("\n"):
        if _DEFINITION.match(line) or (held and not _DEFINITION.match(held)) or not held:
            if held:
                yield held
            held = line
        else:
            held = f"{held}\n{line}"
    if held:
        yield held


def render(texts: Sequence[str]) -> SafeString:
    """A whole text: its paragraphs, then its footnotes with a way back."""
    reader, (body, notes) = _reader(), split_notes(texts)
    numbers = {mark: number for number, mark in enumerate(_marks_in_order(body, notes), 1)}
    env: dict[str, Any] = {"notes": numbers, "named": set()}
    tokens = reader.parse("\n\n".join(body), env)
    _lower_headings(tokens)
    html = cleaned(str(reader.renderer.render(tokens, reader.options, env)))
    if not numbers:
        return mark_safe(html)  # noqa: S308 - cleaned above
    inside = {**env, "bare": True}
    lines = (
        (number, mark_safe(cleaned(_inline(reader, notes[mark], inside))), number)  # noqa: S308
        for mark, number in numbers.items()
    )
    foot = format_html_join("", '<li id="note-{}">{} <a href="#back-{}">↑</a></li>', lines)
    return format_html("{}<hr><ol>{}</ol>", mark_safe(html), foot)  # noqa: S308 - cleaned above


def _marks_in_order(body: Sequence[str], notes: dict[str, str]) -> list[str]:
    seen: list[str] = []
    for text in body:
        for mark in _NOTE.findall(text):
            if mark in notes and mark not in seen:
                seen.append(mark)
    return seen


def broken_notes(texts: Sequence[str]) -> list[str]:
    """Footnotes that are named and not written, or written and not named."""
    body, notes = split_notes(texts)
    named = {mark for text in body for mark in _NOTE.findall(text)}
    return sorted((named - set(notes)) | (set(notes) - named))


def undated_links(texts: Sequence[str]) -> list[str]:
    """The addresses of links that do not say on which day they were read."""
    reader, (body, notes) = _reader(), split_notes(texts)
    found: list[str] = []
    for text in ["\n\n".join(body), *notes.values()]:
        for token in reader.parse(text, {}):
            links = (child for child in token.children or [] if child.type == "link_open")
            found += [str(link.attrGet("href")) for link in links if _read_day(link) is None]
    return found
