"""How many queries a page makes, counted in this process by a wrapper of the connection, over the real keeper and finder.

Run as a program of its own (`queries.py HOME`), because Django's settings name one database only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from speed import house
from speed.pages import EMPTY, pages_of


def counted(subjects: house.Subjects) -> dict[str, int]:
    """"member: page" -> queries. The keeper and the finder of the data folder must be open."""
    from django.db import connection
    from django.test import Client

    found: dict[str, int] = {}
    for handle, cookies in subjects.cookies.items():
        client = Client()
        client.cookies.load(cookies)
        for name, address in {"empty": EMPTY, **pages_of(subjects)}.items():
            if handle == "amal" and name.startswith("queue"):
                continue
            client.get(address, headers={"host": "localhost"})
            count = _Counter()
            with connection.execute_wrapper(count):
                answer = client.get(address, headers={"host": "localhost"})
            if answer.status_code != 200:
                raise RuntimeError(f"{address} answered {answer.status_code}")
            found[f"{handle}: {name}"] = count.queries
    return found


class _Counter:
    queries = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.queries += 1
        return execute(sql, params, many, context)


def counted_apart(cases: int) -> dict[str, int]:
    """The counts over a coalition of another size, made and served in a process of its own."""
    command = [sys.executable, "-c", f"from speed.queries import main; main({cases})"]
    done = subprocess.run(
        command, cwd=Path(__file__).parent.parent, check=True, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    result: dict[str, int] = json.loads(done.stdout)
    return result


def main(cases: int) -> None:
    """Make a coalition, serve it, print the counts as JSON."""
    with house.folder() as home:
        house.prepare(home)
        subjects = house.invent(home, cases)
        with house.served(home):
            print(json.dumps(counted(subjects)))


