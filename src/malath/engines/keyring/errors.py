"""What the keyring refuses, by name. Messages are for operators; none says what was wrong with a secret."""

from __future__ import annotations


class KeyringError(Exception):
    """Base of the keyring's errors."""

    code = "keyring.error"


class WrongKeyError(KeyringError):
    """A passphrase or shares that do not open the keys. No hint is given."""

    code = "keyring.wrong-key"

    def __init__(self) -> None:
        super().__init__("this does not open the keys")


class NoSuchKeyError(KeyringError):
    """No key is kept for this subject: it never was, or it was erased."""

    code = "keyring.no-such-key"


class UnreadableError(KeyringError):
    """A ciphertext was changed, cut off, or belongs to another place."""

    code = "keyring.unreadable"


class DamagedKeyFileError(KeyringError):
    """The file of subject keys was changed from outside; the message names the line."""

    code = "keyring.damaged-key-file"
