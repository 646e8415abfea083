"""Requests a second of the public site's front page and of a signed statement's page, beside an empty Django view.

    python benchmarks/site.py [--seconds 4] [--rounds 5]

Both are served by gunicorn with one worker and four threads on the loopback address, and asked by the same client over four
connections that stay open, in turns; printed are the medians and their ratio (asked: at least .5), and the weight of the
front page with all that it loads (asked: under 100 kB). The pages are as long as those of the demo.
"""

from __future__ import annotations

import argparse
import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EMPTY = """
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, MIDDLEWARE=[], ALLOWED_HOSTS=["*"], SECRET_KEY="x")
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("", lambda request: HttpResponse(b""))]
application = get_wsgi_application()
"""
LINES, SIGNATURES, CONNECTIONS = 8, 40, 4


def page(title: str, body: str) -> bytes:
    """A page of the length of ours."""
    head = '<!doctype html><html lang="en"><head><title>{0}</title><link rel="stylesheet" href="/site.css"></head>'
    return f"{head.format(title)}<body><h1>{title}</h1>{body}</body></html>".encode()


def files() -> dict[str, bytes]:
    """A front page of eight items and a statement that forty organisations signed."""
    item = "<li><article><p>News · 22 November 2026</p><h2><a href='/en/x/'>A title of some length for a list</a></h2><p>{}</p></article></li>"
    words = "An excerpt tells in two lines what happened, to whom, and what is asked. " * 3
    signed = "".join(
        f"<li>Organisation {n}<br><small>signed on 22 November 2026</small></li>" for n in range(SIGNATURES)
    )
    sheet = Path(__file__).parent.parent / "src/malath/voice/site/static/site/site.css"
    return {
        "site.css": sheet.read_bytes(),
        "en/index.html": page("Latest news", "<ul>" + item.format(words) * LINES + "</ul>"),
        "en/statement/index.html": page("A statement", f"<p>{words * 4}</p>" * 12 + f"<ol>{signed}</ol>"),
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], port: int, folder: Path) -> Iterator[int]:
    """A server until the block ends."""
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=folder, env={"PATH": os.environ["PATH"]})
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def rate(port: int, path: str, seconds: float) -> float:
    """Requests a second over four open connections."""
    counts, end = [0] * CONNECTIONS, time.monotonic() + seconds

    def ask(place: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < end:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                raise SystemExit(f"{path} answered {answer.status}")
            counts[place] += 1

    clients = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(counts) / seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    from malath.voice.site.outside.folder import put_out

    with tempfile.TemporaryDirectory() as name:
        folder, ours, empty = Path(name), free_port(), free_port()
        put_out(folder / "public" / "pages", files(), lambda sums: "unsigned\n")
        (folder / "empty.py").write_text(EMPTY)
        django = ["gunicorn", "empty:application", "--bind", f"127.0.0.1:{empty}", "--worker-class", "gthread"]
        django += ["--workers", "1", "--threads", "4", "--log-level", "error"]
        site = ["malath.voice.site.outside.main", str(folder / "public"), f"127.0.0.1:{ours}"]
        with serving(site, ours, folder), serving(django, empty, folder):
            asked = {"front page": (ours, "/en/"), "statement": (ours, "/en/statement/"), "empty view": (empty, "/")}
            rates: dict[str, list[float]] = {title: [] for title in asked}
            for _ in range(options.rounds):
                for title, (port, path) in asked.items():
                    rates[title].append(rate(port, path, options.seconds))
        made = files()
    medians = {title: statistics.median(measured) for title, measured in rates.items()}
    for title in ("front page", "statement"):
        ratio = medians[title] / medians["empty view"]
        print(
            f"{title}: {medians[title]:.0f} a second, {ratio:.2f} of an empty Django view ({medians['empty view']:.0f})"
        )
    print(f"front page and sheet: {(len(made['en/index.html']) + len(made['site.css'])) / 1000:.1f} kB uncompressed")


if __name__ == "__main__":
    main()
