"""T11: what we seal, Tink opens, and the other way round, at every edge of a segment. (No package that we have carries
Wycheproof's vectors; AES-GCM and HKDF are those of `cryptography`, whose own tests run them.)"""

from __future__ import annotations

import io
import os

import pytest
import tink
from tink import cleartext_keyset_handle, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2

from malath.engines.vault import VaultDamagedError
from malath.engines.vault.stream import FIRST, HEADER, REST, SEGMENT, TAG, Plain, Sealer, parts_of, sealed_size

CONTEXT = bytes(range(16))
EDGES = sorted(
    {size for edge in (0, FIRST, FIRST + REST, FIRST + 2 * REST) for size in (edge - 1, edge, edge + 1) if size >= 0}
)


def tinks(key: bytes) -> streaming_aead.StreamingAead:
    """Tink with this key, in its own AES256-GCM-HKDF-1MB."""
    streaming_aead.register()
    params = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingParams(
        ciphertext_segment_size=SEGMENT, derived_key_size=32, hkdf_hash_type=common_pb2.SHA256
    )
    made = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(version=0, params=params, key_value=key)
    keyset = tink_pb2.Keyset(primary_key_id=1)
    entry = keyset.key.add(key_id=1, status=tink_pb2.ENABLED, output_prefix_type=tink_pb2.RAW)
    entry.key_data.type_url = "type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey"
    entry.key_data.value = made.SerializeToString()
    entry.key_data.key_material_type = tink_pb2.KeyData.SYMMETRIC
    handle = cleartext_keyset_handle.read(tink.BinaryKeysetReader(keyset.SerializeToString()))
    return handle.primitive(streaming_aead.StreamingAead)


def sealed(key: bytes, plain: bytes) -> bytes:
    sealer = Sealer(key, CONTEXT)
    out, at, room = bytearray(sealer.header), 0, FIRST
    while True:
        part = plain[at : at + room]
        at, room = at + len(part), REST
        target = bytearray(len(part) + TAG)
        sealer.seal_into(part, memoryview(target), last=at >= len(plain))
        out += target
        if at >= len(plain):
            return bytes(out)


def opened(key: bytes, body: bytes) -> bytes:
    return b"".join(bytes(part) for part in Plain().open(key, CONTEXT, parts_of(memoryview(body))))


class Kept(io.BytesIO):
    """Its bytes outlive its closing."""

    body = b""

    def close(self) -> None:
        if not self.closed:
            self.body = self.getvalue()
        super().close()


@pytest.mark.parametrize("size", EDGES)
def test_tink_opens_what_we_seal_and_we_open_what_tink_seals(size: int) -> None:
    key, plain = os.urandom(32), os.urandom(size)
    theirs = Kept()
    with tinks(key).new_encrypting_stream(theirs, CONTEXT) as stream:
        stream.write(plain)

    ours = sealed(key, plain)
    with tinks(key).new_decrypting_stream(io.BytesIO(ours), CONTEXT) as stream:
        assert stream.read() == plain

    assert opened(key, theirs.body) == plain == opened(key, ours)
    assert len(ours) == len(theirs.body) == sealed_size(size)


@pytest.mark.parametrize("size", [0, FIRST, FIRST + 1, FIRST + REST])
def test_a_cut_grown_or_moved_segment_does_not_open(size: int) -> None:
    key = os.urandom(32)
    body = sealed(key, os.urandom(size))
    spoiled = [body[:-1], body + b"\0", body[:HEADER], body[:SEGMENT] if len(body) > SEGMENT else body[:-TAG]]
    spoiled += [body[:HEADER] + body[SEGMENT:] + body[HEADER:SEGMENT]] if len(body) > SEGMENT else []

    for broken in spoiled:
        with pytest.raises(VaultDamagedError):
            opened(key, broken)
    with pytest.raises(VaultDamagedError):
        opened(os.urandom(32), body)
