"""The keywords of JSON Schema 2020-12 that docs/reference/placement.schema.json uses, and no others.

Written by hand: the package jsonschema would be one more dependency for one small file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,), "number": (int, float),
    "boolean": (bool,), "null": (type(None),),
}  # fmt: skip
SAID = {"$schema", "$defs", "title", "description"}


def complaints(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "instance") -> Iterator[str]:
    """What the schema has against the value. Raises KeyError for a keyword that is not known here."""
    for keyword, says in schema.items():
        if keyword not in SAID:
            yield from CHECKS[keyword](value, says, schema, root, path)


def _ref(value: Any, says: str, _schema: Any, root: Any, path: str) -> Iterator[str]:
    yield from complaints(value, root["$defs"][says.removeprefix("#/$defs/")], root, path)


def _type(value: Any, says: Any, _schema: Any, _root: Any, path: str) -> Iterator[str]:
    names = says if isinstance(says, list) else [says]
    kinds = tuple(kind for name in names for kind in TYPES[name])
    if not isinstance(value, kinds) or (isinstance(value, bool) and "boolean" not in names):
        yield f"{path}: must be {' or '.join(names)}"


def _const(value: Any, says: Any, _schema: Any, _root: Any, path: str) -> Iterator[str]:
    if value != says:
        yield f"{path}: must be {says!r}"


def _enum(value: Any, says: Any, _schema: Any, _root: Any, path: str) -> Iterator[str]:
    if value not in says:
        yield f"{path}: must be one of {says}"


def _required(value: Any, says: Any, _schema: Any, _root: Any, path: str) -> Iterator[str]:
    yield from (f"{path}: lacks {key}" for key in says if isinstance(value, dict) and key not in value)


def _properties(value: Any, says: Any, _schema: Any, root: Any, path: str) -> Iterator[str]:
    for key, schema in says.items() if isinstance(value, dict) else ():
        if key in value:
            yield from complaints(value[key], schema, root, f"{path}.{key}")


def _more(value: Any, says: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    for key in (value.keys() if isinstance(value, dict) else set()) - schema.get("properties", {}).keys():
        if says is False:
            yield f"{path}.{key}: is not known"
        else:
            yield from complaints(value[key], says, root, f"{path}.{key}")


def _items(value: Any, says: Any, schema: Any, root: Any, path: str) -> Iterator[str]:
    for at, item in enumerate(value if isinstance(value, list) else []):
        if at >= len(schema.get("prefixItems", ())):
            yield from complaints(item, says, root, f"{path}[{at}]")


def _prefix(value: Any, says: Any, _schema: Any, root: Any, path: str) -> Iterator[str]:
    for at, (item, schema) in enumerate(zip(value if isinstance(value, list) else [], says, strict=False)):
        yield from complaints(item, schema, root, f"{path}[{at}]")


def _any(value: Any, says: Any, _schema: Any, root: Any, path: str) -> Iterator[str]:
    if all(list(complaints(value, schema, root, path)) for schema in says):
        yield f"{path}: fits none of its forms"


def _pattern(value: Any, says: str, _schema: Any, _root: Any, path: str) -> Iterator[str]:
    if isinstance(value, str) and not re.search(says, value):
        yield f"{path}: does not match {says}"


def _least(value: Any, says: Any, _schema: Any, _root: Any, path: str) -> Iterator[str]:
    if isinstance(value, int | float) and value < says:
        yield f"{path}: is below {says}"


def _above(value: Any, says: Any, _schema: Any, _root: Any, path: str) -> Iterator[str]:
    if isinstance(value, int | float) and value <= says:
        yield f"{path}: must be above {says}"


def _most(value: Any, says: Any, _schema: Any, _root: Any, path: str) -> Iterator[str]:
    if isinstance(value, int | float) and value > says:
        yield f"{path}: is above {says}"


def _shortest(value: Any, says: int, _schema: Any, _root: Any, path: str) -> Iterator[str]:
    if isinstance(value, list) and len(value) < says:
        yield f"{path}: has fewer than {says}"


def _longest(value: Any, says: int, _schema: Any, _root: Any, path: str) -> Iterator[str]:
    if isinstance(value, list) and len(value) > says:
        yield f"{path}: has more than {says}"


CHECKS = {
    "$ref": _ref, "type": _type, "const": _const, "enum": _enum, "required": _required, "properties": _properties,
    "additionalProperties": _more, "items": _items, "prefixItems": _prefix, "anyOf": _any, "pattern": _pattern,
    "minimum": _least, "exclusiveMinimum": _above, "maximum": _most, "minItems": _shortest, "maxItems": _longest,
}  # fmt: skip
