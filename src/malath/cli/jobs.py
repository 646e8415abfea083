"""The jobs' process: a small loop that calls what rooms gave it. Due rows are the queue; there is no broker."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")


def main() -> int:
    """Run every registered job when its time has come, until told to stop."""
    django.setup()
    from malath.platform.interface.jobs import jobs, run_job
    from malath.platform.keeper.hardening import harden

    harden(network=True, lock=False)

    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    due = {job: 0.0 for job in jobs()}
    while not stopping.wait(0.5):
        for job, at in due.items():
            if time.monotonic() >= at:
                run_job(job)
                due[job] = time.monotonic() + job.every
    return 0


if __name__ == "__main__":
    sys.exit(main())
