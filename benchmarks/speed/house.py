"""A coalition of any size in a data folder of its own, and the server that `malath serve` starts over it."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

CSRF = "c" * 32
PASSPHRASE = "every person here is invented"
LONG_TIMELINE = 300
REST = 10.0


@dataclass
class Subjects:
    """Whom and what the pages are asked about."""

    home: Path
    cookies: dict[str, dict[str, str]]
    case: str
    name: str
    entries: int
    cases: int


def prepare(home: Path) -> None:
    """Point this process at a data folder, before Django reads its settings."""
    os.environ.update(
        MALATH_HOME=str(home),
        MALATH_FAST_PASSPHRASE="1",  # noqa: S106  (makes a cheap key)
        DJANGO_SETTINGS_MODULE="malath.platform.config.settings",
        MALATH_SECRET_KEY="only-for-this-measurement-" + "x" * 30,
    )


@contextmanager
def folder() -> Iterator[Path]:
    """A data folder that is gone afterwards."""
    made = Path(tempfile.mkdtemp(prefix="malath-speed-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def invent(home: Path, cases: int) -> Subjects:
    """Make keys, tables and a coalition with that many cases; the keeper runs only meanwhile."""
    import django
    from django.core.management import call_command

    from malath.platform.keeper import process, setup
    from malath.platform.keeper.client import keeper

    setup.create_with_passphrase(home, PASSPHRASE)
    django.setup()
    call_command("migrate", verbosity=0)
    running = process.start(home)
    try:
        keeper().unseal(PASSPHRASE)
        from malath.demo.generator import invent_coalition

        world = invent_coalition(cases=cases)
        case = _lengthen(world)
        _write_the_ledger()
        return _subjects(home, world, case)
    finally:
        running.terminate()
        running.wait(timeout=10)
        keeper().forget()


def _lengthen(world: Any) -> Any:
    """One open case of the first case worker has been written in for two years: the page that is measured."""
    from malath.demo.stories import NOTES
    from malath.demo.world import keep
    from malath.protection.cases.models import Entry, TeamSeat
    from malath.protection.cases.rules import EntryKind, Part

    amal = world.members["amal"]
    seats = TeamSeat.objects.unscoped(reason="choosing the case that is measured")
    open_cases = {case.pk: case for case in world.cases if case.is_open}
    mine = seats.filter(member=amal, part=Part.LEAD, until=None, case__in=list(open_cases)[:2000]).order_by("pk")
    case = open_cases[mine.values_list("case", flat=True).first()]
    first = case.entries_written + 1
    keep([
        Entry(pk=world.uuid(), case=case, number=number, kind=EntryKind.NOTE, author=amal, on=world.today,
              text=world.said(NOTES, "ar"), details={"at": (world.moment(world.today) - timedelta(days=1)).isoformat()})
        for number in range(first, first + LONG_TIMELINE)
    ])  # fmt: skip
    case.entries_written += LONG_TIMELINE
    case.save(update_fields=["entries_written"])
    return case


def _write_the_ledger() -> None:
    """Years of acts were invented in minutes: they go to the ledger now, not while pages are measured."""
    from malath.platform.audit.actions import move_outbox

    while move_outbox():
        pass


def _subjects(home: Path, world: Any, case: Any) -> Subjects:
    from malath.protection.cases.models import Entry

    return Subjects(
        home=home,
        cookies={handle: _sign_in(world.members[handle]) for handle in ("amal", "rima")},
        case=str(case.pk),
        name=str(case.head.names["main"]),
        entries=Entry.objects.unscoped(reason="counting what was made").count(),
        cases=len(world.cases),
    )


def _sign_in(member: Any) -> dict[str, str]:
    """The session of a member who gave password and second factor."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(member.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = member.get_session_auth_hash()
    session["second_factor_done"] = True
    session.save()
    return {
        settings.SESSION_COOKIE_NAME: session.session_key,
        settings.LANGUAGE_COOKIE_NAME: "ar",
        settings.CSRF_COOKIE_NAME: CSRF,
    }


@contextmanager
def served(home: Path) -> Iterator[int]:
    """Keeper, finder, web and jobs as `malath serve` starts them, open; the port on the loopback address."""
    from malath.platform.config.processes import Household
    from malath.platform.sealed.finder import process as finder_process

    port = _free_port()
    household = Household(f"127.0.0.1:{port}", threads=6, opening=[PASSPHRASE])
    household.start()
    try:
        finder_process.wait_until_ready(home, seconds=600)
        _wait_for(port)
        _wait_for_rest([process.pid for process in household.processes.values()])
        yield port
    finally:
        household.stop()


def _wait_for_rest(processes: list[int], seconds: float = 900) -> None:
    """Until the first rounds of the jobs are over: together the processes work less than a tenth of the time."""
    from malath.platform.interface.jobs import FIRST_ROUND_AFTER

    end = time.monotonic() + seconds
    time.sleep(FIRST_ROUND_AFTER + REST)
    before = _worked(processes)
    while time.monotonic() < end:
        time.sleep(REST)
        now = _worked(processes)
        if now - before < REST / 10:
            return
        before = now
    raise TimeoutError("the household did not come to rest")


def _worked(processes: list[int]) -> float:
    """Processor seconds of processes and their children, so far."""
    ticks = 0
    for process in processes:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
        for one in [process, *map(int, children)]:
            told = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(told[11]) + int(told[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not answer")
