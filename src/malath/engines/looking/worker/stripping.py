"""The copy that is given away: a picture's bare pixels, a film's bare streams, or what mat2 leaves of a document."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from . import limits, pictures, tools, videos
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
}
# What FFmpeg writes anew around the same sound and pictures, by the name of its writer.
_WRITERS = {
    "video/mp4": "mp4",
    "video/quicktime": "mp4",
    "video/3gpp": "mp4",
    "audio/mp4": "ipod",
    "video/x-matroska": "matroska",
    "video/x-msvideo": "avi",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/flac": "flac",
    "audio/wav": "wav",
}
_FOLDER = Path("/tmp/strip")  # noqa: S108 - a file system in memory, this sandbox's own


def strip(task: Task, kind: str, family: str) -> None:
    """Say the copy, or raise NotLookedError with why there is none."""
    if not task.whole or task.size > limits.CONTENT:
        raise NotLookedError("limit.size")
    if family == "image":
        _picture(task)
    elif kind in _ENDINGS:
        _by_mat2(task, _ENDINGS[kind])
    elif kind in _WRITERS:
        _by_ffmpeg(task, _WRITERS[kind])
    elif kind == "text/plain":
        task.voice.say("content", task.head(task.size), kind=kind)
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


def _by_ffmpeg(task: Task, writer: str) -> None:
    """Sound and moving pictures, copied; covers, subtitles and the telemetry of cameras (which holds places) are not."""
    copy = Path("/tmp/copy")  # noqa: S108 - a file system in memory, this sandbox's own
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        *videos.SAFE,
        "-i",
        task.path,
        "-map",
        "0:V?",
        "-map",
        "0:a?",
        "-c",
        "copy",
    ]
    command += ["-map_metadata", "-1", "-map_metadata:s", "-1", "-map_chapters", "-1", "-dn", "-sn"]
    command += ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact", "-f", writer, "-y", str(copy)]
    ran = tools.run(task, command, seconds=limits.TOOL_CPU)
    if ran.code or not copy.is_file():
        raise NotLookedError("strip.refused")
    _give(task, copy, writer)


def _give(task: Task, copy: Path, kind: str) -> None:
    if copy.is_symlink() or copy.stat().st_size > limits.CONTENT:
        raise NotLookedError("limit.output")
    task.voice.say("content", copy.read_bytes(), kind=kind)


def _by_mat2(task: Task, ending: str) -> None:
    _FOLDER.mkdir(mode=0o700)
    source, cleaned = _FOLDER / f"copy.{ending}", _FOLDER / f"copy.cleaned.{ending}"
    source.write_bytes(task.head(task.size))
    # Its own sandbox cannot be built inside this one, which is the narrower.
    ran = tools.run(task, ["mat2", "--no-sandbox", "--unknown-members", "abort", str(source)], seconds=limits.TOOL_CPU)
    source.unlink()
    if not cleaned.is_file():
        raise NotLookedError("strip.refused" if ran.code else "file.broken")
    _give(task, cleaned, ending)
