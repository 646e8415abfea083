"""Videos and sound by FFmpeg: how long, how large, and the key frames of a video as small pictures."""

from __future__ import annotations

import io
import json
import re
from typing import Any

from PIL import Image

from . import limits, pdq, pictures, tools
from .task import NotLookedError, Task

# Formats that hold their own bytes. Play lists and "concat" name other files and are not among them.
_FORMATS = "mov,matroska,avi,ogg,mp3,wav,flac,mpegts,mpeg,mpegvideo,asf,flv,aac,amr"
SAFE = ["-format_whitelist", _FORMATS, "-protocol_whitelist", "file,pipe"]
_TIME = re.compile(rb"Parsed_showinfo.*?pts_time:\s*([0-9.]+)")
_LONGEST = 10 * 365 * 24 * 3600


def look_at_media(task: Task) -> None:
    """Duration and size; of what moves, the key frames."""
    seconds, moves = _facts(task)
    if moves and (task.wished("key_frames") or task.wished("hashes") or task.wished("thumbnail")):
        task.part("key_frames", lambda task: _key_frames(task, seconds))


def _facts(task: Task) -> tuple[float | None, bool]:
    ran = tools.run(
        task,
        ["ffprobe", "-v", "error", *SAFE, "-print_format", "json", "-show_format", "-show_streams", task.path],
        seconds=10,
    )
    try:
        read: dict[str, Any] = json.loads(ran.out)
    except ValueError:
        raise NotLookedError("file.broken") from None
    streams = [stream for stream in read.get("streams", []) if stream.get("codec_type") in ("video", "audio")]
    if ran.code or not streams:
        raise NotLookedError("file.broken")
    moving = [stream for stream in streams if stream["codec_type"] == "video" and int(stream.get("width", 0)) > 0]
    for stream in moving[:1]:
        task.fact("width", int(stream["width"]))
        task.fact("height", int(stream["height"]))
    try:
        seconds = float(read["format"]["duration"])
    except (KeyError, ValueError):
        return None, bool(moving)
    if not 0 <= seconds < _LONGEST:
        return None, bool(moving)
    task.fact("duration", seconds)
    return seconds, bool(moving)


def _key_frames(task: Task, seconds: float | None) -> None:
    side = limits.THUMBNAIL
    apart = (seconds or 0) / limits.KEY_FRAMES
    chosen = f"select='isnan(prev_selected_t)+gte(t-prev_selected_t,{apart:.3f})'"
    size = f"scale={side}:{side}:force_original_aspect_ratio=decrease"
    command = [
        "ffmpeg",
        "-nostdin",
        "-hide_banner",
        "-loglevel",
        "info",
        "-threads",
        "1",
        *SAFE,
        "-skip_frame",
        "nokey",
    ]
    command += ["-max_pixels", str(limits.PIXELS), "-i", task.path, "-an", "-sn", "-dn", "-vsync", "vfr"]
    command += ["-filter_threads", "1", "-vf", f"{chosen},{size},showinfo", "-frames:v", str(limits.KEY_FRAMES)]
    ran = tools.run(
        task, [*command, "-f", "image2pipe", "-c:v", "ppm", "pipe:1"], out=limits.KEY_FRAMES * side * side * 4
    )
    times = [float(found) for found in _TIME.findall(ran.err)]
    frames = _frames(ran.out)
    if not frames:
        raise NotLookedError("file.broken" if ran.code or task.whole else "limit.size")
    if task.wished("thumbnail"):
        pictures.give(task, "thumbnail", frames[0])
    for index, frame in enumerate(frames):
        if task.wished("key_frames"):
            pictures.give(task, "key_frame", frame, at=times[index] if index < len(times) else -1.0)
        if task.wished("hashes"):
            bits, quality = pdq.hash_of(frame)
            task.voice.say("hash", of="key_frame", index=index, bits=bits, quality=quality)


def _frames(out: bytes) -> list[Image.Image]:
    """The PPM pictures that FFmpeg wrote one behind the other."""
    found: list[Image.Image] = []
    at = 0
    while len(found) < limits.KEY_FRAMES:
        header = re.match(rb"P6\s(\d+)\s(\d+)\s255\s", out[at : at + 40])
        if header is None:
            break
        length = header.end() + int(header[1]) * int(header[2]) * 3
        if at + length > len(out):
            break
        found.append(Image.open(io.BytesIO(out[at : at + length]), formats=["PPM"]).convert("RGB"))
        at += length
    return found
