"""What the keyring refuses, by name. Messages are for operators; none says what was wrong with a secret."""

from __future__ import annotations

import uuid


class KeyringError(Exception):
    """Base of the keyring's errors; `code` never changes."""

    code = "keyring.error"


class WrongKeyError(KeyringError):
    """A passphrase or shares that do not open the keys. No hint is given."""

    code = "keyring.wrong-key"

    def __init__(self) -> None:
        super().__init__("this does not open the keys")


class NoSuchKeyError(KeyringError):
    """No key is kept for this subject: it never was, or it was erased."""

    code = "keyring.no-such-key"

    def __init__(self, subject: uuid.UUID) -> None:
        self.subject = subject
        super().__init__(f"no key is kept for {subject}: there never was one, or it was erased")


class OrganisationInUseError(KeyringError):
    """An organisation's key wraps its subjects' keys: it is not erased as if it were one of them."""

    code = "keyring.organisation-in-use"

    def __init__(self, organisation: uuid.UUID) -> None:
        super().__init__(f"{organisation} is an organisation that has subjects; erase them first")


class UnreadableError(KeyringError):
    """A ciphertext was changed, cut off, or belongs to another place."""

    code = "keyring.unreadable"


class DamagedKeyFileError(KeyringError):
    """The file of subject keys was changed from outside; the message names the line."""

    code = "keyring.damaged-key-file"


class DamagedKeyringError(KeyringError):
    """The keyring's file was changed from outside, or is of a version that is not known here."""

    code = "keyring.damaged-keyring"
