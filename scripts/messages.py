"""The messages that stand in code and templates, by room. Needs Babel and Django, not GNU gettext."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent / "src" / "malath"

# A context, or None, and the message: one string, or the singular and the plural.
Message = tuple[str | None, str | tuple[str, ...]]


_PLAIN = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None}
_PLURAL = {"ngettext": (1, 2), "ngettext_lazy": (1, 2)}
_IN_CONTEXT = {"pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2)}
_PLURAL_IN_CONTEXT = {"npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3)}
_CALLS = {**_PLAIN, **_PLURAL, **_IN_CONTEXT, **_PLURAL_IN_CONTEXT}


def messages_of(path: Path) -> Iterator[Message]:
    """Every message of a Python file or a template."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        text = _as_python(text, path)
    found = extract("python", io.BytesIO(text.encode()), keywords=_CALLS, options={"encoding": "utf-8"})
    for _line, message, _comments, context in found:
        yield context, tuple(message) if isinstance(message, (tuple, list)) else message


def _as_python(text: str, path: Path) -> str:
    """A template's translate tags as calls; what stood before them on the line would read as an indent."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
    return "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())


def room_of(path: Path) -> Path | None:
    """The nearest folder above a file that has catalogues."""
    return next(
        (folder for folder in path.parents if folder.is_relative_to(ROOT) and (folder / "locale").is_dir()), None
    )


def spoken_files() -> Iterator[Path]:
    """Files whose words a member may read: code and templates, not tests."""
    for path in sorted(ROOT.rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and not {"tests", "static"} & set(path.relative_to(ROOT).parts):
            yield path


@cache
def by_room() -> dict[Path | None, frozenset[Message]]:
    """What each room says; under None what no catalogue could hold."""
    found: dict[Path | None, set[Message]] = defaultdict(set)
    for path in spoken_files():
        found[room_of(path)].update(messages_of(path))
    return {room: frozenset(messages) for room, messages in found.items() if messages}
