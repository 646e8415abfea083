"""Time of pages over HTTP keep-alive: the client's wall clock on the loopback, for a page and for the empty shell."""

from __future__ import annotations

import http.client
import statistics
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from speed.house import CSRF, Subjects

GOAL = 10.0
TURNS = 15
WARM_UP = 2


@dataclass(frozen=True)
class Page:
    """A page and how it is asked: a name is searched by POST, since it stands in no address."""

    name: str
    address: str
    search: str = ""

    @property
    def form(self) -> dict[str, str]:
        """What is posted; empty for a page that is only opened."""
        return {"q": self.search, "csrfmiddlewaretoken": CSRF} if self.search else {}


EMPTY = Page("empty", "/empty/")


def pages_of(subjects: Subjects, handle: str) -> list[Page]:
    """The pages that are measured for a member; the queue is a coordinator's."""
    pages = [
        Page("Today", "/today/"),
        Page("case list", "/cases/"),
        Page("a case", f"/cases/{subjects.case}/"),
        Page("name search", "/people/find/", subjects.name),
        Page("search of a given name", "/people/find/", subjects.name.split()[0]),
    ]
    return pages if handle == "amal" else [*pages, Page("queue of alerts", "/alerts/")]


class Reader:
    """One browser: a connection that is kept, and a session."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Host": f"localhost:{port}",
            "Accept": "text/html",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def seconds(self, page: Page) -> float:
        """Time from the request's first byte to the answer's last; anything but 200 is an error."""
        body = urlencode(page.form) or None
        begun = time.perf_counter()
        self.connection.request("POST" if body else "GET", page.address, body=body, headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        took = time.perf_counter() - begun
        if answer.status != 200:
            raise RuntimeError(f"{page.name} answered {answer.status}")
        return took


def medians(port: int, subjects: Subjects) -> dict[tuple[str, str], tuple[float, float]]:
    """(member, page) -> medians of the page and of the empty shell, in seconds. Asked in turn, so that both meet the
    same load; the first turns fill the server's caches and do not count."""
    found: dict[tuple[str, str], tuple[float, float]] = {}
    for handle, cookies in subjects.cookies.items():
        reader = Reader(port, cookies)
        pages = [EMPTY, *pages_of(subjects, handle)]
        took: dict[str, list[float]] = {page.name: [] for page in pages}
        for turn in range(WARM_UP + TURNS):
            for page in pages:
                seconds = reader.seconds(page)
                if turn >= WARM_UP:
                    took[page.name].append(seconds)
        empty = statistics.median(took.pop(EMPTY.name))
        found |= {(handle, name): (statistics.median(times), empty) for name, times in took.items()}
    return found
