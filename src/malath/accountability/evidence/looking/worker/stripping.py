"""The copy that is given away: a picture's bare pixels, or what mat2 leaves of a document."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from . import limits, pictures, tools
from .task import NotLookedError, Task

# What mat2 knows, by the ending that it wants to see.
_ENDINGS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "audio/mpeg": "mp3",
    "audio/ogg": "ogg",
    "audio/flac": "flac",
    "video/mp4": "mp4",
    "video/x-msvideo": "avi",
}
_FOLDER = Path("/tmp/strip")  # noqa: S108 - a file system in memory, this sandbox's own


def strip(task: Task, kind: str, family: str) -> None:
    """Say the copy, or raise NotLookedError with why there is none."""
    if not task.whole:
        raise NotLookedError("limit.size")
    if family == "image":
        _picture(task)
    elif kind in _ENDINGS:
        _by_mat2(task, _ENDINGS[kind])
    elif kind == "text/plain":
        task.voice.say("content", task.head(limits.CONTENT), kind=kind)
    else:
        raise NotLookedError("strip.kind_unknown", kind)


def _picture(task: Task) -> None:
    picture = pictures.open_picture(task)
    if getattr(picture, "n_frames", 1) > 1:
        task.left_out("frames", "image.first_frame_only")
    width, height = picture.size
    longest = max(width, height)
    if width * height > limits.DERIVED_PIXELS:
        longest = int(longest * (limits.DERIVED_PIXELS / (width * height)) ** 0.5)
        task.left_out("picture", "image.made_smaller", f"{width}x{height}")
    copy: Image.Image = pictures.decoded(task, picture, longest)
    pictures.give(task, "derived", copy)


def _by_mat2(task: Task, ending: str) -> None:
    if task.size > limits.CONTENT:
        raise NotLookedError("limit.size")
    _FOLDER.mkdir(mode=0o700)
    source, cleaned = _FOLDER / f"copy.{ending}", _FOLDER / f"copy.cleaned.{ending}"
    source.write_bytes(task.head(task.size))
    ran = tools.run(task, ["mat2", "--unknown-members", "abort", str(source)], seconds=40)
    source.unlink()
    if not cleaned.is_file() or cleaned.is_symlink():
        raise NotLookedError("strip.refused" if ran.code else "file.broken")
    content = cleaned.read_bytes()
    if len(content) > limits.CONTENT:
        raise NotLookedError("limit.output")
    task.voice.say("content", content, kind=ending)
