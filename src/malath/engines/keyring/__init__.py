"""Keys: seal and unseal, split between holders, wrap, rotate, shred (security.md, Keys).

    passphrase, or k of n shares -> unseal key -> root key -> a key for each organisation -> a key for each subject
    (a person, a case: the unit of erasure) -> texts and files.

Pure: no clock, no settings. Formats: docs/reference/keyring-format.md.
"""

from malath.engines.keyring.errors import (
    DamagedKeyFileError,
    DamagedKeyringError,
    KeyringError,
    NoSuchKeyError,
    OrganisationInUseError,
    UnreadableError,
    WrongKeyError,
)
from malath.engines.keyring.files import open_segments, open_stream, seal_segments, seal_stream
from malath.engines.keyring.keyring_file import KeyringFile, RootKeys, blind_index
from malath.engines.keyring.opening import PassphraseCost
from malath.engines.keyring.primitives import open_from_intake, seal_to_intake
from malath.engines.keyring.subject_keys import SubjectKeys
from malath.engines.keyring.texts import (
    SubjectKey,
    open_bytes,
    open_text,
    seal_bytes,
    seal_text,
    subject_of,
)

__all__ = [
    "DamagedKeyFileError",
    "DamagedKeyringError",
    "KeyringError",
    "KeyringFile",
    "NoSuchKeyError",
    "OrganisationInUseError",
    "PassphraseCost",
    "RootKeys",
    "SubjectKey",
    "SubjectKeys",
    "UnreadableError",
    "WrongKeyError",
    "blind_index",
    "open_bytes",
    "open_from_intake",
    "open_segments",
    "open_stream",
    "open_text",
    "seal_bytes",
    "seal_segments",
    "seal_stream",
    "seal_text",
    "seal_to_intake",
    "subject_of",
]
