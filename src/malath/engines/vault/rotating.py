"""New keys for a vault: after a key holder was lost or turned, or a passphrase was seen.

A new root and a new intake key are made; the old intake key is kept, wrapped by the new root, until every ledger segment
is sealed to the new one; then it is forgotten. Objects are not encrypted again: their keys lie inside the segments.
Whoever kept both an old copy of the ledger's segments and the old passphrase can still open that copy.
"""

from __future__ import annotations

from malath.engines.keyring import KeyringFile, RootKeys
from malath.engines.vault import entries
from malath.engines.vault.errors import SharedKeysError, VaultDamagedError
from malath.engines.vault.folder import VaultFolder
from malath.engines.vault.index import Rows
from malath.engines.vault.writer import Writer


def begin_rotation(folder: VaultFolder, old: RootKeys, keyring: KeyringFile, new: RootKeys) -> None:
    """Put a new keyring in the old one's place, which keeps the old intake key wrapped. From here on `finish_rotation`
    can be called until it is through. Raises SharedKeysError."""
    if not folder.has_own_keyring:
        raise SharedKeysError(folder.keyring_path.resolve())
    earlier = KeyringFile.load(folder.keyring_path)
    for private in [old.intake_private_key, *earlier.retired_keys(old)]:
        keyring.retire(new, private)
    keyring.save(folder.keyring_path)


def finish_rotation(folder: VaultFolder, root: RootKeys, *, by: str, at: str) -> int:
    """Seal what is still sealed to an old key anew, and forget the old key; how many segments that were. Raises
    VaultBusyError, VaultDamagedError."""
    keyring = KeyringFile.load(folder.keyring_path)
    old = keyring.retired_keys(root)
    if not old:
        return 0
    with Writer(folder) as writer:
        changed = writer.ledger.reseal(old, root.intake_private_key)
        _forget_digests(folder, writer)
        keyring.retired = []
        keyring.save(folder.keyring_path)
        writer.commit([{"verb": entries.ROTATE, "by": by, "at": at, "segments": changed}])
    return changed


def _forget_digests(folder: VaultFolder, writer: Writer) -> None:
    """Keyed digests were made under the old root: the next opening makes the index anew. The file stays, for others may
    have it open."""
    try:
        writer.index.replace(Rows(), 0)
    except VaultDamagedError:
        for name in ("index.db", "index.db-wal", "index.db-shm"):
            (folder.path / name).unlink(missing_ok=True)
