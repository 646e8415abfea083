"""A process of jobs: `python -m malath.cli.jobs quick` or `long`. Due rows are the queue; there is no broker."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from malath.platform.interface.jobs import Process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")
# How long jobs may go on after TERM. Each can be killed at any instant; it is only spared where it can be.
LAST_SECONDS = 3.0
BEAT = 5.0
LAST_IN_LINE = 10


def main(arguments: list[str]) -> int:
    """Run the lanes of one process until told to stop."""
    django.setup()
    from malath.platform.interface.jobs import PROCESSES, sole
    from malath.platform.keeper.hardening import harden

    if len(arguments) != 1 or arguments[0] not in PROCESSES:
        print(f"python -m malath.cli.jobs {' | '.join(PROCESSES)}", file=sys.stderr)
        return 2
    process = PROCESSES[arguments[0]]
    harden(network=True, lock=False)
    if process.may_be_long:
        os.nice(LAST_IN_LINE)  # whoever waits for a page comes first
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with sole(process, stopping) as alone:
        return keep_lanes(process, stopping) if alone else 0


def keep_lanes(process: Process, stopping: threading.Event) -> int:
    """A thread for each lane, with a database connection of its own; 1 when a lane ended before it was told to."""
    from malath.platform.interface.jobs import FIRST_ROUND_AFTER, jobs, keep_lane, note_alive

    came = dict.fromkeys(process.lanes, time.monotonic())
    threads = [
        threading.Thread(
            target=keep_lane,
            args=(jobs(lane), stopping, lambda lane=lane: came.update({lane: time.monotonic()})),
            kwargs={"calm": FIRST_ROUND_AFTER if process.may_be_long else 0.0},
            name=lane,
            daemon=True,
        )
        for lane in process.lanes
    ]
    for thread in threads:
        thread.start()
    while not stopping.wait(BEAT) and all(thread.is_alive() for thread in threads):
        # The quick lane is well as long as it comes round; a long one may be hours with one job.
        if process.may_be_long or time.monotonic() - min(came.values()) < BEAT * 2:
            note_alive(process)
    code = 0 if stopping.is_set() else 1
    stopping.set()
    end = time.monotonic() + LAST_SECONDS
    for thread in threads:
        thread.join(max(0.0, end - time.monotonic()))
    if any(thread.is_alive() for thread in threads):
        # A thread in the middle of a job would keep the interpreter from its end.
        os._exit(code)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
