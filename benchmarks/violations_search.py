"""Search in the record: python benchmarks/violations_search.py [--full | --acts N] [--postgres] [--asked N] [--words] [--json]
[--keep FOLDER].

Acts, events, people, parts and information are invented by a fixed seed: kinds and places few often and most seldom, kinds
tied to some years, a twentieth restricted, a sixth of other organisations, of which some is shared. People are two fifths
of the acts. --full is the size that is promised: 1,000,000 acts on PostgreSQL, 100,000 on SQLite; without it a tenth.

Measured is a whole first page (identifiers and rows, as the room asks for them) by each filter alone and by each pair of
filters, with codes drawn from all that stand in the record, for a documenter who may not see what is restricted unless they
entered it. The value is the 95th percentile divided by the median of a look-up of an act by its primary key, through the same
library (Django's), asked in turn with the pages; a look-up by the driver alone is told beside it. Both are processor time, of
this process and of the database's that answers it, since others may use the machine; the wall clock is told too.

Words and names (--words) go through a finder of their own, whose building is timed too. --keep makes the record once and asks
the same one again later: the folder holds it, or with PostgreSQL the server that MALATH_DATABASE names (`scripts/postgres.py sh`
starts one for a while). --asked 0 leaves the filters out.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import combinations, cycle, islice
from math import ceil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

GOAL, TEXT_GOAL, NAME_GOAL = 20.0, 150.0, 50.0
FULL = {"postgresql": 1_000_000, "sqlite": 100_000}
Row = dict[str, Any]
SAME = ({"kind", "without kind"}, {"kind", "two kinds"}, {"without kind", "two kinds"}, {"place", "two places"})
"""Pairs that ask the same criterion twice."""


class Processor:
    """Milliseconds of processor time of this process and of those that serve it: the PostgreSQL process, a finder."""

    def __init__(self, *served_by: int) -> None:
        from django.db import connection

        pids = list(served_by)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_backend_pid()")
                pids.append(cursor.fetchone()[0])
        # As clock_getcpuclockid(3) has it.
        self.clocks = [time.CLOCK_PROCESS_CPUTIME_ID, *((~pid << 3) | 2 for pid in pids)]

    def now(self) -> float:
        """So much was used until now."""
        return sum(time.clock_gettime(clock) for clock in self.clocks) * 1000

    def timed(self, act: Callable[[], Any]) -> tuple[float, float]:
        """What an act takes, and by the wall clock."""
        begun, on_the_wall = self.now(), time.perf_counter()
        act()
        return self.now() - begun, (time.perf_counter() - on_the_wall) * 1000


def at(share: float, taken: list[float]) -> float:
    """The value that so many of a hundred do not pass (nearest rank)."""
    return sorted(taken)[ceil(share * len(taken)) - 1]


def questions(dice: random.Random, codes: dict[str, list[str]], parties: dict[str, list[Any]]) -> dict[str, Row]:
    """One value for each filter."""
    from datetime import date

    choose, year = dice.choice, dice.randint(2011, 2024)
    return {
        "kind": {"kind": choose(codes["acts"])},
        "place": {"place": choose(codes["places"])},
        "period": {"first": date(year, 1, 1), "last": date(year + dice.randrange(2), 12, 31)},
        "surely in": {"first": date(year, 3, 1), "last": date(year, 5, 31), "surely": True},
        "undated": {"undated": True},
        "perpetrator": {"perpetrator": choose(codes["perpetrators"])},
        "unit": {"unit": choose(parties["units"])},
        "person": {"person": choose(parties["people"])},
        "stage": {"stage": choose(("draft", "checked", "verified"))},
        "status": {"status": choose(codes["violation_status"])},
        "victim": {"victim": choose(codes["victim_status"])},
        "material": {"material": choose(codes["source_material"])},
        "reliability": {"reliability": choose(codes["reliability"])},
        "restricted": {"restricted": choose(("yes", "no"))},
        "without kind": {"not_kind": choose(codes["acts"])},
        "two kinds": {"kind": ",".join(sorted(dice.sample(codes["acts"], 2)))},
        "two places": {"place": ",".join(sorted(dice.sample(codes["places"], 2)))},
        "method": {"method": choose(codes["methods"])},
        "right": {"right": choose(codes["rights"])},
        "known": {"known": choose(("known", "claimed", "unknown"))},
        "fate": {"fate": choose(codes["fates"])},
        "whereabouts": {"whereabouts": choose(codes["whereabouts"])},
    }


def asked_alone_and_in_pairs(world: Any, each: int) -> Iterator[Row]:
    """A row for each filter and each pair."""
    from malath.accountability.violations.searching import Asked, Criteria, counted, page_of

    dice, clash = random.Random(5), {("period", "surely in"), ("period", "undated"), ("surely in", "undated")}
    names, processor, look_up = list(questions(dice, world.codes, world.parties)), Processor(), LookUp(world)
    page_of(world.viewer, Asked())
    for chosen in [*((name,) for name in names), *combinations(names, 2)]:
        if chosen in clash or set(chosen) in SAME:
            continue
        taken, references, counts = [], [], []
        for _ in range(each):
            drawn = questions(dice, world.codes, world.parties)
            asked = Asked(Criteria(**{key: value for name in chosen for key, value in drawn[name].items()}))
            world.viewer.__dict__.pop("_visible_rules", None)  # as in a request of its own
            taken.append(processor.timed(lambda asked=asked: page_of(world.viewer, asked)))
            if len(chosen) == 1:
                counts.append(processor.timed(lambda asked=asked: counted(world.viewer, asked)))
            references += [processor.timed(look_up.by_django) for _ in range(3)]
        yield judged(" + ".join(chosen), taken, references)
        if counts:
            yield judged(f"count of {chosen[0]}", counts, references) | {"goal": "told", "reached": True}
    driver = [processor.timed(look_up.by_driver) for _ in range(300)]
    yield judged("a look-up by the driver alone", driver, references) | {"goal": "told", "reached": True}


def judged(name: str, taken: list[tuple[float, float]], references: list[tuple[float, float]]) -> Row:
    """A row: the 95th percentile as many look-ups."""
    own, wall = [one for one, _ in taken], [one for _, one in taken]
    reference = at(0.5, [one for one, _ in references])
    value = at(0.95, own) / reference
    return {"name": name, "value": round(value, 1), "unit": "times a look-up", "goal": GOAL, "reached": value <= GOAL,
            "p50_ms": round(at(0.5, own), 2), "p95_ms": round(at(0.95, own), 2), "wall_p50_ms": round(at(0.5, wall), 2),
            "wall_p95_ms": round(at(0.95, wall), 2), "reference": round(reference, 3),
            "reference_is": "ms of processor time of a look-up by primary key"}  # fmt: skip


class LookUp:
    """An act by its primary key, a different one each time."""

    def __init__(self, world: Any) -> None:
        from malath.accountability.violations.models import Act

        self.rows, self.keys = Act.objects.unscoped(reason="the reference"), cycle(world.some_acts)
        self.table = Act._meta.db_table

    def by_django(self) -> None:
        """As the pages read it."""
        self.rows.get(pk=next(self.keys))

    def by_driver(self) -> None:
        """Its columns, without a model."""
        from django.db import connection

        key = next(self.keys)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {self.table} WHERE id = %s",  # noqa: S608 - a table of ours
                           [key if connection.vendor == "postgresql" else key.hex])  # fmt: skip
            cursor.fetchone()


def words_and_names(world: Any, each: int) -> Iterator[Row]:
    """Words and names through a finder of their own: building, memory, and whole answers with the first page."""
    from benchmarks.finder import LANGUAGES, Words, texts
    from benchmarks.finder import questions as word_questions
    from benchmarks.names import Crowd
    from malath.accountability.violations.finding import EVENTS, PEOPLE
    from malath.accountability.violations.searching import Asked, Criteria, page_of, proposed_for
    from malath.platform.keeper.client import home
    from malath.platform.sealed.finder import process
    from malath.platform.sealed.finder.client import finder
    from malath.platform.sealed.finder.sources import Searchable

    running = process.start(home(), build=False)
    try:
        process.wait_until_ready(home())
        processor = Processor(running.pid)
        made = random.Random(1)
        languages = [Words(syllables, before, 20_000, made) for syllables, _share, before in LANGUAGES]
        written = texts(len(world.events), random.Random(7), languages)
        begun = time.perf_counter()
        spoken = zip(world.events, written, strict=True)
        while some := list(
            islice(spoken, 2000)
        ):  # few at once: on a busy machine many are told for longer than is waited
            finder().put_texts(EVENTS, some)
        crowd = Crowd(len(world.people), max(50, len(world.people) // 20))
        names = [crowd.name(n) for n in range(len(world.people))]
        called = [Searchable(pk, [name]) for pk, name in zip(world.people, names, strict=True)]
        for start in range(0, len(called), 1000):
            finder().put_many(called[start : start + 1000], collection=PEOPLE)
        built, known = time.perf_counter() - begun, finder().status()["texts"][EVENTS]
        if known != len(world.events):
            raise RuntimeError(f"the finder knows {known} of {len(world.events)} events")
        memory = int(Path(f"/proc/{running.pid}/statm").read_text().split()[1]) * 4096 // 2**20
        told = {"unit": "s", "goal": "told", "reached": True, "reference": memory, "reference_is": "MB of the finder"}
        yield {"name": f"{len(world.events)} events and {len(world.people)} people told to the finder",
               "value": round(built, 1), **told}  # fmt: skip
        kinds = {kind: [{"text": one} for one in asked] for kind, asked in word_questions(languages, each).items()}
        kinds["names"] = [{"name": name} for name in made.sample(names, min(each, len(names)))]
        for kind, several in kinds.items():

            def answered(said: Row) -> None:
                page_of(world.viewer, Asked(Criteria(), proposed_for(world.viewer, Criteria(), **said)))

            both = [processor.timed(lambda said=said: answered(said)) for said in several]
            taken, wall = [own for own, _ in both], [one for _, one in both]
            goal = NAME_GOAL if kind == "names" else TEXT_GOAL
            yield {"name": kind, "value": round(at(0.95, taken), 1), "unit": "ms", "goal": goal,
                   "reached": at(0.95, taken) <= goal, "p50_ms": round(at(0.5, taken), 1), "p95_ms": round(at(0.95, taken), 1),
                   "wall_p50_ms": round(at(0.5, wall), 1), "wall_p95_ms": round(at(0.95, wall), 1),
                   "reference": "", "reference_is": ""}  # fmt: skip
    finally:
        running.terminate()
        running.wait(timeout=10)


def kept_or_made(folder: Path | None, make: Callable[[], Any]) -> Any:
    """What was made before and is kept in the folder, or what is made now."""
    if folder is None:
        return make()
    file = folder / "record.pickle"
    if not file.exists():
        file.write_bytes(pickle.dumps(make()))
    return pickle.loads(file.read_bytes())  # noqa: S301 - written by this program


def measured(options: argparse.Namespace) -> list[Row]:
    """Make the record and ask."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.speed import record_of_acts

    call_command("migrate", verbosity=0)
    acts = options.acts or FULL[connection.vendor] // (1 if options.full else 10)
    begun = time.perf_counter()
    world = kept_or_made(options.keep, lambda: record_of_acts.invent(acts))
    print(f"{acts} acts, {len(world.people)} people on {connection.vendor}: made in {time.perf_counter() - begun:.0f} s; "
          f"load {os.getloadavg()[0]:.1f}", file=sys.stderr)  # fmt: skip
    rows = list(asked_alone_and_in_pairs(world, options.asked)) if options.asked else []
    return rows + (list(words_and_names(world, options.asked)) if options.words else [])


def main(arguments: list[str]) -> int:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--acts", type=int)
    parser.add_argument("--asked", type=int, default=20)
    parser.add_argument("--keep", type=Path)
    for flag in ("--postgres", "--words", "--json"):
        parser.add_argument(flag, action="store_true")
    options = parser.parse_args(arguments)
    with ExitStack() as held:
        if options.keep:
            options.keep.mkdir(parents=True, exist_ok=True)
        home = options.keep or held.enter_context(tempfile.TemporaryDirectory(prefix="malath-search-"))
        os.environ["MALATH_HOME"] = str(home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "malath.platform.config.settings")
        if not (options.keep and options.postgres):
            os.environ.pop("MALATH_DATABASE", None)
        if options.postgres and "MALATH_DATABASE" not in os.environ:
            import postgres

            os.environ["MALATH_DATABASE"] = held.enter_context(postgres.server())
        rows = measured(options)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        mark = "reached" if row["reached"] else "MISSED "
        print(f"{mark} {row['name']:44} {row['value']:8} {row['unit']:16} goal {row['goal']}  p50 {row.get('p50_ms', '')}"
              f"  p95 {row.get('p95_ms', '')}  wall {row.get('wall_p50_ms', '')} {row.get('wall_p95_ms', '')}"
              f"  reference {row['reference']} {row['reference_is']}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
