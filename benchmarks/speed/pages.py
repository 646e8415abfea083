"""Time of pages over HTTP keep-alive: the client's wall clock on the loopback, for a page and for the empty shell."""

from __future__ import annotations

import http.client
import statistics
import time
from urllib.parse import quote

from speed.house import Subjects

GOAL = 10.0
TURNS = 21
EMPTY = "/empty/"


def pages_of(subjects: Subjects) -> dict[str, str]:
    """Name and address of every page that is measured."""
    return {
        "Today": "/today/",
        "case list": "/cases/",
        "a case": f"/cases/{subjects.case}/",
        "name search": f"/people/find/?q={quote(subjects.name)}",
        "a common name": f"/people/find/?q={quote('محمد')}",
        "queue of alerts": "/alerts/",
    }


class Reader:
    """One browser: a connection that is kept, and a session."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Host": f"localhost:{port}",
            "Accept": "text/html",
        }

    def seconds(self, address: str) -> float:
        """Time from the request's first byte to the answer's last; anything but 200 is an error."""
        begun = time.perf_counter()
        self.connection.request("GET", address, headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        took = time.perf_counter() - begun
        if answer.status != 200:
            raise RuntimeError(f"{address} answered {answer.status}")
        return took


def medians(port: int, subjects: Subjects, turns: int = TURNS) -> dict[tuple[str, str], tuple[float, float]]:
    """(member, page) -> medians of the page and of the empty shell, in seconds, asked in turn so that both meet the
    same load."""
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for handle, cookies in subjects.cookies.items():
        reader = Reader(port, cookies)
        addresses = {EMPTY: EMPTY, **{n: a for n, a in pages_of(subjects).items() if handle == "rima" or n[0] != "q"}}
        took: dict[str, list[float]] = {name: [] for name in addresses}
        for turn in range(turns + 2):
            for name, address in addresses.items():
                seconds = reader.seconds(address)
                if turn >= 2:
                    took[name].append(seconds)
        empty = statistics.median(took.pop(EMPTY))
        found |= {(handle, name): (statistics.median(times), empty) for name, times in took.items()}
    return found
