"""`malath restore`: bring a backup back on an empty machine, and prove that it is the same."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Unpack both files into an empty MALATH_HOME, check every digest and the ledger's head, bring the database back."""
    parser = argparse.ArgumentParser(prog="malath restore")
    parser.add_argument("name", type=Path, help="the backup's path without ending")
    parser.add_argument("--identity", type=Path, required=True, help="file with the age identity that opens it")
    options = parser.parse_args(arguments)

    from malath.cli import archive, databases
    from malath.platform.keeper.client import home

    home().mkdir(parents=True, exist_ok=True, mode=0o700)
    if any(entry.name != "lost+found" for entry in home().iterdir()):
        print(f"{home()} is not empty. Nothing was changed.", file=sys.stderr)
        return 1
    try:
        identity = options.identity.read_text(encoding="utf-8").split("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        print(f"{options.identity}: cannot be read. Nothing was changed.", file=sys.stderr)
        return 1
    try:
        with tempfile.TemporaryDirectory(dir=home()) as folder:
            unpacked = Path(folder) / "unpacked"
            data, keys = archive.pair_of(options.name)
            facts = archive.unpack(data, identity, unpacked)
            archive.unpack(keys, identity, unpacked)
            databases.check_fits(unpacked)
            # Only now, when everything was found whole, do database and folder change.
            databases.bring_back(unpacked)
            for entry in unpacked.iterdir():
                os.rename(entry, home() / entry.name)
    except (archive.BrokenBackupError, databases.DatabaseRefusedError) as problem:
        print(f"{problem}. Nothing was changed.", file=sys.stderr)
        return 1
    return _prove(facts)


def _prove(facts: dict[str, object]) -> int:
    """The database answers, and the ledger ends where it ended when the backup was made."""
    import django

    django.setup()
    from django.core.management import call_command

    from malath.engines.ledger import verify
    from malath.platform.keeper.client import home

    call_command("migrate", verbosity=0)
    report = verify(home() / "ledger")
    same = report.ok and report.size == facts["ledger_size"] and report.root.hex() == facts["ledger_root"]
    if not same:
        for finding in report.findings:
            print(f"{finding.where}: {finding.message}", file=sys.stderr)
        print("The ledger is not the one that was backed up.", file=sys.stderr)
        return 1
    if (home() / "vault" / "vault.json").exists():
        from malath.engines.vault import VaultFolder
        from malath.engines.vault import verify as verify_vault

        found = verify_vault(VaultFolder.open(home() / "vault")).findings
        for finding in found:
            print(f"vault, {finding.where}: {finding.message}", file=sys.stderr)
        if found:
            return 1
    from malath.protection.cases.selectors import count_for_proof

    print(
        f"Restored in {home()}: {count_for_proof()} cases, {report.size} ledger entries, the same head {report.root.hex()}."
    )
    print("Start it with: malath serve")
    return 0
