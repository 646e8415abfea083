"""`malath site`: write the published site to a folder that anybody may mirror, and check such a mirror."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run `export`, `verify` or `key`."""
    parser = argparse.ArgumentParser(prog="malath site", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    export = commands.add_parser("export", help="copy what is published to a new folder; works while sealed")
    export.add_argument("folder", type=Path)
    verify = commands.add_parser("verify", help="whether a mirror is complete and unaltered; needs no server")
    verify.add_argument("folder", type=Path)
    verify.add_argument(
        "--key", required=True, help="the publisher's line, as `malath site key` prints it, or its file"
    )
    commands.add_parser("key", help="print the line by which others check a mirror")
    options = parser.parse_args(arguments)
    if options.command == "verify":
        return _verify(options.folder, options.key)
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


def _key() -> int:
    from malath.voice.site.putting_out import site_verifier

    print(site_verifier())
    return 0
