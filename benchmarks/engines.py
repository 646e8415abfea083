"""How the engines for names and sheets grow: python benchmarks/engines.py [--json] [--quick].

Every value is a ratio to a reference measured in the same run. `--quick` measures the smaller crowd and sheet only,
and says so; no goal is scaled.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from malath.engines import sheets
from malath.engines.names import NameIndex

NAMES = """
محمد أحمد علي حسن حسين خالد عمر يوسف فاطمة مريم
ليلى سمر نور هدى رنا طارق زياد سامر ياسين كريم
"""
GIVEN = NAMES.split()
LETTERS = "بتجحخدرزسشصطعغفقكلمن"
HEADINGS = "الاسم الكامل;تاريخ الميلاد;البلد;المدينة;رقم الهاتف;درجة الخطورة;ملاحظات"


def crowd(count: int) -> dict[str, str]:
    """Invented names by identifier: common given names, 3,000 families, unevenly spread as in life."""
    dice = random.Random(7)
    families = ["ال" + "".join(dice.choices(LETTERS, k=3)) for _ in range(3000)]
    weights = [1 / (n + 1) for n in range(len(GIVEN))]
    return {
        f"p{n}": " ".join([*dice.choices(GIVEN, weights, k=dice.choice((1, 2, 3))), dice.choice(families)])
        for n in range(count)
    }


def sheet_of(count: int) -> bytes:
    """A spreadsheet of `count` invented people, as CSV with semicolons."""
    lines = [HEADINGS]
    for n, name in enumerate(crowd(count).values()):
        lines.append(f"{name};{n % 28 + 1:02d}/{n % 12 + 1:02d}/{1950 + n % 50};فرنسا;ليون;+336399{n:05d};عالية;—")
    return "\n".join(lines).encode()


def read_and_check(data: bytes) -> None:
    """What an import does with a file before anybody looks at it."""
    table = sheets.find_table(sheets.read(data, "large.csv"))
    sheets.check_rows(table, sheets.map_columns(table), today=date(2026, 11, 21))


def compare_all(data: bytes) -> None:
    """The likely duplicates within one file."""
    table = sheets.find_table(sheets.read(data, "large.csv"))
    rows = sheets.check_rows(table, sheets.map_columns(table), today=date(2026, 11, 21))
    sheets.likely_duplicates([sheets.person_from_row(row, str(row.row)) for row in rows])
    sheets.forget()


def indexed(people: dict[str, str]) -> NameIndex:
    """The finder's index of these people."""
    index = NameIndex()
    for n, (key, name) in enumerate(people.items()):
        if n % 500 == 0:
            gc.freeze()  # as the finder does after each batch
        index.put(key, [name])
    return index


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Median processor time of a piece of work."""
    took = []
    for _turn in range(times):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return statistics.median(took)


def row(name: str, value: float, goal: float, reference: str) -> dict[str, Any]:
    """One line of the report; a value is reached when it is at most its goal."""
    return {"name": name, "value": round(value, 2), "goal": goal, "reached": value <= goal, "reference": reference}


def of_sheets(small: int) -> list[dict[str, Any]]:
    """Four times as many rows against these: work that grows with the square would take sixteen times as long."""
    data, four = sheet_of(small), sheet_of(small * 4)
    check, check_four = seconds(lambda: read_and_check(data)), seconds(lambda: read_and_check(four), 1)
    pairs, pairs_four = seconds(lambda: compare_all(data), 1), seconds(lambda: compare_all(four), 1)
    return [
        row(f"{small * 4} rows read and checked", check_four / check, 6, f"{small} rows: {check:.2f} s"),
        row(f"{small * 4} rows compared", pairs_four / pairs, 8, f"{small} rows: {pairs:.2f} s"),
    ]


def of_names(small: int) -> list[dict[str, Any]]:
    """A search in the index against looking through every name, and its growth with the crowd."""
    people, four = crowd(small), crowd(small * 4)
    asked = [*random.Random(5).sample(sorted(people.values()), 40), "محمد", "Mohamed", "m", "ahmad mo"]
    build, build_four = seconds(lambda: indexed(people)), seconds(lambda: indexed(four))
    index = indexed(four)
    names = list(four.values())
    scan = seconds(lambda: [[name for name in names if text in name] for text in asked]) / len(asked)
    find = seconds(lambda: [index.find(text) for text in asked]) / len(asked)
    return [
        row(f"{small * 4} names indexed", build_four / build, 8, f"{small} names: {build:.2f} s"),
        row(f"a search among {small * 4} names", find / scan, 4, f"`in` over every name: {scan * 1000:.2f} ms"),
    ]


def main(arguments: list[str]) -> int:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(arguments)
    rows = [*of_sheets(500), *of_names(5_000)]
    if options.quick:
        print("not measured with --quick: 19,600 rows, 60,000 names", file=sys.stderr)
    else:
        rows += [*of_sheets(4_900), *of_names(15_000)]
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for one in rows:
            mark = "reached" if one["reached"] else "MISSED "
            print(f"{mark}  {one['name']:38} {one['value']:8} times, at most {one['goal']:5}   ({one['reference']})")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
