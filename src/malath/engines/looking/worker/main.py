"""The worker: one file, one process, started by the sandbox with the file as an open descriptor and the wish as JSON."""

from __future__ import annotations

import json
import os
import sys

from . import archives, claims, hints, kinds, offices, pdfs, pictures, redrawing, stripping, texts, videos
from .leaks import leak
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
        task.part("everything", {"strip": _strip, "redraw": _redraw}.get(job["what"], look))
    voice.say("done")


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


def _redraw(task: Task) -> None:
    kind, family = kinds.kind_of(task)
    task.fact("kind", kind)
    task.fact("family", family)
    task.part("content", lambda task: redrawing.redraw(task, kind))
