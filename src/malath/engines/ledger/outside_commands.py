"""`malath ledger cosign`, `stamp` and `prove`: what makes a ledger worth something to others."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from malath.engines.ledger.asking import ask_witness
from malath.engines.ledger.errors import HistoryRefusedError, LedgerError
from malath.engines.ledger.tlog_proof import Prover
from malath.engines.ledger.witness_list import known_witnesses, remember_witness


def cosign_command(arguments: list[str]) -> int:
    """Ask witnesses to cosign the newest checkpoint. Exit code 0 only when all did. A witness that knows another
    history is shown with the evidence, whatever the others say."""
    parser = argparse.ArgumentParser(prog="malath ledger cosign", description="Ask witnesses for their cosignatures.")
    parser.add_argument("folder", type=Path)
    text = "a witness's address; with its key the first time. Without this, all that are known"
    parser.add_argument("--witness", action="append", default=[], metavar="URL[,VKEYFILE]", help=text)
    options = parser.parse_args(arguments)
    try:
        urls = [_acquainted(options.folder, given) for given in options.witness]
        urls = urls or list(known_witnesses(options.folder))
    except (LedgerError, OSError, UnicodeDecodeError) as bad:
        return _failed("cosign", bad)
    if not urls:
        parser.error("no witness is known yet: --witness URL,VKEYFILE")
    return max([_ask(options.folder, url) for url in urls])


def _acquainted(folder: Path, given: str) -> str:
    url, _comma, path = given.partition(",")
    if path:
        remember_witness(folder, url, Path(path).read_text())
    return url


def _ask(folder: Path, url: str) -> int:
    try:
        given = ask_witness(folder, url)
    except HistoryRefusedError as refused:
        print(f"{url}: NOT cosigned. {refused}\n\n{refused.evidence}", file=sys.stderr)
    except (LedgerError, OSError, UnicodeDecodeError) as failed:
        print(f"{url}: not cosigned. {failed}", file=sys.stderr)
    else:
        print(f"{url}: cosigned by {given.witness.name}")
        return 0
    return 1


def stamp_command(arguments: list[str]) -> int:
    """Ask time-stamping authorities for a stamp of the newest checkpoint. Exit code 0 only when all gave one."""
    from malath.engines.ledger.timestamps import AuthorityAddress, stamp

    parser = argparse.ArgumentParser(prog="malath ledger stamp", description="Have the checkpoint time-stamped.")
    parser.add_argument("folder", type=Path)
    text = "an RFC 3161 authority, with the root certificate by which it is known"
    parser.add_argument("--authority", action="append", required=True, metavar="URL[,ROOT.PEM]", help=text)
    options = parser.parse_args(arguments)
    try:
        outcomes = stamp(options.folder, [AuthorityAddress.parse(given) for given in options.authority])
    except (LedgerError, OSError, UnicodeDecodeError) as bad:
        return _failed("stamp", bad)
    for outcome in outcomes:
        if outcome.stamp is None:
            print(f"{outcome.url}: no stamp. {outcome.error}", file=sys.stderr)
        else:
            doubt = "" if outcome.stamp.anchored else " (nobody gave its root: who signed is not checked)"
            print(f"{outcome.url}: {outcome.stamp.size} entries at {outcome.stamp.time:%Y-%m-%d %H:%M:%S} UTC{doubt}")
    return 0 if all(outcome.stamp for outcome in outcomes) else 1


def prove_command(arguments: list[str]) -> int:
    """Print the proof of one entry's place; no key is needed."""
    parser = argparse.ArgumentParser(prog="malath ledger prove", description="Write an entry's proof for outsiders.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("index", type=int)
    parser.add_argument("--size", type=int, help="in an earlier checkpoint that was cosigned or stamped")
    options = parser.parse_args(arguments)
    try:
        print(Prover(options.folder, size=options.size).proof(options.index), end="")
    except IndexError:
        return _failed("prove", LedgerError(f"there is no entry {options.index}"))
    except (LedgerError, OSError) as bad:
        return _failed("prove", bad)
    return 0


def _failed(command: str, why: Exception) -> int:
    print(f"malath ledger {command}: {why}", file=sys.stderr)
    return 1
