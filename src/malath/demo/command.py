"""`malath demo`: make the fictional coalition if there is none, and serve it on the loopback address."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import time

PASSPHRASE = "every person here is invented"


def main(arguments: list[str]) -> int:
    """`--accounts` prints the fictional accounts as JSON; otherwise serve until told to stop."""
    parser = argparse.ArgumentParser(prog="malath demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--accounts", action="store_true", help="print the fictional accounts as JSON and end")
    options = parser.parse_args(arguments)
    os.environ.setdefault("MALATH_HOME", "demo-home")
    os.environ["MALATH_DEMO"] = "1"
    os.environ["MALATH_FAST_PASSPHRASE"] = "1"
    os.environ["MALATH_ADDRESS"] = f"127.0.0.1:{options.port}"
    os.environ["MALATH_SITE_URL"] = f"http://localhost:{options.port + 1}"
    os.environ["MALATH_NEWS_FROM"] = "news@example.org"

    import django
    from django.core.management import call_command

    from malath.platform.keeper import setup
    from malath.platform.keeper.client import home

    is_new = not setup.keyring_path(home()).exists()
    if is_new and not options.accounts:
        setup.create_with_passphrase(home(), PASSPHRASE)
    django.setup()
    if options.accounts:
        return _print_accounts()
    call_command("migrate", verbosity=0)
    return _serve(options.port)


def _print_accounts() -> int:
    from malath.demo.selectors import accounts

    print(json.dumps(accounts(), ensure_ascii=False, indent=1))
    return 0


def _serve(port: int) -> int:
    from malath.demo.generator import invent_coalition
    from malath.demo.models import DemoMark
    from malath.platform.config.processes import Household
    from malath.platform.keeper import process
    from malath.platform.keeper.client import home, keeper
    from malath.voice.site.putting_out import public_process

    if not DemoMark.objects.exists():
        from malath.platform.access.models import Member

        if Member.objects.exists():
            print(f"{home()} holds a real installation. The demo takes another MALATH_HOME.", file=sys.stderr)
            return 1
        begun = time.monotonic()
        print("Inventing a coalition …", flush=True)
        running = process.start(home())
        # No finder runs yet, and each person would be told to it in vain: it learns them all when it is built.
        to_finder = logging.getLogger("malath.platform.sealed.finder")
        to_finder.setLevel(logging.ERROR)
        try:
            keeper().unseal(PASSPHRASE)
            invent_coalition()
        finally:
            to_finder.setLevel(logging.NOTSET)
            running.terminate()
            running.wait(timeout=10)
            keeper().forget()
        print(f"… made in {time.monotonic() - begun:.0f} s.", flush=True)
    household = Household(
        f"127.0.0.1:{port}", threads=6, opening=[PASSPHRASE], beside=public_process(f"127.0.0.1:{port + 1}")
    )
    return household.watch(lambda: _greet(port))


def _greet(port: int) -> None:
    print(
        f"\nMalath's demo: http://localhost:{port}\n"
        "The sign-in page offers each fictional member by one button: begin with Amal (case worker),\n"
        "Rima (coordinator) or Chadia (focal point). Arabic, French and English change at the top of each page.\n"
        f"If you seal it, this passphrase opens it again: {PASSPHRASE}\n"
        f"What this coalition publishes: http://localhost:{port + 1}\n"
        "Ctrl-C ends it.",
        flush=True,
    )
