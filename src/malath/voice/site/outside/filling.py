"""A stored form shown again with what was typed: nobody writes a letter twice. Browsers do not keep it for us, because our
forms ask them to keep nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape

_INPUT = re.compile(r"<input\b[^>]*>")
_AREA = re.compile(r"(<textarea\b[^>]*>)[^<]*(</textarea>)")
_SELECT = re.compile(r"(<select\b[^>]*>)(.*?)(</select>)", re.DOTALL)
_OPTION = re.compile(r"<option\b[^>]*>")
_PAIR = re.compile(r'\s(name|value|type)="([^"]*)"')


def filled(page: bytes, pairs: Sequence[tuple[str, str]], notice: str) -> bytes:
    """The page with the values in its controls and the notice of that id no longer hidden. A value is text wherever it
    stands."""
    typed: dict[str, list[str]] = {}
    for name, value in pairs:
        typed.setdefault(name, []).append(value)
    text = page.decode().replace(f'id="{notice}" hidden', f'id="{notice}"', 1)
    text = _INPUT.sub(lambda found: _input(found[0], typed), text)
    text = _AREA.sub(lambda found: _area(found[1], found[2], typed), text)
    text = _SELECT.sub(lambda found: _select(found[1], found[2], found[3], typed), text)
    return text.encode()


def _told(tag: str) -> dict[str, str]:
    return {name: unescape(value) for name, value in _PAIR.findall(tag)}


def _input(tag: str, typed: dict[str, list[str]]) -> str:
    told = _told(tag)
    values = typed.get(told.get("name", ""), [])
    if told.get("type") in {"radio", "checkbox"}:
        return _marked(tag, "checked", told.get("value", "on") in values)
    if not values:
        return tag
    return re.sub(r'\svalue="[^"]*"', "", tag)[:-1] + f' value="{escape(values[0])}">'


def _area(start: str, end: str, typed: dict[str, list[str]]) -> str:
    # A browser leaves out the first line's end.
    return f"{start}\n{escape(''.join(typed.get(_told(start).get('name', ''), [])))}{end}"


def _select(start: str, options: str, end: str, typed: dict[str, list[str]]) -> str:
    values = typed.get(_told(start).get("name", ""), [])
    if not values:
        return start + options + end
    chosen = _OPTION.sub(lambda found: _marked(found[0], "selected", _told(found[0]).get("value") in values), options)
    return start + chosen + end


def _marked(tag: str, mark: str, wanted: bool) -> str:
    plain = re.sub(rf"\s{mark}(=\"[^\"]*\")?(?=[\s>])", "", tag)
    return f"{plain[:-1]} {mark}>" if wanted else plain
