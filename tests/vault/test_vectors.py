"""The published vectors (docs/reference/vectors/vault.json), and Tink itself reading and writing our streams (T11)."""

from __future__ import annotations

import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import tink
from tink import secret_key_access, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2

from malath.engines.keyring.primitives import padme, subkey
from malath.engines.ledger.merkle import leaf_hash
from malath.engines.vault import stream
from malath.engines.vault.batches import read_batches
from malath.engines.vault.entries import keyed_name
from malath.engines.vault.stream import FIRST, HEADER, REST, TAG, Plain, Sealer, parts_of, sealed_size

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "docs" / "reference" / "vectors" / "vault.json").read_text(encoding="utf-8")
)
EDGES = (0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + REST - 1, FIRST + REST, FIRST + REST + 1, FIRST + 3 * REST)


def sealed(key: bytes, context: bytes, plain: bytes) -> bytes:
    sealer, out, at, room = Sealer(key, context), bytearray(sealed_size(len(plain))), HEADER, FIRST
    out[:HEADER] = sealer.header
    view, target = memoryview(plain), memoryview(out)
    while True:
        part, view = view[:room], view[room:]
        sealer.seal_into(part, target[at : at + len(part) + TAG], last=not view)
        at, room = at + len(part) + TAG, REST
        if not view:
            return bytes(out)


def opened(key: bytes, context: bytes, body: bytes) -> bytes:
    return b"".join(bytes(part) for part in Plain().open(key, context, parts_of(memoryview(body))))


@pytest.mark.parametrize("vector", VECTORS["stream"], ids=lambda vector: str(vector["name"]))
def test_streams_are_those_of_the_vectors(vector: dict[str, Any]) -> None:
    plain = bytes.fromhex(vector["plain"]) if "plain" in vector else bytes(7 * i % 256 for i in range(vector["size"]))
    key, context = bytes.fromhex(vector["key"]), bytes.fromhex(vector["object"])
    chance = bytes.fromhex(vector["salt"] + vector["prefix"])

    with mock.patch.object(stream.os, "urandom", lambda count: chance[:count]):
        body = sealed(key, context, plain)

    assert hashlib.sha256(plain).hexdigest() == vector["plain_sha256"]
    assert (len(body), hashlib.sha256(body).hexdigest()) == (vector["sealed_size"], vector["sealed_sha256"])
    assert opened(key, context, body) == plain


@pytest.mark.parametrize(("size", "padded"), VECTORS["padme"])
def test_lengths_are_padded_as_in_the_vectors(size: int, padded: int) -> None:
    assert padme(size) == padded
    assert size <= padded <= size * 1.12 + 1


def test_keyed_names_are_those_of_the_vectors() -> None:
    vector = VECTORS["keyed_name"]

    assert subkey(bytes.fromhex(vector["root"]), "vault objects").hex() == vector["identity"]
    assert keyed_name(bytes.fromhex(vector["identity"]), bytes.fromhex(vector["sha256"])).hex() == vector["keyed"]


def test_a_line_of_batches_is_that_of_the_vectors(tmp_path: Path) -> None:
    vector = VECTORS["batch"]
    (tmp_path / "batches").write_text(vector["line"])

    [line], _whole = read_batches(tmp_path / "batches")

    assert line.commitment.hex() == vector["commitment"]
    assert leaf_hash(line.commitment + bytes.fromhex(vector["body_sha256"])).hex() == vector["leaf_hash"]


def tinks(key: bytes) -> streaming_aead.StreamingAead:
    """Tink's own primitive under a raw key."""
    streaming_aead.register()
    params = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingParams(
        ciphertext_segment_size=1 << 20, derived_key_size=32, hkdf_hash_type=common_pb2.SHA256
    )
    made = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(version=0, key_value=key, params=params)
    data = tink_pb2.KeyData(
        type_url="type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey",
        value=made.SerializeToString(),
        key_material_type=tink_pb2.KeyData.SYMMETRIC,
    )
    one = tink_pb2.Keyset.Key(key_id=1, status=tink_pb2.ENABLED, output_prefix_type=tink_pb2.RAW, key_data=data)
    keyset = tink_pb2.Keyset(primary_key_id=1, key=[one])
    handle = tink.proto_keyset_format.parse(keyset.SerializeToString(), secret_key_access.TOKEN)
    return handle.primitive(streaming_aead.StreamingAead)


@pytest.mark.parametrize("size", EDGES)
def test_tink_reads_what_we_write_and_we_read_what_tink_writes(size: int) -> None:
    key, context, plain = os.urandom(32), os.urandom(16), os.urandom(size)
    primitive = tinks(key)

    with primitive.new_decrypting_stream(io.BytesIO(sealed(key, context, plain)), context) as file:
        assert file.read() == plain
    out = io.BytesIO()
    with mock.patch.object(out, "close"), primitive.new_encrypting_stream(out, context) as file:
        file.write(plain)
    assert opened(key, context, out.getvalue()) == plain
