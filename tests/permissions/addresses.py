"""Every address of Malath, read from the resolver itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

_PARAMETER = re.compile(r"<(?:(\w+):)?(\w+)>")


@dataclass(frozen=True)
class Address:
    """One pattern of the resolver with its view."""

    route: str
    name: str
    view: Callable[..., Any]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """(kind, name) of each part that changes."""
        return [(kind or "str", name) for kind, name in _PARAMETER.findall(self.route)]

    def path(self, values: dict[str, Any]) -> str:
        """The address with its parts filled in; KeyError names a part for which the tests have no row."""
        return "/" + _PARAMETER.sub(lambda found: str(values[found.group(2)]), self.route)


def addresses() -> list[Address]:
    """All of them, in the resolver's order."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, before: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, route)
        elif isinstance(entry, URLPattern):
            yield Address(route, entry.name or "", entry.callback)
