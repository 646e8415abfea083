"""`malath violations export|check|load`: the record of violations in a folder, out of one instance and into another."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run one of the three."""
    options = _options(arguments)
    from malath.platform.keeper.client import home
    from malath.platform.keeper.setup import keyring_path

    if options.act != "check" and not keyring_path(home()).exists():
        print(f"There is no server's data in {home()}: set MALATH_HOME, or run `malath init`.", file=sys.stderr)
        return 1
    import django

    django.setup()
    from malath.platform.errors import DomainError

    try:
        return {"export": _export, "check": _check, "load": _load}[options.act](options)
    except DomainError as refusal:
        print(f"{refusal.code}: {refusal}", file=sys.stderr)
        return 1


def _export(options: argparse.Namespace) -> int:
    from malath.accountability.violations.leaving import write_export
    from malath.platform.access.models import Member

    member = Member.objects.filter(handle=options.member.strip().lower(), is_active=True).first()
    if member is None:
        print("There is no such member.", file=sys.stderr)
        return 1
    written = write_export(options.folder, viewer=member)
    for name, count in sorted(written.counts.items()):
        print(f"{name:12} {count}")
    print(f"{'manifest':12} {written.digest}")
    return 0


def _check(options: argparse.Namespace) -> int:
    from malath.accountability.violations.leaving.loading import check_export

    check_export(options.folder)
    print("whole: every file has the digest that the manifest names")
    return 0


def _load(options: argparse.Namespace) -> int:
    from malath.accountability.violations.leaving import load_export
    from malath.platform.access.models import Member, Organisation

    member = Member.objects.filter(handle=options.by.strip().lower(), is_active=True).first()
    slug = options.organisation
    owner = Organisation.objects.filter(slug=slug) if slug else Organisation.objects.filter(home_members=member)
    organisation = owner.first()
    if member is None or organisation is None:
        print("There is no such member, or no such organisation.", file=sys.stderr)
        return 1
    for name, count in sorted(load_export(options.folder, organisation=organisation, by=member).items()):
        print(f"{name:12} {count}")
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="malath violations")
    commands = parser.add_subparsers(required=True, dest="act")
    export = commands.add_parser("export", help="everything that a member may see, with its files, in a new folder")
    export.add_argument("folder", type=Path, metavar="FOLDER")
    export.add_argument("--member", required=True, metavar="HANDLE", help="as whom the record is read")
    check = commands.add_parser("check", help="whether a folder is whole (as sha256sum -c, and nothing besides)")
    check.add_argument("folder", type=Path, metavar="FOLDER")
    load = commands.add_parser("load", help="bring a folder into an instance that holds none of its records")
    load.add_argument("folder", type=Path, metavar="FOLDER")
    load.add_argument("--by", required=True, metavar="HANDLE", help="the member who answers for it")
    load.add_argument("--organisation", default="", metavar="SLUG", help="whose records unknown organisations' become")
    return parser.parse_args(arguments)
