"""Background work: rooms register plain functions; one process calls them at their intervals."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections

from malath.platform.errors import DomainError
from malath.platform.keeper.client import keeper

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """A function, how often it runs (seconds), and whether it needs the server open."""

    name: str
    run: Callable[[], object]
    every: float
    needs_open: bool = True


_jobs: list[Job] = []


def give_job(job: Job) -> None:
    """Register a job; called in apps.py."""
    if not any(known.name == job.name for known in _jobs):
        _jobs.append(job)


def jobs() -> tuple[Job, ...]:
    """All registered jobs."""
    return tuple(_jobs)


def run_job(job: Job) -> None:
    """Run one job; a failure is logged and the next round tries again."""
    if job.needs_open and keeper().is_sealed():
        return
    try:
        job.run()
    except DomainError as refusal:
        log.warning("job %s: %s", job.name, refusal.code)
    except Exception:
        log.exception("job %s failed", job.name)
    finally:
        close_old_connections()
