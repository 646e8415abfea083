"""Many clients book the same few beds at once while some are killed: `python -m tests.reliability.bookings CLIENTS TRIES`.

Runs inside an installation of its own. Prints what was acknowledged, what a sweep of its own found at the end and
while it went on, and which stays an act claimed that are not there.
"""

from __future__ import annotations

import gc
import json
import os
import random
import select
import signal
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")
BEDS, CASES, KILL_EVERY, SWEEP_EVERY = 200, 240, 40, 1.0
TODAY = date.today()
STAYS = """SELECT s.id, s.home_id, h.beds, h.kind, s.case_id, s.from_day, s.to_day, s.persons, s.state
           FROM stays_stay s JOIN hosting_home h ON h.id = s.home_id"""


# ── the world, made once ──


def prepare() -> tuple[Any, list[Any], list[Any]]:
    """A coordinator, homes with 200 beds in all, and households."""
    from malath.platform.keeper.client import keeper
    from malath.platform.sealed.fields import seal_rows
    from malath.protection.cases.models import Case
    from malath.protection.hosting.models import Check
    from malath.protection.hosting.rules import HomeKind
    from malath.protection.stays.tests.makers import case_in, home_in, host_in, network_of
    from tests.people import found_coalition

    coalition = found_coalition()
    network = network_of(coalition)
    host = host_in(network, coalition.rima)
    homes, beds, chance = [], 0, random.Random(7)
    while beds < BEDS:
        count = min(chance.choice((2, 3, 4, 6, 8)), BEDS - beds)
        kind = HomeKind.FAMILY if chance.random() < 0.3 else HomeKind.SHARED
        homes.append(home_in(network, coalition.rima, beds=count, kind=kind, host=host, opens=-60, closes=20_000))
        beds += count
    Check.objects.unscoped(reason="a long run books years ahead").update(expires_on=None)
    first = case_in(coalition.haven, coalition.rima, name="Household 0")
    cases = [first]
    for number in range(1, CASES):
        case = Case(
            code=f"T-{number}", organisation=coalition.haven, head_id=first.head_id, entry_path="in_danger",
            summary="x", opened_on=TODAY,
        )  # fmt: skip
        keeper().create_subject(case.pk, coalition.haven.pk)
        cases.append(case)
    seal_rows(cases[1:])
    Case.objects.bulk_create(cases[1:])
    return coalition.rima, homes, cases


# ── a client ──


def client(number: int, out: int, world: tuple[Any, list[Any], list[Any]], window: int) -> None:
    """Book, extend, move and cancel until somebody ends it; each act is told once its commit is done."""
    from django.db import OperationalError

    from malath.platform.errors import DomainError

    chance, mine = random.Random(f"{number}"), {}
    while True:
        kind = chance.choices(("book", "extend", "move", "cancel"), (80, 8, 6, 6))[0] if mine else "book"
        try:
            told = ACTS[kind](chance, mine, world, window)
        except DomainError as refusal:
            told = f"no {refusal.code}"
        except OperationalError:
            told = "busy"
        os.write(out, f"{kind} {told}\n".encode())


def _book(chance: random.Random, mine: dict[Any, Any], world: Any, window: int) -> str:
    from malath.protection.stays.actions import book_stay

    by, homes, cases = world
    first = TODAY + timedelta(days=chance.randint(-20, window))
    days = {"from_day": first, "to_day": first + timedelta(days=chance.randint(1, 8))}
    stay = book_stay(chance.choice(cases), chance.choice(homes), persons=chance.randint(1, 3), by=by, **days)
    mine[stay.pk] = stay
    return f"ok {stay.pk}"


def _again(stay: Any) -> Any:
    from malath.protection.stays.models import Stay

    rows = Stay.objects.unscoped(reason="a test").select_related("case", "home__network__local")
    return rows.get(pk=stay.pk)


def _extend(chance: random.Random, mine: dict[Any, Any], world: Any, window: int) -> str:
    from malath.protection.stays.actions import extend_stay

    stay = _again(chance.choice(list(mine.values())))
    extend_stay(stay, to_day=stay.to_day + timedelta(days=chance.randint(1, 5)), by=world[0])
    return f"ok {stay.pk}"


def _cancel(chance: random.Random, mine: dict[Any, Any], world: Any, window: int) -> str:
    from malath.protection.stays.actions import cancel_stay

    stay = _again(chance.choice(list(mine.values())))
    del mine[stay.pk]
    cancel_stay(stay, reason="other", by=world[0])
    return f"ok {stay.pk}"


def _move(chance: random.Random, mine: dict[Any, Any], world: Any, window: int) -> str:
    from malath.protection.stays.actions import agree_stay, confirm_arrival, move_stay

    present = [stay for stay in mine.values() if stay.from_day < TODAY <= stay.to_day - timedelta(days=1)]
    if not present:
        return "none"
    stay = _again(chance.choice(present))
    if stay.state == "booked":
        agree_stay(stay, by=world[0], allowance_shown=True)
        confirm_arrival(stay, on=stay.from_day, by=world[0])
    new = move_stay(_again(stay), chance.choice(world[1]), on=TODAY, to_day=TODAY + timedelta(days=4), by=world[0])
    mine[new.pk] = new
    return f"ok {new.pk}"


ACTS = {"book": _book, "extend": _extend, "move": _move, "cancel": _cancel}


# ── an eye of its own: plain SQL, another way of counting ──


def rows_of(sql: str) -> list[tuple[Any, ...]]:
    """What one statement sees: a single moment."""
    address = os.environ.get("MALATH_DATABASE", "")
    if address:
        import psycopg

        with psycopg.connect(address) as connection:
            return list(connection.execute(sql).fetchall())
    import sqlite3

    with closing(sqlite3.connect(f"{os.environ['MALATH_HOME']}/malath.sqlite3", timeout=30)) as file:
        return list(file.execute(sql).fetchall())


def overfull(rows: list[tuple[Any, ...]]) -> list[str]:
    """Homes with more people than beds, two households with a host, or a household in two homes: by comings and goings."""
    moves: dict[Any, list[tuple[str, int, int]]] = {}
    for _id, home, beds, kind, case, first, last, persons, state in rows:
        if state != "cancelled":
            for place, size in ((("home", home, beds, kind), persons), (("case", case, 1, "one"), 1)):
                moves.setdefault(place, []).extend([(str(first), 1, size), (str(last), -1, -size)])
    found = []
    for (what, key, beds, kind), steps in moves.items():
        households = persons = 0
        for day, one, size in sorted(steps):  # on the same day people leave before others come: -1 sorts first
            households, persons = households + one, persons + size
            if persons > beds or (kind != "shared" and households > 1):
                found.append(f"{what} {key}: {persons} on {day}, {beds} beds")
    return found


# ── the run ──


class Run:
    """Clients that are killed and replaced until enough was tried."""

    def __init__(self, clients: int, tries: int) -> None:
        self.world = prepare()
        self.tries, self.window = tries, max(60, tries // 20)
        self.read, self.write = os.pipe()
        self.counts: Counter[str] = Counter()
        self.acknowledged: dict[str, set[str]] = {kind: set() for kind in ACTS}
        self.sweeps, self.faults, self.kills, self.started = 0, [], 0, 0
        from django.db import connections

        self.warm()
        connections.close_all()  # no connection is shared with a child
        gc.collect()
        gc.freeze()  # a child that collects would copy all that it shares with its parent
        self.children = [self.fork() for _ in range(clients)]

    def warm(self) -> None:
        """One booking by the parent: what is read and put together once is there when the children begin."""
        from malath.protection.stays.actions import book_stay, cancel_stay

        by, homes, cases = self.world
        days = {"from_day": TODAY + timedelta(days=1), "to_day": TODAY + timedelta(days=2)}
        stay = book_stay(cases[0], homes[0], persons=1, by=by, **days)
        cancel_stay(_again(stay), reason="other", by=by)

    def fork(self) -> int:
        self.started += 1
        pid = os.fork()
        if pid:
            return pid
        os.nice(2)  # whoever counts comes first: the run ends when enough was tried
        try:
            client(self.started, self.write, self.world, self.window)
        finally:
            os._exit(1)

    def go(self) -> None:
        """Until enough bookings were tried; a client dies after every so many acts, in the middle of whatever it does."""
        rest, last_sweep, chance, since_kill = b"", time.monotonic(), random.Random(11), 0
        while self.counts["book"] < self.tries:
            ready, _w, _x = select.select([self.read], [], [], 60)
            assert ready, "no client did anything for a minute"
            *lines, rest = (rest + os.read(self.read, 65536)).split(b"\n")
            for line in lines:
                self.note(line.decode().split())
            since_kill += len(lines)
            while since_kill >= KILL_EVERY:  # one read brings many acts where the parent had to wait for the processor
                since_kill -= KILL_EVERY
                self.replace(chance.randrange(len(self.children)))
            if time.monotonic() - last_sweep > SWEEP_EVERY:
                self.sweep()
                last_sweep = time.monotonic()
        for pid in self.children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        os.close(self.write)
        while piece := os.read(self.read, 65536):
            rest += piece
        for line in rest.split(b"\n")[:-1]:
            self.note(line.decode().split())

    def note(self, words: list[str]) -> None:
        kind, answer = words[0], words[1]
        self.counts[f"{kind} {' '.join(words[1:]) if answer == 'no' else answer}"] += 1
        if answer in {"ok", "no"}:
            self.counts[kind] += 1
        if answer == "ok":
            self.acknowledged[kind].add(words[2])

    def replace(self, place: int) -> None:
        os.kill(self.children[place], signal.SIGKILL)
        os.waitpid(self.children[place], 0)
        self.children[place] = self.fork()
        self.kills += 1

    def sweep(self) -> None:
        self.sweeps += 1
        self.faults += overfull(rows_of(STAYS))

    def told(self) -> dict[str, Any]:
        """What is to be judged."""
        rows = rows_of(STAYS)
        state = {str(row[0]).replace("-", ""): row[8] for row in rows}
        claimed = {kind: {one.replace("-", "") for one in ids} for kind, ids in self.acknowledged.items()}
        nights = Counter(str(row[0]).replace("-", "") for row in rows_of("SELECT stay_id FROM stays_night"))
        wrong = []
        for row in rows:
            key, length = str(row[0]).replace("-", ""), _nights(row[5], row[6])
            a_night = row[2] if row[3] == "family" else row[7]
            if nights[key] != (0 if row[8] == "cancelled" else length * a_night):
                wrong.append(f"{key} {row[8]}: {nights[key]} beds of {length} nights")
        return {
            "faults": self.faults + overfull(rows),
            "lost": sorted((claimed["book"] | claimed["move"]) - set(state)),
            "not cancelled": [one for one in claimed["cancel"] if state.get(one) != "cancelled"],
            "wrong nights": wrong,
            "stays": len(rows), "sweeps": self.sweeps, "kills": self.kills, "counts": dict(self.counts),
        }  # fmt: skip


def _nights(first: Any, last: Any) -> int:
    return (date.fromisoformat(str(last)) - date.fromisoformat(str(first))).days


def main(arguments: list[str]) -> None:
    """Run it all and print one line of JSON."""
    django.setup()
    from tests.reliability.rows import a_keeper

    clients, tries = (int(one) for one in arguments)
    begun = time.monotonic()
    with a_keeper():
        run = Run(clients, tries)
        prepared = time.monotonic()
        run.go()
        told = {**run.told(), "prepared": prepared - begun, "ran": time.monotonic() - prepared}
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
