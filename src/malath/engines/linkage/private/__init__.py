"""Private matching: lists turned into keyed bit vectors, linked without names, by somebody who holds no key (BT3).

Cryptographic long-term keys after Schnell, Bachteler and Reiher (2009, 2011): Bloom filters of the parts of a record under
a secret that the coalition shares, here over script-independent skeletons, so that محمد and Mohamed set the same bits.
"""

from malath.engines.linkage.private.encoding import Encoder, Hardening
from malath.engines.linkage.private.files import Encoded, read_encoded, write_encoded
from malath.engines.linkage.private.matching import match
from malath.engines.linkage.private.records import Record, records_of
from malath.engines.linkage.private.secrets import Secret, new_secret, read_secret

__all__ = [
    "Encoded",
    "Encoder",
    "Hardening",
    "Record",
    "Secret",
    "match",
    "new_secret",
    "read_encoded",
    "read_secret",
    "records_of",
    "write_encoded",
]
