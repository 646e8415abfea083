"""`malath evidence add`: a folder on this machine's disks, taken into the evidence room of a running server."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Take in files and folders as items that a member answers for."""
    options = _options(arguments)
    from malath.engines.vault.commands.common import shown
    from malath.platform.keeper.client import home
    from malath.platform.keeper.setup import keyring_path

    if not keyring_path(home()).exists():
        print(f"There is no server's data in {home()}: set MALATH_HOME, or run `malath init`.", file=sys.stderr)
        return 1
    import django

    django.setup()
    from malath.accountability.evidence.importing import import_paths
    from malath.accountability.evidence.receiving import Told
    from malath.platform.access.models import Member, Organisation
    from malath.platform.errors import DomainError

    member = Member.objects.filter(handle=options.by.strip().lower(), is_active=True).first()
    slug = options.organisation
    owner = Organisation.objects.filter(slug=slug) if slug else Organisation.objects.filter(home_members=member)
    organisation = owner.first()
    if member is None or organisation is None:
        print("There is no such member, or no such organisation.", file=sys.stderr)
        return 1
    told = Told(source=options.source, obtained=options.obtained, use=options.use)
    problems = 0
    try:
        for came in import_paths(options.paths, organisation=organisation, by=member, told=told):
            problems += bool(came.left_out)
            said = came.left_out and f"left out: {came.left_out}"
            said = said or ("was taken in before" if came.was_here else came.number or "kept and sealed")
            print(f"{shown(came.path)}: {said}", file=sys.stderr if came.left_out else sys.stdout, flush=True)
    except DomainError as refusal:
        print(f"{refusal.code}: run it again, it goes on where it stopped.", file=sys.stderr)
        return 1
    return 1 if problems else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="malath evidence")
    commands = parser.add_subparsers(required=True)
    add = commands.add_parser("add", help="take files and folders in; can be cut off and run again")
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.add_argument("--by", required=True, metavar="HANDLE", help="the member who answers for them")
    add.add_argument("--organisation", default="", metavar="SLUG", help="who keeps them; the member's own without it")
    add.add_argument("--source", default="", metavar="TEXT", help="who gave them, and who made them")
    add.add_argument("--obtained", default="unknown", choices=["own", "source", "third", "public", "unknown"])
    add.add_argument("--use", default="confidential", choices=["confidential", "consent", "open"])
    return parser.parse_args(arguments)
