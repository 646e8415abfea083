"""The worker: one file, one process, started by the sandbox with the file as an open descriptor and the wish as JSON."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from . import archives, claims, hints, kinds, offices, pdfs, pictures, stripping, texts, videos
from .task import Task, Voice


def main() -> None:
    """Look, and say what was found until `done`."""
    job = json.loads(sys.argv[1])
    # The answer goes out by a descriptor that no tool inherits; what a library prints goes nowhere.
    voice = Voice(os.fdopen(os.dup(1), "wb"))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    voice.say("began")
    fault = leak()
    if fault:
        voice.say("left_out", part="everything", why="sandbox.leaks", detail=fault)
    else:
        task = Task(job["fd"], job["size"], job["whole"], job["wishes"], voice, job["seconds"])
        task.part("everything", _strip if job["what"] == "strip" else look)
    voice.say("done")


def leak() -> str:
    """What of the outside world this process can reach; empty where the walls stand."""
    if os.getuid() == 0 or os.geteuid() == 0:
        return "user"
    devices = [line.split(":")[0].strip() for line in Path("/proc/net/dev").read_text().splitlines()[2:]]
    if set(devices) - {"lo"}:
        return "network"
    if len(Path("/proc/net/route").read_text().splitlines()) > 1:
        return "network"
    outside = ("/etc/passwd", "/etc/hostname", "/run", "/sys", "/boot")
    return "files" if any(os.path.lexists(path) for path in outside) else ""


def look(task: Task) -> None:
    """Everything that was wished of one file."""
    if task.size == 0:
        task.fact("kind", "application/x-empty")
        task.fact("family", "empty")
        task.left_out("everything", "file.empty")
        return
    kind, family = kinds.kind_of(task)
    task.fact("kind", kind)
    task.fact("family", family)
    task.part("hints", lambda task: hints.hints(task, kind, family))
    if task.wished("claims") and family in ("image", "video", "audio", "pdf", "office", "legacy_office"):
        task.part("claims", claims.claims)
    parts = {
        "image": ("picture", pictures.look_at_picture),
        "video": ("media", videos.look_at_media),
        "audio": ("media", videos.look_at_media),
        "pdf": ("document", pdfs.look_at_pdf),
        "office": ("text", offices.look_at_office),
        "legacy_office": ("text", offices.look_at_legacy),
        "html": ("text", texts.look_at_html),
        "text": ("text", texts.look_at_text),
        "archive": ("entries", lambda task: archives.look_at_archive(task, kind)),
    }
    if family in parts:
        task.part(*parts[family])
    else:
        task.left_out("content", f"{family}.not_opened")


def _strip(task: Task) -> None:
    kind, family = kinds.kind_of(task)
    task.fact("kind", kind)
    task.fact("family", family)
    task.part("content", lambda task: stripping.strip(task, kind, family))
