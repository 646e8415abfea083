"""`malath site`: write the published site to a folder that anybody may mirror, and check such a mirror."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

LEFT = """Taken down: its pages, texts, cards, pictures and papers that no other page carries, and the lines that led to it.
What stays: what others copied, mirrors and search engines keep; what browsers hold for some minutes, pictures for a day;
mails that went out; words about it in other texts. Tell those who keep mirrors. The record says so once the server is open."""


def main(arguments: list[str]) -> int:
    """Run `export`, `verify`, `down` or `key`."""
    parser = argparse.ArgumentParser(prog="malath site", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser("export", help="copy what is published to a new folder; works while sealed")
    export.add_argument("folder", type=Path)
    verify = commands.add_parser("verify", help="whether a mirror is complete and unaltered; needs no server")
    verify.add_argument("folder", type=Path)
    verify.add_argument(
        "--key", required=True, help="the publisher's line, as `malath site key` prints it, or its file"
    )
    down = commands.add_parser("down", help="take a page down in all its languages; works while sealed")
    down.add_argument("address", help="as readers have it, such as https://voices.example.org/en/2026-11-22-a-door/")
    down.add_argument("--yes", action="store_true", help="do not ask before")
    commands.add_parser("key", help="print the line by which others check a mirror")
    options = parser.parse_args(arguments)
    if options.command == "verify":
        return _verify(options.folder, options.key)
    if options.command == "down":
        return _down(options.address, sure=options.yes)
    if options.command == "key":
        return _key()
    return _export(options.folder)


def _verify(folder: Path, key: str) -> int:
    from malath.engines.ledger.errors import BadNoteError
    from malath.voice.site.outside.signing import faults_in

    try:
        line = Path(key).read_text(encoding="utf-8") if Path(key).is_file() else key
        faults = faults_in(folder, line)
    except BadNoteError as bad:
        print(f"malath site: {bad}", file=sys.stderr)
        return 2
    for fault in faults:
        print(fault)
    print("complete and unaltered" if not faults else f"{len(faults)} faults: not what was published")
    return int(bool(faults))


def _export(folder: Path) -> int:
    from malath.platform.keeper.client import home
    from malath.voice.site.outside.folder import PAGES, is_mirrored, read

    if folder.exists() and any(folder.iterdir()):
        print(f"malath site: {folder} is not empty: nothing was written", file=sys.stderr)
        return 2
    files = {path: body for path, body in read(home() / "public" / PAGES).items() if is_mirrored(path)}
    if not files:
        print("malath site: nothing is published yet", file=sys.stderr)
        return 1
    for path, body in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
    print(f"{len(files)} files in {folder}. Others check them with: cd {folder} && sha256sum -c SHA256SUMS")
    return 0


def _down(written: str, *, sure: bool) -> int:
    import django

    django.setup()
    from malath.platform.keeper.client import home
    from malath.voice.site.outside.folder import PAGES, read
    from malath.voice.site.outside.signing import signed
    from malath.voice.site.putting_out import NAME, site_key
    from malath.voice.site.withdrawing import address_of, is_gone_at, titles_at
    from malath.voice.site.withheld import take_from_site

    if (owner := home().stat().st_uid) != os.geteuid():
        # Files of another user could not be replaced by the server.
        print(f"malath site: {home()} belongs to the user {owner}: run this as them", file=sys.stderr)
        return 2
    address = address_of(written)
    files = read(home() / "public" / PAGES)
    titles = titles_at(files, address) if address else {}
    if not titles and address and is_gone_at(files, address):
        print(f"What stood at {written!r} was taken down before: readers are told so there.")
        return 0
    if not titles:
        print(f"malath site: nothing that could be taken down stands at {written!r}", file=sys.stderr)
        return 1
    for code, title in titles.items():
        print(f"{code}  {title}")
    if not sure and (not sys.stdin.isatty() or input("Take it down? A text does not go out again. [yes/no] ") != "yes"):
        print("malath site: nothing was taken down (answer yes, or give --yes)", file=sys.stderr)
        return 2
    key = site_key()
    try:
        take_from_site(address, lambda sums: signed(sums, NAME, key))
    except OSError as problem:
        print(f"malath site: {problem}: it may still be there; run this again", file=sys.stderr)
        return 3
    print(LEFT)
    return 0


def _key() -> int:
    from malath.voice.site.putting_out import site_verifier

    print(site_verifier())
    return 0
