"""Background work: rooms register plain functions, each in a lane; two processes call them at their intervals."""

from __future__ import annotations

import fcntl
import logging
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.db import close_old_connections

from malath.platform.errors import DomainError
from malath.platform.keeper.client import home, keeper

log = logging.getLogger(__name__)
PAUSE = 0.5
# A quick lane that has not come round for so long is stuck: the health page says so.
LATE_AFTER = 60.0
# What failed is tried again soon, also what else comes but twice a day: a database that was busy is so for seconds.
AGAIN_AFTER = 60.0
# Long jobs that come as rarely as RARE begin so long after the start: whoever starts a server looks at its pages first.
RARE, FIRST_ROUND_AFTER = 300.0, 30.0


class Lane(StrEnum):
    """What a job waits behind. Jobs of one lane run one after another; lanes run beside one another."""

    QUICK = "quick"
    """What somebody waits for, and what is over in a moment: the outbox, what a sealed server took in, due times."""
    ROUNDS = "rounds"
    """What goes over many rows: reminders, mail, statistics, sweeping up."""
    FILES = "files"
    """What reads files that strangers sent."""
    VAULT = "vault"
    """What keeps the vault well: copies, sweeps, stamps."""


@dataclass(frozen=True)
class Job:
    """A function, how often it runs (seconds), in which lane, and whether it needs the server open."""

    name: str
    run: Callable[[], object]
    lane: Lane
    every: float
    needs_open: bool = True


@dataclass(frozen=True)
class Process:
    """One of the processes that run jobs, with the lanes that are its own."""

    name: str
    lanes: tuple[Lane, ...]

    @property
    def may_be_long(self) -> bool:
        """Whether one of its jobs may take hours."""
        return Lane.QUICK not in self.lanes

    @property
    def mark(self) -> Path:
        """The file that the process locks while it lives and touches while its lanes come round."""
        return home() / "run" / f"jobs.{self.name}"


# The quick lane is a process alone, so that neither a long job's work nor its end of memory touches the outbox.
PROCESSES = {
    "quick": Process("quick", (Lane.QUICK,)),
    "long": Process("long", (Lane.ROUNDS, Lane.FILES, Lane.VAULT)),
}

_jobs: list[Job] = []


def give_job(job: Job) -> None:
    """Register a job; called in apps.py."""
    if not any(known.name == job.name for known in _jobs):
        _jobs.append(job)


def jobs(*lanes: Lane) -> tuple[Job, ...]:
    """The registered jobs of these lanes; all of them when none is named."""
    return tuple(job for job in _jobs if not lanes or job.lane in lanes)


def run_job(job: Job) -> bool:
    """Run one job; whether it ended well, or waits for the server to be opened. A failure is logged."""
    if job.needs_open and keeper().is_sealed():
        return True
    try:
        job.run()
        return True
    except DomainError as refusal:
        log.warning("job %s: %s", job.name, refusal.code)
    except Exception:
        log.exception("job %s failed", job.name)
    finally:
        close_old_connections()
    return False


class Later:
    """Rows of a queue that failed: the others go first. A failure is tried again after a minute, then after twice as long
    each time, up to a day; a new process tries at once."""

    FIRST, LONGEST = 60.0, 86_400.0

    def __init__(self) -> None:
        self._until: dict[Any, tuple[float, float]] = {}

    def waiting(self) -> list[Any]:
        """The keys of rows that are not to be tried now."""
        now = time.monotonic()
        return [key for key, (until, _pause) in self._until.items() if until > now]

    def put_off(self, key: Any, what: str) -> None:
        """A row failed, with the exception that is being handled. A refusal is told in a line, a fault as a whole."""
        _until, last = self._until.get(key, (0.0, self.FIRST / 2))
        pause = min(last * 2, self.LONGEST)
        self._until[key] = (time.monotonic() + pause, pause)
        problem = sys.exception()
        if isinstance(problem, DomainError):
            log.warning("%s: %s; again in %d s", what, problem.code, pause)
        else:
            log.exception("%s; again in %d s", what, pause)

    def done(self, key: Any) -> None:
        """A row succeeded."""
        self._until.pop(key, None)


def keep_lane(
    lane: Sequence[Job], stopping: threading.Event, beat: Callable[[], object] = lambda: None, *, calm: float = 0.0
) -> None:
    """Call each job of a lane when its time has come, one after another, until told to stop.

    After each job the lane looks again from its head, where the one that runs most often stands: the outbox waits
    for one other job, never for all that are due. `beat` is called each time round. What comes rarely begins `calm`
    seconds from now.
    """
    later = time.monotonic() + calm
    due = {job: later if job.every >= RARE else 0.0 for job in sorted(lane, key=lambda job: job.every)}
    while not stopping.is_set():
        beat()
        job = next((job for job, at in due.items() if time.monotonic() >= at), None)
        if job is None:
            stopping.wait(PAUSE)
            continue
        pause = job.every if run_job(job) else min(job.every, AGAIN_AFTER)
        due[job] = time.monotonic() + pause


@contextmanager
def sole(process: Process, stopping: threading.Event) -> Iterator[bool]:
    """Be the only process of its name on this data folder; False when told to stop while another still was.

    The system gives the lock back when its holder ends, however it ends.
    """
    process.mark.parent.mkdir(parents=True, exist_ok=True)
    with process.mark.open("ab") as held:
        yield _locked(held.fileno(), process, stopping)


def _locked(descriptor: int, process: Process, stopping: threading.Event) -> bool:
    said = False
    while not stopping.is_set():
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if not said:
                log.warning("another process runs the %s jobs of this data folder: waiting for its end", process.name)
            said = True
            stopping.wait(PAUSE)
    return False


def note_alive(process: Process) -> None:
    """Say that a process of jobs comes round: the health page reads it."""
    os.utime(process.mark)


def are_running() -> bool:
    """Whether each process of jobs came round within the last minute."""
    return all(_age(process.mark) <= LATE_AFTER for process in PROCESSES.values())


def _age(mark: Path) -> float:
    try:
        return time.time() - mark.stat().st_mtime
    except FileNotFoundError:
        return float("inf")
