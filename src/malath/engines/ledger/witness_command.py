"""`malath witness init` and `malath witness serve`: the small program that another organisation runs."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from pathlib import Path

from malath.engines.ledger.errors import LedgerError
from malath.engines.ledger.witness import Witness, init_witness
from malath.engines.ledger.witness_server import WitnessServer


def witness_command(arguments: list[str]) -> int:
    """Make a witness's folder, or serve from it until SIGTERM or Ctrl+C."""
    parser = argparse.ArgumentParser(prog="malath witness", description="Watch that other ledgers only grow.")
    commands = parser.add_subparsers(dest="command", required=True)
    init = commands.add_parser("init", help="make a folder and a key")
    init.add_argument("folder", type=Path)
    init.add_argument("--name", required=True, help="such as example.org/witness: no spaces, no plus sign")
    serve = commands.add_parser("serve", help="answer the logs that are watched")
    serve.add_argument("folder", type=Path)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, required=True)
    serve.add_argument("--log", type=Path, action="append", required=True, metavar="VKEYFILE", help="a log's log.vkey")
    options = parser.parse_args(arguments)
    try:
        if options.command == "init":
            return _init(options.folder, options.name)
        return _serve(options.folder, options.host, options.port, options.log)
    except (LedgerError, OSError, UnicodeDecodeError) as failed:
        print(f"malath witness {options.command}: {failed}", file=sys.stderr)
        return 1


def _init(folder: Path, name: str) -> int:
    line = init_witness(folder, name)
    print(f"{line}\n\nGive this line (also in {folder / 'witness.vkey'}) to those whose ledgers you will watch.")
    return 0


def _serve(folder: Path, host: str, port: int, logs: list[Path]) -> int:
    witness = Witness(folder, [path.read_text().strip() for path in logs])
    try:
        server = WitnessServer((host, port), witness)
        signal.signal(signal.SIGTERM, lambda *_signal: threading.Thread(target=server.shutdown).start())
        print(f"{witness.name} watches {len(logs)} logs at http://{host}:{server.server_port}/", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            server.server_close()
    finally:
        witness.close()
    return 0
