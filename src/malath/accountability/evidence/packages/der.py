"""The little of DER (ITU-T X.690) that a signed time-stamp needs: walk through elements, within their bounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .errors import ContentError


class Element(NamedTuple):
    """One element: its tag byte, its whole bytes, and its content."""

    tag: int
    whole: bytes
    content: bytes


def elements(data: bytes) -> Iterator[Element]:
    """The elements that stand one after another in `data`; ContentError where one reaches beyond it."""
    place = 0
    while place < len(data):
        start = place
        if place + 2 > len(data) or data[place] & 0x1F == 0x1F:
            raise ContentError("content.malformed", reason="der")
        tag, length = data[place], data[place + 1]
        place += 2
        if length & 0x80:
            count = length & 0x7F
            if not 1 <= count <= 4 or place + count > len(data):
                raise ContentError("content.malformed", reason="der")
            length = int.from_bytes(data[place : place + count], "big")
            place += count
        if place + length > len(data):
            raise ContentError("content.malformed", reason="der")
        yield Element(tag, data[start : place + length], data[place : place + length])
        place += length


def children(element: Element, tag: int) -> list[Element]:
    """The elements inside one that must have this tag."""
    if element.tag != tag:
        raise ContentError("content.malformed", reason="der")
    return list(elements(element.content))


def oid(element: Element) -> str:
    """The dotted form of an object identifier."""
    if element.tag != 0x06 or not element.content or element.content[-1] & 0x80:
        raise ContentError("content.malformed", reason="der")
    numbers, value = [], 0
    for byte in element.content[:64]:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            numbers.append(value)
            value = 0
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, [first, numbers[0] - 40 * first, *numbers[1:]]))
