"""How many queries a page makes, counted in this process by a wrapper of the connection, over the real keeper and finder.

The smaller coalition is counted in a process of its own, because Django's settings name one database only.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from speed import house
from speed.pages import EMPTY, Page, pages_of


def counted(subjects: house.Subjects) -> dict[str, int]:
    """ "member: page" -> queries. The keeper and the finder of the data folder must be open."""
    found: dict[str, int] = {}
    for handle, cookies in subjects.cookies.items():
        client = Client()
        client.cookies.load(cookies)
        for page in [EMPTY, *pages_of(subjects, handle)]:
            _asked(client, page)
            count = Counter()
            with connection.execute_wrapper(count):
                _asked(client, page)
            found[f"{handle}: {page.name}"] = count.queries
    return found


def _asked(client: Any, page: Page) -> None:
    ask = client.post if page.form else client.get
    answer = ask(page.address, page.form, headers={"host": "localhost"})
    if answer.status_code != 200:
        raise RuntimeError(f"{page.name} answered {answer.status_code}")


class Counter:
    """Counts every statement that goes through the connection."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.queries += 1
        return execute(sql, params, many, context)


def begin_apart(cases: int) -> subprocess.Popen[bytes]:
    """Count over a coalition of another size, made and served in a process of its own."""
    command = [sys.executable, "-c", f"from speed.queries import main; main({cases})"]
    return subprocess.Popen(command, cwd=Path(__file__).parent.parent, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)


def counts_of(process: subprocess.Popen[bytes]) -> dict[str, int]:
    """Wait for what `begin_apart` began."""
    said, _errors = process.communicate()
    if process.returncode:
        raise RuntimeError(f"counting queries ended with {process.returncode}")
    result: dict[str, int] = json.loads(said)
    return result


def main(cases: int) -> None:
    """Make a coalition, serve it, print the counts as JSON."""
    with house.folder() as home:
        house.prepare(home)
        subjects = house.invent(home, cases)
        with house.served(home):
            print(json.dumps(counted(subjects)))
