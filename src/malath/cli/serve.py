"""`malath serve`: it starts sealed; its holders open it."""

from __future__ import annotations

import argparse
import os


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="malath serve")
    parser.add_argument("--address", default="127.0.0.1:8000", help="host:port, or unix:PATH behind a proxy")
    parser.add_argument("--threads", type=int, default=6)
    options = parser.parse_args(arguments)

    import django
    from django.core.management import call_command

    from malath.platform.config.processes import Household

    django.setup()
    call_command("migrate", verbosity=0)
    os.environ["MALATH_ADDRESS"] = options.address
    household = Household(options.address, threads=options.threads, opening=[])
    return household.watch(
        lambda: print(f"Malath serves on http://{options.address}, sealed: open it at /unseal/", flush=True)
    )
