"""What the file's own metadata claim: when, where, with what, by whom. Claims, never facts."""

from __future__ import annotations

import json
from typing import Any

from . import limits, tools
from .task import NotLookedError, Task

_TAGS = {
    "created": ("DateTimeOriginal", "CreateDate", "CreationDate", "MediaCreateDate", "MetadataDate"),
    "changed": ("ModifyDate",),
    "latitude": ("GPSLatitude",),
    "longitude": ("GPSLongitude",),
    "device": ("Make", "Model", "AndroidModel", "CameraModelName"),
    "device_number": ("SerialNumber", "InternalSerialNumber"),
    "author": ("Artist", "Author", "Creator", "By-line", "LastModifiedBy"),
    "software": ("Software", "Producer", "CreatorTool", "Application"),
    "title": ("Title", "ObjectName", "Subject"),
}
_NUMBERS = {"latitude": 90.0, "longitude": 180.0}


def claims(task: Task) -> None:
    """Ask exiftool, and say what it read."""
    wanted = [f"-{tag}" for tags in _TAGS.values() for tag in tags]
    command = ["exiftool", "-json", "-n", "-fast", "-api", "largefilesupport=1", *wanted, "-Error", task.path]
    ran = tools.run(task, command, seconds=10)
    try:
        read: dict[str, Any] = json.loads(ran.out)[0]
    except (ValueError, IndexError, KeyError):
        raise NotLookedError("metadata.none") from None
    for name, tags in _TAGS.items():
        values = [read[tag] for tag in tags if tag in read and read[tag] not in ("", 0)]
        if name in _NUMBERS:
            _place(task, name, values)
        elif name == "device":
            task.fact(f"claim.{name}", _line(" ".join(dict.fromkeys(str(value) for value in values))))
        elif values:
            task.fact(f"claim.{name}", _line(str(values[0])))


def _place(task: Task, name: str, values: list[Any]) -> None:
    if values and isinstance(values[0], (int, float)) and abs(values[0]) <= _NUMBERS[name]:
        task.fact(f"claim.{name}", float(values[0]))


def _line(value: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in value).strip()[: limits.WORDS]
