"""`malath serve`: it starts sealed; its holders open it."""

from __future__ import annotations

import argparse
import ipaddress
import os
import sys


def stays_on_this_machine(address: str) -> bool:
    """Whether nobody elsewhere can connect: a unix socket, or the loopback address."""
    if address.startswith("unix:"):
        return True
    host = address.rpartition(":")[0].strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def main(arguments: list[str]) -> int:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(prog="malath serve")
    parser.add_argument("--address", default="127.0.0.1:8000", help="host:port, or unix:PATH behind a proxy")
    parser.add_argument(
        "--site",
        default=os.environ.get("MALATH_SITE", ""),
        help="host:port, or unix:PATH, of the public site (MALATH_SITE)",
    )
    parser.add_argument("--threads", type=int, default=6)
    options = parser.parse_args(arguments)
    # The demo is spared second factors; a variable left behind by one must not spare a real installation.
    os.environ.pop("MALATH_DEMO", None)

    import django
    from django.core.management import call_command

    from malath.platform.config.processes import Household

    django.setup()
    from django.conf import settings

    from malath.voice.site.putting_out import public_process

    if not (settings.BEHIND_TLS or stays_on_this_machine(options.address)):
        print(
            f"{options.address} is open to the network, and Malath does not end TLS: passwords would cross it in clear.\n"
            "Serve on 127.0.0.1 or on unix:PATH with a proxy in front, and set MALATH_TLS=1.",
            file=sys.stderr,
        )
        return 2
    call_command("migrate", verbosity=0)
    os.environ["MALATH_ADDRESS"] = options.address
    household = Household(options.address, threads=options.threads, opening=[], beside=public_process(options.site))
    return household.watch(
        lambda: print(f"Malath serves on http://{options.address}, sealed: open it at /unseal/", flush=True)
    )
