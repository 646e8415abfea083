"""`malath link LEFT [RIGHT] -o PAIRS`: one list is searched for rows of one person, two lists are linked (BT3, SH1)."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from malath.engines.linkage.columns import Chosen, guess, parse, role_of, told
from malath.engines.linkage.errors import LinkageError
from malath.engines.linkage.reading import Table, read_table

if TYPE_CHECKING:
    from malath.engines.linkage.constraints import Constraints
    from malath.engines.linkage.linking import Linked
    from malath.engines.linkage.people import Lists, People

ENGINES = ("duckdb", "spark")
PRIVATE = ("encode", "match-encoded")
_SILENCE = 2.0


def link_command(arguments: Sequence[str]) -> int:
    """Run the command: 0 done, 1 something given does not serve, 2 wrong use."""
    if arguments and arguments[0] in PRIVATE:
        return _private(list(arguments))
    asked = _parser().parse_args(list(arguments))
    if not asked.output and not asked.explain and not asked.report:
        _parser().error("say where the pairs go: -o PAIRS.csv")
    try:
        _run(asked)
    except LinkageError as refused:
        print(f"malath link: {refused}", file=sys.stderr)
        return 1
    except OSError as failed:
        print(f"malath link: {failed.filename or ''}: {failed.strerror or failed}", file=sys.stderr)
        return 1
    return 0


def _private(arguments: list[str]) -> int:
    """Matching without names is an engine of its own."""
    from importlib import import_module

    command = import_module("malath.engines.linkage.private.command")
    code: int = command.main(arguments)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="malath link",
        description="Find which rows are the same person: within one list, or between two.",
        epilog="`malath link encode` and `malath link match-encoded` do it between organisations that show no names.",
    )
    parser.add_argument("left", type=Path, help="a list: CSV, xlsx, xls or ods, headings in the first row")
    parser.add_argument(
        "right", type=Path, nargs="?", help="a second list; without it the first is compared with itself"
    )
    parser.add_argument("-o", "--output", type=Path, metavar="PAIRS.csv", help="left_id,right_id,probability")
    parser.add_argument("--clusters", type=Path, metavar="CLUSTERS.csv", help="cluster,list,id")
    parser.add_argument(
        "--columns", default="", metavar="ROLE=HEADING,…",
        help="which column is what: id, name (several), given, father, grandfather, family, dob, age, sex, place, date, "
        "mother, number (several), text (several), source",
    )  # fmt: skip
    parser.add_argument("--one-to-one", action="store_true", help="both lists hold each person at most once")
    parser.add_argument(
        "--verdicts",
        type=Path,
        metavar="FILE",
        help="left_id,right_id,verdict (same, different, unsure): what was decided",
    )
    parser.add_argument(
        "--sources-are-clean", action="store_true", help="in one list, no two rows of a source are one person"
    )
    parser.add_argument(
        "--engine", choices=ENGINES, default="duckdb", help="this machine, or the Spark cluster of MALATH_SPARK_MASTER"
    )
    parser.add_argument("--explain", metavar="LEFT_ID:RIGHT_ID", help="say why these two are one person or not")
    parser.add_argument("--report", type=Path, metavar="FILE", help="what was learned, and the pairs to look at first")
    parser.add_argument("--quiet", action="store_true", help="no progress on the standard error")
    return parser


def _run(asked: argparse.Namespace) -> None:
    if asked.one_to_one and asked.right is None:
        raise LinkageError("--one-to-one needs two lists")
    if asked.clusters and asked.right is not None:
        raise LinkageError("--clusters is for one list; pairs of two lists go to -o PAIRS.csv")
    if asked.sources_are_clean and asked.right is not None:
        raise LinkageError("--sources-are-clean is for one list; for two there is --one-to-one")
    gc.disable()  # Millions of small objects live to the end; looking through them takes longer than the work.
    from malath.engines.linkage.people import gather

    progress = _Progress(quiet=asked.quiet)
    lists, said = _lists([path for path in (asked.left, asked.right) if path], asked.columns)
    for sentence in said:
        print(sentence, file=sys.stderr)
    progress("reading names", 0.0)
    people = gather(lists)
    constraints, told = _constraints(asked, people, lists)
    for sentence in told:
        print(sentence, file=sys.stderr)
    said += told
    linked = _linked(asked, people, constraints, progress)
    _leave(asked, linked, said)
    progress.done(
        f"{people.total} rows, {int((linked.probability >= 0.5).sum())} pairs at a probability of 0.5 or more"
    )


def _lists(paths: list[Path], columns: str) -> tuple[list[tuple[Table, Chosen]], list[str]]:
    pairs = parse(columns)
    named = {heading for _, heading in pairs}

    def wanted(heading: str) -> bool:
        return heading in named or role_of(heading) == "id" if pairs else role_of(heading) is not None

    tables = [read_table(path, wanted) for path in paths]
    headings = frozenset(heading for table in tables for heading in table.headings)
    chosen = [told(table, pairs, others=headings) if pairs else guess(table) for table in tables]
    return list(zip(tables, chosen, strict=True)), [c.sentence(t.source) for t, c in zip(tables, chosen, strict=True)]


def _constraints(asked: argparse.Namespace, people: People, lists: Lists) -> tuple[Constraints | None, list[str]]:
    """What is known before anything is compared, and the sentences that say so; refused before anything is written."""
    from malath.engines.linkage.constraints import constrain, sources_of
    from malath.engines.linkage.verdicts import read_verdicts

    if not asked.verdicts and not asked.sources_are_clean:
        return None, []
    source = sources_of(*lists[0]) if asked.sources_are_clean else None
    verdicts = read_verdicts(asked.verdicts, people.ids, people.split) if asked.verdicts else None
    told = [verdicts.sentence()] if verdicts else []
    if source is not None:
        told.append(f"{int(source.max(initial=-1)) + 1} sources, of which each holds a person once")
    return constrain(people.total, people.split, verdicts, source, one_to_one=asked.one_to_one), told


def _linked(asked: argparse.Namespace, people: People, constraints: Constraints | None, progress: _Progress) -> Linked:
    from malath.engines.linkage.linking import link

    if asked.engine != "spark":
        return link(people, one_to_one=asked.one_to_one, progress=progress, constraints=constraints)
    from malath.engines.linkage import spark

    with TemporaryDirectory(prefix="malath-spark-") as scratch:
        session = spark.session(os.environ.get(spark.MASTER, "local[*]"), scratch)
        try:
            return link(
                people,
                one_to_one=asked.one_to_one,
                progress=progress,
                search=lambda people, keep: spark.candidates(people, keep, session),
                constraints=constraints,
            )
        finally:
            session.stop()


def _leave(asked: argparse.Namespace, linked: Linked, said: list[str]) -> None:
    from malath.engines.linkage.explaining import as_text, explain
    from malath.engines.linkage.reviewing import write_report
    from malath.engines.linkage.writing import write_clusters, write_pairs

    if asked.output:
        write_pairs(linked, asked.output)
    if asked.clusters:
        write_clusters(linked, asked.clusters)
    if asked.report:
        write_report(linked, said, asked.report)
    if asked.explain:
        left, sign, right = asked.explain.partition(":")
        if not sign:
            raise LinkageError("--explain takes LEFT_ID:RIGHT_ID")
        print(as_text(explain(linked, left, right)))


class _Progress:
    """A line on the standard error for each step, and again every two seconds within a long one."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet, self._start = quiet, time.monotonic()
        self._what, self._last = "", 0.0

    def __call__(self, what: str, share: float) -> None:
        now = time.monotonic() - self._start
        if self._quiet or (what == self._what and now - self._last < _SILENCE):
            return
        self._what, self._last = what, now
        done = f" {share:4.0%}" if share else ""
        print(f"  {now:6.1f} s  {what}{done}", file=sys.stderr, flush=True)

    def done(self, sentence: str) -> None:
        """The last line."""
        if not self._quiet:
            print(f"  {time.monotonic() - self._start:6.1f} s  {sentence}", file=sys.stderr)
