"""Lanes of jobs: a long job keeps no other lane waiting, the outbox waits for one job at most, nothing runs twice."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.test import Client

from malath.cli.jobs import keep_lanes
from malath.platform.interface import jobs as known
from malath.platform.interface.jobs import LATE_AFTER, PROCESSES, Job, Lane, are_running, jobs, keep_lane, sole

# After each job the connections are looked after.
pytestmark = pytest.mark.django_db


def job(name: str, run: Callable[[], object], lane: Lane = Lane.QUICK, every: float = 1) -> Job:
    return Job(name, run, lane, every=every, needs_open=False)


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The only jobs that are registered."""
    mine: list[Job] = []
    monkeypatch.setattr(known, "_jobs", mine)
    return mine


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    monkeypatch.setattr(known, "home", lambda: tmp_path)
    (tmp_path / "run").mkdir()
    return tmp_path


@pytest.fixture
def stopping() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


def beside(run: Callable[[], object]) -> threading.Thread:
    """Something that goes on in a thread of its own."""
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def test_the_outbox_stands_in_the_quick_lane_and_nothing_there_reads_a_file_or_waits_for_the_network() -> None:
    quick = {one.name for one in jobs(Lane.QUICK)}

    asked = {"ledger", "intake", "offers of homes"}
    assert quick == asked | {"appointment reminders", "overdue alerts", "arrivals not confirmed"}


def test_every_lane_belongs_to_one_process() -> None:
    lanes = [lane for process in PROCESSES.values() for lane in process.lanes]

    assert sorted(lanes) == sorted(Lane)


def test_the_job_that_runs_most_often_waits_for_one_other_only(stopping: threading.Event) -> None:
    ran: list[str] = []

    def slow(name: str) -> Callable[[], None]:
        return lambda: (ran.append(name), time.sleep(0.05), None)[-1]

    def outbox() -> None:
        ran.append("ledger")
        if ran.count("ledger") == 4:
            stopping.set()

    lane = [job(name, slow(name), every=60) for name in ("a", "b", "c")]
    keep_lane([*lane, job("ledger", outbox, every=0.01)], stopping)

    assert ran == ["ledger", "a", "ledger", "b", "ledger", "c", "ledger"]


def test_a_failing_job_stops_neither_its_lane_nor_itself(stopping: threading.Event) -> None:
    tries: list[int] = []

    def fails() -> None:
        tries.append(1)
        if len(tries) == 3:
            stopping.set()
        raise ValueError

    keep_lane([job("fails", fails, every=0)], stopping)

    assert len(tries) == 3


def test_what_failed_is_tried_again_long_before_its_time(
    stopping: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "AGAIN_AFTER", 0.01)
    ran: list[str] = []

    def fails_once() -> None:
        ran.append("sweep")
        if len(ran) > 1:
            stopping.set()
            return
        raise OSError

    keep_lane([job("sweep", fails_once, every=24 * 3600)], stopping)

    assert ran == ["sweep", "sweep"]


def test_what_comes_rarely_begins_after_the_first_pages(stopping: threading.Event) -> None:
    ran: list[str] = []
    lane = [job("copies", lambda: (ran.append("copies"), stopping.set()), every=3600),
            job("looks", lambda: ran.append("looks"), every=0.02)]  # fmt: skip

    keep_lane(lane, stopping, calm=0.2)

    assert ran.count("looks") > 1
    assert ran[-1] == "copies"


def test_a_long_job_keeps_no_other_lane_waiting(given: list[Job], folder: Path, stopping: threading.Event) -> None:
    begun, other = threading.Event(), threading.Event()
    given += [
        job("hours", lambda: (begun.set(), stopping.wait(30)), Lane.VAULT),
        job("a look", other.set, Lane.FILES),
    ]
    process = PROCESSES["long"]
    process.mark.touch()
    running = beside(lambda: keep_lanes(process, stopping))

    assert begun.wait(5)
    assert other.wait(5)
    stopping.set()
    running.join(10)
    assert not running.is_alive()


def test_a_second_process_of_the_same_jobs_waits_for_the_end_of_the_first(
    folder: Path, stopping: threading.Event
) -> None:
    came = threading.Event()

    def second() -> None:
        with sole(PROCESSES["quick"], stopping) as alone:
            if alone:
                came.set()

    with sole(PROCESSES["quick"], stopping) as first:
        waiting = beside(second)
        early = came.wait(1)

    assert (first, early) == (True, False)
    assert came.wait(5)
    waiting.join(5)


def test_who_is_told_to_stop_while_it_waits_runs_nothing(folder: Path, stopping: threading.Event) -> None:
    with sole(PROCESSES["quick"], stopping):
        stopping.set()
        with sole(PROCESSES["quick"], stopping) as second:
            assert second is False


def test_the_health_page_says_whether_both_processes_of_jobs_come_round(
    folder: Path, client: Client, _processes: None
) -> None:
    before = client.get("/healthz").json()
    for process in PROCESSES.values():
        process.mark.touch()
    well = client.get("/healthz").json()
    long_ago = time.time() - LATE_AFTER - 1
    os.utime(PROCESSES["quick"].mark, (long_ago, long_ago))

    assert before["jobs"] is False
    assert well["jobs"] is True
    assert are_running() is False
    assert set(well) == {"sealed", "jobs"}
