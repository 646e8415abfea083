"""One look at one hostile file, from the caller's side. It raises nothing that a file could cause."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from . import codes, hearing, names, sandbox
from .answer import Answer, EndedError, NotTrustedError, Record
from .model import Finding, LeftOut, Look, Verdict, Wishes
from .source import InMemory, into_memory, type_of_source

# Between the worker's own end and its being killed.
_GRACE = 1.0


def look_at(plain: type_of_source, *, name: str, wishes: Wishes | None = None) -> Look:
    """Look at a file in a worker of its own, behind walls.

    `plain` is an open binary file or yields bytes; it is read once, into memory, never to a disk. `name` is what the
    sender called it. The verdict says how it went; `left_out` says what was not looked at, and why.
    """
    wishes = wishes or Wishes()
    look = Look(findings=names.name_findings(name))
    began = time.monotonic()
    converse(plain, "look", wishes, look, lambda record: hearing.hear(look, record))
    if names.kind_contradicts(name, look.kind, look.family):
        look.findings.insert(0, Finding("kind.not_as_named", look.kind))
    look.verdict = verdict_of(look.left_out)
    look.seconds = round(time.monotonic() - began, 3)
    return look


def converse(plain: type_of_source, what: str, wishes: Wishes, look: Look, hear: Callable[[Record], None]) -> None:
    """Put the file before a worker and hear its records; whatever goes wrong stands in `look.left_out`."""
    if not sandbox.stands():
        look.left_out.append(LeftOut("everything", "sandbox.missing"))
        return
    try:
        held = into_memory(plain)
    except (OSError, MemoryError, ValueError):
        look.left_out.append(LeftOut("everything", "source.unreadable"))
        return
    try:
        look.size, look.looked_bytes = held.size, held.looked_bytes
        if not held.whole:
            look.left_out.append(LeftOut("middle", "limit.size", str(held.size - held.looked_bytes)))
        _work(held, what, wishes, look, hear)
    finally:
        os.close(held.fd)


def _work(held: InMemory, what: str, wishes: Wishes, look: Look, hear: Callable[[Record], None]) -> None:
    job: dict[str, Any] = {
        "what": what,
        "size": held.size,
        "whole": held.whole,
        "seconds": wishes.seconds,
        "wishes": asdict(wishes),
    }
    try:
        process = sandbox.start(job, held.fd)
    except OSError:
        look.left_out.append(LeftOut("everything", "sandbox.not_started"))
        return
    assert process.stdout is not None
    answer = Answer(process.stdout.fileno(), wishes.seconds)
    try:
        for record in answer.records():
            hear(record)
        process.wait(timeout=_GRACE)
    except EndedError:
        heard = answer.peak_memory > 0
        look.left_out.append(LeftOut("everything", _why_ended(process) if heard else "sandbox.not_started"))
    except NotTrustedError:
        _forget(look)
    except subprocess.TimeoutExpired:
        pass
    finally:
        answer.close()
        _end(process)
        look.peak_memory = answer.peak_memory * 1024


def _why_ended(process: subprocess.Popen[bytes]) -> str:
    with suppress(subprocess.TimeoutExpired):
        code = process.wait(timeout=_GRACE)
        # Bubblewrap gives 128 and the signal's number where a signal ended what it ran.
        return {128 + signal.SIGXCPU: "limit.processor", 128 + signal.SIGKILL: "limit.processor"}.get(
            code, "worker.ended"
        )
    return "limit.time"


def _forget(look: Look) -> None:
    """A worker that lied once is not believed in anything."""
    fresh = Look(size=look.size, looked_bytes=look.looked_bytes)
    fresh.findings = [finding for finding in look.findings if finding.code.startswith("name.")]
    fresh.left_out = [LeftOut("everything", "answer.not_trusted")]
    look.__dict__.update(fresh.__dict__)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Bubblewrap takes everything that it started with it."""
    if process.poll() is None:
        process.kill()
    process.wait()
    if process.stdout is not None:
        process.stdout.close()


def verdict_of(left_out: list[LeftOut]) -> Verdict:
    """The gravest of what was left out decides."""
    reasons = {left.why for left in left_out}
    if reasons & codes.REFUSED:
        return Verdict.REFUSED
    if reasons & codes.STOPPED:
        return Verdict.ENDED_BY_LIMITS
    if reasons & codes.BROKEN:
        return Verdict.BROKEN_FILE
    return Verdict.PARTLY if reasons else Verdict.LOOKED
